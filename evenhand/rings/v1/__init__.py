"""Detector v1, frozen: it imports nothing of this project but itself, so that a run can be repeated years later."""
