"""The results card: one page beside every result that says what it is, what it rests on, and what could flip it."""
