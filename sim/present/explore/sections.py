"""What many futures say, as titled tables: what matters, where the plan fails; and how to read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sim.analysis.explore.findings import Findings, Looked
from sim.analysis.explore.futures import Tried
from sim.analysis.explore.rules import Discovery
from sim.analysis.explore.sensitivity import Index, Sensitivity
from sim.analysis.numbers import UNDEFINED, exactly, percent, style_of
from sim.errors import escape
from sim.present.caution import CAUTION, SENSITIVE
from sim.present.explore.words import close_sentence, limits_of, names_of
from sim.present.sections import Section

CLEAR = "*"
"""Behind an index that is above what chance gives."""
READING = {
    "rbd_fast": "Alone: share of the spread between futures that an input makes by itself (RBD-FAST)",
    "sobol": "Alone: share of the spread between futures that an input makes by itself; in all: with what it does "
    "together with others (Sobol indices)",
    "morris": "Effect: mean size of the change when an input moves by two thirds of its range, as if by all of it "
    "(mu* of Morris); unevenness: how much that differs from place to place (sigma)",
}
"""What the columns of the indices mean, by method."""


def sections_of_explored(tried: Tried, findings: Findings) -> Iterator[Section]:
    """Indices for the metric and for the difference, then the rules."""
    noun = tried.measure.noun
    yield from _indices(tried, findings.level, f"What matters for {noun} with {escape(tried.plan)}")
    if findings.difference is not None:
        title = f"What matters for the difference of {escape(tried.plan)} from {escape(tried.reference)} in {noun}"
        yield from _indices(tried, findings.difference, title)
    if findings.discovery is not None and findings.discovery.rules:
        yield _rules(tried, findings.discovery)


def notes_of_explored(tried: Tried, findings: Findings) -> list[str]:
    """How to read the tables."""
    method = findings.level.sensitivity.method
    notes = [f"{READING[method]}; {CLEAR} above chance. Intervals are {exactly(findings.confidence)}."]
    floor = findings.level.sensitivity.floor
    if floor is not None:
        own = findings.difference.sensitivity.floor if findings.difference is not None else None
        also = f" ({percent(own)} of the difference)" if own is not None and percent(own) != percent(floor) else ""
        said = f"Shuffled numbers reach {percent(floor)}{also} by chance; what inputs do only together is not in it."
        notes.append(said)
    notes += [said for said in (_noise(tried, findings),) if said]
    if findings.discovery is not None and findings.close:
        notes.append(close_sentence(findings))
    if findings.discovery is not None and findings.discovery.rules:
        notes.append(
            "Rules are found by peeling and pasting boxes (PRIM). Quasi-p: how likely chance makes a limit as good. "
            "Again: share of resamples of the futures in which the input is limited."
        )
    if findings.break_even is not None and findings.break_even.surface is not None:
        told = max(0.0, findings.break_even.surface.told)
        notes.append(
            f"Break-even: a quadratic surface by least squares, the mean over all other inputs; it foretells "
            f"{percent(told)} of the differences of futures left out. Its band resamples futures and worlds."
        )
    return [*notes, "All futures meet the same worlds.", SENSITIVE, CAUTION]


def _noise(tried: Tried, findings: Findings) -> str:
    """How much of the spread between futures is chance."""
    parts, unmarked = [], ""
    for what, looked in (("the metric", findings.level), ("the difference", findings.difference)):
        if looked is not None and looked.noise is not None and looked.noise.share is not None:
            parts.append(f"{percent(looked.noise.share)} of that of {what}")
            unmarked = " Where it makes half or more, no input is marked." if looked.noise.is_much else unmarked
    if not parts:
        return ""
    worlds = f"({tried.levels.shape[1]} worlds each)"
    return f"Of the spread between futures chance makes {' and '.join(parts)} {worlds}.{unmarked}"


def _indices(tried: Tried, looked: Looked, title: str) -> Iterator[Section]:
    found = looked.sensitivity
    if not found.indices:
        return
    names = names_of(tried)
    if found.method == "morris":
        heads: tuple[str, ...] = ("input", "range", "effect", "unevenness")
    elif found.method == "sobol":
        heads = ("input", "range", "alone", "in all")
    else:
        heads = ("input", "range", "alone")
    written = _writer(tried, found)
    rows = [(names[place], tried.inputs[place].words, *written(found.indices[place])) for place in found.ranked()]
    scale = style_of(tried.measure, [one.total for one in found.indices], []).unit
    unit = f" [{scale}]" if found.method == "morris" else " [share of the spread between futures]"
    yield Section(f"{title}{unit}", heads, tuple(rows))


def _writer(tried: Tried, found: Sensitivity) -> Callable[[Index], tuple[str, ...]]:
    """How the indices of a method are written."""
    if found.method == "morris":
        style = style_of(tried.measure, [one.total for one in found.indices], [one.total_half for one in found.indices])

        def of_morris(one: Index) -> tuple[str, ...]:
            star = CLEAR if one.is_clear else ""
            return f"{style.write(one.total)} (±{style.write(one.total_half)}){star}", style.write(one.sigma)

        return of_morris
    columns = ("main", "total") if found.method == "sobol" else ("main",)

    def of_shares(one: Index) -> tuple[str, ...]:
        cells = []
        for name in columns:
            value, half = getattr(one, name), getattr(one, f"{name}_half")
            star = CLEAR if one.is_clear and name == columns[-1] else ""
            cells.append(f"{_share(value, half)}{star}")
        return tuple(cells)

    return of_shares


def _share(value: float | None, half: float | None) -> str:
    if value is None:
        return UNDEFINED
    low, high = max(0.0, value - (half or 0.0)), min(1.0, max(0.0, value + (half or 0.0)))
    return f"{max(0.0, value):.2f} ({low:.2f} to {high:.2f})"


def _rules(tried: Tried, found: Discovery) -> Section:
    heads = ("where it fails", "fails", "of all\nfailures", "quasi-p", "again")
    rows = []
    for rule in found.rules:
        places = sorted(rule.quasi_p)
        limits = limits_of(tried, rule.box)
        for number, (place, limit) in enumerate(zip(places, limits, strict=True)):
            share = f"{rule.failing} of {rule.inside} ({percent(rule.density)})" if number == 0 else ""
            cover = percent(rule.coverage) if number == 0 else ""
            before = "" if number == 0 else "and "
            chance = rule.quasi_p[place]
            shown = f"{chance:.2g}" if chance >= 0.001 else "under 0.001"
            rows.append((f"{before}{limit}", share, cover, shown, percent(rule.stability[place])))
    title = f"Where {escape(tried.plan)} fails the standard [{found.failures} of {found.points} futures]"
    return Section(title, heads, tuple(rows))
