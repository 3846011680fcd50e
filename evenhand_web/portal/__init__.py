"""The public's door: file a complaint, follow it, answer, contest and prove it, without an account."""
