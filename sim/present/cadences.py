"""A cadence of your own: a function that says on which dates a channel sends."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sim.errors import UsageError
from sim.hints import nearest
from sim.scenario.load import LoadedScenario, load_scenario, with_plan
from sim.study.calendars import median_lead, span_of

Cadence = Callable[[datetime, datetime], Iterable[datetime | date]]
"""From the first and the last moment of dispatch to all of them."""


def with_cadence(scenario: str | Path | LoadedScenario, name: str, channel: str, cadence: Cadence) -> LoadedScenario:
    """The same scenario with one plan more, in which a channel sends on the dates that a function gives.

    The plan holds the dates themselves, so that its results rest on nothing but the scenario. Whether it brings the
    same aid as the others is decided where they are compared.

    Parameters
    ----------
    name : of the plan
    channel : that sends on these dates what has accrued since the date before
    cadence : called with the first and the last moment of dispatch: with a lot at each of them, and any between, lots
        arrive from the start to the end of the horizon as those of the other plans do. Where calendars are running at
        the start it is called once more, for lots sent before the first moment, some of which arrive late

    Raises
    ------
    ScenarioError
        If the dates are not valid.
    UsageError
        If there is no such channel, or no date.
    """
    loaded = scenario if isinstance(scenario, LoadedScenario) else load_scenario(scenario)
    first, last = dispatches_between(loaded, channel)
    moments = sorted({_moment(one) for one in cadence(first, last)})
    if loaded.scenario.aid.is_running:
        begin = first - timedelta(minutes=span_of(loaded.plans or {"": loaded.scenario}).lookback)
        moments = sorted({one for one in map(_moment, cadence(begin, first)) if one < first}) + moments
    if not moments:
        raise UsageError(f"the cadence of {name!r} gives no date between {first} and {last}")
    dates = [f"{one:%Y-%m-%d %H:%M}" for one in moments]
    return with_plan(loaded, name, {f"aid.channels.{channel}.cadence": {"dates": dates}})


def dispatches_between(loaded: LoadedScenario, channel: str) -> tuple[datetime, datetime]:
    """First and last moment of dispatch with which the lots of a channel arrive within the horizon.

    A running calendar sends its first lot before the start; plans that start today send from the start until the end of
    the period that they have in common.

    Raises
    ------
    UsageError
        If there is no such channel.
    """
    base = loaded.scenario
    if channel not in base.aid.channels:
        known = nearest(channel, base.aid.channels) or f"known: {', '.join(base.aid.channels)}"
        raise UsageError(f"no channel is called {channel!r}; {known}")
    lead = math.ceil(median_lead(base.aid.channels[channel]))
    span = span_of(loaded.plans or {"": base})
    begin, end = (-lead, base.horizon.length - lead) if base.aid.is_running else (0, span.accrual_end)
    midnight = datetime.combine(base.horizon.start, time())
    return midnight + timedelta(minutes=begin), midnight + timedelta(minutes=end)


def _moment(one: datetime | date) -> datetime:
    return one if isinstance(one, datetime) else datetime.combine(one, time())
