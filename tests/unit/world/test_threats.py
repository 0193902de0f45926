"""How many threats come, who they are, and in which order."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from sim.scenario.check import findings
from sim.scenario.schema import Scenario
from sim.world.draw import draw
from sim.world.philox import key_of
from sim.world.record import new, world_dtype
from sim.world.setup import chances_of
from sim.world.sizes import CITY
from sim.world.status import WorldStatus
from tests.unit.world.winter import (
    RAID,
    assert_mean,
    assert_variance,
    by_address,
    threats_of,
    winter,
    world,
    worlds,
)

MIXED = {"at": ["1 d"], "size": {"drone": 30, "ballistic": 10}}


def raids(size: object, count: int = 2000, **attack: object) -> np.ndarray:
    scenario = winter({"waves": {"raid": {"at": ["1 d"], "size": {"drone": size}}}, **attack})
    return np.array([found.tables()["threat_class"].size for found in worlds(scenario, count)])


def regime(**more: object) -> dict:
    return {"regimes": {"surge": {"start": "0 d", "length": "2 d", **more}}}


def test_the_city_gets_a_binomial_part_of_a_wave() -> None:
    numbers = raids(120, city_share="30 %")
    assert_mean(numbers, 36.0, math.sqrt(120 * 0.3 * 0.7))
    assert_variance(numbers, 120 * 0.3 * 0.7)


def test_a_share_of_all_leaves_nothing_to_chance() -> None:
    assert set(raids(120, 20)) == {120}


def test_a_share_drawn_per_wave_differs_from_wave_to_wave() -> None:
    """Mean n m, variance n m(1 - m) + n(n - 1) var(share)."""
    share = {"uncertain": {"uniform": ["20 %", "60 %"]}, "per": "wave"}
    attack = {"waves": {"raid": {"at": ["1 d", "2 d"], "size": {"drone": 100}}}, "city_share": share}
    sizes = np.array([np.diff(found.tables()["wave_first"]) for found in worlds(winter(attack), 2000)])
    for wave in range(2):
        assert_mean(sizes[:, wave], 40.0)
        assert_variance(sizes[:, wave], 24.0 + 9900 * 0.4**2 / 12)
    assert abs(np.corrcoef(sizes.T)[0, 1]) < 4.6 / math.sqrt(2000)


def test_a_share_drawn_per_winter_is_the_same_for_its_waves() -> None:
    share = {"uncertain": {"uniform": ["20 %", "60 %"]}}
    attack = {"waves": {"raid": {"at": ["1 d", "2 d"], "size": {"drone": 5000}}}, "city_share": share}
    for found in worlds(winter(attack), 10):
        sizes = np.diff(found.tables()["wave_first"])
        assert np.all(np.abs(sizes / 5000 - found.tables()["uncertain"][0]) < 0.05)


@pytest.mark.parametrize(
    ("size", "mean", "variance"),
    [
        ({"negative_binomial": {"mean": 20, "sd": 14}}, 20.0, 196.0),
        ({"poisson": {"mean": 7}}, 7.0, 7.0),
        ({"geometric": {"mean": 4}}, 4.0, 12.0),
        ({"uniform": [3, 8]}, 5.5, 35 / 12),
    ],
)
def test_sizes_have_the_moments_of_their_law(size: dict, mean: float, variance: float) -> None:
    numbers = raids(size)
    assert_mean(numbers, mean, math.sqrt(variance))
    assert_variance(numbers, variance)


def test_continuous_sizes_are_rounded() -> None:
    assert set(raids({"lognormal": {"median": 7.4, "sigma": 0}}, 3)) == {7}
    assert set(raids({"lognormal": {"median": 7.6, "sigma": 0}}, 3)) == {8}


def test_a_regime_scales_the_waves_inside_it_and_no_others() -> None:
    attack = {"waves": {"raid": {"at": ["1 d", "2 d", "3 d"], "size": {"drone": 5, "ballistic": 5}}}}
    surge = {"start": "2 d", "length": "1 d", "factor": 1.5, "classes": ["drone"]}
    found = world(winter({**attack, "regimes": {"surge": surge}}))
    assert found.waves()["threats"].tolist() == [10, 13, 10]
    assert found.regimes().values.tolist() == [["surge", 2880, 4320]]


def test_regimes_that_overlap_multiply_and_may_stop_everything() -> None:
    assert set(
        raids(
            10,
            2,
            regimes={
                "one": regime(factor=1.5)["regimes"]["surge"],
                "two": {"start": "0 d", "length": "9 d", "factor": 2},
            },
        )
    ) == {30}
    assert set(raids(10, 2, **regime(factor=0))) == {0}


@pytest.mark.slow
def test_a_regime_that_may_happen_starts_anywhere_between_two_dates() -> None:
    pause = {
        "start_between": ["2026-01-07", "2026-01-17"],
        "length": "7 d",
        "probability": "30 %",
        "scope": "heat and power",
    }
    attack = {"waves": {"raid": {"gap": {"fixed": "1 d"}, "size": {"drone": 1}}}, "regimes": {"pause": pause}}
    starts = []
    for found in worlds(winter(attack), 1500):
        waves, regimes = found.waves(), found.regimes()
        spared = waves.loc[waves["spares_heat_and_power"], "minute"]
        assert len(spared) == (7 if len(regimes) else 0)
        assert all(spared.between(regimes["from_min"].min(), regimes["to_min"].max() - 1))
        starts.extend(regimes["from_min"])
    assert_mean(np.arange(1500) < len(starts), 0.3)
    assert_mean(starts, 7 * 1440, 10 * 1440 / math.sqrt(12))


TRUCE = {"start_between": ["2026-01-07", "2026-01-17"], "probability": "60 %", "scope": "heat and power"}


def truces(length: object, count: int = 2000) -> list[tuple[int, int]]:
    """From when to when the truce lasts in those worlds in which it comes [min]."""
    attack = {"waves": {"raid": RAID}, "regimes": {"truce": {**TRUCE, "length": length}}}
    return [tuple(row) for one in worlds(winter(attack), count) for row in one.regimes().values[:, 1:].tolist()]


def test_a_truce_lasts_as_long_as_its_law_says_whenever_it_begins() -> None:
    """Exponential: the mean is its spread; begin and length are independent, as is whether it comes at all."""
    begins, ends = np.array(truces({"uncertain": {"exponential": {"mean": "9 d"}}})).T
    assert_mean(ends - begins, 9 * 1440 - 0.5, 9 * 1440)
    assert_variance((ends - begins) / 1440, 81.0)
    assert_mean(np.arange(2000) < len(begins), 0.6)
    assert abs(np.corrcoef(begins, ends - begins)[0, 1]) < 4.6 / math.sqrt(len(begins))


def test_a_law_of_the_length_moves_neither_whether_a_truce_comes_nor_when() -> None:
    known, drawn = truces("7 d", 300), truces({"uncertain": {"uniform": ["1 d", "20 d"]}}, 300)
    assert [begin for begin, _ in known] == [begin for begin, _ in drawn]
    assert {end - begin for begin, end in known} == {7 * 1440}
    assert len({end - begin for begin, end in drawn}) > 100


def test_waves_within_a_truce_of_random_length_are_spared_and_no_others() -> None:
    attack = {
        "waves": {"raid": {"gap": {"fixed": "1 d"}, "size": {"drone": 1}}},
        "regimes": {"truce": {**TRUCE, "length": {"uncertain": {"lognormal": {"median": "5 d", "sigma": 0.8}}}}},
    }
    for found in worlds(winter(attack), 200):
        waves, (*span,) = found.waves(), found.regimes().values[:, 1:].tolist()
        begin, end = span[0] if span else (0, 0)
        within = (begin <= waves["minute"]) & (waves["minute"] < end)
        assert waves["spares_heat_and_power"].tolist() == within.tolist()


def test_more_threats_leave_the_others_who_they_are_and_in_their_order() -> None:
    few = winter({"waves": {"raid": MIXED}})
    more = winter({"waves": {"raid": MIXED}, **regime(factor=2.1)})
    for replication in range(20):
        before, after = threats_of(world(few, replication))[0], threats_of(world(more, replication))[0]
        assert [threat for threat in after if threat in set(before)] == list(before)
        assert (len(before), len(after)) == (40, 84)


def test_another_class_moves_no_other_draw() -> None:
    one = winter(
        {
            "waves": {"raid": {"at": ["1 d"], "size": {"drone": {"poisson": {"mean": 20}}}}},
            "city_share": "50 %",
        }
    )
    both = {"drone": {"poisson": {"mean": 20}}, "ballistic": 4}
    two = winter({"waves": {"raid": {"at": ["1 d"], "size": both}}, "city_share": "50 %"})
    for replication in range(20):
        alone, among = threats_of(world(one, replication))[0], threats_of(world(two, replication))[0]
        assert tuple(threat for threat in among if threat[0] == 0) == alone


def test_threats_of_all_classes_come_in_any_order() -> None:
    """The place of a threat among 40 is even: mean 19.5, variance (40² - 1)/12."""
    first, place = [], []
    for found in worlds(winter({"waves": {"raid": MIXED}}), 1500):
        order = threats_of(found)[0]
        assert len(set(order)) == 40
        first.append(order[0][0])
        place.append(order.index((1, 3)))
    assert_mean(first, 0.25)
    assert_mean(place, 19.5, math.sqrt((40**2 - 1) / 12))
    assert_variance(place, (40**2 - 1) / 12)


def test_a_large_wave_is_in_order_too() -> None:
    order = threats_of(world(winter({"waves": {"raid": {"at": ["1 d"], "size": {"drone": 9000, "ballistic": 999}}}})))[
        0
    ]
    assert sorted(order) == [(0, number) for number in range(9000)] + [(1, number) for number in range(999)]
    assert abs(np.corrcoef([number for threat, number in order if threat == 0], np.arange(9000))[0, 1]) < 0.05


def test_class_by_class_when_asked() -> None:
    order = threats_of(world(winter({"waves": {"raid": MIXED}, "order": "by_class"})))[0]
    assert list(order) == sorted(order)


def test_a_wave_without_threats_for_the_city_is_a_wave() -> None:
    raid = {"at": ["1 d", "2 d"], "size": {"drone": 5}, "duration": "1 h"}
    found = world(winter({"waves": {"raid": raid}, "city_share": "0 %"}))
    assert found.waves()["threats"].tolist() == [0, 0]
    assert found.alerts()["from_min"].tolist() == [1440, 2880]


def test_recorded_waves_are_scaled_and_spared_by_regimes_as_well() -> None:
    rows = [{"time": "1 d", "threat": "drone", "count": 5}]
    found = world(winter({"recorded": rows, **regime(factor=1.5, scope="heat and power")})).waves()
    assert found[["threats", "spares_heat_and_power"]].values.tolist() == [[8, True]]


@pytest.mark.parametrize(
    "attack",
    [
        {"waves": {"raid": {**RAID, "size": {"drone": 70_000}}}},
        {"recorded": [{"time": "1 d", "threat": "drone", "count": 70_000}]},
    ],
)
def test_more_threats_than_fit_stop_the_world_and_leave_no_trace(attack: dict) -> None:
    small = winter({"waves": {"raid": MIXED}})
    array, fresh = new(world_dtype(CITY)), new(world_dtype(CITY))
    draw(chances_of(winter(attack), CITY), array, *key_of(1), 0)
    assert array["status"][0] == WorldStatus.TOO_MANY_THREATS
    for target in (array, fresh):
        draw(chances_of(small, CITY), target, *key_of(1), 0)
    assert array.tobytes() == fresh.tobytes()


def test_waves_keep_their_luck_when_the_list_of_others_changes() -> None:
    raid = {"size": {"drone": {"poisson": {"mean": 20}}}}
    short = by_address(world(winter({"waves": {"raid": {**raid, "at": ["3 d", "5 d"]}}})))
    long = by_address(world(winter({"waves": {"raid": {**raid, "at": ["3 d", "5 d", "4 d"]}}})))
    assert short.items() <= long.items()


@pytest.mark.parametrize(
    ("regimes", "words"),
    [
        (regime(classes=["drone"], scope="heat and power"), "does not go with scope"),
        (
            {"regimes": {"late": {"start_between": ["2026-01-09", "2026-01-08"], "length": "1 d"}}},
            "second date",
        ),
        (regime(length="0 d", factor="x 2"), "must be more than 0"),
    ],
)
def test_regimes_that_make_no_sense_are_found(regimes: dict, words: str) -> None:
    document = winter().model_dump(mode="json", exclude_unset=True, by_alias=True)
    scenario = Scenario.model_validate({**document, "attack": regimes})
    assert any(words in finding.message for finding in findings(scenario))


@pytest.mark.parametrize("factor", [-1, "x -1", {"uncertain": {"uniform": ["x -1", "x 2"]}}])
def test_no_regime_makes_waves_smaller_than_nothing(factor: object) -> None:
    document = winter().model_dump(mode="json", exclude_unset=True, by_alias=True)
    with pytest.raises(ValidationError, match=r"must be at least 0|must not be negative"):
        Scenario.model_validate({**document, "attack": regime(factor=factor)})
