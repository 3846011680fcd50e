"""Detector v2: built on what v1 reads, with its own ties, groups and weights."""
