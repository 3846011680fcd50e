"""The sample city on the platform: its organisations, people of every role, and complaints at every stage."""
