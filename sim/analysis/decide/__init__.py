"""Deciding between plans: arrays of replications in, statements with their guarantees out; no scenario is known."""
