"""Plans in several futures, one table row each: the verb, its words, tables and files."""
