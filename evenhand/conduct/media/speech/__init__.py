"""What recordings say: voice is found, a recogniser writes it down, the phrases are read; a person then listens."""
