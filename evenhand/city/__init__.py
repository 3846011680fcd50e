"""A made-up city with its truth: contacts, complaints, mandates."""
