"""Measure, print, and write the page of the docs: `python -m tests.benchmarks [--quick] [--only NAME]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

SECTIONS = ("reference", "events", "threads", "cluster", "oracle", "starts", "compare", "memory", "growth")

INTRODUCTION = """\
Written by `python -m tests.benchmarks --markdown docs/benchmarks.md`; never by hand. Milliseconds mean nothing without
the work that was done in them, so the work comes first; ratios are between parts measured in turn within one run, and
say more than seconds do. Numbers are medians of rounds, with the lowest and the highest round in brackets.
"""


def main() -> None:
    options = _options()
    os.environ.setdefault("HEARTHLINE_JIT", "on")
    from tests.benchmarks import machine
    from tests.benchmarks.tables import as_markdown, as_text

    tables = []
    for section in options.only or SECTIONS:
        print(f"measuring: {section}", file=sys.stderr, flush=True)
        for table in measured(section, options.quick):
            tables.append(table)
            print(as_text(table), flush=True)
    lines = machine.described()
    print("\n".join(lines))
    if options.markdown is not None:
        page = ["# Benchmarks", "", INTRODUCTION, *lines, "", *(as_markdown(table) for table in tables)]
        options.markdown.write_text("\n".join(page).rstrip() + "\n", encoding="utf-8")


def measured(section: str, quick: bool):
    """Tables of a section; its imports wait until it is asked for."""
    if section == "reference":
        from tests.benchmarks import reference

        return reference.tables(quick)
    if section == "events":
        from tests.benchmarks import events

        return events.tables(quick)
    if section == "threads":
        from tests.benchmarks import threads

        return threads.tables(quick)
    if section == "cluster":
        from tests.benchmarks import cluster

        return cluster.tables(quick)
    if section == "oracle":
        from tests.benchmarks import against_oracle

        return against_oracle.tables(quick)
    if section == "starts":
        from tests.benchmarks import starts

        return starts.tables(quick)
    if section == "growth":
        from tests.benchmarks import growth

        return growth.tables(quick)
    from tests.benchmarks import studies

    return studies.end_to_end(quick) if section == "compare" else studies.memory(quick)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="How fast, and on what work.")
    parser.add_argument("--quick", action="store_true", help="fewer worlds and rounds, about two minutes")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="one section; repeatable")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write a page for the docs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
