"""Too many events, in one minute or in one run, stop it on either clock, and it is said what happened last."""

import numpy as np
import pytest

from sim import kernel
from sim.clock.compiled import run_until
from sim.clock.traced import TracedClock
from sim.errors import PartialError
from sim.model.notices import LATEST_MIN
from sim.model.rules import EVENTS_PER_MINUTE, EVENTS_PER_RUN
from sim.model.words import Event, Status
from sim.study import ending, replay, run
from sim.study.calendars import span_of
from sim.study.ending import HAPPENS, why_ended
from tests.clocks.runs import begun, designed, same_end
from tests.laws.small import town

DARK = {"initial.outages": [{"source": "plant", "start": "1 d", "end": "2 d"}], "study.series_step": "1 h"}
"""One block of buildings loses heat and gets it back; else a row of the series every hour."""


def after(events):
    """What makes a state begin as if so many events had happened."""
    return {"events": events, "most_events": EVENTS_PER_RUN}


ORDERS = {
    "damage.severities.light.part": "kit",
    "aid.begin": "switch",
    "aid.channels.works": {
        "item": "kit",
        "accrual": {"rate": "1/d"},
        "cadence": {"order_up_to": 2, "review": "1 d"},
    },
}
"""A channel that looks at its stock once a day, from minute 0 on."""


def ended(start, clock, story=DARK, review_min=None):
    """A run whose state begins otherwise, on a clock; reviews as often as that, even without end in one minute."""
    one = begun(town(story))
    for name, value in start.items():
        one.state[name] = value
    if review_min is not None:
        one.params["channel_review"] = review_min
    if clock == "traced":
        return TracedClock(one.params, one.world, one.state, one.scenario.items()).run(), one
    heap = np.zeros(one.of("outbox").size, np.int64)
    return Status(run_until(one.params, one.world, one.state, heap, LATEST_MIN)), one


def said(status, one):
    return why_ended(status, one.state, one.scenario.horizon.start)


def test_a_run_that_keeps_within_its_budgets_ends_as_ever():
    status, one = ended({}, "compiled")
    assert status == Status.FINE
    assert 450 < one.of("events") < 600
    assert one.of("events") < one.of("most_events") <= one.of("events") + EVENTS_PER_MINUTE


@pytest.mark.parametrize("clock", ["compiled", "traced"])
def test_more_events_in_a_minute_than_it_may_have_are_no_progress(clock):
    """Three events in minute 0: the start, the first dispatch and the first row."""
    status, one = ended({"most_events": 1}, clock)
    assert (status, one.of("now"), one.of("events")) == (Status.NO_PROGRESS, 0, 2)
    assert said(status, one) == (
        "no progress: more than 1,000,000 events in the minute 2026-01-05 00:00, the last of them: "
        "crews, refilling or generators are sent"
    )


@pytest.mark.parametrize("clock", ["compiled", "traced"])
def test_an_event_that_brings_itself_about_again_at_once_is_named(clock):
    status, one = ended({"most_events": 500}, clock, ORDERS, review_min=0)
    assert (status, one.of("now"), one.of("events")) == (Status.NO_PROGRESS, 0, 501)
    assert said(status, one).endswith("the last of them: a channel looks at its stock")


@pytest.mark.skipif(not kernel.COMPILED, reason="nothing is compiled here")
@pytest.mark.parametrize("start", [{}, after(0)])
def test_a_compiled_run_without_end_stops_one_event_beyond_its_budget(start):
    """In the reference run an event takes less than 2 us: the larger budget is over within a few seconds."""
    status, one = ended(start, "compiled", ORDERS, review_min=0)
    assert status == (Status.TOO_MANY_EVENTS if start else Status.NO_PROGRESS)
    assert one.of("events") == (EVENTS_PER_RUN if start else EVENTS_PER_MINUTE) + 1
    assert one.of("now") == 0
    assert one.of("last_kind") == Event.REVIEW


@pytest.mark.parametrize("clock", ["compiled", "traced"])
def test_more_events_in_a_run_than_it_may_have_are_too_many(clock):
    """Three events in minute 0, then a row every hour; the 27th event is the outage at midnight."""
    status, one = ended(after(EVENTS_PER_RUN - 26), clock)
    assert (status, one.of("events")) == (Status.TOO_MANY_EVENTS, EVENTS_PER_RUN + 1)
    assert one.of("last_kind") == Event.OUTAGE
    assert said(status, one) == (
        "too many events: more than 3,000,000 until 2026-01-06 00:00, the last of them: an outage begins"
    )


@pytest.mark.parametrize("left", [1, 2, 25, 26, 27, 200])
def test_both_clocks_stop_at_the_same_event(left):
    start = after(EVENTS_PER_RUN - left)
    (one_status, one), (other_status, other) = (ended(start, clock) for clock in ("compiled", "traced"))
    assert one_status == other_status == Status.TOO_MANY_EVENTS
    assert one.of("last_kind") == other.of("last_kind")
    assert one.of("now") == other.of("now")


def test_the_budget_of_a_minute_begins_anew_with_each():
    """Three events fill minute 0; those of all other minutes have budgets of their own."""
    status, one = ended({"most_events": 3}, "compiled")
    assert status == Status.FINE
    assert same_end(one, ended({}, "compiled")[1])


def test_every_kind_of_event_has_words():
    assert list(HAPPENS) == list(Event)
    assert len(set(HAPPENS.values())) == len(Event)


def test_a_study_and_a_trace_tell_it_in_the_same_words(monkeypatch):
    """The state of every run begins as if almost all events had happened."""
    scenario = town(DARK)
    design = designed(scenario, span_of({"": scenario}))
    begin = run.begin_in

    def late(params, world, state, *more):
        begin(params, world, state, *more)
        state["events"], state["most_events"] = after(EVENTS_PER_RUN - 26).values()

    monkeypatch.setattr(run, "begin_in", late)
    monkeypatch.setattr(replay, "begin_in", late)
    failure = run.run_block(design, range(1)).failures[0]
    assert failure.kind == "model"
    assert failure.message.startswith(": too many events: more than ")
    with pytest.raises(PartialError) as told:
        replay.replay(scenario, span_of({"": scenario}), seed=scenario.study.seed, replication=0)
    assert str(told.value) == f"replication 0{failure.message}"
    assert failure.message.endswith("2026-01-06 00:00, the last of them: an outage begins")


@pytest.mark.parametrize("status", [status for status in Status if status.name.startswith("TOO_MANY")])
def test_what_outgrew_its_room_is_told_without_an_event(status):
    if status != Status.TOO_MANY_EVENTS:
        _, one = ended({}, "compiled")
        assert ending.why_ended(status, one.state, one.scenario.horizon.start) == status.name.lower().replace("_", " ")
