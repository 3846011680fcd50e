"""Personal data at rest: keys, encrypted columns, and exact look-up without reading them."""
