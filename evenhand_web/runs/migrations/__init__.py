"""How the tables of runs came to be."""
