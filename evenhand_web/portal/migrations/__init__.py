"""How the tables of the public door came to be."""
