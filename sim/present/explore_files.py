"""An exploration as files: explore.json, futures.csv, an archive for other tools, figures; always the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.present.as_json import json_text
from sim.present.card.content import card_files
from sim.present.card.of_explored import subject_of_explored
from sim.present.csv_text import table_lines
from sim.present.ema import ema_archive
from sim.present.explore_json import explored_rows
from sim.present.explore_sections import notes_of_explored, sections_of_explored
from sim.present.plots.frame import figure_bytes
from sim.present.report.short import write_short
from sim.study.store.files import in_words

if TYPE_CHECKING:
    from sim.present.explore import ExploreResult

CAPTIONS = {
    "inputs": "How much each input matters.",
    "failures": "Where the plan fails its standard.",
    "break-even": "Where the plan stops being the better one.",
}
"""What stands above each figure of the report."""
FIGURES = tuple(CAPTIONS)
"""Names of the figures; those of an earlier result that a later one does not have are taken away."""


def write_explored(directory: Path, result: ExploreResult) -> tuple[Path, ...]:
    """Write explore.json, futures.csv, results.tar.gz, the results card and figures.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    cards = card_files(subject_of_explored(result))
    written = [directory / name for name in ("explore.json", "futures.csv", "results.tar.gz", *cards)]
    drawn = result.figures()
    with in_words(directory):
        figures = directory / "figures"
        figures.mkdir(parents=True, exist_ok=True)
        written[0].write_text(json_text(result.to_json()), encoding="utf-8")
        written[1].write_text("".join(table_lines(explored_rows(result.tried))), encoding="utf-8", newline="")
        written[2].write_bytes(ema_archive(result.tried, result.context.scenario))
        for name, text in cards.items():
            (directory / name).write_text(text, encoding="utf-8", errors="backslashreplace")
        for name in FIGURES:
            for form in ("png", "svg"):
                file = figures / f"{name}.{form}"
                if name in drawn:
                    file.write_bytes(figure_bytes(drawn[name], form))
                    written.append(file)
                else:
                    file.unlink(missing_ok=True)
    tried, findings = result.tried, result.findings
    figures_in = {f"figures/{name}.svg": CAPTIONS[name] for name in FIGURES if name in drawn}
    sections, notes = sections_of_explored(tried, findings), notes_of_explored(tried, findings)
    said = (result.headline, result.warnings, sections, notes)
    return (*written, *write_short(directory, *said, figures_in, result.context))
