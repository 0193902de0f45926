"""Numbers that are not known are drawn by key path and written where they are read."""

import math

import numpy as np
import pytest

from sim.scenario.check import findings
from sim.scenario.schema import Scenario
from sim.world.draw import draw
from sim.world.philox import key_of
from sim.world.record import new, world_dtype
from sim.world.setup import chances_of
from sim.world.sizes import CITY
from sim.world.uncertain import Placement, patch_record, rows_of, uncertain_numbers, word_of
from tests.unit.world.winter import assert_mean, winter, world, worlds

WEATHER = {"mean": "-6 degC", "anomaly": {"uncertain": {"normal": {"mean": "-3.5 K", "sd": "2.1 K"}}}}
RATE = {"uncertain": {"uniform": ["0.2/d", "1.8/d"]}}
RAIN = {"waves": {"raid": {"poisson": RATE, "size": {"drone": 1}}}}


def test_uncertain_numbers_are_sorted_by_key_path() -> None:
    damage = {"damage": {"uncertain": {"beta": {"a": 2, "b": 3}}}, "severity": {"light": "100 %"}}
    scenario = winter(
        RAIN,
        weather=WEATHER,
        threats={"drone": damage, "ballistic": {}},
        damage={"exposure": {"elsewhere": "100 %"}, "severities": {"light": {}}},
    )
    keys = [key for key, _ in uncertain_numbers(scenario)]
    assert keys == ["attack.waves.raid.poisson", "threats.drone.damage", "weather.anomaly"]


def test_a_drawn_anomaly_moves_every_hour_by_itself() -> None:
    anomalies = []
    for found in worlds(winter(weather=WEATHER, length="2 d"), 2000):
        tables = found.tables()
        anomaly = tables["uncertain"][0]
        np.testing.assert_allclose(tables["outdoor_c"], -6.0 + anomaly, rtol=1e-14)
        anomalies.append(anomaly)
    assert_mean(anomalies, -3.5, 2.1)
    assert_mean((np.array(anomalies) + 3.5) ** 2, 2.1**2)


def test_a_drawn_rate_drives_its_process() -> None:
    """Variance of a count with a random rate: mean + variance of the mean."""
    counts = np.array([found.tables()["wave_min"].size for found in worlds(winter(RAIN), 2000)])
    assert_mean(counts, 28.0)
    assert_mean((counts - 28.0) ** 2, 28.0 + (1.6 * 28) ** 2 / 12)


def test_a_drawn_factor_scales_waves() -> None:
    factor = {"uncertain": {"uniform": [0.5, 2.0]}}
    regimes = {"surge": {"start": "0 d", "length": "9 d", "factor": factor}}
    raid = {"at": ["1 d"], "size": {"drone": 1000}}
    for found in worlds(winter({"waves": {"raid": raid}, "regimes": regimes}), 5):
        tables = found.tables()
        assert tables["wave_first"][1] == math.floor(1000 * tables["uncertain"][0] + 0.5)


def test_a_number_keeps_its_draw_when_others_join() -> None:
    alone = world(winter(weather=WEATHER)).uncertain()
    among = world(winter(RAIN, weather=WEATHER)).uncertain()
    assert among["key"].tolist() == ["attack.waves.raid.poisson", "weather.anomaly"]
    assert among["value"][1] == alone["value"][0]


def test_a_draw_outside_its_unit_is_moved_to_the_nearest_end() -> None:
    share = {"uncertain": {"normal": {"mean": "50 %", "sd": "100 %"}}}
    attack = {"waves": {"raid": {"at": ["1 d"], "size": {"drone": 10}}}, "city_share": share}
    drawn = {float(found.tables()["uncertain"][0]) for found in worlds(winter(attack), 60)}
    assert {0.0, 1.0} <= drawn
    assert all(0.0 <= value <= 1.0 for value in drawn)


def test_plans_with_other_laws_at_one_path_get_rows_of_their_own_from_the_same_luck() -> None:
    other = {"uncertain": {"uniform": ["0.4/d", "3.6/d"]}}
    one, two = winter(RAIN), winter({"waves": {"raid": {"poisson": other, "size": {"drone": 1}}}})
    rows = rows_of(one, two, one)
    assert sorted(rows.values()) == [0, 1]
    array = new(world_dtype(CITY))
    draw(chances_of(one, CITY, [one, two]), array, *key_of(3), 0)
    values = {law: array["uncertain"][0, row] for (_, law), row in rows.items()}
    (_, low), (_, high) = sorted((numbers[0], value) for (_, numbers), value in values.items())
    assert high == pytest.approx(2.0 * low, rel=1e-12)


RECORD = np.dtype([("count", np.int64), ("share", np.float64), ("table", np.float64, (2, 3))], align=True)


def test_words_are_places_in_the_record_seen_as_floats() -> None:
    array = new(RECORD)
    array.view(np.float64)[word_of(RECORD, "table", 1, 2)] = 4.0
    array.view(np.float64)[word_of(RECORD, "share")] = 2.0
    assert (array["table"][0, 1, 2], array["share"][0], array["table"].sum()) == (4.0, 2.0, 4.0)
    with pytest.raises(TypeError, match="count holds int64"):
        word_of(RECORD, "count")


def test_a_record_holds_the_median_until_a_world_is_drawn() -> None:
    scenario = winter(weather=WEATHER)
    assert scenario.weather is not None
    array = new(RECORD)
    placement = Placement(array, rows_of(scenario))
    placement.put("weather.anomaly", scenario.weather.anomaly, "table", 0, 1, scale=10.0)
    placement.put("weather.mean", scenario.weather.mean, "share")
    assert (array["table"][0, 0, 1], array["share"][0]) == (-35.0, -6.0)
    table = placement.table()
    patch_record(array.view(np.float64), table, len(table), np.array([-1.5]))
    assert (array["table"][0, 0, 1], array["share"][0]) == (-15.0, -6.0)


@pytest.mark.parametrize(("per", "accepted"), [("winter", True), ("wave", True), ("night", True), ("lot", False)])
def test_the_city_share_may_be_drawn_per_wave(per: str, accepted: bool) -> None:
    document = winter().model_dump(mode="json", exclude_unset=True, by_alias=True)
    share = {"uncertain": {"uniform": ["20 %", "60 %"]}, "per": per}
    found = list(findings(Scenario.model_validate({**document, "attack": {"city_share": share}})))
    assert (not found) is accepted


def test_other_numbers_are_drawn_once_per_winter_or_refused() -> None:
    document = winter().model_dump(mode="json", exclude_unset=True, by_alias=True)
    weather = {**WEATHER, "anomaly": {**WEATHER["anomaly"], "per": "night"}}
    found = list(findings(Scenario.model_validate({**document, "weather": weather})))
    assert [finding.path for finding in found] == [("weather", "anomaly", "per")]
