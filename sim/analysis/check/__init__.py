"""Is it still the same? Stored results of a scenario, and how what it gives now is held against them."""
