"""What a message or transcript says: threats, insults, false authority, false consequences, the debt, borrowing."""
