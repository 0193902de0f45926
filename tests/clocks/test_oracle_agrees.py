"""The product against a simulator written from docs/model.md alone: outage by outage, job by job."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.load import load_scenario
from sim.scenario.quantities import FROM_FILE
from sim.scenario.schema import Scenario
from sim.study.calendars import Span, span_of
from tests.clocks.oracle_figures import differences
from tests.clocks.random_scenarios import scenario_of

Part = dict[str, Any]


def base(**changes: Any) -> Scenario:
    """Two districts, five sources, 260 buildings, two weeks in frost; `a__b=x` sets key b of part a."""
    mapping: Part = {
        "schema_version": 1,
        "name": "for two simulators",
        "horizon": {"start": "2026-01-05", "length": "14 d"},
        "weather": {"mean": "-7 degC", "daily": {"autocorrelation": 0.7, "sd": "5 K"}, "cycle": {"half_range": "3 K"}},
        "threats": {
            "drone": {"damage": "60 %", "severity": {"light": "70 %", "severe": "30 %"}},
            "ballistic": {"damage": "90 %", "severity": {"light": "20 %", "severe": "80 %"}},
        },
        "attack": {
            "waves": {
                "massive": {
                    "gap": {"gamma": {"mean": "40 h", "shape": 2}},
                    "duration": {"lognormal": {"median": "2 h", "sigma": 0.4}},
                    "size": {"drone": {"poisson": {"mean": 9}}, "ballistic": {"poisson": {"mean": 3}}},
                }
            }
        },
        "defence": {
            "layers": {
                "teams": {"against": {"drone": "55 %"}},
                "top": {"against": {"ballistic": "50 %", "drone": "40 %"}, "uses": "missile", "rounds": 1.5},
            },
            "night_effect": {"correlation": {"drone": 0.1, "ballistic": 0.2}},
        },
        "damage": {
            "exposure": {"heat_source": "50 %", "elsewhere": "50 %"},
            "severities": {
                "light": {"hold": {"triangular": ["2 h", "8 h", "24 h"]}, "work": {"uniform": ["3 h", "9 h"]}},
                "severe": {
                    "hold": {"exponential": {"mean": "30 h"}},
                    "work": {"lognormal": {"mean": "20 h", "cv": 0.5}},
                },
            },
        },
        "initial": {"stock": {"missile": 8}},
        "city": {
            "districts": [
                {"name": "upper", "people": 20011, "buildings": 150, "exposure": 3},
                {"name": "lower", "people": 9000, "buildings": 110, "exposure": 5},
            ],
            "sources": [
                {"name": "u1", "district": "upper", "buildings": 90},
                {"name": "u2", "district": "upper", "buildings": 60},
                {"name": "l1", "district": "lower", "buildings": 57},
                {"name": "l2", "district": "lower", "buildings": 40},
                {"name": "l3", "district": "lower", "buildings": 13},
            ],
            "archetypes": {
                "panel": {"share": "60 %", "time_constant": "31 h"},
                "brick": {"share": "40 %", "time_constant": "70 h"},
            },
            "heating": {"set_point": "20 degC", "full_heat_rise": "36 K", "gains": "2 K"},
        },
        "people": {"thresholds": ["18 degC", "16 degC", "12 degC", "8 degC"]},
        "repair": {
            "refill": {"capacity": "70/d", "refill_after": "2 h"},
            "frost_fault": {
                "share_at": {"0 degC": "2 %", "-10 degC": "9 %", "-20 degC": "20 %"},
                "drained_after": "18 h",
            },
            "crews": {"heat": {"start": 3, "work": {"lognormal": {"median": "9 h", "sigma": 0.5}}}},
        },
        "aid": {
            "begin": "switch",
            "channels": {
                "donor": {
                    "item": "missile",
                    "accrual": {"rate": "1.3/d"},
                    "cadence": {"every": "2 d", "timing": "arrears"},
                    "lead": "1 d",
                }
            },
        },
        "study": {"seed": 3},
    }
    for path, value in changes.items():
        *parts, last = path.split("__")
        place = mapping
        for part in parts:
            place = place[part]
        place[last] = value
    return Scenario.model_validate(mapping, context=FROM_FILE)


BUILDINGS = {"heat_source": "30 %", "building": "60 %", "elsewhere": "10 %"}
OUTAGES = [
    {"source": "l2", "start": "3 d", "end": "5 d"},
    {"district": "upper", "start": "100 min", "end": "2000 min"},
    {"start": "9 d", "end": "10 d"},
]
ALERTS = {"background": {"per_day": "2/d", "length": {"lognormal": {"median": "50 min", "sigma": 0.8}}}}
LAYERS = {
    "first": {
        "against": {"drone": "30 %"},
        "uses": "shell",
        "rounds": 3,
        "salvo": "shoot_look_shoot",
        "engagements": "3/h",
    },
    "second": {
        "against": {"drone": "50 %", "ballistic": "20 %"},
        "uses": "missile",
        "rounds": 2,
        "salvo": "partial",
        "reserve": {"for": "ballistic", "keep": 4},
    },
    "third": {"against": {"ballistic": "70 %"}, "uses": "missile", "rounds": 2, "per_engagement": True},
}
PLEDGES = {
    "donor": {
        "item": "missile",
        "accrual": {"pledges": [{"date": "2 d", "units": 7}, {"date": "6 d", "units": 11}]},
        "lead": {"lognormal": {"median": "2 d", "sigma": 0.5}},
        "on_time": "60 %",
        "late": "30 h",
        "arrives": "80 %",
    }
}

STAGES = {"work": "7 h", "assess": {"uniform": ["0 h", "20 h"]}, "travel": "45 min", "test": "2 h"}

CASES = {
    "score": base(),
    "fifo": base(repair__dispatch={"order": "fifo"}),
    "largest first": base(repair__dispatch={"order": "largest_first"}),
    "no refilling": base(repair__refill=None),
    "pledges and layers": base(
        defence__layers=LAYERS, initial__stock={"missile": 8, "shell": 90}, aid__channels=PLEDGES
    ),
    "listed outages": base(initial__outages=OUTAGES),
    "buildings": base(damage__exposure=BUILDINGS, damage__rehit="ignored"),
    "buildings, given": base(
        damage__exposure=BUILDINGS,
        damage__rehit="ignored",
        initial__damaged={"buildings": 9, "severity": "light"},
        repair__dispatch={"order": "score", "people": 1, "urgency": 2, "work": 0.5},
    ),
    "slow work": base(
        alerts=ALERTS,
        repair__cold_factor={"5 degC": "100 %", "-20 degC": "50 %"},
        repair__alert={"time_lost": "80 %", "settle_in": "15 min"},
    ),
    "work that restarts": base(
        alerts=ALERTS, repair__alert={"time_lost": "100 %", "settle_in": "15 min", "after_alert": "restart"}
    ),
    "shifts": base(
        damage__exposure=BUILDINGS,
        damage__rehit="ignored",
        repair__crews={"heat": {"start": 5, "work": "7 h", "shifts": ["08:00-20:00", "20:00-08:00"]}},
    ),
    "rehit adds": base(damage__exposure=BUILDINGS, repair__crews={"heat": {"start": 6, "work": "7 h"}}),
    "output": base(
        damage__exposure=BUILDINGS,
        damage__rehit="ignored",
        repair__crews={"heat": {"start": 3, "output": {"value": "2/d"}}},
    ),
    "priority": base(
        damage__exposure=BUILDINGS,
        damage__rehit="ignored",
        repair__dispatch={"order": "score"} | {"first": ["building"]},
    ),
    "no frost faults": base(repair__frost_fault=None),
    "no heating": base(city__heating=None, repair__frost_fault=None, repair__refill=None),
    "parts and stages": base(
        damage__exposure=BUILDINGS,
        damage__severities__light__part="kit",
        initial__stock={"missile": 8, "kit": 2},
        repair__crews={"heat": STAGES | {"start": 4}},
        aid__channels__kits={"item": "kit", "accrual": {"rate": "0.7/d"}, "cadence": {"every": "3 d"}},
    ),
    "crews from elsewhere": base(
        damage__exposure=BUILDINGS,
        repair__crews={"heat": STAGES | {"start": 1, "shifts": ["08:00-20:00"], "joined_by": "crew"}},
        aid__channels__crews={"item": "crew", "accrual": {"rate": "0.5/d"}, "cadence": {"every": "2 d"}},
    ),
    "long": base(horizon__length="28 d", aid__channels__donor__cadence={"every": "7 d", "timing": "centred"}),
}


KYIV = Path(__file__).parents[2] / "scenarios" / "kyiv-winter-2026.yaml"
PLANS = ("daily", "weekly", "every 2 weeks", "every 4 weeks", "on demand")


@pytest.mark.parametrize("replication", range(4))
@pytest.mark.parametrize("case", CASES)
def test_the_product_agrees_with_the_page(case: str, replication: int) -> None:
    assert differences(CASES[case], replication) == {}


@pytest.mark.parametrize("number", range(60))
def test_the_product_agrees_with_the_page_on_random_scenarios(number: int) -> None:
    assert differences(scenario_of(number), 0) == {}


@pytest.mark.slow
def test_the_product_agrees_with_the_page_on_three_weeks_of_the_default_city() -> None:
    plans, span = default_city("21 d")
    assert differences(plans["on demand"], 1, span) == {}


@pytest.mark.parametrize(
    ("replication", "plan"),
    [
        pytest.param(number, plan, marks=pytest.mark.long if number else pytest.mark.slow)
        for number, plan in list(enumerate(PLANS))[::2]
    ],
)
def test_the_product_agrees_with_the_page_on_the_whole_reference_job(plan: str, replication: int) -> None:
    """Each plan in another world."""
    plans, span = default_city("84 d")
    assert differences(plans[plan], replication, span) == {}


@cache
def default_city(length: str) -> tuple[dict[str, Scenario], Span]:
    """Every plan of the main scenario over some time, and how far their calendars reach."""
    plans = dict(load_scenario(KYIV, [f"horizon.length={length}"]).plans)
    assert tuple(plans) == PLANS
    return plans, span_of(plans)
