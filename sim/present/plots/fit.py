"""Fitted laws against the record they were fitted to, as pictures: black is the record, colour is the fit."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import escape
from sim.importing.waves.fit import KindFit
from sim.importing.waves.sizes import SizeFit
from sim.importing.weather.fit import WeatherFit
from sim.present.plots.axes import NINE_OF_TEN
from sim.present.plots.frame import new_figure
from sim.present.style import COLOURS, GREY, house_style, wrapped

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANEL_IN, HEAD_IN = 2.5, 1.15
"""Height of a row of panels, and of what stands above and below all of them [in]."""
FIT, RECORD, DAYS = COLOURS[0], "#000000", "#BBBBBB"
MOST_LAGS = 10
"""Days over which the correlation is drawn."""
ABREAST = 3
"""Panels of waves in a row."""
WIDEST_TITLE = 34
"""Characters in a line above a panel of waves."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def figure_of_weather(fit: WeatherFit, name: str, period: str) -> Figure:
    """Four panels: days by month and the norms, deviations, their memory, the mean day.

    Parameters
    ----------
    name : of the file
    period : dates of the record in words
    """
    with house_style():
        figure = new_figure(HEAD_IN + 2 * PANEL_IN)
        panels = figure.subplots(2, 2).ravel()
        draw_norms(fit, panels[0])
        draw_deviations(fit, panels[1])
        draw_memory(fit, panels[2])
        draw_cycle(fit, panels[3])
        note = f"{period}, {len(fit.days):,} daily means; bars of the norms are 9 of 10 days"
        _frame(figure, f"Weather: {name}", note, _marks_of_weather())
    return figure


def draw_norms(fit: WeatherFit, axes: Axes) -> Axes:
    """Daily means by month as points, the norms as bars of the fitted spread."""
    spread = NINE_OF_TEN * math.hypot(fit.sd_k, fit.anomaly_sd_k or 0.0)
    order = sorted(fit.norms, key=lambda month: (month - 7) % 12)
    for place, month in enumerate(order):
        found = [one.mean_c for one in fit.days if one.day.month == month]
        beside = place - 0.18 + 0.3 * (np.arange(len(found)) + 0.5) / len(found) - 0.15
        axes.plot(beside, found, ".", color=RECORD, markersize=2.5, alpha=0.5 if len(found) > 100 else 0.9)
        axes.errorbar([place + 0.22], [fit.norms[month]], yerr=spread, color=FIT, marker="s", markersize=5, capsize=3)
    axes.set_xticks(range(len(order)), labels=[MONTHS[month - 1] for month in order])
    axes.set_xlim(-0.6, len(order) - 0.4)
    axes.grid(visible=False, axis="x")
    axes.set_ylabel("daily mean [°C]")
    axes.set_title("Norm of each month")
    return axes


def draw_deviations(fit: WeatherFit, axes: Axes) -> Axes:
    """How often days depart so far from their norm, and the fitted normal law."""
    rest = fit.deviations()
    bins = max(8, min(40, int(2.0 * len(rest) ** 0.4)))
    axes.hist(rest, bins=bins, density=True, color=DAYS, edgecolor="white", linewidth=0.5)
    reach = 4.0 * fit.sd_k
    at = np.linspace(-reach, reach, 201)
    density = np.exp(-((at / fit.sd_k) ** 2) / 2.0) / (fit.sd_k * math.sqrt(2.0 * math.pi))
    axes.plot(at, density, color=FIT, linewidth=1.8)
    axes.set_xlabel("departure from the norm [K]")
    axes.set_ylabel("share of days per K")
    axes.set_title(f"Departures: sd {fit.sd_k:.1f} K")
    return axes


def draw_memory(fit: WeatherFit, axes: Axes) -> Axes:
    """Correlation of days some days apart, and what the fit says."""
    known = {one.day.toordinal(): rest for one, rest in zip(fit.days, fit.deviations(), strict=True)}
    variance = float(np.mean(np.square(list(known.values()))))
    lags = [0]
    found = [1.0]
    for lag in range(1, MOST_LAGS + 1):
        products = [rest * known[day + lag] for day, rest in known.items() if day + lag in known]
        if products:
            lags.append(lag)
            found.append(float(np.mean(products)) / variance)
    at = np.linspace(0.0, MOST_LAGS, 101)
    axes.plot(at, fit.autocorrelation**at, color=FIT, linewidth=1.8)
    axes.plot(lags, found, "o", color=RECORD, markersize=4)
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    axes.set_xlabel("days apart [d]")
    axes.set_ylabel("correlation")
    axes.set_title(f"Memory: {fit.autocorrelation:.2f} from day to day")
    return axes


def draw_cycle(fit: WeatherFit, axes: Axes) -> Axes:
    """The mean day of a record of hours, and the fitted cosine; of days only what is known."""
    axes.set_title("Mean day")
    axes.set_xlabel("hour of the day [h]")
    axes.set_ylabel("departure from the day [K]")
    axes.set_xlim(0, 24)
    axes.set_xticks(range(0, 25, 6))
    if fit.half_range_k is None:
        axes.text(
            12.0, 0.5, "no hours, and no least and most\nof days in this record", ha="center", va="center", color=GREY
        )
        axes.set_ylim(0.0, 1.0)
        axes.set_yticks([])
        return axes
    warmest = 15.0 if fit.warmest_h is None else fit.warmest_h
    at = np.linspace(0.0, 24.0, 97)
    axes.plot(at, fit.half_range_k * np.cos(math.pi * (at - warmest) / 12.0), color=FIT, linewidth=1.8)
    if fit.by_hour:
        axes.plot(range(24), fit.by_hour, "o", color=RECORD, markersize=4)
    else:
        axes.set_title("Mean day: from least to most, warmest at 15:00")
    return axes


def figure_of_waves(fits: Sequence[KindFit], name: str, period: str) -> Figure:
    """A panel for each law: gaps between waves, and the number of each class in a wave.

    Parameters
    ----------
    name : of the file
    period : dates of the record in words
    """
    panels: list[Callable[[Axes], Axes]] = []
    for fit in fits:
        if fit.process.cdf is not None:
            panels.append(_gaps_of(fit))
        panels += [_size_of(fit, threat, size) for threat, size in fit.sizes.items()]
    rows = -(-len(panels) // ABREAST)
    with house_style():
        figure = new_figure(HEAD_IN + PANEL_IN * rows)
        places = figure.subplots(rows, ABREAST, squeeze=False).ravel()
        for draw, axes in zip(panels, places, strict=False):
            draw(axes)
        for axes in places[len(panels) :]:
            axes.set_axis_off()
        _frame(figure, f"Waves: {name}", f"{period}; nation-wide counts by date", _marks_of_waves())
    return figure


def _gaps_of(fit: KindFit) -> Callable[[Axes], Axes]:
    def draw(axes: Axes) -> Axes:
        from matplotlib.ticker import MaxNLocator

        assert fit.process.cdf is not None
        reach = 1.15 * max(fit.process.gaps)
        draw_shares(fit.process.gaps, fit.process.cdf, np.linspace(0.0, reach, 301), axes)
        law = "minimum + gamma" if fit.process.unevenness else "fixed"
        axes.set_title(f"{wrapped(f'{fit.kind}: gaps', WIDEST_TITLE)}\n({law}, {fit.waves} waves)")
        axes.set_xlabel("from wave to wave [d]")
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
        return axes

    return draw


def _size_of(fit: KindFit, threat: str, size: SizeFit) -> Callable[[Axes], Axes]:
    def draw(axes: Axes) -> Axes:
        reach = 1.15 * max(*size.counts, 4)
        at = np.linspace(0.0, reach, 2001)
        draw_shares(size.counts, lambda number: size.cdf(np.floor(number)), at, axes)
        axes.set_title(f"{wrapped(f'{fit.kind}: {threat}', WIDEST_TITLE)}\n({size.law.replace('_', ' ')})")
        axes.set_xlabel(f"{threat} in a wave [count]")
        return axes

    return draw


def draw_shares(found: Sequence[int], cdf: Callable[[Any], Any], at: Any, axes: Axes) -> Axes:
    """The share of what was found up to each number, as steps, and what the fitted law says."""
    ordered = np.sort(np.asarray(found, dtype=np.float64))
    shares = np.arange(1, len(ordered) + 1) / len(ordered)
    axes.step([0.0, *ordered, at[-1]], [0.0, *shares, 1.0], where="post", color=RECORD, linewidth=1.3)
    axes.plot(at, cdf(at), color=FIT, linewidth=1.8, linestyle="--")
    axes.set_xlim(0.0, float(at[-1]))
    axes.set_ylim(0.0, 1.03)
    axes.set_ylabel("share up to")
    return axes


def _frame(figure: Figure, title: str, note: str, marks: Sequence[Artist]) -> None:
    """A title above all panels; below them what the marks are, and where the record comes from."""
    figure.suptitle(escape(title), x=0.01, ha="left", fontsize=11.0)
    height = float(figure.get_figheight())
    foot = 0.45 / height
    figure.set_layout_engine("constrained", rect=(0.0, foot, 1.0, 1.0 - foot), hspace=0.06, wspace=0.04)
    figure.legend(handles=list(marks), loc="lower left", bbox_to_anchor=(0.0, 0.18 / height), ncols=3, frameon=False)
    figure.text(0.012, 0.06 / height, escape(note), fontsize=7.5, color=GREY, va="bottom")


def _marks_of_weather() -> list[Artist]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    return [
        Line2D([], [], color=RECORD, marker="o", markersize=4, linewidth=0.0, label="record"),
        Patch(color=DAYS, label="record, share of days"),
        Line2D([], [], color=FIT, linewidth=1.8, marker="s", markersize=5, label="fit"),
    ]


def _marks_of_waves() -> list[Artist]:
    from matplotlib.lines import Line2D

    return [
        Line2D([], [], color=RECORD, linewidth=1.3, label="record"),
        Line2D([], [], color=FIT, linewidth=1.8, linestyle="--", label="fit"),
    ]
