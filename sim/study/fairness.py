"""Is it the same aid? Decided before any draw: plans that only look alike are refused with the repair named.

Each plan gets a twin whose lots are sent at their mean accrual minute: what twins differ in is cadence, the
rest of a difference is earliness.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from sim.errors import Problem, ScenarioError, UsageError
from sim.hints import counted
from sim.scenario.schema import Scenario
from sim.scenario.shape import Path, dotted, file_key
from sim.scenario.source import Node, find
from sim.study.calendars import Span, compared_channels, span_of
from sim.study.gate import Gap, centred, find_gaps, orders, without_common_period
from sim.study.money import how_money_compares, said_of_money
from sim.units import format_duration

ON_THE_WAY = ("lead", "on_time", "late", "via")
"""Keys of a channel that decide how fast and how surely a lot comes, not how much aid there is."""
NOT_AID = ("stores", "hubs")
"""Parts of aid that decide where it is kept or handled."""


@dataclass(frozen=True, slots=True)
class Fairness:
    """What the gate decided, and what a study needs of it.

    Parameters
    ----------
    same_aid : None if all plans plan the same aid, else why not
    banners : what must be said above every result
    no_split : plan -> why its difference is not split into earliness and cadence
    twins : plan -> the plan with every compared calendar centred, reference included; empty without a split
    lookback : how far back running calendars reach [min]
    accrual_end : when accrual ends under `switch` [min]
    """

    same_aid: str | None = None
    banners: tuple[str, ...] = ()
    no_split: dict[str, str] = field(default_factory=dict)
    twins: dict[str, Scenario] = field(default_factory=dict)
    lookback: int = 0
    accrual_end: int = 0


def reference_of(plans: Mapping[str, Scenario]) -> str:
    """The plan the others are compared with: the one the scenario names, if it is there, else the first."""
    named = next(iter(plans.values())).compare.reference
    return named if named is not None and named in plans else next(iter(plans))


def judge(plans: Mapping[str, Scenario], *, reference: str | None = None, tree: Node | None = None) -> Fairness:
    """Hold the planned aid of all plans against the reference's and lay out the split.

    Parameters
    ----------
    plans : plan -> scenario with the plan's overrides applied; a single plan is never refused
    reference : the plan the others are compared with; None: as the scenario says
    tree : the scenario's files with places, so that a refusal can point at a plan

    Raises
    ------
    ScenarioError
        If planned arrivals differ and the scenario does not say ``compare.unequal_arrivals: say``.
    """
    reference = reference or reference_of(plans)
    if reference not in plans:
        raise UsageError(f"no plan is called {reference!r}; known: {', '.join(plans)}")
    base = plans[reference]
    span = span_of(plans)
    unlike = {name: keys for name, plan in plans.items() if (keys := differences(base, plan))}
    with_other_aid = _other_aid(plans, unlike, reference)
    alike = {name: plan for name, plan in plans.items() if name not in with_other_aid}
    is_over_at_once = span.accrual_end == 0 and compared_channels(alike.values())
    gaps = list(without_common_period(plans, reference) if is_over_at_once else find_gaps(alike, reference, span))
    if gaps and (base.compare.unequal_arrivals == "refuse" or span.accrual_end == 0):
        raise ScenarioError(_problem(gap, tree) for gap in gaps)
    unequal = with_other_aid | {gap.plan: str(gap) for gap in gaps}
    otherwise = {name: _unlike(keys, reference) for name, keys in unlike.items() if name not in unequal}
    kept = {name: plan for name, plan in plans.items() if name not in unequal | otherwise}
    no_split = unequal | otherwise | _not_scheduled(kept, reference)
    twinned = [name for name in plans if name == reference or name not in no_split]
    return Fairness(
        same_aid=next((f"{name}: {why}" for name, why in unequal.items()), None),
        banners=(
            *_not_the_same(plans, unequal, reference),
            *_together("Not the calendar alone", otherwise),
            *_cut(base, span),
        ),
        no_split=no_split,
        twins=twins_of(kept, twinned) if len(twinned) > 1 else {},
        lookback=span.lookback,
        accrual_end=span.accrual_end,
    )


def _not_the_same(plans: Mapping[str, Scenario], unequal: Mapping[str, str], reference: str) -> tuple[str, ...]:
    """What must be said of plans that do not bring the same aid."""
    if plans[reference].compare.same == "money":
        return said_of_money(plans, reference)
    return tuple(_together("Not the same aid", unequal))


def _together(warning: str, reasons: Mapping[str, str]) -> Iterator[str]:
    """One warning for all plans that have the same reason."""
    for why in dict.fromkeys(reasons.values()):
        *others, last = [repr(name) for name, own in reasons.items() if own == why]
        if not others:
            yield f"{warning}: {last} {why}."
        elif why.startswith("differs "):
            yield f"{warning}: {', '.join(others)} and {last} each differ {why.removeprefix('differs ')}."
        else:
            yield from (f"{warning}: {name} {why}." for name in (*others, last))


def _other_aid(plans: Mapping[str, Scenario], unlike: Mapping[str, list[str]], reference: str) -> dict[str, str]:
    """Plans whose aid is meant to differ from the reference's, and in what."""
    if plans[reference].compare.same == "money":
        return how_money_compares(plans, reference)
    found = {name: [key for key in keys if _is_aid(key)] for name, keys in unlike.items()}
    return {name: _unlike(keys, reference) for name, keys in found.items() if keys}


def _is_aid(key: str) -> bool:
    """True for a key that decides how much aid there is; not for how fast it comes, nor for where it is kept."""
    section, *parts = key.split(".")
    if section != "aid":
        return section == "initial"
    return parts[0] not in NOT_AID and not (len(parts) > 2 and parts[2] in ON_THE_WAY)


def _unlike(keys: Collection[str], reference: str) -> str:
    return f"differs from {reference!r} in {_listed(keys)}"


def differences(one: Scenario, other: Scenario) -> list[str]:
    """Key paths in which two plans differ, calendars aside."""
    return [dotted(path) for path in _differing(one, other, ()) if path[0] not in ("compare", "evidence")]


def _differing(one: object, other: object, path: Path) -> Iterator[Path]:
    calendar = len(path) == 4 and path[:2] == ("aid", "channels") and path[3] in ("cadence", "min_lot")
    if one == other or calendar:
        return
    if isinstance(one, BaseModel) and type(one) is type(other) and not getattr(one, "replaced_whole", False):
        for name, field_ in type(one).model_fields.items():
            yield from _differing(getattr(one, name), getattr(other, name), (*path, file_key(name, field_)))
    elif isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _differing(one[key], other[key], (*path, key))
    else:
        yield path


def _listed(keys: Collection[str]) -> str:
    shown = sorted(keys)[:3]
    return ", ".join(shown) + (f" and {counted(len(keys) - 3, 'more key')}" if len(keys) > 3 else "")


def _not_scheduled(plans: Mapping[str, Scenario], reference: str) -> dict[str, str]:
    """Plans without a twin because a compared channel has no calendar to centre, or nothing to compare."""
    channels = compared_channels(plans.values())
    if not channels:
        return {name: "its calendars are those of the reference" for name in plans if name != reference}
    ordering = [name for name, plan in plans.items() if any(orders(plan, each) for each in channels)]
    if reference in ordering:
        return {name: "the reference orders on demand" for name in plans if name != reference}
    return dict.fromkeys(ordering, "it orders on demand")


def twins_of(plans: Mapping[str, Scenario], names: Collection[str]) -> dict[str, Scenario]:
    """Some plans with the same lots sent at their mean accrual minute, in every channel that plans differ in.

    Parameters
    ----------
    plans : all plans whose calendars are compared
    names : those that get a twin
    """
    channels = compared_channels(plans.values())
    return {name: centred(plans[name], channels) for name in names}


def _problem(gap: Gap, tree: Node | None) -> Problem:
    node = find(tree, ("compare", "plans", gap.plan)) if tree is not None else None
    place = (node.key_place or node.place) if node is not None else None
    return Problem(f"not the same aid: {gap.what}", f"plan {gap.plan!r}: aid.channels.{gap.channel}", place, gap.repair)


def _cut(base: Scenario, span: Span) -> Iterator[str]:
    """What must be said if accrual ends early so that every plan can deliver all of it."""
    if base.aid.begin == "switch" and span.accrual_end < base.horizon.length:
        end = format_duration(span.accrual_end)
        yield f"Aid accrues until {end} after the start, so that every plan can deliver all of it by the end."
