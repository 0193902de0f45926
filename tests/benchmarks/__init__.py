"""How fast, and on what work: `python -m tests.benchmarks`. Never collected by pytest, never a timed assertion."""
