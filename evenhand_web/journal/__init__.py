"""The journal: every change of state, written with the change, sealed in order into the evidence log."""
