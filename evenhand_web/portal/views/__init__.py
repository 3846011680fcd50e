"""Pages of the public's door."""
