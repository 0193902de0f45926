"""What a check looks at on request beside baselines: laws in every scenario, and cases with exact answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from sim.analysis.check.anchors import CASES, hold_anchors
from sim.analysis.check.ladder import Finding
from sim.analysis.check.laws import LAWS, Broken, hold_laws
from sim.errors import HearthlineError
from sim.hints import counted
from sim.present.case import AS_WRITTEN, case_of
from sim.present.check.places import Pair
from sim.present.check.report import Checked
from sim.scenario.schema import Scenario
from sim.study.calendars import span_of
from sim.study.journal import design_for

LAWS_OF_ALL = "laws"
"""Under which name it is told that all laws hold in a plan."""


def with_laws(checked: Checked) -> Checked:
    """A scenario that has been checked, with the laws in its plans."""
    laws = tuple(laws_in(checked.pair))
    held = [one.said for one in laws if one.verdict == "holds"]
    said = [f"Laws hold in {counted(len(held), 'plan')}, {'; '.join(held)}."] if held else []
    return replace(checked, findings=(*checked.findings, *laws), said=(*checked.said, *said))


def laws_in(pair: Pair) -> Iterator[Finding]:
    """All laws in the first world of every plan of a scenario; nothing of one that is not there or not valid."""
    try:
        case = case_of(pair.scenario)
    except (HearthlineError, OSError):
        return  # the check of its baseline says so
    plans = dict(case.plans) or {AS_WRITTEN: case.base}
    yield from _laws_of(plans, case.base.study.seed)


def _laws_of(plans: Mapping[str, Scenario], seed: int) -> Iterator[Finding]:
    design = design_for(plans, span_of(plans), seed)
    for plan, scenario in plans.items():
        held = hold_laws(design, (plan, False))
        if held.failure:
            yield Finding(plan, LAWS_OF_ALL, "", "broken", said=held.failure)
        elif not held.broken:
            yield Finding(plan, LAWS_OF_ALL, "", "holds", said=f"after {counted(held.events, 'event')}")
        for broken in held.broken:
            yield Finding(plan, f"law of {broken.law}", "", "broken", said=_where(broken, scenario))


def _where(broken: Broken, scenario: Scenario) -> str:
    moment = datetime.combine(scenario.horizon.start, time()) + timedelta(minutes=broken.minute)
    words = LAWS[broken.law].words
    return f"{words}: not after event {broken.event:,} of replication 0, at {moment:%Y-%m-%d %H:%M}"


def anchors_checked() -> Checked:
    """All cases with exact answers, as one line of the report."""
    findings = tuple(hold_anchors())
    said = "Before: the exact value. Margin: 4.6 standard errors, or rounding where nothing is random."
    return Checked(Pair(CASES, Path("anchors.json")), findings, (said,))
