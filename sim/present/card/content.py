"""What stands on a results card, as plain values: the format ``hearthline.card/1``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sim.present.as_json import json_text
from sim.present.card.assumptions import in_force
from sim.present.card.page import card_text
from sim.present.card.stress import checklist_of
from sim.present.card.subject import Subject
from sim.present.caution import CAUTION, mark, sensitivity
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Channel
from sim.units import DAY_MIN, format_duration, plain

SCHEMA = "hearthline.card/1"
WHAT = (
    "Results of a simulated winter: attack waves, stock of interceptors, damage, repair in frost, heat supply, people "
    "in cold rooms, under different ways of delivering aid, on the same luck."
)
NOT_FOR = (
    "Planning attacks: they are only an input, nothing chooses or ranks targets.",
    "Forecasts for a building or a day: cities are abstract, counts are public and one-sided.",
    "Sharing out between cities: units sent here are missing elsewhere, and that choice is not in the model.",
)


def card_of(subject: Subject) -> dict[str, Any]:
    """The card of results."""
    context, plans = subject.context, subject.plans
    return {
        "schema": SCHEMA,
        "scenario": context.scenario,
        "what": WHAT,
        "question": " ".join(subject.question.split()),
        "time": time_of(plans),
        "answer": subject.answer,
        "not_for": list(NOT_FOR),
        "sensitivity": sensitivity(subject.public),
        "mark": mark(subject.public),
        "caution": CAUTION,
        "scenario_id": context.scenario_id,
        "seed": context.seed,
        "replications": subject.replications,
        "failed": subject.failed,
        "confidence": subject.confidence,
        "versions": dict(context.versions),
        "rng": context.rng,
        "varied": dict(subject.varied),
        "calendars": begin_of(plans),
        "timing": {name: timing_of(plan) for name, plan in plans.items()},
        "same_aid": subject.same_aid,
        "assumptions": [
            {"tag": one.tag, "statement": one.statement, "confidence": one.confidence, "changed_by": one.changed_by}
            for one in in_force(plans, from_state=subject.from_state)
        ],
        "against": asdict(subject.against),
        "estimates": [dict(line) for line in subject.estimates],
        "could_flip": list(subject.could_flip),
        "stress": [asdict(one) for one in checklist_of(subject)],
    }


def card_files(subject: Subject) -> dict[str, str]:
    """The card as the files that lie beside results: name -> text."""
    card = card_of(subject)
    return {"card.json": json_text(card), "card.md": card_text(card)}


def time_of(plans: Mapping[str, Scenario]) -> dict[str, str]:
    """First and last day that are simulated, and how long that is; nothing where it is not known."""
    if not plans:
        return {}
    horizon = next(iter(plans.values())).horizon
    last = horizon.start + timedelta(minutes=horizon.length - 1)
    days = plain(round(horizon.length / DAY_MIN, 2))
    return {"first": horizon.start.isoformat(), "last": last.isoformat(), "days": days}


def begin_of(plans: Mapping[str, Scenario]) -> str:
    """Whether calendars are already running at the start."""
    running = {plan.aid.is_running for plan in plans.values()}
    if running == {True}:
        return "Calendars were in force long before the start."
    return "Calendars begin at the start." if running == {False} else ""


def timing_of(plan: Scenario) -> dict[str, str]:
    """When each channel sends: the phase convention, without which no cadence can be compared."""
    return {name: _calendar(channel) for name, channel in plan.aid.channels.items()}


def _calendar(channel: Channel) -> str:
    cadence = channel.cadence
    if cadence is None:
        return "each pledge when it is available"
    if cadence.order_up_to is not None:
        return f"on demand, looked at every {format_duration(cadence.review or 0)}"
    if cadence.every is None:
        return f"on listed dates, timing {cadence.timing}"
    if cadence.in_step_with is not None:
        first = f"in step with {cadence.in_step_with}"
    elif cadence.first == "random" or cadence.first is None:
        first = "random first day, the same in all plans"
    else:
        first = f"first interval ends after {format_duration(cadence.first)}"
    return f"every {format_duration(cadence.every)}, timing {cadence.timing}, {first}"
