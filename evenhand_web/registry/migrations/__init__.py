"""How the tables of registry came to be."""
