"""So what: metrics, paired comparison, selection, sensitivity."""
