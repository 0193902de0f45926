"""Re-plan in the morning: what is observed, what the weather will be, and plans side by side on one page."""
