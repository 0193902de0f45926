"""The picture of the events: the model's band, the counts, and the exponential fitted to the other event."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.present.style import COLOURS, GREY, house_style
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
            axis.set_xlabel("Days since the onset")
            axis.yaxis.set_major_formatter("{x:,.0f}")
            if place == 0:
                axis.set_ylabel("Buildings without heat")
                axis.legend(frameon=False, loc="upper right", fontsize=7.5)
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
        plt.close(figure)


def _panel(axis, event: Event, band: Band) -> None:
    hours = np.arange(0, DAYS * 24 + 1)
    days = hours / 24.0
    cold = band.cold[:, : len(hours)]
    for low, high, alpha, said in ((0.1, 0.9, 0.2, "model, 80 % of worlds"), (0.25, 0.75, 0.35, "model, 50 %")):
        reach = np.quantile(cold, (low, high), axis=0)
        axis.fill_between(days, *reach, step=None, color=COLOURS[0], alpha=alpha, linewidth=0, label=said)
    axis.plot(days, np.median(cold, axis=0), color=COLOURS[0], label="model, median")
    for scored, marker, colour, said in ((True, "o", COLOURS[1], "counted"), (False, "D", GREY, "counted, not scored")):
        seen = [one for one in event.readings if one.scored is scored]
        axis.plot(
            [one.hours / 24 for one in seen], [one.buildings for one in seen], marker, color=colour, ms=5, label=said
        )
    axis.set_title(f"Onset of {event.name.replace('_', ' ').title()} 2026")
    axis.set_xlim(0, DAYS)
    axis.set_ylim(0, 6200)


def _rival(axis, fitted: tuple[Reading, ...]) -> None:
    asked = tuple(Reading(hour, 0, True) for hour in range(1, DAYS * 24 + 1))
    low, high = rival_by_factor(fitted, asked)
    days = [one.hours / 24 for one in asked]
    for place, edge in enumerate((low, high)):
        said = None if place else "exponential of the other event, 80 %"
        axis.plot(days, edge, "--", color=GREY, linewidth=0.9, label=said)
