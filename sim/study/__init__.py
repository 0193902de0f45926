"""How often: the design of runs, their execution, the store of their results, baselines."""
