"""What a cohort suffers between losing heat and the set point, against the closed form."""

import math
from pathlib import Path

import pytest

from sim.analysis.measures import all_measures
from sim.analysis.registry import Runs
from sim.scenario.load import load_scenario
from sim.study.fairness import judge
from sim.study.layout import layout_of
from sim.study.run import run_study

HOUSE = """
schema_version: 1
name: one house without heat for a day
horizon: {start: 2026-01-05, length: 4 d}
weather: {constant: -10 degC}
initial: {outages: [{start: 0 h, end: 24 h}]}
city:
  districts: [{name: town, people: 10, buildings: 1}]
  archetypes: {house: {share: 100 %, time_constant: 40 h}}
  heating: {set_point: 20 degC, full_heat_rise: 36 K}
people: {thresholds: [18 degC, 12 degC]}
"""
TAU_H, OUTDOORS, HEATED = 40.0, -10.0, 26.0


def metrics_of(text: str, folder: Path) -> dict[str, float]:
    path = folder / "house.yaml"
    path.write_text(text, encoding="utf-8")
    plans = {"one": load_scenario(path).scenario}
    study = run_study(plans, fairness=judge(plans), replications=1, seed=1, workers=1)
    layout = layout_of(plans["one"])
    runs = Runs(study.plans["one"].outcomes, layout)
    wanted = [name for name in all_measures(layout) if "hours_below" in name or name == "longest_spell_hours"]
    return {name: float(all_measures(layout)[name].values(runs)[0]) for name in wanted}


def exposure(level: float) -> tuple[float, float]:
    """Hours and degree-hours below a level while the house cools for 24 h and is heated again."""
    coldest = OUTDOORS + 30.0 * math.exp(-24.0 / TAU_H)
    cooling = 24.0 - TAU_H * math.log(30.0 / (level - OUTDOORS))
    warming = TAU_H * math.log((HEATED - coldest) / (HEATED - level))
    below_cooling = (level - OUTDOORS) * cooling - TAU_H * (level - coldest)
    below_warming = TAU_H * (level - coldest) - (HEATED - level) * warming
    return cooling + warming, below_cooling + below_warming


def test_time_in_the_cold_counts_until_the_building_is_warm_again(tmp_path: Path) -> None:
    found = metrics_of(HOUSE, tmp_path)
    for level in (18, 12):
        hours, degree_hours = exposure(level)
        assert found[f"person_hours_below_{level}"] == pytest.approx(10 * hours, rel=1e-9)
        assert found[f"degree_hours_below_{level}"] == pytest.approx(10 * degree_hours, rel=1e-9)


def test_spell_ends_at_the_set_point_and_not_when_heat_is_back(tmp_path: Path) -> None:
    coldest = OUTDOORS + 30.0 * math.exp(-24.0 / TAU_H)
    warming = TAU_H * math.log((HEATED - coldest) / (HEATED - 20.0))
    assert metrics_of(HOUSE, tmp_path)["longest_spell_hours"] == pytest.approx(24.0 + warming, rel=1e-9)
