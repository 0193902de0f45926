"""The report of what has no plans to hold against each other on one page: a decision, a sweep, an exploration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.errors import StorageError, UsageError, escape
from sim.present.as_json import Context, json_text
from sim.present.report.words import ENGLISH
from sim.present.sections import Section

SCHEMA = "hearthline.page/1"
FIGURE = re.compile(r"(?:figures/)?\w[\w-]*\.svg")
"""Files that may be figures of such a page."""


def write_short(
    folder: Path,
    headline: str,
    warnings: Iterable[str],
    sections: Iterable[Section],
    notes: Iterable[str],
    figures: Mapping[str, str],
    context: Context,
) -> tuple[Path, ...]:
    """Write report.json and report.html; returns the files.

    Parameters
    ----------
    figures : SVG file in the folder -> caption
    """
    from sim.present.report.stored import write_report
    from sim.study.store.files import in_words

    page = {
        "schema": SCHEMA,
        "scenario": context.scenario,
        "headline": headline,
        "warnings": list(warnings),
        "figures": [{"file": name, "caption": caption} for name, caption in figures.items()],
        "sections": [asdict(one) for one in sections],
        "notes": list(notes),
        "scenario_id": context.scenario_id,
        "seed": context.seed,
        "replications": context.replications,
        "versions": dict(context.versions),
    }
    file = folder / "report.json"
    with in_words(file):
        file.write_text(json_text(page), encoding="ascii")
    return (file, write_report(folder, ENGLISH))


def short_figures(folder: Path, page: Mapping[str, Any]) -> dict[str, bytes]:
    """The figures that a stored page names; nothing that leads out of their folder."""
    found = {}
    for one in page["figures"]:
        name = str(one["file"])
        if not FIGURE.fullmatch(name):
            raise UsageError(f"report.json: {escape(name)} is no figure")
        try:
            found[name] = (folder / name).read_bytes()
        except OSError as error:
            raise StorageError(f"cannot read {escape(str(folder / name))}: {error.strerror}") from error
    return found
