"""A scenario moved to a later first day: what counts from its start goes on counting from the day it began on.

A scenario may say times after its start: `3 d`, the end of a ramp, the first lot, the hours of a table. Whoever starts
it on another day (`hearthline replan`) must not move them along. Each is put as it stands on the new first day: as a
date, or as what is left of it. What cannot be put so is told at its place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from sim import units
from sim.errors import Problem, ScenarioError
from sim.scenario.merge import Sources, leave_out_nulls
from sim.scenario.shape import Path, Slot, dotted, file_key
from sim.scenario.source import Node, find
from sim.scenario.tables import expand_tables
from sim.units import DAY_MIN, HOUR_MIN, QuantityError

ANY = "*"
"""Stands for every name of a mapping."""
RECORDED: Path = ("attack", "recorded")
HOURS: Path = ("weather", "hours")


@dataclass(frozen=True, slots=True)
class Move:
    """From the first day of a scenario to another one.

    Parameters
    ----------
    start, today : first day as the scenario says it, and the new one
    running : whether calendars of aid were in force long before the start
    stale : key path and problem of what has no meaning on the new day
    """

    start: date
    today: date
    running: bool
    stale: list[tuple[Path, Problem]] = field(default_factory=list)

    @property
    def elapsed(self) -> int:
        """Time between the two [min], negative if the scenario begins later."""
        return (self.today - self.start).days * DAY_MIN

    def refuse(self, path: Path, node: Node, message: str, hint: str) -> None:
        """Note that something at a key path cannot be moved."""
        self.stale.append((path, Problem(message, dotted(path), node.place, hint)))


def moved(sources: Sources, today: date, shape: Slot) -> tuple[Node, list[tuple[Path, Problem]]]:
    """The tree of a scenario, as it is to be read by somebody who starts it on another day.

    Parameters
    ----------
    today : the new first day; `horizon` itself is left to the caller
    shape : what may stand in a scenario

    Returns
    -------
    tree : with the places of the files
    stale : key path and problem of whatever means nothing on that day; of no account if something else is put there

    Raises
    ------
    ScenarioError
        If the scenario's own first day is none.
    """
    tree = leave_out_nulls(sources.tree, shape)
    start = _first_day(tree)
    if start is None or start == today:
        return tree, []
    begin = find(tree, ("aid", "begin"))
    move = Move(start, today, running=begin is not None and begin.value == "running")
    tree = _with_rows(replace(sources, tree=tree), shape, move)
    tree = _dated(tree, shape, start)
    for pattern, change in _COUNTED.items():
        tree = _changed(tree, pattern, (), move, change)
    return tree, move.stale


def _first_day(tree: Node) -> date | None:
    """The first day that a scenario says, None if it says none."""
    node = find(tree, ("horizon", "start"))
    if node is None or not isinstance(node.value, str):
        return None
    try:
        return units.day(node.value)
    except QuantityError as error:
        raise ScenarioError([Problem(error.message, "horizon.start", node.place, error.hint)]) from None


def _with_rows(sources: Sources, shape: Slot, move: Move) -> Node:
    """The tree with the rows of those tables that count from the start in place of their names."""
    expanded, _, _ = expand_tables(sources, shape)  # what cannot be read is told when the scenario is
    tree = sources.tree
    for path in (RECORDED, HOURS):
        rows = find(expanded, path)
        if rows is not None and isinstance(rows.value, list) and rows.value:
            is_dated = path == RECORDED and all(_is_date(find(row, ("time",))) for row in rows.value)
            tree = tree if is_dated else _changed(tree, path, (), move, lambda *_, rows=rows: rows)
    return tree


def _is_date(node: Node | None) -> bool:
    """True for a moment of the calendar."""
    return node is None or _after_start(node) is None


def _after_start(node: Node) -> float | None:
    """Time after the start that a moment is written as [min]; None for a date, and for what is no moment."""
    if not isinstance(node.value, str):
        return None
    try:
        moment = units.moment(node.value.strip(" "))
    except QuantityError:
        return None
    return moment.after if moment.day is None else None


def _dated(node: Node, slot: Slot, start: date) -> Node:
    """The tree with dates in place of times after the start, also where such a time is the default."""
    quantity = slot.quantity()
    if quantity is not None and quantity.kind == "moment":
        after = _after_start(node)
        return node if after is None else Node(_date_text(start, after), node.place, node.key_place)
    if isinstance(node.value, list):
        rows = [_dated(row, inner, start) if (inner := slot.below(n)) else row for n, row in enumerate(node.value)]
        return Node(rows, node.place, node.key_place)
    if not isinstance(node.value, dict):
        return node
    children = {
        key: _dated(child, inner, start) if (inner := slot.below(key)) else child for key, child in node.value.items()
    }
    for key, after in _unsaid(slot):
        children.setdefault(key, Node(_date_text(start, after), node.place, node.place))
    return Node(children, node.place, node.key_place)


def _unsaid(slot: Slot) -> Iterator[tuple[str, float]]:
    """Keys whose default is a time after the start [min]."""
    for model in slot.models():
        for name, one in model.model_fields.items():
            if isinstance(one.default, units.Moment) and one.default.day is None:
                yield file_key(name, one), one.default.after


def _date_text(start: date, after: float) -> str:
    """A time after the start as a file writes the minute in which it lies."""
    return f"{datetime.combine(start, time()) + timedelta(minutes=math.floor(after)):%Y-%m-%d %H:%M}"


Change = Callable[[Node, Path, Move], Node]


def _changed(node: Node, pattern: Path, path: Path, move: Move, change: Change) -> Node:
    """The tree with everything at the key paths of a pattern changed."""
    if not pattern:
        return change(node, path, move)
    if not isinstance(node.value, dict):
        return node
    key, rest = pattern[0], pattern[1:]
    children = {
        name: _changed(child, rest, (*path, name), move, change) if key in (ANY, name) else child
        for name, child in node.value.items()
    }
    return Node(children, node.place, node.key_place)


def _ramp(pool: Node, path: Path, move: Move) -> Node:
    """Crews of a pool on the new day, and what is left of the ramp on which they join."""
    ramp = find(pool, ("ramp",))
    by = _minutes(find(pool, ("ramp", "by")))
    first, last = find(pool, ("start",)), find(pool, ("ramp", "to"))
    if ramp is None or not by or first is None or last is None:
        return pool
    if type(first.value) is not int or type(last.value) is not int:
        return pool
    if move.elapsed < 0:
        message = f"the crews join from the start of the scenario ({move.start}) on, which lies after today"
        move.refuse((*path, "ramp", "by"), ramp, message, f"say it from today on, under `changes`: {dotted(path)}.ramp")
        return pool
    assert isinstance(pool.value, dict)
    assert isinstance(ramp.value, dict)
    children = dict(pool.value)
    passed = min(Fraction(move.elapsed), by)
    now = first.value + math.floor((last.value - first.value) * passed / by)
    children["start"] = Node(now, first.place, first.key_place)
    if passed == by:
        del children["ramp"]
    else:
        children["ramp"] = Node({**ramp.value, "by": _minutes_node(by - passed, ramp)}, ramp.place, ramp.key_place)
    return Node(children, pool.place, pool.key_place)


def _gap(gap: Node, path: Path, move: Move) -> Node:
    """The first wave of a kind, where it is said from the start."""
    hint = f"say what holds from today on, under `changes`: {dotted(path)}"
    start, node = find(gap, ("start",)), find(gap, ("first_after",))
    if start is not None and start.value == "renewal":
        message = f"a gap begins with the start of the scenario ({move.start}), not today"
        move.refuse((*path, "start"), start, message, hint)
    after = _minutes(node)
    if node is None or after is None:
        return gap
    if after < move.elapsed:
        first = _date_text(move.start, float(after))
        message = f"the first wave came on {first}, {node.value} after the start of the scenario, which is before today"
        move.refuse((*path, "first_after"), node, message, hint)
        return gap
    assert isinstance(gap.value, dict)
    return Node({**gap.value, "first_after": _minutes_node(after - move.elapsed, node)}, gap.place, gap.key_place)


def _phase(cadence: Node, _path: Path, move: Move) -> Node:
    """End of the interval that is under way, so that lots leave on the same days."""
    every, first = _minutes(find(cadence, ("every",))), find(cadence, ("first",))
    if not every or (first is not None and first.value == "random"):
        return cadence
    assert isinstance(cadence.value, dict)
    if first is None and move.running:
        node = Node("random", cadence.place, cadence.place)  # what a running calendar means by it
    else:
        end = Fraction(0) if first is None else _minutes(first)
        if end is None:
            return cadence
        node = _minutes_node((end - move.elapsed) % every, first or cadence)
    return Node({**cadence.value, "first": node}, cadence.place, cadence.key_place)


def _hours(table: Node, path: Path, move: Move) -> Node:
    """Rows of a table of hours from the new day on."""
    passed = move.elapsed // HOUR_MIN
    rows = table.value if isinstance(table.value, list) else []
    hours = [row.value.get("hour") if isinstance(row.value, dict) else None for row in rows]
    if not all(hour is not None and type(hour.value) is int for hour in hours):
        return table
    left = [
        Node({**row.value, "hour": Node(hour.value - passed, hour.place, hour.key_place)}, row.place, row.key_place)
        for row, hour in zip(rows, hours, strict=True)
        if isinstance(row.value, dict) and hour is not None and isinstance(hour.value, int) and hour.value >= passed
    ]
    if move.elapsed < 0 or not left:
        message = f"its hours are counted from the start of the scenario ({move.start}), and none of them is today's"
        hint = "say the weather from today on, under `changes`: weather.hours"
        move.refuse(path, table, message, hint)
        return table
    return Node(list(left), table.place, table.key_place)


_COUNTED: dict[Path, Change] = {
    ("repair", "crews", ANY): _ramp,
    ("attack", "waves", ANY, "gap"): _gap,
    ("aid", "channels", ANY, "cadence"): _phase,
    HOURS: _hours,
}
"""Where durations count from the start, and how they are moved; moments are found in the schema."""


def _minutes(node: Node | None) -> Fraction | None:
    """A duration [min]; None if there is none, or what stands there is not one."""
    if node is None or not isinstance(node.value, str):
        return None
    try:
        return units.duration(node.value.strip(" "))
    except QuantityError:
        return None


def _minutes_node(minutes: Fraction, like: Node) -> Node:
    return Node(f"{units.plain(minutes)} min", like.place, like.key_place)
