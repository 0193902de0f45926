"""Measure coverage: ``python -m tests.coverage selection 1000``, or ``... intervals 1000 zeros`` for one law."""

import sys

from tests.coverage import intervals, selection
from tests.coverage.laws import LAWS

TABLES = {"selection": selection.table, "intervals": intervals.table}


def main(what="selection", repeats="1000", *laws):
    if what not in TABLES or not set(laws) <= set(LAWS):
        sys.exit(f"tables: {', '.join(TABLES)}; laws: {', '.join(LAWS)}")
    for line in TABLES[what](int(repeats), laws or LAWS):
        print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
