"""The report: one page that stands alone, for people who decide, printed or on a screen, in their language."""
