"""The scenario library as pages: what each shipped scenario asks, and what `hearthline compare` answers."""
