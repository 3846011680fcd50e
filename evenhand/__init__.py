"""Evenhand: collection conduct and complaint rings held to one measure."""

__version__ = "0.1.0"
