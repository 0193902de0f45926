"""A sweep as files: sweep.json, sweep.csv, heat maps; always the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.futures import future_rows
from sim.present.as_json import json_text
from sim.present.card.content import card_files
from sim.present.card.of_sweep import subject_of_sweep
from sim.present.csv_text import table_lines
from sim.present.plots.frame import figure_bytes
from sim.present.report.short import write_short
from sim.present.sweep_regret import notes_of_regret, sections_of_regret
from sim.present.sweep_sections import notes_of_futures, sections_of_futures, warnings_of_futures
from sim.study.store.files import in_words

if TYPE_CHECKING:
    from sim.present.sweep import SweepResult


def write_sweep(directory: Path, result: SweepResult) -> tuple[Path, ...]:
    """Write sweep.json, sweep.csv, the results card and a heat map of each headline metric that has means.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    cards = card_files(subject_of_sweep(result))
    written = [directory / name for name in ("sweep.json", "sweep.csv", *cards)]
    with in_words(directory):
        figures = directory / "figures"
        figures.mkdir(parents=True, exist_ok=True)
        written[0].write_text(json_text(result.to_json()), encoding="utf-8")
        lines = "".join(table_lines(future_rows(result.futures)))
        written[1].write_text(lines, encoding="utf-8", newline="")
        for name, text in cards.items():
            (directory / name).write_text(text, encoding="utf-8", errors="backslashreplace")
        first = result.futures[0].comparison
        drawn: dict[str, str] = {}
        for name in first.headline_metrics:
            if first.metrics[name].is_time_until:
                continue
            figure = result.heat_map(name)
            noun = first.metrics[name].noun
            drawn[f"figures/heat-map-{name.replace('.', '-')}.svg"] = f"{noun[:1].upper()}{noun[1:]}, future by future."
            for form in ("png", "svg"):
                file = figures / f"heat-map-{name.replace('.', '-')}.{form}"
                file.write_bytes(figure_bytes(figure, form))
                written.append(file)
    futures = result.futures
    sections = [*sections_of_futures(futures), *sections_of_regret(futures)]
    notes = [*notes_of_regret(futures), *notes_of_futures(futures)]
    said = (result.headline, warnings_of_futures(futures), sections, notes)
    return (*written, *write_short(directory, *said, drawn, result.context))
