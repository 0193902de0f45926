"""Public counts of attacks: dates, classes and numbers only, written as recorded waves and fitted to a process."""
