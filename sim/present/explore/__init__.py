"""Many futures of what is not known, and what they say about a plan: the verb, its words, tables and files."""
