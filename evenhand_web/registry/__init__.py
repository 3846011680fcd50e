"""The registry: organisations, what they are called, what became of them, and which authority answers for what."""
