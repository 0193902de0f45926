"""Baselines: rerun what was stored, say what has changed, and store it anew where that is wanted."""
