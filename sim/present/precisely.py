"""Whether a study is as precise as was asked for, in words."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.answer import Check, Comparison, Precision
from sim.analysis.numbers import roughly_above, style_of
from sim.analysis.precision import SILENT
from sim.errors import escape
from sim.hints import counted

MOST_TOLD = 3
"""Numbers that are not known well enough and told one by one; the rest is counted."""


def said_of_precision(comparison: Comparison) -> str:
    """What came of the precision that was asked for; empty if nobody asked."""
    found = comparison.precision
    if found is None:
        return ""
    worlds, asked = counted(found.replications, "replication"), " or ".join(map(escape, found.asked))
    what = "differences from the reference" if comparison.differences else "means"
    basis = ", relative to the reference" if comparison.differences and "%" in asked else ""
    wish = f"{what} to within {asked}{basis}"
    if found.is_reached:
        said = f"Precision reached with {worlds}: {wish}."
    else:
        most = " (the most allowed)" if found.replications == found.most else ""
        said = f"Precision not reached with {worlds}{most}: asked were {wish}."
    return " ".join(
        [said, *_missing(comparison, found), *_silent(comparison, found), *_without_mean(comparison, found)]
    )


def _missing(comparison: Comparison, found: Precision) -> Iterator[str]:
    """What is not known well enough, and what it would take."""
    for check in found.missing[:MOST_TOLD]:
        yield f"{_subject(comparison, check)}: {_how_well(comparison, check)}."
    if len(found.missing) > MOST_TOLD:
        yield f"{len(found.missing) - MOST_TOLD} more are not precise enough."


def _how_well(comparison: Comparison, check: Check) -> str:
    measure = comparison.metrics[check.metric]
    if check.state == "no spread":
        return f"the same in every world, but of fewer than {SILENT} worlds that says little"
    if check.half_width is None:
        return "defined in too few worlds"
    style = style_of(measure, [check.half_width, check.wanted], [check.half_width / 10.0])
    known = f"known to within {style.write(check.half_width)} {style.unit} instead of {style.write(check.wanted)}"
    return known + (f", about {roughly_above(check.needed):,} replications would do" if check.needed else "")


def _silent(comparison: Comparison, found: Precision) -> Iterator[str]:
    """What never varied, so that no interval says how well it is known."""
    same = [check for check in found.checks if check.state == "no spread" and check not in found.missing]
    if same:
        named = ", ".join(_subject(comparison, one) for one in same)
        yield f"The same in every world, so without an interval: {named}."


def _without_mean(comparison: Comparison, found: Precision) -> Iterator[str]:
    nouns = dict.fromkeys(
        comparison.metrics[check.metric].noun
        for check in found.checks
        if check.state == "not asked" and comparison.metrics[check.metric].is_time_until
    )
    if nouns:
        yield f"Not asked of {', '.join(nouns)}: a time that may never come has no mean."


def _subject(comparison: Comparison, check: Check) -> str:
    return f"{escape(check.plan)}, {comparison.metrics[check.metric].noun}"
