"""Numbers at the edge of what a file may say: refused with their key, or a run that makes sense."""

import numpy as np
import pytest

from sim.errors import LimitError, ScenarioError
from tests.clocks.runs import begun, compiled
from tests.laws.small import town

FAULTS = {"initial.outages": [{"start": "0 d", "end": "1 d"}], "repair.frost_fault": {"share_at": {"0 degC": "100 %"}}}
CHANNEL = {
    "item": "missile",
    "accrual": {"rate": "1/d"},
    "cadence": {"every": "1 d"},
}
LAYER = {"against": {"drone": "50 %"}, "uses": "missile"}
HARMLESS = {"drone": {}}


def ends(changes):
    return compiled(begun(town(FAULTS | changes)))


def test_crews_whose_drawn_output_is_nothing_never_finish():
    nothing = {"uncertain": {"uniform": ["0/d", "0/d"]}}
    crews = {"start": "unlimited", "output": {"value": nothing}}
    totals = ends({"repair.crews": {"heat": crews}}).outcome()
    assert (totals["jobs_started"], totals["jobs_done"]) == (30, 0)


def test_work_of_any_length_is_work():
    law = {"lognormal": {"median": "1 h", "sigma": 9}}
    run = ends({"repair.crews": {"heat": {"start": "unlimited", "work": law}}})
    started, done = (run.of(f"job_log.{name}")[:30] for name in ("started", "done"))
    assert (done == -1).any()
    assert (done >= started)[done >= 0].all()


SPREADS = {
    "sigma": {"median": "1 h", "sigma": 300},
    "cv": {"mean": "1 h", "cv": 1e200},
    "sd": {"mean": "1 min", "sd": "20000 d"},
}


@pytest.mark.parametrize("spread", ["sigma", "cv"])
def test_a_law_that_spreads_beyond_all_numbers_is_refused(spread):
    with pytest.raises(AssertionError, match="at most 10"):
        town({"repair.crews.heat.work": {"lognormal": SPREADS[spread]}})
    with pytest.raises(AssertionError, match="at most 10"):
        town({"repair.crews.heat": {"start": 1, "output": {"value": "1/d"}, "sigma": 300}})


def test_a_law_that_spreads_widely_is_taken():
    ends({"repair.crews.heat.work": {"lognormal": SPREADS["sd"]}})


def test_without_capacity_no_block_is_refilled():
    nothing = {"uncertain": {"uniform": ["0/d", "0/d"]}}
    totals = ends({"repair.refill": {"capacity": nothing}}).outcome()
    assert totals["cold_area"] == 30 * 20 * 1440
    assert totals["ledger_phase"].argmax() == 3


def test_a_time_constant_drawn_as_nothing_is_the_shortest_there_is():
    drawn = {"uncertain": {"uniform": ["0 h", "0 h"]}}
    totals = ends({"city.archetypes.panel.time_constant": drawn}).outcome()
    assert np.isfinite(totals["below_min"]).all()
    assert totals["below_min"][0, 0] > 0


def test_a_time_constant_of_nothing_is_refused():
    with pytest.raises(AssertionError, match="more than 0"):
        town({"city.archetypes.panel.time_constant": "0 h"})


@pytest.mark.parametrize("key", ["repair.refill", "repair.crews"])
def test_a_rate_of_nothing_is_refused(key):
    parts = {"repair.refill": {"capacity": "0/d"}, "repair.crews": {"heat": {"start": 1, "output": {"value": "0/d"}}}}
    with pytest.raises(AssertionError, match="more than 0"):
        town({key: parts[key]})


def test_a_followed_block_that_is_not_there_is_refused():
    with pytest.raises(ScenarioError, match="there is no block 1"):
        begun(town({"study.follow_blocks": [0, 1]}))


MANY = 300
DISTRICTS = [{"name": f"d{number}", "people": 30, "buildings": 3} for number in range(MANY)]
SHARES = {f"a{number}": {"share": f"{100 / 16} %", "time_constant": "20 h"} for number in range(16)}
TOO_LONG = {
    "city.districts": {"city.districts": DISTRICTS, "city.sources": []},
    "city.archetypes": {"city.archetypes": SHARES},
    "damage.severities": {"damage.severities": {f"s{number}": {} for number in range(9)}},
    "repair.frost_fault.share_at": {
        "repair.frost_fault": {"share_at": {f"{-number} degC": "1 %" for number in range(30)}}
    },
    "repair.cold_factor": {"repair.cold_factor": {f"{number} degC": "50 %" for number in range(30)}},
    "repair.crews.heat.shifts": {"repair.crews.heat.shifts": ["08:00-09:00"] * 5},
    "initial.outages": {"initial.outages": [{"start": "1 d"}] * MANY},
    "defence.layers": {"threats": HARMLESS, "defence.layers": {f"l{number}": LAYER for number in range(13)}},
    "aid.channels": {
        "threats": HARMLESS,
        "defence.layers": {"top": LAYER},
        "aid.channels": {f"c{number}": CHANNEL for number in range(17)},
    },
    "aid.channels.flow.cadence.dates": {
        "threats": HARMLESS,
        "defence.layers": {"top": LAYER},
        "aid.channels.flow": CHANNEL | {"cadence": {"dates": [f"{number} h" for number in range(MANY)]}},
    },
    "initial.in_transit": {
        "threats": HARMLESS,
        "defence.layers": {"top": LAYER},
        "initial.in_transit": [{"item": "missile", "units": 1, "arrives": "1 d"}] * MANY,
    },
}


@pytest.mark.parametrize("key", TOO_LONG)
def test_a_list_longer_than_its_table_is_refused_by_its_key(key):
    with pytest.raises(LimitError, match=key):
        begun(town(TOO_LONG[key]))


@pytest.mark.parametrize("salvo", ["full", "partial", "shoot_look_shoot"])
@pytest.mark.parametrize("per_engagement", [True, False])
def test_fractions_of_rounds_never_fire_more_than_is_there(salvo, per_engagement):
    changes = {
        "threats": HARMLESS,
        "attack.recorded": [{"time": f"{day} d", "threat": "drone", "count": 20} for day in range(1, 15)],
        "defence.layers.top": {
            "against": {"drone": "60 %"},
            "uses": "missile",
            "rounds": 0.4,
            "salvo": salvo,
            "per_engagement": per_engagement,
        },
        "initial.stock": {"missile": 30},
    }
    run = ends(changes)
    assert 0 <= run.of("store.stock")[0] == 30 - run.of("rounds")[0] == 30 - run.of("store.used")[0]
