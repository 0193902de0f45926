"""What a sweep says, as titled tables: a row for each future, a column for each plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.futures import Future
from sim.analysis.numbers import Estimates, Style, exactly, half_of, in_row, is_clear, row_by_row
from sim.errors import escape
from sim.present.caution import CAUTION, SENSITIVE
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
        notes.append(
            f"Intervals are {exactly(first.confidence)}, for all plans within a future together, not for all futures."
        )
    return [*notes, "All futures meet the same luck.", SENSITIVE, CAUTION]


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
    styles = row_by_row(measure, [_estimates(future, name) for future in futures])
    others = [plan for plan in comparison.plans if plan != comparison.reference]
    heads = (
        "future",
        f"{escape(comparison.reference)}\n{'median' if measure.is_time_until else 'mean'}",
        *(f"{escape(plan)}\nless {escape(comparison.reference)}" for plan in others),
    )
    rows = tuple(_row(future, name, others, *found) for future, found in zip(futures, styles, strict=True))
    return Section(title_of(measure, styles[0][0].unit), heads, rows)


def _row(future: Future, name: str, others: Sequence[str], level: Style, change: Style) -> tuple[str, ...]:
    comparison = future.comparison
    base = comparison.summaries[comparison.reference][name]
    middle = base.median if base.mean is None else base.mean
    found = [comparison.differences[plan][name] for plan in others]
    cells = [escape(future.name) or ONLY, with_bounds(level, middle, base.ci_low, base.ci_high, signed=False)]
    for one in found:
        text = with_bounds(in_row(change, one.ci_low, one.ci_high), one.mean, one.ci_low, one.ci_high, signed=True)
        cells.append(f"{text}{CLEAR}" if is_clear(one.ci_low, one.ci_high) else text)
    return tuple(cells)


def _estimates(future: Future, name: str) -> tuple[Estimates, Estimates]:
    """The level of the reference and the differences of the others, as far as the digits of a row depend on them."""
    base = future.comparison.summaries[future.comparison.reference][name]
    found = [lines[name] for lines in future.comparison.differences.values()]
    level = Estimates([base.median if base.mean is None else base.mean], [half_of(base.ci_low, base.ci_high)])
    return level, Estimates([one.mean for one in found], [half_of(one.ci_low, one.ci_high) for one in found])
