"""An append-only log that anyone can verify and from which a person can still be erased."""
