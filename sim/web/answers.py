"""What the page is sent for a round of results: words, numbers, pictures, each text plain."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from sim.analysis.tidy import fan_of, named_series
from sim.errors import escape
from sim.present.as_json import warnings_of
from sim.present.markup import address_of_picture
from sim.present.page_figures import (
    looks_in_slots,
    page_differences,
    page_districts,
    page_over_time,
    said_of_districts,
    said_of_worlds,
)
from sim.present.plots.frame import figure_bytes
from sim.present.report.levels import hours_by_district
from sim.present.sections import Section, sections_of
from sim.present.style import house_style, with_degrees
from sim.study.warm import USUAL_S
from sim.web.asked import MOST_PLANS, Asked
from sim.web.rounds import Compiling, Round

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Answer = dict[str, Any]

OF_DISTRICTS = "The darker, the longer in the cold, the longest first; it is no map. The number is hours per resident."
OF_FAILED = "The worlds that are left out may be those with the most damage: the real values may be higher."
OF_TIME = "Line: the middle of all worlds. Dotted: their mean. Dark: the middle half of them. Light: 9 of 10 worlds."

_drawing = threading.Lock()
"""Matplotlib's settings are those of the whole process: one picture at a time."""


def answers_of(found: Compiling | Round, asked: Asked, is_stopped: Callable[[], bool]) -> Iterator[Answer]:
    """A round as messages: first what is looked at first, then more pictures unless it is stopped."""
    if isinstance(found, Compiling):
        yield {"kind": "compiling", "said": _said_of_compiling(found)}
        return
    told = partial(with_degrees, names=(*found.names, *(name for name, _, _ in found.layout.districts)))
    slots = {name: plan.slot for name, plan in zip(found.names, asked.plans, strict=True)}
    every = looks_in_slots(slots, MOST_PLANS)
    yield _first(found, asked, every, told)
    if is_stopped():
        return
    pictures = [_over_time(found, every, asked.width)]
    levels = hours_by_district(found.comparison, found.layout) if found.comparison.kept else None
    if levels is not None:
        plans = list(dict.fromkeys((found.names[0], found.names[-1])))
        drawn = _drawn(lambda: page_districts(levels, plans, asked.width))
        said = told(said_of_districts(levels, plans))
        left_out = f" Plans shown: {' and '.join(map(escape, plans))}." if len(found.names) > len(plans) else ""
        pictures.append({"title": told(levels.title), "svg": drawn, "alt": said, "reading": OF_DISTRICTS + left_out})
    yield {"kind": "more", "pictures": pictures, "is_last": found.is_last}


def _said_of_compiling(found: Compiling) -> str:
    """Why there is nothing to see yet, and how long that usually takes."""
    return (
        "The values need a larger model than this machine has run so far. It is being compiled, once on this machine: "
        f"usually about {USUAL_S} s on two free processors, {found.seconds:.0f} s so far."
    )


def _first(found: Round, asked: Asked, every: tuple[str, ...], told: Callable[[str], str]) -> Answer:
    """Headline, main picture and numbers.

    Parameters
    ----------
    told : a text of ours as the page shows it
    """
    comparison = found.comparison
    metric = comparison.headline_metrics[0]
    has_differences = any(one[metric].mean is not None for one in comparison.differences.values())
    title = ""
    picture = ""
    if has_differences:
        title = f"What each plan changes, {said_of_worlds(found.worlds - len(found.study.failures))}"
        picture = _drawn(lambda: page_differences(comparison, metric, every, asked.width))
    warnings = [one for one in warnings_of(comparison) if one not in comparison.unspent]
    if found.study.failures:
        warnings.append(OF_FAILED)
    sections = list(islice(sections_of(comparison), len(comparison.headline_metrics)))
    return {
        "kind": "first",
        "worlds": found.worlds,
        "failed": len(found.study.failures),
        "fresh": found.fresh,
        "seconds": round(found.seconds, 3),
        "headline": [escape(told(sentence)) for sentence in comparison.sentences],
        "warnings": [escape(told(one)) for one in warnings],
        "places": found.places,
        "names": [escape(name) for name in found.names],
        "picture": {"title": title, "svg": picture, "alt": told(_said(sections[0])) if sections else ""},
        "tables": [_table(section, told) for section in sections],
        "confidence": f"{100 * comparison.confidence:g} %",
        "is_last": found.is_last,
    }


def _over_time(found: Round, every: tuple[str, ...], width: int) -> Answer:
    """Buildings without heat over time."""
    study, layout, kept = found.study, found.layout, found.comparison.kept
    drawn = _drawn(lambda: page_over_time(study, layout, kept, "buildings_cold", every, width))
    said = []
    for name, one in study.plans.items():
        fan = fan_of(named_series(one, layout, kept, "buildings_cold"))
        said.append(
            f"{escape(name)}: the middle line reaches {max(fan.median):,.0f}, the upper edge {max(fan.p95):,.0f}"
        )
    return {
        "title": "Buildings without heat over time",
        "svg": drawn,
        "alt": f"Buildings without heat. {'; '.join(said)}.",
        "reading": OF_TIME,
    }


def _table(section: Section, told: Callable[[str], str]) -> Answer:
    return {
        "title": told(section.title),
        "heads": [told(head.replace("\n", " ")) for head in section.heads],
        "rows": [list(map(told, row)) for row in section.rows],
    }


def _said(section: Section) -> str:
    """A table in words, for those who do not see the picture."""
    lines = [", ".join(cell for cell in row if cell) for row in section.rows]
    return f"{section.title}. {'; '.join(lines)}."


def _drawn(draw: Callable[[], Figure]) -> str:
    """A picture as an address that holds it."""
    with _drawing:
        with house_style():
            figure = draw()
        content = figure_bytes(figure, "svg")
    return address_of_picture(content)
