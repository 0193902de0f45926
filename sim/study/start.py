"""Starting an ensemble from a saved state: what must be as it was, and from when on results count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from sim.errors import UsageError
from sim.hints import listed
from sim.scenario.identity import content_of, differing
from sim.scenario.schema import Scenario
from sim.scenario.shape import slot_at
from sim.study.fairness import Fairness
from sim.study.saved import SavedState, load_state
from sim.units import format_duration

OF_THE_STUDY = ("compare", "study.seed", "study.replications", "study.confidence")
"""Keys that decide what is asked, not what is run."""
NO_SPLIT = "it goes on from a saved state, in the middle of a calendar"
"""Why a difference is not split into earliness and cadence."""
TO_COME = ("weather.forecast",)
"""Keys about what lies ahead: a run that had no forecast may go on with one."""
SHAPING = ("via", "queues")
"""Keys that a plan chooses, but that a state has in it."""


def state_for(state: str | Path | SavedState, plans: Mapping[str, Scenario]) -> SavedState:
    """A saved state, or the file that it is in, from which all plans can go on.

    Raises
    ------
    UsageError
        If it is not a state of this version of the model, or of another scenario: with the keys that differ.
    StorageError
        If the file cannot be read or is damaged.
    """
    saved = state if isinstance(state, SavedState) else load_state(state)
    for name, plan in plans.items():
        if saved.moment >= plan.horizon.length:
            known, length = format_duration(saved.moment), format_duration(plan.horizon.length)
            raise UsageError(
                f"the state stands at {known} after the start, at or behind the end of {name!r} ({length})"
            )
        unlike = [key for key in differing(saved.content, content_of(plan)) if not may_differ(key)]
        unlike = [key for key in unlike if key not in TO_COME or saved.had_forecast]
        if unlike:
            raise UsageError(f"the state belongs to another scenario: {name!r} differs in {listed(unlike)}")
    return saved


def may_differ(key: str) -> bool:
    """True for a key that plans may choose from the state on."""
    if any(key == one or key.startswith(f"{one}.") for one in OF_THE_STUDY):
        return True
    slot = slot_at(Scenario, tuple(key.split(".")))
    return slot is not None and slot.role == "choose" and key.rpartition(".")[2] not in SHAPING


def observed_from(plans: Mapping[str, Scenario], saved: SavedState) -> dict[str, Scenario]:
    """Plans whose areas and exposure count from the state on."""
    return dict(_observed(plans, saved.moment))


def _observed(plans: Mapping[str, Scenario], moment: int) -> Iterator[tuple[str, Scenario]]:
    for name, plan in plans.items():
        begin = max(moment, plan.horizon.observe_from)
        yield name, plan.model_copy(update={"horizon": plan.horizon.model_copy(update={"observe_from": begin})})


def from_state(fairness: Fairness, plans: Mapping[str, Scenario], reference: str, saved: SavedState) -> Fairness:
    """What the gate decided of whole calendars, for plans that go on from a state: no twins, and it is said."""
    start = next(iter(plans.values())).horizon.start
    when = datetime.combine(start, time()) + timedelta(minutes=saved.moment)
    banner = (
        f"All runs go on from a saved state, {when:%Y-%m-%d %H:%M} on: what came before is the same in all of them. "
        "Hours and the ledger count from then on, stock and aid from the start."
    )
    return replace(
        fairness,
        twins={},
        no_split=fairness.no_split | {name: NO_SPLIT for name in plans if name != reference},
        banners=(*fairness.banners, banner),
    )
