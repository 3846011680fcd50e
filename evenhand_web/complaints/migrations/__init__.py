"""How the tables of complaints came to be."""
