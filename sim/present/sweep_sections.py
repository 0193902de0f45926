"""What a sweep says, as titled tables: a row for each future, a column for each plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.futures import Future
from sim.analysis.measures import Measure
from sim.analysis.numbers import Style, apart_from_zero, exactly, half_of, is_clear, side_by_side
from sim.errors import escape
from sim.present.caution import CAUTION, mark
from sim.present.sections import Section, title_of, with_bounds

ONLY = "as written"
"""Name of the one future of a sweep that varies nothing that is faced."""
CLEAR = "*"
"""Behind a difference whose interval leaves out zero."""


def sections_of_futures(futures: Sequence[Future]) -> Iterator[Section]:
    """A table for each headline metric."""
    for name in futures[0].comparison.headline_metrics:
        yield _metric(futures, name)


def notes_of_futures(futures: Sequence[Future]) -> list[str]:
    """How to read the tables."""
    first = futures[0].comparison
    notes = []
    if first.differences:
        notes.append(f"{CLEAR} the interval leaves out zero.")
        held = (
            f"Intervals are {exactly(first.confidence)}, for all plans within a future together, not for all futures."
        )
        notes.append(f"{held} All futures meet the same luck.")
    return [*notes, f"{mark(first.public)} {CAUTION}"]


def warnings_of_futures(futures: Sequence[Future]) -> list[str]:
    """What a terminal says above all of them."""
    return [f"Note: {escape(one)}" for one in banners_of_futures(futures)]


def banners_of_futures(futures: Sequence[Future]) -> list[str]:
    """What must be said above all of them, each once."""
    said = [banner for future in futures for banner in future.comparison.banners]
    failed = sum(len(future.comparison.failures) for future in futures)
    if failed:
        said.append(f"{failed} replications failed and are left out of every plan of their future.")
    return list(dict.fromkeys(said))


def _metric(futures: Sequence[Future], name: str) -> Section:
    """One metric: means of the reference, differences of the other plans."""
    comparison = futures[0].comparison
    measure = comparison.metrics[name]
    level, change = _styles(futures, name, measure)
    others = [plan for plan in comparison.plans if plan != comparison.reference]
    heads = (
        "future",
        f"{escape(comparison.reference)}\nmean",
        *(f"{escape(plan)}\nless {escape(comparison.reference)}" for plan in others),
    )
    rows = tuple(_row(future, name, others, level, change) for future in futures)
    return Section(title_of(measure, level.unit), heads, rows)


def _row(future: Future, name: str, others: Sequence[str], level: Style, change: Style) -> tuple[str, ...]:
    comparison = future.comparison
    base = comparison.summaries[comparison.reference][name]
    middle = base.median if base.mean is None else base.mean
    cells = [escape(future.name) or ONLY, with_bounds(level, middle, base.ci_low, base.ci_high, signed=False)]
    for plan in others:
        found = comparison.differences[plan][name]
        text = with_bounds(change, found.mean, found.ci_low, found.ci_high, signed=True)
        cells.append(f"{text}{CLEAR}" if is_clear(found.ci_low, found.ci_high) else text)
    return tuple(cells)


def _styles(futures: Sequence[Future], name: str, measure: Measure) -> tuple[Style, Style]:
    """How levels and differences are written, in one unit for all futures."""
    bases = [one.comparison.summaries[one.comparison.reference][name] for one in futures]
    found = [lines[name] for one in futures for lines in one.comparison.differences.values()]
    level, change = side_by_side(
        measure,
        [one.median if one.mean is None else one.mean for one in bases],
        [half_of(one.ci_low, one.ci_high) for one in bases],
        [one.mean for one in found],
        [half_of(one.ci_low, one.ci_high) for one in found],
    )
    return level, apart_from_zero(change, [bound for one in found for bound in (one.ci_low, one.ci_high)])
