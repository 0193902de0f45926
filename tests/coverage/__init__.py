"""How often intervals cover, and selections are right: measured on laws whose truth is known."""
