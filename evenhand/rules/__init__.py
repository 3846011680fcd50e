"""Load packs; what was in force that day; compile a condition to SQL and to a function."""
