"""Complaints: filed, transferred, answered, reviewed, closed, with every clock and every step written down."""
