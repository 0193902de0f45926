"""What a verb is given, as one case: files, loaded scenarios or scenarios by name, and what is refused of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import ScenarioError, UsageError
from sim.hints import nearest
from sim.scenario.identity import scenario_id
from sim.scenario.load import MORNINGS, LoadedScenario, load_scenario
from sim.scenario.schema import Scenario
from sim.scenario.source import Node

if TYPE_CHECKING:
    from sim.study.saved import SavedState

One = str | Path | LoadedScenario | Scenario
"""A file, a loaded scenario or a scenario."""
Given = One | Mapping[str, One]
"""What a verb takes: one of these, or plans by name, each as its file or scenario stands, without the plans in it."""

AS_WRITTEN = "as written"
"""Name of the plan that a scenario describes without any of its plans."""


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario as a verb needs it.

    Parameters
    ----------
    base : without any plan; settings of the study are read here
    plans : plan -> whole scenario under that plan
    identity : digest of both
    tree : the files with places, if it came from files
    overruled : plan -> key paths of ``--set`` that it does not heed
    """

    base: Scenario
    plans: Mapping[str, Scenario]
    identity: str
    tree: Node | None = None
    overruled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def case_of(given: Given, overrides: Sequence[str] = (), morning: str | Path | None = None) -> Case:
    """Whatever a verb was given, as one thing.

    Parameters
    ----------
    overrides : texts ``key.path=value``; only for a file
    morning : a file of an observed morning; only for a file

    Raises
    ------
    ScenarioError
        If a file is not a valid scenario.
    UsageError
        If overrides are given for something that is no file, or no plan at all.
    """
    if isinstance(given, str | Path):
        given = load_scenario(given, overrides, morning)
    elif overrides or morning is not None:
        raise UsageError("overrides go with a scenario file; change a loaded scenario by loading it with them")
    if isinstance(given, LoadedScenario):
        return Case(given.scenario, given.plans, given.scenario_id, given.tree, given.overruled)
    plans = {} if isinstance(given, Scenario) else {name: _as_written(name, one) for name, one in given.items()}
    if not isinstance(given, Scenario) and not plans:
        raise UsageError("there is no plan to run")
    base = given if isinstance(given, Scenario) else next(iter(plans.values()))
    for name, scenario in (plans or {"": base}).items():
        _refuse_contradictions(name, scenario)
    _refuse_other_faces(plans)
    return Case(base, plans, scenario_id(base, plans))


def _as_written(name: str, one: One) -> Scenario:
    """One plan of several by name: its scenario without any of the plans in it."""
    if isinstance(one, str | Path):
        one = load_scenario(one)
    if isinstance(one, LoadedScenario):
        one = one.scenario
    if not isinstance(one, Scenario):
        raise UsageError(f"plan {name!r} is neither a file nor a scenario")
    return one


def _refuse_contradictions(plan: str, scenario: Scenario) -> None:
    """Refuse a scenario made in Python whose parts do not fit together; files are asked when they are loaded."""
    from sim.scenario.check import findings

    found = [f"{'.'.join(map(str, one.path))}: {one.message}" for one in findings(scenario)]
    if found:
        of_plan = f" of plan {plan!r}" if plan else ""
        raise UsageError("\n".join([f"the scenario{of_plan} does not fit together:", *found]))


def _refuse_other_faces(plans: Mapping[str, Scenario]) -> None:
    """Refuse plans that differ in what they face: they meet the same worlds, so the difference would be ignored."""
    from sim.scenario.shape import slot_at
    from sim.study.fairness import differences

    for name, plan in plans.items():
        for key in differences(next(iter(plans.values())), plan):
            slot = slot_at(Scenario, tuple(key.split(".")))
            if key not in ("name", "description") and (slot is None or slot.role != "choose"):
                raise UsageError(
                    f"plan {name!r} has another {key}, which no plan can choose; run it as a study of its own"
                )


def chosen(case: Case, plan: str | None) -> tuple[str, Scenario]:
    """The plan of a name, or the scenario as it is written."""
    if plan is None:
        return AS_WRITTEN, case.base
    if plan not in case.plans:
        known = f"known: {', '.join(case.plans)}" if case.plans else "the scenario has no plans"
        raise UsageError(f"no plan is called {plan!r}; {nearest(plan, case.plans) or known}")
    return plan, case.plans[plan]


def told_apart(
    state: str | Path | SavedState | None,
) -> tuple[str | Path | None, str | Path | SavedState | None]:
    """An observed morning that people wrote down, or a saved state; None for what it is not."""
    if isinstance(state, str | Path) and Path(state).suffix in MORNINGS:
        return state, None
    return None, state


def start_of(state: str | Path | SavedState | None, plans: Mapping[str, Scenario]) -> SavedState | None:
    """The saved state that all worlds of some plans go on from; None if there is none."""
    from sim.study.start import state_for

    return None if state is None else state_for(state, plans)


def refuse_unknown_metrics(case: Case) -> None:
    """Refuse names of metrics that a scenario does not have.

    Raises
    ------
    ScenarioError
        Naming each of them, where it was written, and the nearest right word.
    """
    from sim.analysis.measures import metric_problems
    from sim.study.layout import layout_of

    problems = metric_problems(case.base.compare.metrics, layout_of(case.base, *case.plans.values()), case.tree)
    if problems:
        raise ScenarioError(problems)


def refuse_what_has_no_room(case: Case) -> None:
    """Refuse a scenario that no study would have the room for, as written or under its plans.

    Raises
    ------
    LimitError
        Naming what is too large, and the keys that make it smaller.
    """
    from sim.study.room import room_for_all

    room_for_all([case.base])
    if case.plans:
        room_for_all(list(case.plans.values()))


def refuse_incomparable(case: Case) -> None:
    """Refuse what `compare` would refuse before any draw; without plans there is nothing to refuse.

    Raises
    ------
    ScenarioError
        If the plans do not bring the same aid, pointing at those that differ.
    """
    from sim.study.fairness import judge

    if len(case.plans) > 1:
        judge(case.plans, tree=case.tree)
