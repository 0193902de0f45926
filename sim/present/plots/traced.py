"""One run as figures: a stock as a staircase with its waves and deliveries, and crews at work, from the event log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import UsageError, escape
from sim.hints import counted, nearest_or_known
from sim.model.depots import is_plenty
from sim.present.caution import TRACE_FOOT
from sim.present.plots.axes import draw_marks, separate_thousands
from sim.present.plots.frame import entitle, new_figure, note_below
from sim.present.style import BAND, COLOURS, GREY, house_style, told, wrapped
from sim.units import DAY_MIN

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.present.story.entries import Entry
    from sim.present.story.event_log import EventLog

STOCK_IN = 2.6
"""Height of the figure of a stock [in]."""
CREW_IN, AROUND_IN = 0.17, 0.9
"""Height of a row of the figure of crews, and of what stands around all of them [in]."""
ARRIVING = ("placed", "delivered")
"""Events that bring what was sent; what comes back from where it was lent is no delivery."""
MOST_CREWS = 60
"""Crews in one figure, those with the most work."""
WAVE, ARRIVAL, FIRED = COLOURS[1], COLOURS[2], COLOURS[0]
STAGES = {"travel": GREY, "work": COLOURS[0], "tests": COLOURS[4]}
"""What a crew does, and its colour."""


@dataclass(frozen=True, slots=True)
class Staircase:
    """A stock in one run.

    Parameters
    ----------
    store : its name
    steps : minute and level from then on, from the first day to the last event [min; units]
    arrivals, waves : minutes
    """

    store: str
    steps: tuple[tuple[int, int], ...]
    arrivals: tuple[int, ...]
    waves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spell:
    """What a crew does for some time: `crew`, stage, and minutes from and to."""

    crew: str
    stage: str
    begin: int
    end: int


def stock_of(log: EventLog, store: str) -> Staircase:
    """A stock over time, read from the log.

    Raises
    ------
    UsageError
        If nothing in the run tells how much of it there is.
    """
    moves = [(entry.minute, *move) for entry in log.entries if entry.minute >= 0 if (move := _move(entry, store))]
    begin = _begin_of(moves, _left_of(log).get(store))
    if begin is None:
        stocks = sorted({*_left_of(log), *(entry.detail for entry in log.entries if entry.what == "fired")})
        raise UsageError(f"the run tells of no stock {escape(repr(store))}; {nearest_or_known(store, stocks)}")
    level = begin
    steps = [(0, level)]
    for minute, change, exact in moves:
        level = level + change if exact is None else exact
        steps.append((minute, level))
    arrivals = tuple(
        entry.minute for entry in log.entries if entry.what in ARRIVING and entry.minute >= 0 and _move(entry, store)
    )
    waves = tuple(entry.minute for entry in log.entries if entry.what == "wave")
    last = max(entry.minute for entry in log.entries)
    return Staircase(store, (*steps, (last, level)), arrivals, waves)


def _begin_of(moves: Sequence[tuple[int, int, int | None]], left: int | None) -> int | None:
    """What there is before the first move: an event tells a level, else what is left at the end does; None if neither.

    Parameters
    ----------
    moves : minute, change and level after it, if that is known
    """
    for place, (_, _, level) in enumerate(moves):
        if level is not None:
            return level - sum(change for _, change, _ in moves[: place + 1])
    return None if left is None else left - sum(change for _, change, _ in moves)


def _left_of(log: EventLog) -> dict[str, int]:
    """What is left in each store at the end of the log, without stock that never ends and crews, who join at once."""
    cast = log.cast
    if cast is None:
        return {}
    left = zip(cast.names.stores, cast.last.stock, strict=True)
    return {store: units for store, units in left if not is_plenty(units) and store not in cast.names.joined_by}


def _move(entry: Entry, store: str) -> tuple[int, int | None] | None:
    """By how much an event changes a stock, and what it is afterwards, if the event tells."""
    count, of_which = entry.count or 0, entry.of_which
    match entry.what:
        case "fired" if entry.detail == store:
            return -count, of_which
        case "placed" if entry.where == store:
            return count, of_which
        case "delivered" if entry.where == store:
            return count, None
        case "fuel_taken" | "generator_sent" if entry.detail == store:
            return -count, None
        case "generator_back" if entry.detail == store:
            return count, None
        case "part_given" if entry.detail == store:
            return -1, None
    return None


def draw_stock(stock: Staircase, axes: Axes) -> Axes:
    """A stock as a staircase; waves as lines from above, deliveries as marks below it."""
    days = [minute / DAY_MIN for minute, _ in stock.steps]
    levels = [level for _, level in stock.steps]
    top = max(1.0, 1.08 * max(levels))
    axes.vlines([one / DAY_MIN for one in stock.waves], 0.0, top, color=WAVE, linewidth=0.8, linestyle=":", zorder=1)
    axes.fill_between(days, 0.0, levels, step="post", color=FIRED, alpha=0.18, linewidth=0.0)
    axes.step(days, levels, where="post", color=FIRED, linewidth=1.6, zorder=3)
    below = [-0.06 * top for _ in stock.arrivals]
    axes.plot([one / DAY_MIN for one in stock.arrivals], below, "^", color=ARRIVAL, markersize=5.0, clip_on=False)
    axes.set_ylim(-0.12 * top, top)
    axes.set_xlim(0.0, max(days[-1], 0.1))
    axes.set_ylabel(told("units in stock"))
    axes.set_xlabel(told("days from the start"))
    separate_thousands(axes, "y", is_counted=True)
    return axes


def spells_of(entries: Iterable[Entry]) -> list[Spell]:
    """What each crew does and for how long; what lasts beyond the log ends with its last event."""
    doing: dict[str, tuple[str, int]] = {}
    found: list[Spell] = []
    last = 0
    for entry in entries:
        last = max(last, entry.minute)
        stage = {"crew_set_out": "travel", "crew_started": "work", "crew_tests": "tests"}.get(entry.what)
        if stage is None and entry.what not in ("crew_done", "crew_stopped"):
            continue
        crew = entry.detail
        if crew in doing:
            before, begin = doing.pop(crew)
            found.append(Spell(crew, before, begin, entry.minute))
        if stage is not None:
            doing[crew] = (stage, entry.minute)
    found += [Spell(crew, stage, begin, last) for crew, (stage, begin) in doing.items()]
    return [one for one in found if one.end > one.begin]


def draw_crews(spells: Sequence[Spell], axes: Axes) -> Axes:
    """A row for each crew: on the way, at work, testing."""
    crews = _busiest(spells)
    for row in range(0, len(crews), 2):
        axes.axhspan(row - 0.5, row + 0.5, color=BAND, linewidth=0.0, zorder=0)
    for stage, colour in STAGES.items():
        for row, crew in enumerate(crews):
            bars = [
                (one.begin / DAY_MIN, (one.end - one.begin) / DAY_MIN)
                for one in spells
                if one.crew == crew and one.stage == stage
            ]
            axes.broken_barh(bars, (row - 0.38, 0.76), facecolors=colour, edgecolor="white", linewidth=0.3)
    axes.set_yticks(range(len(crews)), labels=[wrapped(crew) for crew in crews], fontsize=7.5)
    axes.set_ylim(len(crews) - 0.5, -0.5)
    axes.set_xlim(0.0, max(one.end for one in spells) / DAY_MIN)
    axes.set_xlabel(told("days from the start"))
    axes.grid(visible=False, axis="y")
    return axes


def _busiest(spells: Sequence[Spell]) -> list[str]:
    """Crews with the most work, by skill and number."""
    work: dict[str, int] = {}
    for one in spells:
        work[one.crew] = work.get(one.crew, 0) + one.end - one.begin
    kept = sorted(work, key=lambda crew: -work[crew])[:MOST_CREWS]
    return sorted(kept, key=lambda crew: (crew.rsplit(" ", 1)[0], int(crew.rsplit(" ", 1)[1])))


def figure_of_traced_stock(log: EventLog, store: str) -> Figure:
    """A stock in one run.

    Raises
    ------
    UsageError
        If nothing in the run tells how much of it there is.
    """
    stock = stock_of(log, store)
    with house_style():
        figure = new_figure(STOCK_IN)
        axes = figure.subplots()
        draw_stock(stock, axes)
        entitle(figure, f"Stock of {store.replace('_', ' ').replace('.', ', ')} in one run", store.split("."))
        marks = (("stock", FIRED, "-", ""), ("a wave of attack", WAVE, ":", ""), ("a delivery", ARRIVAL, "", "^"))
        draw_marks(marks, axes, note_below(figure, _notes(log), legend_in=0.3))
    return figure


def figure_of_crews(log: EventLog) -> Figure:
    """Crews in one run.

    Raises
    ------
    UsageError
        If no crew works in it.
    """
    spells = spells_of(log.entries)
    if not spells:
        raise UsageError("no crew works in this run")
    with house_style():
        figure = new_figure(AROUND_IN + CREW_IN * min(MOST_CREWS, len({one.crew for one in spells})))
        axes = figure.subplots()
        draw_crews(spells, axes)
        axes.set_xlim(0.0, max(entry.minute for entry in log.entries) / DAY_MIN)
        entitle(figure, "Repair crews in one run")
        said = {"travel": "on the way", "work": "at work", "tests": "testing"}
        marks = [(said[stage], STAGES[stage], "bar", "") for stage in STAGES if any(s.stage == stage for s in spells)]
        draw_marks(marks, axes, note_below(figure, _notes(log), legend_in=0.3))
    return figure


def _notes(log: EventLog) -> Iterator[str]:
    plan = f", plan {log.plan}" if log.plan else ""
    yield TRACE_FOOT
    yield f"{log.scenario}{plan}, seed {log.seed}, replication {log.replication}: {counted(len(log.entries), 'event')}"


def figure_of_trace(log: EventLog, what: str) -> Figure:
    """A figure of one run: ``crews``, or the name of a stock."""
    return figure_of_crews(log) if what == "crews" else figure_of_traced_stock(log, what)
