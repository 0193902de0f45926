"""A replan file: what is so this morning, what the weather will be, and what could be done from today on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sim.errors import Place, Problem, ScenarioError
from sim.scenario.check import Finding, check
from sim.scenario.closed import Closed
from sim.scenario.files import FileError, read_named
from sim.scenario.forecast_file import rows_of_days, rows_of_hours
from sim.scenario.load import MORNINGS, LoadedScenario, loaded_from
from sim.scenario.merge import Sources, merge, put, read_with_bases, split_path
from sim.scenario.moved import moved
from sim.scenario.quantities import Count, Day, Positive, Version, WholeDuration
from sim.scenario.roles import fixed
from sim.scenario.schema import Scenario
from sim.scenario.shape import Path as KeyPath
from sim.scenario.shape import top
from sim.scenario.source import MOST_BYTES, Node, children, find, parse, read_text, values
from sim.units import DAY_MIN

AHEAD = 14 * DAY_MIN
"""How far a replan looks if nobody says [min]."""
FEWEST_PLANS = 2
"""One of them may be to go on as before."""
TITLES = ("name", "description")
"""Keys that a scenario has as well."""
ASKED = "--ahead"
"""Label of the option that says how far to look."""


class ReplanFile(Closed):
    """What is known in the morning, and what could be done from then on."""

    schema_version: Version = fixed()
    """Version of this format: 1."""
    name: str | None = fixed(None)
    """Short title; null: that of the scenario."""
    description: str = fixed("")
    """What is asked."""
    scenario: str = fixed(min_length=1)
    """The scenario that says all that is not said here, relative to this file."""
    today: Day | None = fixed(None)
    """The day on which it starts, at midnight; a saved state says it itself."""
    ahead: WholeDuration | None = fixed(None, gt=0)
    """How far to look, 14 d if nothing is said; a saved state goes on to the end of its scenario."""
    state: Any = fixed()
    """What is observed: the keys of `initial`, or the name of a file with them, or of a state that `trace` saved."""
    forecast: Any = fixed(None)
    """Weather to come: rows of date, mean and sd, a CSV file with them, or {hours, sd, grows}; null: the scenario's."""
    changes: dict[str, Any] = fixed({})
    """Full key paths of the scenario that are otherwise by now, in all plans."""
    plans: dict[str, dict[str, Any]] = fixed(min_length=FEWEST_PLANS)
    """Plans: name -> full key paths that planners choose, with their values; `{}` goes on as before."""
    reference: str | None = fixed(None)
    """Plan the others are held against; null: the first."""
    metrics: tuple[str, ...] = fixed(())
    """What plans are judged by, the first above all; empty: as the scenario says."""
    replications: Positive | None = fixed(None)
    """Worlds; null: as the scenario says."""
    seed: Count | None = fixed(None)
    """Root of all luck; null: as the scenario says."""

    @property
    def saved_state(self) -> str | None:
        """Name of the file of a saved state, None for an observed morning."""
        return self.state if isinstance(self.state, str) and Path(self.state).suffix not in MORNINGS else None

    def findings(self) -> Iterable[Finding]:
        """Report a state that is none, and a morning without a date."""
        if not isinstance(self.state, str | dict):
            yield Finding(("state",), "needs the keys of `initial`, or the name of a file")
        if self.saved_state is None and self.today is None:
            yield Finding((), "an observed morning needs its date", "write today: 2026-01-26")
        if not isinstance(self.forecast, str | list | dict | None):
            yield Finding(("forecast",), "needs rows of date, mean and sd, the name of a CSV file, or {hours, sd}")


@dataclass(frozen=True, slots=True)
class Replan:
    """A replan file as it can be run.

    Parameters
    ----------
    asked : what the file says
    loaded : the scenario from today on, with these plans
    saved_state : file of a saved state that all runs go on from, None for an observed morning
    plans : plan -> key path -> value as it is written
    tree : the file with the places of all values
    """

    asked: ReplanFile
    loaded: LoadedScenario
    saved_state: Path | None
    plans: Mapping[str, Mapping[str, Any]]
    tree: Node


def load_replan(path: str | Path, ahead: str | None = None, overrides: Iterable[str] = ()) -> Replan:
    """Read a replan file with the scenario that it names, and check both.

    Parameters
    ----------
    ahead : how far to look, in place of what the file says
    overrides : texts ``key.path=value`` on top of the scenario

    Raises
    ------
    ScenarioError
        Listing all problems of all files, each at its place.
    """
    file = Path(path)
    tree = _with_ahead(_without_nulls(_read(file)), ahead)
    asked, problems = check(ReplanFile, tree)
    if asked is None:
        raise ScenarioError([_of_empty_plan(tree, problem) for problem in problems])
    sources, found = _laid(file, tree, asked)
    loaded = loaded_from(sources, tuple(overrides), found)
    saved = None if asked.saved_state is None else file.parent / asked.saved_state
    plans = {name: {key: values(value) for key, value in children(one).items()} for name, one in _plans(tree)}
    return Replan(asked, loaded, saved, plans, tree)


def _read(file: Path) -> Node:
    try:
        return read_text(read_named(file, MOST_BYTES), str(file))
    except FileError as error:
        raise ScenarioError([Problem(f"the file {file} {error}")]) from None


def _without_nulls(tree: Node) -> Node:
    """The file without the keys that are null, which says that they are left out."""
    optional = {name for name, one in ReplanFile.model_fields.items() if not one.is_required()}
    kept = {key: node for key, node in children(tree).items() if node.value is not None or key not in optional}
    return Node(kept, tree.place)


def _of_empty_plan(tree: Node, problem: Problem) -> Problem:
    """A plan that is null has nothing to take away here: whoever writes it means that nothing changes."""
    empty = {name: node for name, node in _plans(tree) if node.value is None}
    name = next((name for name, node in empty.items() if problem.place in (node.place, node.key_place)), None)
    if name is None:
        return problem
    return Problem("a plan is its key paths with their values", f"plans.{name}", problem.place, "{} goes on as before")


def _with_ahead(tree: Node, ahead: str | None) -> Node:
    """The file with the option on top of it, which keeps its own place."""
    if ahead is None or not isinstance(tree.value, dict):
        return tree
    said = parse(ahead, ASKED)
    return Node({**tree.value, "ahead": said.under(said.place)}, tree.place)


def _laid(file: Path, tree: Node, asked: ReplanFile) -> tuple[Sources, list[Problem]]:
    """The scenario's files with what is so today on top of them."""
    shape = top(Scenario)
    sources = read_with_bases(_scenario_of(file, tree, asked), shape)
    base, stale = _on_that_day(sources, asked)
    over = merge(_without_plans(base), _over(file, tree, asked), shape)
    problems: list[Problem] = []
    for key, value in children(find(tree, ("changes",))).items():
        try:
            over = put(over, split_path(key, value.key_place or value.place), value, shape)
        except ScenarioError as error:
            problems += error.problems
    problems += [problem for path, problem in stale if find(over, path) is find(base, path)]
    return replace(sources, tree=over), problems


def _on_that_day(sources: Sources, asked: ReplanFile) -> tuple[Node, list[tuple[KeyPath, Problem]]]:
    """The scenario as it is to be read today; one that a saved state goes on with keeps its first day."""
    if asked.saved_state is not None or asked.today is None:
        return sources.tree, []
    return moved(sources, asked.today, top(Scenario))


def _scenario_of(file: Path, tree: Node, asked: ReplanFile) -> Path:
    """Where the scenario lies; a file that is not there is told where it was named."""
    path = file.parent / asked.scenario
    if Path(asked.scenario).is_absolute() or not path.is_file():
        node = find(tree, ("scenario",))
        message = f"there is no file '{asked.scenario}' beside {file}"
        raise ScenarioError([Problem(message, "scenario", node.place if node else None, "relative to this file")])
    return path


def _over(file: Path, tree: Node, asked: ReplanFile) -> Node:
    """What is so today, as keys of a scenario."""
    said = children(tree)
    over: dict[str, Node] = {key: said[key] for key in TITLES if key in said}
    compare = {"plans": said["plans"], "unequal_arrivals": _made("go_on", said["plans"].place)}
    compare["reference"] = said.get("reference", _made(next(iter(asked.plans)), said["plans"].place))
    if asked.metrics:
        compare["metrics"] = said["metrics"]
    study = {key: said[key] for key in ("replications", "seed") if getattr(asked, key) is not None}
    if asked.saved_state is None:
        over |= _of_a_morning(file, said, asked)
    if asked.forecast is not None:
        over["weather"] = _mapping({"forecast": _forecast(file, said["forecast"], asked.today)}, said["forecast"].place)
    over["compare"] = _mapping(compare, said["plans"].place)
    over["study"] = _mapping(study, tree.place)
    return Node(over, tree.place)


def _of_a_morning(file: Path, said: Mapping[str, Node], asked: ReplanFile) -> dict[str, Node]:
    """Horizon, state and beginning of aid; a decision of today knows what is under way."""
    state = said["state"]
    if isinstance(state.value, str):
        state = _read(file.parent / state.value)
    day = said["today"]
    horizon = {"start": day, "length": _made(f"{AHEAD} min", day.place), "observe_from": _made("0 min", day.place)}
    horizon |= {"length": said["ahead"]} if asked.ahead is not None else {}
    return {
        "horizon": _mapping(horizon, said["today"].place),
        "initial": state.under(state.place),
        "aid": _mapping({"begin": _made("switch", state.place)}, state.place),
    }


def _forecast(file: Path, node: Node, today: date | None) -> Node:
    """Rows of a forecast, from the file or from a table beside it."""
    if isinstance(node.value, str):
        return rows_of_days(file.parent, node)
    if isinstance(node.value, dict):
        if today is None:
            raise ScenarioError([Problem("hours are counted from `today`, which is not said", "forecast", node.place)])
        return rows_of_hours(file.parent, node, today)
    return node


def _without_plans(tree: Node) -> Node:
    """A scenario without its plans and their reference: those of the replan file stand in their place."""
    compare = children(find(tree, ("compare",)))
    if not compare or not isinstance(tree.value, dict):
        return tree
    kept = {key: child for key, child in compare.items() if key not in ("plans", "reference")}
    return Node({**tree.value, "compare": _mapping(kept, tree.value["compare"].place)}, tree.place)


def _plans(tree: Node) -> Iterator[tuple[str, Node]]:
    yield from children(find(tree, ("plans",))).items()


def _made(value: str, place: Place) -> Node:
    """A value that nobody wrote, at the place of what it follows from."""
    return Node(value, place, place)


def _mapping(below: dict[str, Node], place: Place) -> Node:
    return Node(below, place, place)
