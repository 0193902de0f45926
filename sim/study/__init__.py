"""How often: the design of runs, their execution, the same-aid gate, and what a machine can hold."""
