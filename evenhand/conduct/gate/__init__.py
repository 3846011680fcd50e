"""The gate: asked before a contact whether it may be made, and if not, when."""
