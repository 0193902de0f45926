"""Re-plan in the morning: what is observed, what the weather will be, and actions side by side on one page."""
