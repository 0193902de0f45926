"""Measure coverage.

python -m tests.coverage selection 1000        the choice
python -m tests.coverage intervals 400 zeros   intervals of a study, with one law
python -m tests.coverage exploring 400         intervals over many futures, and of two one-sided tests
python -m tests.coverage worlds 4000           intervals of studies of worlds of our own scenarios
"""

import sys

from tests.coverage import exploring, intervals, selection, worlds
from tests.coverage.laws import LAWS

TABLES = {
    "selection": selection.table,
    "intervals": intervals.table,
    "exploring": exploring.table,
    "worlds": worlds.table,
}
WITH_LAWS = ("selection", "intervals")


def main(what="selection", repeats="1000", *laws):
    known = LAWS if what in WITH_LAWS else ()
    if what not in TABLES or not set(laws) <= set(known):
        sys.exit(f"tables: {', '.join(TABLES)}; laws of {' and '.join(WITH_LAWS)}: {', '.join(LAWS)}")
    for line in TABLES[what](int(repeats), *([laws or LAWS] if known else [])):
        print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
