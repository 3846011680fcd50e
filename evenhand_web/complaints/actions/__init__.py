"""Every write to complaints, by noun."""
