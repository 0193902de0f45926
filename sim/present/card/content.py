"""What stands on a results card, as plain values: the format ``hearthline.card/1``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.analysis.numbers import reach_of
from sim.analysis.statistics import Number
from sim.present.card.assumptions import in_force
from sim.present.card.flips import flips_of
from sim.present.card.stress import checklist_of
from sim.present.caution import CAUTION, mark, sensitivity
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Channel
from sim.units import format_duration

if TYPE_CHECKING:
    from sim.present.results import ComparisonResult

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


def card_of(result: ComparisonResult) -> dict[str, Any]:
    """The card of a result."""
    comparison, context = result.comparison, result.context
    plans = {} if result.asked is None else result.asked.plans
    from_state = any("saved state" in banner for banner in comparison.banners)
    return {
        "schema": SCHEMA,
        "scenario": context.scenario,
        "what": WHAT,
        "question": "" if result.asked is None else " ".join(result.asked.question.split()),
        "answer": comparison.headline,
        "not_for": list(NOT_FOR),
        "sensitivity": sensitivity(comparison.public),
        "mark": mark(comparison.public),
        "caution": CAUTION,
        "scenario_id": context.scenario_id,
        "seed": context.seed,
        "replications": len(comparison.kept),
        "failed": len(comparison.failures),
        "confidence": comparison.confidence,
        "versions": dict(context.versions),
        "rng": context.rng,
        "calendars": begin_of(plans),
        "timing": {name: timing_of(plan) for name, plan in plans.items()},
        "same_aid": True if comparison.same_aid is None else comparison.same_aid,
        "assumptions": [
            {"tag": one.tag, "statement": one.statement, "confidence": one.confidence, "changed_by": one.changed_by}
            for one in in_force(plans, from_state=from_state)
        ],
        "estimates": estimates_of(result),
        "could_flip": flips_of(comparison),
        "stress": [asdict(one) for one in checklist_of(result)],
    }


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


def estimates_of(result: ComparisonResult) -> list[dict[str, Any]]:
    """Headline metrics of each plan and their differences from the reference, each with its precision."""
    comparison = result.comparison
    found = []
    for name in comparison.headline_metrics:
        measure = comparison.metrics[name]
        for plan in comparison.plans:
            summary = comparison.summaries[plan][name]
            line: dict[str, Any] = {
                "metric": name,
                "noun": measure.noun,
                "unit": measure.unit,
                "plan": plan,
                "n": summary.n_defined,
            }
            level = summary.mean if summary.mean is not None else summary.median
            line |= {"estimate": level, "ci_low": summary.ci_low, "ci_high": summary.ci_high}
            line["precision"] = _relative(summary.ci_low, summary.ci_high, level)
            if plan in comparison.differences:
                difference = comparison.differences[plan][name]
                line |= {
                    "difference": difference.mean,
                    "difference_ci_low": difference.ci_low,
                    "difference_ci_high": difference.ci_high,
                    "p_better": difference.p_better,
                }
            found.append({key: _plain(value) for key, value in line.items()})
    return found


def _relative(low: Number, high: Number, level: Number) -> float | None:
    """How far an interval reaches from the level, as a share of it."""
    reach = reach_of(level, low, high)
    return None if reach is None or not level else reach / abs(level)


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
