"""The report of a decision, a sweep or an exploration: the results card with the figures and tables of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import StorageError, UsageError, escape
from sim.present.as_json import json_text
from sim.present.card.content import card_files
from sim.present.card.subject import Subject
from sim.present.plots.frame import figure_bytes
from sim.present.report.page import Pictures
from sim.present.report.sources import sources_of
from sim.present.report.words import ENGLISH
from sim.present.sections import Section
from sim.present.style import NARROW, drawn_on

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SCHEMA = "hearthline.page/2"
FIGURE = re.compile(r"(?:figures/)?\w[\w-]*\.svg")
"""Files that may be figures of such a page."""
NARROW_FOLDER = "figures/narrow"
"""Where they lie as they are drawn for phones."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What such a report shows beside the results card.

    Parameters
    ----------
    reference : plan that others are held against
    said : the answer, sentence by sentence
    warnings : what must be said above it
    sections, notes : tables, and how to read them
    figures : SVG file in the folder -> caption
    names : of the scenario that stand in texts, beside those of plans
    """

    reference: str
    said: Sequence[str]
    warnings: Sequence[str]
    sections: Sequence[Section]
    notes: Sequence[str]
    figures: Mapping[str, str]
    names: Sequence[str] = ()


def write_short(folder: Path, subject: Subject, shown: Shown) -> tuple[Path, ...]:
    """Write card.json, card.md, report.json and report.html; returns the files."""
    from sim.present.report.stored import leave_reports, write_report
    from sim.study.store.files import in_words

    texts = card_files(subject) | {"report.json": json_text(_page(subject, shown))}
    for name, text in texts.items():
        with in_words(folder / name):
            (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")
    leave_reports(folder, (ENGLISH,))
    return (*(folder / name for name in texts), write_report(folder, ENGLISH))


def _page(subject: Subject, shown: Shown) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "reference": shown.reference,
        "plans": list(subject.plans),
        "names": list(shown.names),
        "said": list(shown.said),
        "warnings": list(shown.warnings),
        "figures": [{"file": name, "caption": caption} for name, caption in shown.figures.items()],
        "sections": [asdict(one) for one in shown.sections],
        "sources": sources_of(subject.plans.values()),
        "notes": list(shown.notes),
    }


def short_figures(folder: Path, page: Mapping[str, Any]) -> dict[str, Pictures]:
    """The figures that a stored page names; nothing that leads out of their folder."""
    found = {}
    for one in page["figures"]:
        name = str(one["file"])
        if not FIGURE.fullmatch(name):
            raise UsageError(f"report.json: {escape(name)} is no figure")
        narrow = folder / NARROW_FOLDER / Path(name).name
        try:
            found[name] = Pictures((folder / name).read_bytes(), narrow.read_bytes() if narrow.exists() else b"")
        except OSError as error:
            raise StorageError(f"cannot read {escape(str(folder / name))}: {error.strerror}") from error
    return found


def write_narrow(folder: Path, drawn: Mapping[str, Callable[[], Figure]]) -> list[Path]:
    """Write figures as phones show them, in place of those of an earlier result; returns the files."""
    place = folder / NARROW_FOLDER
    if drawn:
        place.mkdir(parents=True, exist_ok=True)
    for file in place.glob("*.svg"):
        if file.stem not in drawn:
            file.unlink()
    written = []
    with drawn_on(NARROW):
        for name, draw in drawn.items():
            written.append(place / f"{name}.svg")
            written[-1].write_bytes(figure_bytes(draw(), "svg"))
    return written
