"""A sweep as files: sweep.json, sweep.csv, heat maps; always the same bytes."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.futures import future_rows, sentences_of_futures
from sim.hints import at_the_start
from sim.present.as_json import json_text
from sim.present.card.of_sweep import subject_of_sweep
from sim.present.csv_text import table_lines
from sim.present.files import own_figures
from sim.present.plots.frame import figure_bytes
from sim.present.report.short import Shown, write_narrow, write_short
from sim.present.sweep.regret import sections_of_regret
from sim.present.sweep.sections import banners_of_futures, notes_of_futures, sections_of_futures
from sim.study.store.files import in_words

if TYPE_CHECKING:
    from sim.present.sweep.verb import SweepResult


HEAT_MAP = re.compile(r"heat-map-.+\.(?:png|svg)")
"""Names of figures that a sweep gives."""


def write_sweep(directory: Path, result: SweepResult) -> tuple[Path, ...]:
    """Write sweep.json, sweep.csv, the results card and a heat map of each headline metric that has means.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    written = [directory / name for name in ("sweep.json", "sweep.csv")]
    drawn = {file: partial(result.heat_map, name) for name, file in _heat_maps(result).items()}
    with in_words(directory):
        figures = directory / "figures"
        figures.mkdir(parents=True, exist_ok=True)
        for file in own_figures(figures, HEAT_MAP):
            if file.stem not in drawn:
                file.unlink()
        written[0].write_text(json_text(result.to_json()), encoding="utf-8")
        lines = "".join(table_lines(future_rows(result.futures)))
        written[1].write_text(lines, encoding="utf-8", newline="")
        for name, draw in drawn.items():
            figure = draw()
            for form in ("png", "svg"):
                written.append(figures / f"{name}.{form}")
                written[-1].write_bytes(figure_bytes(figure, form))
        written += write_narrow(directory, drawn)
    return (*written, *write_short(directory, subject_of_sweep(result), _shown(result)))


def _heat_maps(result: SweepResult) -> dict[str, str]:
    """Headline metrics that have means -> name of their figure."""
    first = result.futures[0].comparison
    drawn = [name for name in first.headline_metrics if not first.metrics[name].is_time_until]
    return {name: f"heat-map-{name.replace('.', '-')}" for name in drawn}


def _shown(result: SweepResult) -> Shown:
    futures, first = result.futures, result.futures[0].comparison
    return Shown(
        reference=first.reference,
        said=list(sentences_of_futures(futures)),
        warnings=banners_of_futures(futures),
        sections=[*sections_of_futures(futures), *sections_of_regret(futures)],
        notes=notes_of_futures(futures),
        figures={
            f"figures/{file}.svg": f"{at_the_start(first.metrics[name].noun)}, future by future."
            for name, file in _heat_maps(result).items()
        },
        names=[future.name for future in futures],
    )
