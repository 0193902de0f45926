"""The store of a study: a folder of files that appear whole, so that a study can be stopped at any moment."""
