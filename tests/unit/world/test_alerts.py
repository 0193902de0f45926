"""Alerts of waves, in the background and listed ones are one list without overlaps."""

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
from sim.world.status import WorldStatus
from sim.world.world import World
from tests.unit.world.winter import assert_mean, winter, world, worlds

BACKGROUND = {"background": {"per_day": 0.8, "length": {"lognormal": {"median": "42 min", "sigma": 0.9}}}}


def spans(found: World) -> list[tuple[int, int]]:
    tables = found.tables()
    return list(zip(tables["alert_from"].tolist(), tables["alert_to"].tolist(), strict=True))


def listed(*pairs: tuple[str, str]) -> dict:
    return {"listed": [{"start": start, "end": end} for start, end in pairs]}


def test_alerts_that_overlap_or_touch_are_one() -> None:
    given = listed(("5 h", "6 h"), ("1 h", "2 h"), ("2 h", "3 h"), ("70 min", "80 min"), ("181 min", "4 h"))
    assert spans(world(winter(alerts=given))) == [(60, 180), (181, 240), (300, 360)]


def test_alerts_end_with_the_horizon_and_begin_with_it() -> None:
    given = listed(("2026-01-04 23:00", "2026-01-05 01:00"), ("27.9 d", "30 d"), ("29 d", "30 d"))
    assert spans(world(winter(alerts=given))) == [(0, 60), (round(27.9 * 1440), 28 * 1440)]


def test_a_wave_brings_an_alert_for_whole_minutes_of_its_duration() -> None:
    wave = {"at": ["1 d", "2 d"], "size": {"drone": 1}, "duration": "30.9 min"}
    silent = {"at": ["3 d"], "size": {"drone": 1}}
    found = world(winter({"waves": {"raid": wave, "silent": silent}}))
    assert spans(found) == [(1440, 1470), (2880, 2910)]


def test_a_wave_inside_a_listed_alert_adds_nothing() -> None:
    wave = {"at": ["90 min"], "size": {"drone": 1}, "duration": "10 min"}
    found = world(winter({"waves": {"raid": wave}}, alerts=listed(("1 h", "2 h"), ("3 h", "4 h"))))
    assert spans(found) == [(60, 120), (180, 240)]


def test_background_alerts_are_a_poisson_process_with_lengths_of_their_law() -> None:
    """Share of time under alert of a Poisson process that merges: 1 - exp(-rate * mean length)."""
    mean_min = 42.0 * math.exp(0.9**2 / 2)
    shares = []
    for found in worlds(winter(alerts=BACKGROUND), 1500):
        on = np.zeros(28 * 1440, bool)
        for start, end in spans(found):
            on[start:end] = True
        shares.append(on[1440:].mean())  # the first day misses alerts that began before the start
    assert_mean(shares, 1.0 - math.exp(-0.8 / 1440 * mean_min))


def test_alerts_are_in_order_and_apart() -> None:
    wave = {"poisson": "2/d", "size": {"drone": 1}, "duration": {"lognormal": {"median": "2 h", "sigma": 1}}}
    for found in worlds(winter({"waves": {"raid": wave}}, alerts=BACKGROUND), 100):
        edges = np.array(spans(found)).ravel()
        assert np.all(np.diff(edges) > 0)
        assert edges[0] >= 0
        assert edges[-1] <= 28 * 1440


def test_waves_move_no_background_alert() -> None:
    wave = {"at": ["20 d"], "size": {"drone": 1}, "duration": "1 h"}
    without = spans(world(winter(alerts=BACKGROUND)))
    among = spans(world(winter({"waves": {"raid": wave}}, alerts=BACKGROUND)))
    assert [span for span in among if span[1] < 20 * 1440] == [span for span in without if span[1] < 20 * 1440]


def test_a_length_below_zero_is_no_alert() -> None:
    alerts = {"background": {"per_day": 3, "length": {"normal": {"mean": "1 min", "sd": "1 h"}}}}
    assert len(spans(world(winter(alerts=alerts)))) < 3 * 28 * 0.8


def test_more_alerts_than_fit_stop_the_world_with_a_status() -> None:
    alerts = {"background": {"per_day": 400, "length": "1 min"}}
    array = new(world_dtype(CITY))
    draw(chances_of(winter(alerts=alerts), CITY), array, *key_of(1), 0)
    assert array["status"][0] == WorldStatus.TOO_MANY_ALERTS


def test_an_alert_that_ends_before_it_starts_is_found() -> None:
    document = winter().model_dump(mode="json", exclude_unset=True, by_alias=True)
    scenario = Scenario.model_validate({**document, "alerts": listed(("2 d", "2026-01-06"))})
    assert [finding.path for finding in findings(scenario)] == [("alerts", "listed", 0, "end")]


@pytest.mark.parametrize("per_day", [0, 0.0])
def test_no_background_no_alerts(per_day: float) -> None:
    assert spans(world(winter(alerts={"background": {"per_day": per_day, "length": "1 h"}}))) == []
