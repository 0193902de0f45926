"""Which plans get an aid equivalent, and the sentence that it makes."""

from dataclasses import replace

import pytest

import sim
from sim.analysis.comparison import summarise
from sim.analysis.equivalent import Equivalent
from sim.analysis.equivalents import equivalent_sentences
from tests.clocks.random_scenarios import validated
from tests.laws.small import ALL_HIT, changed, hit, town
from tests.laws.small import TOWN as PLAIN
from tests.unit.analysis.made_up import LAYOUT, ensemble, noise, study, winters

COLD = "person_hours_below_16"


def comparison_with(more=3e6, **equivalents):
    """Plans with so many more person-hours than the reference, give or take a million in each winter."""
    hours = {name: winters() + more + noise(size=1e6) for name in equivalents}
    plans = {name: ensemble(values) for name, values in ({"daily": winters()} | hours).items()}
    found = summarise(study(plans), LAYOUT, "daily", (COLD,), 0.95)
    return replace(found, equivalents=equivalents)


@pytest.mark.parametrize(
    ("equivalents", "said"),
    [
        ({"weekly": Equivalent(1.12, 1.08, 1.17)}, "Weekly needs 12 % more aid (8 to 17) to match daily."),
        ({"weekly": Equivalent(1.02, 0.97, 1.08)}, ""),
        ({"weekly": Equivalent(None, None, None, "more than 2 times its aid")}, ""),
        (
            {"weekly": Equivalent(1.1, 1.05, 1.2), "monthly": Equivalent(1.5, 1.3, 1.7)},
            "Monthly needs 50 % more aid (30 to 70) to match daily.",
        ),
    ],
)
def test_the_clearest_equivalent_is_told(equivalents, said):
    assert " ".join(equivalent_sentences(comparison_with(**equivalents))) == said


def test_where_the_headline_sees_no_clear_difference_no_other_aid_is_needed():
    """The interval of the aid comes from resampling, so it may leave out what that of the difference does not."""
    found = comparison_with(more=0.0, weekly=Equivalent(1.02, 1.01, 1.04))
    assert "no clear difference" in found.headline
    assert equivalent_sentences(found) == ()


WASTED = {"cadence": {"dates": ["19 d"]}}
"""A calendar whose one lot comes after all waves."""


def two_plans(other, stops="100 %"):
    """Every wave takes a heat source unless a missile stops it; missiles of the first plan come in time."""
    donor = {"item": "missile", "accrual": {"rate": "2/d"}, "cadence": {"every": "2 d"}}
    base = {
        "threats": ALL_HIT,
        "damage.exposure": {"heat_source": "100 %"},
        "defence.layers": {"top": {"against": {"drone": stops}, "uses": "missile"}},
        "attack.recorded": [hit(f"2026-01-{day:02d} 12:00", count=4) for day in range(6, 24)],
        "aid.channels": {"donor": donor},
        "aid.begin": "switch",
        "compare.metrics": ["leakers"],
        "compare.unequal_arrivals": "say",
    }
    plain = changed(PLAIN, base)
    return {"a": town(base), "b": validated(changed(plain, {"aid.channels.donor": donor | other}))}


def test_a_plan_of_the_same_calendar_and_plans_that_do_not_bring_the_same_have_none():
    same = sim.compare(two_plans({}), replications=4, aid_equivalent=True).comparison.equivalents
    assert same["b"].reason == "its calendars are those of the reference"
    wasted = sim.compare(two_plans(WASTED), replications=4, aid_equivalent=True).comparison.equivalents
    assert wasted["b"].reason == "the plans do not bring the same aid"


def test_nobody_asked_nothing_is_said():
    assert sim.compare(two_plans({}), replications=4).comparison.equivalents == {}


def test_a_plan_that_sends_later_needs_more():
    """Leakers fall by one with each missile in time, so the equivalent can be reckoned: the plan of longer intervals
    loses what its first interval holds back."""
    result = sim.compare(two_plans({"cadence": {"every": "4 d"}}), replications=4, aid_equivalent=True).comparison
    late = result.equivalents["b"]
    gap = result.summaries["b"]["leakers"].mean - result.summaries["a"]["leakers"].mean
    assert gap > 0
    assert late.factor is not None
    assert 1.0 < late.factor < 1.3


@pytest.mark.slow
def test_intervals_hold_for_all_plans_together():
    """Beside another plan the same plan has the same equivalent, and no narrower an interval."""
    late = two_plans({"cadence": {"every": "4 d"}}, stops="70 %")
    with_another = late | {"c": two_plans({"cadence": {"every": "5 d"}}, stops="70 %")["b"]}
    alone, beside = (
        sim.compare(plans, replications=30, aid_equivalent=True).comparison.equivalents["b"]
        for plans in (late, with_another)
    )
    assert beside.factor == alone.factor
    assert (beside.ci_low, beside.ci_high) != (alone.ci_low, alone.ci_high)
    assert beside.ci_low <= alone.ci_low <= alone.ci_high <= beside.ci_high
