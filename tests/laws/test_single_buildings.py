"""Buildings that fail by themselves or are hit, one by one."""

import numpy as np

from sim.model.words import Note
from tests.clocks.runs import begun, compiled, traced
from tests.laws.small import ALL_HIT, hit, town
from tests.laws.watched import Watched

LOST_HEAT = {
    "initial.outages": [{"start": "0 d", "end": "1 d"}],
    "repair.frost_fault": {"share_at": {"0 degC": "100 %"}},
}


def watch(changes):
    run = begun(town(changes))
    clock = Watched(run.params, run.world, run.state, run.scenario.items())
    clock.watch()
    return run, clock


def test_a_building_whose_time_to_failure_is_drawn_below_zero_fails_now_not_earlier():
    law = {"normal": {"mean": "1 h", "sd": "20 h"}}
    run, clock = watch({"damage.per_building": {"up_time": law, "severity": "light"}})
    assert run.of("job_log.queued").min() >= 0
    assert [line.minute for line in clock.journal] == sorted(line.minute for line in clock.journal)


def test_no_building_fails_while_all_of_its_block_have_faults():
    """Frost faults and damage at the start may leave no building that could fail."""
    changes = LOST_HEAT | {
        "damage.per_building": {"up_time": "2 d", "severity": "light"},
        "repair.crews.heat.start": 0,
    }
    run, _ = watch(changes)
    assert run.of("block.damaged").sum() == 30 == run.of("cold_now")


def test_a_hit_on_a_building_in_a_batch_of_faults_adds_work_to_that_building_alone():
    changes = LOST_HEAT | {
        "threats": ALL_HIT,
        "attack.recorded": [hit("2 d")],
        "damage.exposure": {"building": "100 %"},
        "repair.crews.heat": {"start": 0, "work": "5 h", "ramp": {"to": 1, "by": "3 d"}},
        "repair.dispatch": {"order": "fifo"},
    }
    run, _ = watch(changes)
    started, done = (run.of(f"job_log.{name}")[:30] for name in ("started", "done"))
    lengths = sorted((done - started).tolist())
    assert lengths == [300] * 29 + [600]


def test_a_repaired_building_of_a_batch_leaves_the_others_their_own_work():
    law = {"exponential": {"mean": "5 h"}}
    run = compiled(begun(town(LOST_HEAT | {"repair.crews.heat.work": law})))
    started, done = (run.of(f"job_log.{name}")[:30] for name in ("started", "done"))
    assert len(np.unique(done - started)) > 20


def test_traced_runs_never_go_back_in_time():
    _, journal = traced(begun(town(LOST_HEAT)))
    assert [line.minute for line in journal] == sorted(line.minute for line in journal)


def test_a_block_that_goes_dark_again_tells_also_of_the_buildings_that_were_still_warming_up():
    outages = [{"start": "0 d", "end": "1 d"}, {"start": "25 h", "end": "2 d"}]
    _, journal = traced(begun(town({"initial.outages": outages})))
    assert [line.numbers[1] for line in journal if line.note == Note.BLOCK_DARK] == [30, 30]
