"""Runs: the engine's work on one file, asked for here and carried out by the worker."""
