"""Oblivious pseudonyms: a keyed one-way function that its operator computes without seeing what it is computed of."""
