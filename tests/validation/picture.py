"""The picture of the events: the model's band, the counts, and the exponential fitted to the other event."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.present.plots.restoration import draw_restoration
from sim.present.style import GREY, house_style
from tests.validation.readings import SCORED, Event, Reading, events
from tests.validation.restoration import Band
from tests.validation.scores import rival_by_factor

DAYS = 10


def draw(bands: dict[str, Band], path: Path) -> None:
    """Draw all events side by side into a file."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    with house_style():
        known = events()
        figure, axes = plt.subplots(1, len(bands), figsize=(10.5, 3.6), sharey=True, layout="constrained")
        for place, (axis, (name, band)) in enumerate(zip(axes, bands.items(), strict=True)):
            _panel(axis, known[name], band)
            if name in SCORED:
                _rival(axis, known[SCORED[1 - SCORED.index(name)]].scored)
            if place:
                axis.set_ylabel("")
            else:
                axis.legend(frameon=False, loc="upper right", fontsize=7.5)
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
        plt.close(figure)


def _panel(axis, event: Event, band: Band) -> None:
    hours = np.arange(0, DAYS * 24 + 1)
    counts = {True: [], False: []}
    for one in event.readings:
        counts[one.scored].append((one.hours / 24.0, one.buildings))
    draw_restoration(hours / 24.0, band.cold[:, : len(hours)], counts[True], counts[False], axis)
    axis.set_title(f"Onset of {event.name.replace('_', ' ').title()} 2026")
    axis.set_ylim(0, 6200)


def _rival(axis, fitted: tuple[Reading, ...]) -> None:
    asked = tuple(Reading(hour, 0, True) for hour in range(1, DAYS * 24 + 1))
    low, high = rival_by_factor(fitted, asked)
    days = [one.hours / 24 for one in asked]
    for place, edge in enumerate((low, high)):
        said = None if place else "exponential of the other event, 80 %"
        axis.plot(days, edge, "--", color=GREY, linewidth=0.9, label=said)
