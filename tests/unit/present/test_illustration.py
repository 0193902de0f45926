"""An illustration of deaths says wherever it is printed what it is; other results do not speak of deaths."""

import json
from pathlib import Path

import pytest

import sim
from sim.present.caution import ILLUSTRATION

TINY = Path(__file__).parents[3] / "scenarios" / "tiny.yaml"
RATIO = "{uncertain: {lognormal: {median: x 1.1, sigma: 0.03}}}"
DEATHS = f"people.mortality={{below: 16 degC, baseline: 40/d, rate_ratio: {RATIO}}}"


@pytest.fixture(scope="module", name="found")
def comparison():
    return sim.compare(TINY, replications=4, overrides=[DEATHS])


def test_the_warning_stands_above_tables_and_in_the_json(found):
    assert "illustration, no estimate" in ILLUSTRATION
    assert ILLUSTRATION in " ".join(str(found).split())
    assert ILLUSTRATION in found.to_json()["warnings"]
    assert "illustrated_deaths" in json.dumps(found.to_json())


def test_it_is_no_headline_and_its_unit_says_what_it_is(found):
    assert "illustrated_deaths" not in found.comparison.headline_metrics
    assert found.comparison.metrics["illustrated_deaths"].unit == "deaths (illustration)"
    assert "death" not in found.headline


def test_its_rate_ratio_is_drawn_once_per_winter_for_all_plans(found):
    cold, deaths = (
        {plan: values[name] for plan, values in found.comparison.values.items()}
        for name in ("person_hours_below_16", "illustrated_deaths")
    )
    ratios = [deaths[plan] / cold[plan] for plan in cold]
    assert all(ratio == pytest.approx(ratios[0], rel=1e-9) for ratio in ratios)
    assert len({round(value, 12) for value in ratios[0]}) == 4


def test_without_it_no_result_speaks_of_deaths():
    found = sim.compare(TINY, replications=2)
    assert "death" not in f"{found}{json.dumps(found.to_json())}".lower()
