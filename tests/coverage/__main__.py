"""Measure coverage: ``python -m tests.coverage selection 1000`` or ``python -m tests.coverage intervals 1000``."""

import sys

from tests.coverage import intervals, selection

TABLES = {"selection": selection.table, "intervals": intervals.table}


def main(what="selection", repeats="1000"):
    if what not in TABLES:
        sys.exit(f"there is no table {what!r}; known: {', '.join(TABLES)}")
    for line in TABLES[what](int(repeats)):
        print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
