"""Every theory case in full precision, as a table: `python -m tests.theory.table` writes docs/theory.md."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

import sim
from tests.theory.cases import ONE_PERCENT, RUNS
from tests.theory.ensembles import Judgement, judgements_of
from tests.theory.estimators import LIMIT, NEGLIGIBLE, RARE

PAGE = Path(__file__).parents[2] / "docs" / "theory.md"

HEAD = """# Cases with exact answers

Written by `python -m tests.theory.table` on {date} with Hearthline {version}, not edited by hand.

Each case is a scenario file in `tests/theory/cases`, or in `sim/analysis/check/cases` where `check --anchors` runs it.
It is run as `hearthline run` runs it: on the compiled clock, with the seed of the scenario. Exact values stand in
`tests/theory/theory.json`; `tests/theory/exact.py` derives them a second time from textbook formulas. A quantity passes

- if the estimate lies within {limit:g} standard errors of the exact value (|z| <= {limit:g}) and the standard error
  (se) is at most 1 % of that value. Standard errors come from the exact law where that is known. An estimate that is
  too coarse is *inconclusive*, never a pass; another precision, where 1 % would take hours, stands in the verdict;
- *one-sided*, if fewer than {rare:g} events, or a mean below {negligible:g}, are expected and there is not too much;
- *certain*, if nothing is random and the value is exact to a relative 1e-9.

{count} Standard deviation of z: {spread:.2f}; largest |z|: {largest:.2f}.

| case | run | quantity | exact | estimate | se | z | n | verdict |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
"""


def row(one: Judgement) -> str:
    """One quantity as a row of the table."""
    by_distance = one.rule == "two-sided"
    said = one.verdict if by_distance else f"{one.verdict} ({one.rule})"
    if by_distance and one.quantity.relative_error != ONE_PERCENT:
        said += f" (se to {100.0 * one.quantity.relative_error:g} %)"
    cells = (
        one.run.case,
        one.run.label,
        f"`{one.quantity.name}`",
        f"{one.exact:.7g}",
        f"{one.estimate.value:.7g}",
        f"{one.estimate.se:.2g}" if by_distance else "",
        f"{one.z:+.2f}" if by_distance else "",
        f"{one.replications:,}",
        said,
    )
    return f"| {' | '.join(cells)} |"


def page(found: Sequence[Judgement]) -> str:
    """The whole page."""
    verdicts = Counter(one.verdict.split(":")[0] for one in found)
    distances = np.array([one.z for one in found if one.rule == "two-sided"])
    head = HEAD.format(
        date=datetime.now(UTC).date().isoformat(),
        version=sim.__version__,
        limit=LIMIT,
        rare=RARE,
        negligible=NEGLIGIBLE,
        count=f"{len(found)} estimates: " + ", ".join(f"{n} {said}" for said, n in verdicts.items()) + ".",
        spread=distances.std(),
        largest=np.abs(distances).max(),
    )
    return head + "".join(f"{row(one)}\n" for one in found)


def main() -> int:
    """Write the page; 1 if any quantity did not pass."""
    found = []
    for run in RUNS:
        for one in judgements_of(run, "full"):
            print(row(one), flush=True)
            found.append(one)
    PAGE.write_text(page(found), encoding="utf-8")
    return 0 if all(one.verdict == "pass" for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
