"""Say it: tables, plots, the report and the page."""
