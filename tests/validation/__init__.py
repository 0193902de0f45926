"""The base scenario held against public events."""
