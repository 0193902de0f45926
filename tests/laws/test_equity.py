"""Equity weight of dispatch: who goes first as reckoned by hand, and what it cannot change."""

from pathlib import Path

import pytest

import sim
from sim.analysis.measures import all_measures
from sim.analysis.registry import Runs
from sim.study.ensemble import empty_ensemble, keep_outcomes
from sim.study.layout import layout_of
from tests.clocks.random_scenarios import mapping_of, validated
from tests.clocks.runs import begun, compiled, differing
from tests.laws.small import changed, town
from tests.laws.test_networks import CITY as FED

HOUR, DAY = 60, 1440
SCENARIOS = Path(__file__).parents[2] / "scenarios"
CITY = {
    "districts": [
        {"name": "town", "people": 3300, "buildings": 30},
        {"name": "village", "people": 3000, "buildings": 30},
    ],
    "sources": [
        {"name": "plant", "district": "town", "buildings": 30},
        {"name": "boiler", "district": "village", "buildings": 30},
    ],
    "archetypes": {"panel": {"share": "100 %", "time_constant": "20 h"}},
    "heating": {},
}
STORY = {
    "city": CITY,
    "repair.refill": {"capacity": "60/d"},
    "initial.outages": [
        {"source": "boiler", "start": "0 d", "end": "24 h"},
        {"start": "10 d", "end": "246 h"},
    ],
}
"""The village is cold for a day and while it is refilled, 36 h; then both for six hours, and half a day's work each.

The town has a tenth more people, and all rooms are as cold: without an equity weight it is first. The village has
borne 36 + 6 h per building, the town 6 h, the city 24 h: its weight is (43/25)^e to (7/25)^e of the town. It makes good
for the tenth from e = ln 1.1/ln(43/7) = 0.0525 on.
"""


def told(run):
    """All metrics of one run."""
    layout = layout_of(run.scenario)
    ensemble = empty_ensemble(layout, 1)
    keep_outcomes(run.outcome().reshape(1), ensemble, range(1))
    return all_measures(layout), Runs(ensemble.outcomes, layout, run.series(layout))


WEIGHTS = ("district.", "hour_weighed")
"""State that only the weight keeps."""


def second_ends(equity, changes=None):
    """When heat is back after the second outage, in hours: town and village."""
    dispatch = {"equity": equity}
    run = compiled(begun(town(STORY | {"repair.dispatch": dispatch} | (changes or {}))))
    count = int(run.of("outage_count"))
    rows = zip(*(run.of(f"outage.{name}")[:count].tolist() for name in ("block", "begin", "end")), strict=True)
    last = {block: end / HOUR for block, begin, end in rows if begin == 10 * DAY}
    return [last[block] for block in (0, 1)]


@pytest.mark.parametrize(("equity", "first"), [(0, "town"), (0.05, "town"), (0.055, "village"), (2, "village")])
def test_the_district_that_has_borne_more_goes_first_from_the_exponent_reckoned_by_hand(equity, first):
    assert second_ends(equity) == ([258, 270] if first == "town" else [270, 258])


def test_the_weights_are_those_of_the_last_whole_hour():
    run = compiled(begun(town(STORY | {"repair.dispatch": {"equity": 2}})), until=246 * HOUR + 1)
    favour = run.of("district.favour")[:2]
    assert favour.tolist() == pytest.approx([(7 / 25) ** 2, (43 / 25) ** 2], rel=1e-12)
    rest = run.of("district.cold") * (run.of("now") - run.of("district.since"))
    assert (run.of("district.cold_min") + rest)[:2].tolist() == [30 * 6 * HOUR, 30 * 42 * HOUR]


def test_cold_falls_more_evenly_with_an_equity_weight():
    gini, hours = [], []
    for equity in (0, 1):
        measures, runs = told(compiled(begun(town(STORY | {"repair.dispatch": {"equity": equity}}))))
        gini.append(measures["gini_hours_below_16"].values(runs)[0])
        hours.append(measures["worst_district_hours_below_16"].values(runs)[0])
    assert gini[1] < gini[0]
    assert hours[1] < hours[0]


def jobs(equity):
    """Blocks in the order in which their first jobs are done: two buildings of each district broken, one crew."""
    story = {
        "city": CITY,
        "initial.outages": [{"source": "boiler", "start": "0 d", "end": "24 h"}],
        "threats": {"drone": {"damage": "100 %", "severity": {"light": "100 %"}}},
        "attack.recorded": [{"time": "10 d", "threat": "drone", "count": 40}],
        "damage.exposure": {"building": "100 %"},
        "damage.rehit": "ignored",
        "repair.crews.heat": {"start": 1, "work": "5 h"},
        "repair.dispatch": {"people": 1, "urgency": 0, "work": 0, "equity": equity},
    }
    run = compiled(begun(town(story)))
    first = int(run.params["asset_count"][0])
    rows = run.of("job_log")[: int(run.of("job_log_count"))]
    return [int(row["node"]) - first for row in rows]


def test_jobs_of_the_colder_district_go_first():
    assert jobs(0)[0] == 0, "more people live in a building of the town"
    assert jobs(1)[0] == 1
    assert {0, 1} <= set(jobs(1))


def test_generators_go_to_the_colder_district_first():
    districts = [{**row, "feeder": "north"} for row in CITY["districts"]]
    story = STORY | {
        "city": CITY | {"districts": districts, "feeders": FED["feeders"][:1]},
        "initial.outages": [{"source": "boiler", "start": "0 d", "end": "24 h"}],
        "initial.stock.generator": 1,
        "relief.generators": {"serves": 30},
        "threats": {"drone": {"damage": "100 %", "severity": {"light": "100 %"}}},
        "attack.recorded": [{"time": "10 d", "threat": "drone", "count": 1}],
        "damage.exposure": {"feeder": "100 %"},
        "damage.severities.light.network_work": "30 d",
        "repair.crews.power": {"start": 1},
    }
    for equity, block in ((0, 0), (1, 1)):
        run = compiled(begun(town(story | {"repair.dispatch": {"equity": equity}})))
        assert run.of("generator.units")[:2].tolist() == [int(block == 0), int(block == 1)]


@pytest.mark.slow
def test_in_the_mean_cold_falls_more_evenly_where_districts_differ():
    """Paired over 100 winters; both bounds of the interval, which holds for all plans together, lie below 0."""
    found = sim.compare(SCENARIOS / "warming-centres.yaml", replications=100).comparison
    for name in ("gini_hours_below_16", "worst_district_hours_below_16"):
        assert found.differences["longest cold first"][name].ci_high < 0.0, name


def test_where_there_is_one_district_it_changes_nothing():
    for number in range(60):
        mapping = mapping_of(number)
        if mapping["repair"]["dispatch"]["order"] != "score" or len(mapping["city"].get("districts", ())) != 1:
            continue
        mapping["repair"]["dispatch"].pop("equity", None)
        mapping.get("relief", {}).pop("warming_centres", None)
        with_weight = changed(mapping, {"repair.dispatch.equity": 3})
        one, other = (compiled(begun(validated(each))) for each in (mapping, with_weight))
        assert {name for name in differing(one, other) if not name.startswith(WEIGHTS)} == set(), number
