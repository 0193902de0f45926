"""The one way from a scenario file to a valid scenario and its plans."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.errors import Problem, ScenarioError, escape
from sim.hints import listed, shown
from sim.scenario.check import MOST_PROBLEMS, NOTHING_KNOWN, Known, check, parts_by_node, without_repeats
from sim.scenario.evidence import of_what_is_there, unknown_evidence
from sim.scenario.identity import scenario_id
from sim.scenario.merge import (
    Sources,
    apply_plan,
    apply_settings,
    leave_out_nulls,
    overruled,
    plan_overrides,
    read_with_bases,
    with_morning,
)
from sim.scenario.schema import Scenario
from sim.scenario.shape import top
from sim.scenario.source import Node, find
from sim.scenario.tables import Table, expand_tables
from sim.scenario.unused import unused_hubs

MORNINGS = (".yaml", ".yml")
"""How names of files end that people write: an observed morning, with the keys of `initial`."""


@dataclass(frozen=True)
class LoadedScenario:
    """A valid scenario, its plans, and where every value came from.

    Parameters
    ----------
    scenario : the base, without any plan
    plans : plan name -> the whole scenario under that plan, in file order; empty if nothing is compared
    tables : dotted key path -> the CSV file that was read there
    overruled : plan name -> key paths of ``--set`` that it does not heed, because it sets them itself
    tree : all files and ``--set`` on top of each other, with places
    sources : the files that were read
    """

    scenario: Scenario
    plans: Mapping[str, Scenario]
    tables: Mapping[str, Table]
    overruled: Mapping[str, tuple[str, ...]]
    tree: Node
    sources: Sources

    def __repr__(self) -> str:
        file = next(iter(self.sources.contents), "no file")
        plans = f"plans {listed(self.plans)}" if self.plans else "no plans"
        return f"Scenario {shown(escape(self.scenario.name))} from {escape(file)}: {escape(plans)}"

    @cached_property
    def parts(self) -> Known:
        """Which valid part every mapping of the tree became."""
        return parts_by_node(self.tree, self.scenario)

    @cached_property
    def scenario_id(self) -> str:
        """Digest of the validated values in base units [64 hexadecimal digits]."""
        return scenario_id(self.scenario, self.plans)

    def origin(self, path: str) -> str:
        """``file:line`` that a value came from, or ``default`` if no file says it.

        Parameters
        ----------
        path : dotted key path
        """
        node = find(self.tree, tuple(path.split(".")))
        return f"{node.place.file}:{node.place.line}" if node else "default"


def load_scenario(path: str | Path, overrides: Sequence[str] = (), morning: str | Path | None = None) -> LoadedScenario:
    """Read, merge and validate a scenario file with everything it extends and names.

    Parameters
    ----------
    path : the scenario file
    overrides : texts ``key.path=value`` as of ``--set``, applied in order
    morning : a file with keys of `initial`, as observed, which lies on top of the scenario's own

    Raises
    ------
    ScenarioError
        Listing all problems of all files, tables, options and plans.
    """
    shape = top(Scenario)
    sources = read_with_bases(Path(path), shape)
    if morning is not None:
        sources = with_morning(sources, Path(morning), shape)
    return loaded_from(sources, overrides)


def loaded_from(sources: Sources, overrides: Sequence[str] = (), found: Sequence[Problem] = ()) -> LoadedScenario:
    """The scenario of files that have been read and laid on top of each other.

    Parameters
    ----------
    overrides : as of `load_scenario`
    found : problems of the files, told with those that the scenario has

    Raises
    ------
    ScenarioError
        Listing all problems.
    """
    shape = top(Scenario)
    settled, problems = apply_settings(sources.tree, overrides, shape)
    problems = [*found, *problems]
    tree, tables, unread = expand_tables(replace(sources, tree=leave_out_nulls(settled, shape)), shape)
    problems += unread + unknown_evidence(sources.tree, tree, shape)
    return _completed(_Settled(sources, tree, tables, overrides, problems, is_whole=not unread))


@dataclass(frozen=True, slots=True)
class _Settled:
    """Files and options on top of each other, before they are checked.

    Parameters
    ----------
    tree : without keys that are null, tables expanded
    problems : found so far
    is_whole : False if a table could not be read
    known : nodes that were found valid before
    """

    sources: Sources
    tree: Node
    tables: Mapping[str, Table]
    overrides: Sequence[str]
    problems: list[Problem]
    is_whole: bool = True
    known: Known = field(default_factory=lambda: NOTHING_KNOWN)


def _completed(settled: _Settled, only: Collection[str] | None = None) -> LoadedScenario:
    """The scenario and its plans, checked.

    Parameters
    ----------
    only : plans to look at; None: all
    """
    shape, tree, problems = top(Scenario), settled.tree, settled.problems
    shown = of_what_is_there(tree, settled.sources.layers)
    scenario, found = check(Scenario, shown, look_further=settled.is_whole, known=settled.known)
    problems += found
    known = parts_by_node(shown, scenario) if scenario else NOTHING_KNOWN
    plans: dict[str, Scenario] = {}
    try:
        overridden = plan_overrides(tree)
    except ScenarioError as error:
        raise ScenarioError(without_repeats([*problems, *error.problems])) from None
    if only is not None:
        overridden = {name: values for name, values in overridden.items() if name in only}
    for name, values in overridden.items() if len(problems) < MOST_PROBLEMS else ():
        plan_tree, refused = apply_plan(shown, values, shape)
        plan, found = check(Scenario, leave_out_nulls(plan_tree, shape), look_further=settled.is_whole, known=known)
        problems += refused + _new(found, problems, name)
        if plan is not None:
            plans[name] = plan
    if not problems and scenario is not None:
        problems += unused_hubs(tree, scenario, plans)
    if problems or scenario is None:
        raise ScenarioError(without_repeats(problems))
    unheeded = {name: overruled(settled.overrides, values, shape) for name, values in overridden.items()}
    sources, tables = settled.sources, MappingProxyType(dict(settled.tables))
    return LoadedScenario(scenario, MappingProxyType(plans), tables, MappingProxyType(unheeded), tree, sources)


def variant_of(loaded: LoadedScenario, overrides: Sequence[str], plans: Collection[str]) -> LoadedScenario:
    """The same scenario with further settings: only what these change is checked again.

    Parameters
    ----------
    loaded : without a table among what the settings change
    overrides : texts ``key.path=value`` on top of those that it was loaded with
    plans : the plans that are wanted

    Raises
    ------
    ScenarioError
        Listing all problems of the settings and of what they lead to.
    """
    shape = top(Scenario)
    settled, problems = apply_settings(loaded.tree, overrides, shape)
    tree = leave_out_nulls(settled, shape)
    known = loaded.parts
    return _completed(_Settled(loaded.sources, tree, loaded.tables, overrides, problems, known=known), plans)


def with_plan(loaded: LoadedScenario, name: str, choices: Mapping[str, Any]) -> LoadedScenario:
    """The same scenario with one plan more, as if it stood under `compare.plans` of the file.

    Parameters
    ----------
    name : of the plan; one that is there already is changed in what `choices` name
    choices : dotted key path -> value as a file has it; dates may be dates

    Raises
    ------
    ScenarioError
        Listing all problems of the plan.
    """
    text = json.dumps({name: dict(choices)}, default=str, ensure_ascii=False)
    further = variant_of(loaded, [f"compare.plans={text}"], {*loaded.plans, name})
    return replace(further, overruled=MappingProxyType({name: (), **loaded.overruled}))


def _new(found: list[Problem], known: list[Problem], plan: str) -> list[Problem]:
    """Problems that only this plan has, with its name."""
    said = {(problem.place, problem.message) for problem in known}
    return [
        replace(problem, path=f"plan '{plan}': {problem.path}".removesuffix(": "))
        for problem in found
        if (problem.place, problem.message) not in said
    ]
