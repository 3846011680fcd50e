"""Telling people things: one short text to one telephone or mailbox."""
