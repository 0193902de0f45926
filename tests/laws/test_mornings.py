"""What a morning can say: single cold buildings, crews, aid that had accrued, the weather before, regimes under way."""

import numpy as np
import pytest

from sim import compare
from sim.errors import ScenarioError
from sim.model.series import FIRST
from sim.model.words import Origin, Phase
from sim.scenario.load import load_scenario
from sim.world.draw import draw_world
from tests.clocks.runs import begun, compiled
from tests.laws.small import town
from tests.laws.test_states import TINY

HOUR = 60


def test_a_cold_building_has_lost_heat_when_it_did_and_its_job_has_waited_since():
    """Work of 5 h, 2 h of it done; two crews, so three buildings are warm after 3, 3 and 6 h."""
    cold = {"buildings": 3, "severity": "light", "since": "2026-01-04 09:00", "work_done": "2 h"}
    run = compiled(begun(town({"initial.cold": [cold], "study.follow_blocks": [0]})))
    rows = run.state["outage"][0, : int(run.of("outage_count"))]
    assert rows["begin"].tolist() == [-15 * HOUR] * 3
    assert rows["end"].tolist() == [3 * HOUR, 3 * HOUR, 6 * HOUR]
    assert run.of("row")[0, FIRST] / 1e9 == pytest.approx(-10.0 + 30.0 * np.exp(-15.0 / 20.0), rel=1e-9)
    jobs = run.state["job_log"][0, : int(run.of("job_log_count"))]
    assert jobs["queued"].tolist() == [-15 * HOUR] * 3
    assert run.of("ledger_origin")[Origin.GIVEN] == run.of("ledger_total") > 0
    assert run.outcome()["job_waited"] == 0, "waits before the start are not counted"


def test_without_work_done_a_cold_building_is_one_damaged_at_the_start_but_colder():
    """From minute 0 on both have the same job of the same luck."""
    given = compiled(begun(town({"initial.damaged": {"buildings": 4, "severity": "light"}})))
    cold = compiled(begun(town({"initial.cold": [{"buildings": 4, "severity": "light", "since": "2026-01-04"}]})))
    assert cold.state["outage"]["end"][0, :4].tolist() == given.state["outage"]["end"][0, :4].tolist()
    assert (cold.of("below_min") > given.of("below_min")).any()


def test_cold_buildings_in_a_dark_block_wait_for_its_supply_first():
    outage = {"source": "plant", "start": "2026-01-04", "end": "1 d"}
    cold = {"buildings": 5, "severity": "light", "since": "2026-01-04 12:00"}
    run = compiled(begun(town({"initial.outages": [outage], "initial.cold": [cold]})))
    rows = run.state["outage"][0, : int(run.of("outage_count"))]
    assert rows["begin"].tolist() == [-24 * HOUR] * len(rows)
    assert rows["end"].tolist() == [24 * HOUR] * len(rows)
    assert rows["buildings"].tolist() == [25, 1, 1, 1, 1, 1]
    assert run.of("ledger_phase")[Phase.HOLD] > 0


def test_crews_of_a_morning_stand_in_place_of_those_of_the_pool():
    ten = {"initial.damaged": {"buildings": 10, "severity": "light"}}
    run = compiled(begun(town(ten | {"initial.crews": {"heat": 10}})))
    assert run.state["outage"]["end"][0, :10].tolist() == [5 * HOUR] * 10


def test_what_had_accrued_goes_with_the_first_lot():
    channel = {"item": "shell", "accrual": {"rate": "2/d"}, "cadence": {"every": "5 d"}, "lead": "1 d"}
    fired = {"gun": {"against": {"drone": "50 %"}, "uses": "shell", "rounds": 1}}
    aid = {"begin": "switch", "channels": {"donor": channel}}
    changes = {"threats": {"drone": {}}, "defence.layers": fired, "aid": aid, "initial.stock": {"shell": 0}}
    plain, more = (compiled(begun(town(changes | {"initial.accrued": one}))) for one in ({}, {"donor": 9}))
    first = plain.state["lot"]["units"][0, :3].tolist()
    assert first == [10, 10, 10]
    assert more.state["lot"]["units"][0, :3].tolist() == [19, 10, 10]
    assert int(more.outcome()["accrued"][0] - plain.outcome()["accrued"][0]) == 9
    assert int(more.outcome()["unsent"][0]) == int(plain.outcome()["unsent"][0])


WEATHER = {"mean": "-6 degC", "daily": {"autocorrelation": 0.8, "sd": "4 K"}}


def test_the_weather_goes_on_from_the_day_before():
    """The same shocks: another day before shifts day t by phi^(t + 1) of what it differs by."""
    mild, cold = (
        draw_world(town({"weather": WEATHER, "initial.outdoor": f"{mean} degC"}), 3).tables()["outdoor_c"]
        for mean in (-2, -12)
    )
    days = np.arange(20)
    assert (mild - cold)[::24] == pytest.approx(10.0 * 0.8 ** (days + 1), rel=1e-9)


def test_the_first_day_is_as_the_day_before_and_its_own_shock_make_it():
    """Over many worlds: mean -6 + 0.8·(-14 + 6), sd of the innovation alone."""
    scenario = town({"weather": WEATHER, "initial.outdoor": "-14 degC"})
    first = np.array([draw_world(scenario, 3, number).tables()["outdoor_c"][0] for number in range(400)])
    sd = 4.0 * np.sqrt(1 - 0.8**2)
    assert abs(first.mean() - (-6.0 - 0.8 * 8.0)) < 4 * sd / np.sqrt(400)
    assert abs(first.std() - sd) < 4 * sd / np.sqrt(2 * 400)


def test_a_regime_that_is_under_way_is_so_in_every_world():
    regime = {"start_between": ["2025-12-20", "2026-01-20"], "length": "12 d", "probability": "40 %", "factor": "x 2"}
    changes = {"threats": {"drone": {}}, "attack": {"regimes": {"surge": regime}}}
    scenario = town(changes | {"initial.regimes": {"surge": "2026-01-01 06:00"}})
    for number in range(5):
        tables = draw_world(scenario, 1, number).tables()
        assert tables["regime_from"].tolist() == [-90 * HOUR]
        assert tables["regime_to"].tolist() == [12 * 1440 - 90 * HOUR]


WRONG = [
    ({"initial.cold": [{"buildings": 31, "severity": "light"}]}, "the city has 30 buildings"),
    ({"initial.cold": [{"buildings": 16, "severity": "light"}] * 2}, "together with the rows above these are more"),
    (
        {
            "initial.cold": [{"district": "town", "buildings": 20, "severity": "light"}],
            "initial.damaged": {"buildings": 11, "severity": "light"},
        },
        "together with the 11 damaged these are more buildings than the city has",
    ),
    ({"initial.cold": [{"buildings": 1, "severity": "lihgt"}]}, "no severity is called lihgt"),
    ({"initial.cold": [{"buildings": 1, "severity": "light", "since": "1 d"}]}, "at the start or before"),
    ({"initial.cold": [{"district": "twon", "buildings": 1, "severity": "light"}]}, "no district is called twon"),
    ({"initial.crews": {"power": 3}}, r"there is no pool repair\.crews\.power"),
    ({"initial.outdoor": "-5 degC"}, "only daily deviations go on"),
    ({"initial.regimes": {"truce": "2026-01-01"}}, "no regime is called truce"),
    ({"initial.accrued": {"donor": 3}}, "no channel is called donor"),
]


@pytest.mark.parametrize(("changes", "said"), WRONG)
def test_what_a_scenario_has_no_place_for_is_refused(changes, said):
    with pytest.raises(AssertionError, match=said):
        town(changes)


def test_a_morning_that_is_the_scenarios_own_changes_nothing(tmp_path):
    morning = tmp_path / "morning.yaml"
    morning.write_text("stock: {top_tier_missile: 2}\n")
    one, other = (compare(TINY, replications=4, state=state, workers=1).study for state in (None, morning))
    for name in one.plans:
        assert np.array_equal(one.plans[name].outcomes, other.plans[name].outcomes)
        assert np.array_equal(one.plans[name].rows, other.plans[name].rows)


def test_a_morning_in_a_file_lies_on_top_and_its_errors_say_where(tmp_path):
    morning = tmp_path / "morning.yaml"
    morning.write_text("stock: {top_tier_missile: 9}\ncrews: {heat: 4}\n")
    initial = load_scenario(TINY, morning=morning).scenario.initial
    assert initial.stock == {"top_tier_missile": 9}
    assert initial.crews == {"heat": 4}
    assert load_scenario(TINY, ["initial.crews.heat=7"], morning).scenario.initial.crews == {"heat": 7}
    morning.write_text("stock: {top_tier_missile: 9}\ncrews: {heat: many}\n")
    with pytest.raises(ScenarioError, match=r"morning\.yaml:2:15: error: initial\.crews\.heat"):
        load_scenario(TINY, morning=morning)
    morning.write_text("stok: {top_tier_missile: 9}\n")
    with pytest.raises(ScenarioError, match=r"(?s)morning\.yaml:1:1: error: .*stok.*stock"):
        load_scenario(TINY, morning=morning)
    morning.write_text("- stock\n")
    with pytest.raises(ScenarioError, match=r"morning\.yaml:1"):
        load_scenario(TINY, morning=morning)
