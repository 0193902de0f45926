"""Where the parts of a study run: threads, processes, a cluster, or any executor of `concurrent.futures`."""

KINDS = ("threads", "processes", "dask")
"""Places where a study can run, by the names that people ask for."""
