"""Say it: the public verbs, tables, plots, files, the event log, descriptions."""
