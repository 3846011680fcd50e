"""Complaints → ties → rings and waves, with reasons."""
