"""A whole scenario for the tests of reading, merging and checking, and a way to spoil it."""

from pathlib import Path

import pytest

from sim.errors import ExitCode, ScenarioError
from sim.scenario.load import LoadedScenario, load_scenario

TOWN = """\
schema_version: 1
name: Test town
horizon: {start: 2026-01-05, length: 14 d}
weather: {mean: -6 degC, daily: {autocorrelation: 0.75, sd: 4 K}, cycle: {half_range: 2 K}}
alerts: {background: {per_day: 0.5/d, length: {lognormal: {median: 40 min, sigma: 0.8}}}}
threats:
  drone: {damage: 10 %, severity: {light: 80 %, moderate: 20 %}}
  ballistic: {damage: 90 %, severity: {light: 30 %, moderate: 70 %}}
attack:
  waves:
    massive:
      gap: {gamma: {mean: 3.5 d, shape: 2}, minimum: 1.5 d}
      window: "00:00-06:00"
      duration: {lognormal: {median: 2 h, sigma: 0.4}}
      size: {drone: {poisson: {mean: 12}}, ballistic: {poisson: {mean: 3}}}
damage:
  exposure: {heat_source: 60 %, elsewhere: 40 %}
  severities:
    light: {hold: {triangular: [2 h, 8 h, 24 h]}}
    moderate: {hold: {triangular: [12 h, 24 h, 60 h]}}
defence:
  layers:
    mobile_teams: {against: {drone: 80 %}}
    top_tier: {against: {ballistic: 50 %}, uses: top_tier_missile, rounds: 2, engagements: 60/h}
initial: {stock: {top_tier_missile: 8}}
city:
  districts: districts.csv
  sources:
    - {name: upper_plant, district: upper_town, buildings: 120}
    - {name: lower_plant, district: lower_town, buildings: 80}
  archetypes:
    panel: {share: 60 %, time_constant: 25 h}
    brick: {share: 40 %, time_constant: 70 h}
  heating: {set_point: 20 degC, full_heat_rise: 36 K}
repair:
  refill: {capacity: 60/d, refill_after: 2 h}
  frost_fault: {share_at: {"0 degC": 2 %, "-20 degC": 9 %}, drained_after: 18 h, drained: {share: x 0.5}}
  crews: {heat: {start: 3, output: {value: 1/d}, shifts: ["08:00-20:00"]}}
  cold_factor: {"5 degC": 100 %, "-20 degC": 55 %}
  alert: {time_lost: 80 %, settle_in: 15 min}
aid:
  begin: running
  channels:
    coalition:
      item: top_tier_missile
      accrual: {rate: 1/d}
      cadence: {every: 7 d, first: random, timing: arrears}
      lead: {lognormal: {median: 3 d, sigma: 0.3}}
      dispatch_cost: 25 kEUR
compare:
  plans:
    daily: {aid.channels.coalition.cadence: {every: 1 d}}
    weekly: {aid.channels.coalition.cadence: {every: 7 d}}
  reference: weekly
study: {replications: 100, seed: 7}
evidence:
  repair: {from: assumption, confidence: assumption}
  repair.alert: {from: "public, readings", confidence: derived}
"""

DISTRICTS = """\
# two invented districts
name,people,buildings,exposure,vulnerable [%]
upper_town,32400,120,6,25
lower_town,20000,80,4,28
"""


def town(folder: Path, text: str = TOWN, districts: str = DISTRICTS, **files: str) -> Path:
    """The file of a whole scenario in a folder, with further files beside it (``__`` stands for a dot)."""
    (folder / "town.yaml").write_text(text, encoding="utf-8")
    (folder / "districts.csv").write_text(districts, encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")
    return folder / "town.yaml"


def changed(old: str, new: str) -> str:
    """The text of the whole scenario with one piece replaced; the piece must be there."""
    assert old in TOWN, old
    return TOWN.replace(old, new, 1)


def refusal(path: Path, *overrides: str) -> ScenarioError:
    """The error of a scenario that must not load."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, overrides)
    assert caught.value.exit_code is ExitCode.INVALID
    assert caught.value.problems
    return caught.value


def loaded(folder: Path, *overrides: str, text: str = TOWN) -> LoadedScenario:
    """The whole scenario, loaded."""
    return load_scenario(town(folder, text), overrides)
