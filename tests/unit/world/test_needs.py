"""A scenario runs in the smallest size class that holds it, or is refused before it starts."""

import pytest
from scipy import stats

from sim.errors import ExitCode, LimitError
from sim.scenario.law_codes import LawCode
from sim.world.moments import sd_of
from sim.world.needs import needs_of
from sim.world.setup import size_for
from sim.world.sizes import CITY, NATION, Need
from tests.unit.world.winter import RAID, winter, worlds

MASSIVE = {
    "gap": {"gamma": {"mean": "2 d", "shape": 1.6}},
    "duration": "1 h",
    "size": {
        "drone": {"negative_binomial": {"mean": 60, "sd": 40}},
        "ballistic": {"lognormal": {"median": 6, "sigma": 1}},
    },
}
SHARE = {"uncertain": {"uniform": ["20 %", "60 %"]}, "per": "wave"}
SURGE = {"start": "3 d", "length": "9 d", "factor": {"uncertain": {"uniform": [1, 2]}}, "classes": ["drone"]}
FULL = {
    "waves": {"massive": MASSIVE, "raid": {**RAID, "poisson": "1/d", "at": None}},
    "city_share": SHARE,
    "regimes": {"surge": SURGE},
}


def test_worlds_stay_within_their_needs_and_near_them() -> None:
    scenario = winter(FULL, alerts={"background": {"per_day": 2, "length": "1 h"}})
    needs = needs_of(scenario)
    most = {"waves": 0, "threats": 0, "alerts": 0}
    for found in worlds(scenario, 300):
        tables = found.tables()
        for name, table in (("waves", "wave_min"), ("threats", "threat_class"), ("alerts", "alert_from")):
            most[name] = max(most[name], tables[table].size)
    for name, number in most.items():
        assert needs[name].count / 5 < number < needs[name].count
    assert needs["hours"] == Need(28 * 24, "horizon.length")


def test_the_smallest_class_that_holds_a_scenario_is_taken() -> None:
    assert size_for(winter(FULL)) is CITY
    assert size_for(winter(FULL, length="900 d")) is NATION
    assert size_for(winter(FULL), {"blocks": Need(5000, "city.districts")}) is NATION


@pytest.mark.parametrize(
    ("attack", "length", "key"),
    [
        ({}, "4000 d", "horizon.length: about 96,000 hours"),
        ({"waves": {"raid": {**RAID, "at": None, "poisson": "3000/d"}}}, "28 d", "attack.waves.raid: about"),
        (
            {"waves": {"raid": {**RAID, "size": {"drone": 2_000_000}}}},
            "28 d",
            "attack.waves.raid.size.drone: about",
        ),
        (
            {"recorded": [{"time": "1 d", "threat": "drone", "count": 2_000_000}]},
            "28 d",
            "attack.recorded: about",
        ),
        (
            {"waves": {f"raid_{number}": RAID for number in range(9)}},
            "28 d",
            "attack.waves: 9 kinds of waves, at most 8",
        ),
        ({"waves": {"raid": {**RAID, "at": ["1 d"] * 300}}}, "28 d", r"^attack\.waves\.raid\.at: 300 moments, at most"),
        (
            {"waves": {"raid": {**RAID, "at": ["1 d"] * 200}, "sortie": {**RAID, "at": ["2 d"] * 100}}},
            "28 d",
            r"^attack\.waves\.raid\.at: 300 moments with those of the other waves, at most 256",
        ),
        (
            {"recorded": [{"time": "1 d", "kind": f"k{kind}", "threat": "drone", "count": 1} for kind in range(64)]},
            "28 d",
            r"attack\.recorded: 64 kinds of waves, at most 63",
        ),
        ({"regimes": {f"surge_{number}": SURGE for number in range(9)}}, "28 d", "attack.regimes: 9 regimes"),
    ],
)
def test_what_is_too_large_is_refused_with_the_key_to_lower(attack: dict, length: str, key: str) -> None:
    with pytest.raises(LimitError, match=key) as caught:
        size_for(winter(attack, length=length))
    assert caught.value.exit_code == ExitCode.LIMIT


def test_a_past_with_too_many_waves_is_named_by_its_own_key() -> None:
    rows = [{"time": f"{minute} min", "threat": "drone", "count": 1} for minute in range(70_000)]
    with pytest.raises(LimitError, match=r"^attack\.recorded: about 70,000 waves are needed"):
        size_for(winter({"recorded": rows}, length="60 d"))


def test_what_is_too_fine_is_refused_with_the_key_to_raise() -> None:
    with pytest.raises(LimitError, match=r"study\.series_step: about 90,000 rows are needed, .*; raise it"):
        size_for(winter(), {"rows": Need(90_000, "study.series_step", "raise")})


def test_alerts_and_given_needs_are_named_as_well() -> None:
    crowd = {"background": {"per_day": 9000, "length": "1 min"}}
    with pytest.raises(LimitError, match=r"alerts\.background\.per_day: about") as caught:
        size_for(winter(alerts=crowd), {"blocks": Need(10**6, "city.districts")})
    assert "city.districts: about 1,000,000 blocks are needed" in str(caught.value)


@pytest.mark.parametrize(
    ("law", "numbers", "reference"),
    [
        (LawCode.CONSTANT, (3.0, 0.0, 0.0), stats.uniform(3, 0)),
        (LawCode.UNIFORM, (1.0, 3.0, 0.0), stats.uniform(1, 2)),
        (LawCode.TRIANGULAR, (1.0, 2.0, 5.0), stats.triang(0.25, 1, 4)),
        (LawCode.EXPONENTIAL, (4.0, 0.0, 0.0), stats.expon(scale=4)),
        (LawCode.NORMAL, (-2.0, 3.0, 0.0), stats.norm(-2, 3)),
        (LawCode.LOGNORMAL, (1.0, 0.5, 0.0), stats.lognorm(0.5, scale=2.718281828459045)),
        (LawCode.GAMMA, (1.6, 3.0, 0.0), stats.gamma(1.6, scale=3)),
        (LawCode.BETA, (2.0, 3.0, 0.0), stats.beta(2, 3)),
        (LawCode.GEOMETRIC, (4.0, 0.0, 0.0), stats.geom(0.25)),
        (LawCode.POISSON, (7.0, 0.0, 0.0), stats.poisson(7)),
        (LawCode.NEGATIVE_BINOMIAL, (20.0, 4.0, 0.0), stats.nbinom(4, 4 / 24)),
        (LawCode.UNIFORM_INT, (3.0, 8.0, 0.0), stats.randint(3, 9)),
    ],
)
def test_laws_have_the_spread_of_scipy(law: LawCode, numbers: tuple[float, float, float], reference: object) -> None:
    expected = 0.0 if law == LawCode.CONSTANT else reference.std()
    assert sd_of(law, *numbers) == pytest.approx(expected, rel=1e-9, abs=1e-12)
