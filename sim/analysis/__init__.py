"""So what: metrics, paired comparison, the split of a difference, aid equivalents, the headline."""
