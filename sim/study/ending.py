"""Why a run ended before its horizon, in words: what it outgrew, and of too many events what happened last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sim.model.rules import EVENTS_PER_MINUTE, EVENTS_PER_RUN
from sim.model.words import Event, Status
from sim.world.record import Array
from sim.world.status import in_words

HAPPENS: Mapping[Event, str] = {
    Event.START: "the run begins",
    Event.DELIVERY: "a lot arrives",
    Event.HANDLING: "a hub hands on",
    Event.WAVE: "a wave comes",
    Event.OUTAGE: "an outage begins",
    Event.STAGE: "a stage ends (of a hold, a crew, generators or an assessment)",
    Event.ROTA: "the rota looks who has power",
    Event.REFILL: "a block has been refilled",
    Event.SHIFT: "crews change shift",
    Event.DISPATCH: "crews, refilling or generators are sent",
    Event.REVIEW: "a channel looks at its stock",
    Event.OBSERVATION: "a row of the series is written",
}
"""What each kind of event is, for people."""


def why_ended(status: Status, state: Array, start: date) -> str:
    """Why a run ended early.

    Parameters
    ----------
    state : as it ended, a one-element structured array
    start : first day of the horizon
    """
    if status not in (Status.NO_PROGRESS, Status.TOO_MANY_EVENTS):
        return in_words(status)
    now = f"{datetime.combine(start, time()) + timedelta(minutes=int(state['now'][0])):%Y-%m-%d %H:%M}"
    last = f"the last of them: {HAPPENS[Event(int(state['last_kind'][0]))]}"
    if status == Status.NO_PROGRESS:
        return f"{in_words(status)}: more than {EVENTS_PER_MINUTE:,} events in the minute {now}, {last}"
    return f"{in_words(status)}: more than {EVENTS_PER_RUN:,} until {now}, {last}"
