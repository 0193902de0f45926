"""When it happens: the compiled clock for ensembles and the traced clock on SimPy, for the same rules."""
