"""Contacts × packs → findings."""
