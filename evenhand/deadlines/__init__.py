"""Due dates from time limits: calendar and working days, lawful pauses, extensions, and where each date comes from."""
