"""Findings and rings as pages and sheets."""
