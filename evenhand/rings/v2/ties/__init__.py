"""The ties of detector v2: each a function that says which claim about two complaints it draws."""
