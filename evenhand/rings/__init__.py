"""Complaints, their ties, and the rings and waves they form; detectors v1, v2 … each frozen."""
