"""An exploration as files: explore.json, futures.csv, an archive for other tools, figures; always the same bytes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from sim.present.as_json import json_text
from sim.present.card.of_explored import subject_of_explored
from sim.present.csv_text import table_lines
from sim.present.explore.content import explored_rows
from sim.present.explore.ema import ema_archive
from sim.present.explore.sections import notes_of_explored, sections_of_explored
from sim.present.explore.words import names_of, sentences_of
from sim.present.plots.explored import figures_of_explored
from sim.present.plots.frame import figure_bytes
from sim.present.report.short import Shown, write_narrow, write_short
from sim.study.store.files import in_words

if TYPE_CHECKING:
    from sim.present.explore.verb import ExploreResult

CAPTIONS = {
    "inputs": "How much each input matters.",
    "failures": "Where the plan fails its standard.",
    "break-even": "Which plan is better, and where.",
}
"""Names of the figures, and what stands above each; those that a later result does not have are taken away."""


def write_explored(directory: Path, result: ExploreResult) -> tuple[Path, ...]:
    """Write explore.json, futures.csv, results.tar.gz, the results card and figures.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    written = [directory / name for name in ("explore.json", "futures.csv", "results.tar.gz")]
    drawn = dict(figures_of_explored(result.tried, result.findings, result.design.even, result.context))
    with in_words(directory):
        figures = directory / "figures"
        figures.mkdir(parents=True, exist_ok=True)
        written[0].write_text(json_text(result.to_json()), encoding="utf-8")
        written[1].write_text("".join(table_lines(explored_rows(result.tried))), encoding="utf-8", newline="")
        written[2].write_bytes(ema_archive(result.tried, result.context.scenario))
        for name in CAPTIONS:
            figure = drawn[name]() if name in drawn else None
            for form in ("png", "svg"):
                file = figures / f"{name}.{form}"
                if figure is None:
                    file.unlink(missing_ok=True)
                else:
                    file.write_bytes(figure_bytes(figure, form))
                    written.append(file)
        written += write_narrow(directory, drawn)
    return (*written, *write_short(directory, subject_of_explored(result), _shown(result, drawn)))


def _shown(result: ExploreResult, drawn: Collection[str]) -> Shown:
    tried, findings = result.tried, result.findings
    return Shown(
        reference=tried.reference,
        said=list(sentences_of(tried, findings)),
        warnings=result.warnings,
        sections=list(sections_of_explored(tried, findings)),
        notes=notes_of_explored(tried, findings),
        figures={f"figures/{name}.svg": caption for name, caption in CAPTIONS.items() if name in drawn},
        names=names_of(tried),
    )
