"""What `hearthline check` finds: changes put in on purpose, and mutants of the model (python -m tests.drift)."""
