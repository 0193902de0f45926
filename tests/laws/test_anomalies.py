"""More can hurt: two cases in which it does, kept so that nobody takes the laws for more than they are."""

import pytest

from sim.model.words import Note
from tests.clocks.runs import begun, compiled, traced
from tests.laws.small import hit, town

SURE = {"damage": "100 %", "severity": {"light": "100 %"}}


def salvos_of_two(stock):
    """A cruise missile on day 1, one round delivered on day 2, a ballistic missile on day 3; both take two rounds."""
    return town(
        {
            "threats": {"cruise": SURE, "ballistic": SURE},
            "attack.recorded": [hit("1 d", "cruise"), hit("3 d", "ballistic")],
            "damage.exposure": {"heat_source": "100 %"},
            "defence.layers.top": {
                "against": {"cruise": "100 %", "ballistic": "100 %"},
                "uses": "missile",
                "rounds": 2,
                "salvo": "full",
            },
            "initial.stock": {"missile": stock},
            "initial.in_transit": [{"item": "missile", "units": 1, "arrives": "2 d"}],
        }
    )


def test_with_full_salvos_one_more_round_can_let_a_ballistic_missile_through_that_the_old_stock_stopped():
    """One round waits for the second and meets the ballistic missile; two are fired at the cruise missile before."""
    old, more = (compiled(begun(salvos_of_two(stock))) for stock in (1, 2))
    assert old.of("leakers")[:2].tolist() == [1, 0]
    assert more.of("leakers")[:2].tolist() == [0, 1]


@pytest.mark.parametrize("salvo", ["partial", "shoot_look_shoot"])
def test_firing_what_is_left_cures_that_case(salvo):
    layer = {"against": {"cruise": "100 %", "ballistic": "100 %"}, "uses": "missile", "rounds": 2, "salvo": salvo}
    changes = {
        "threats": {"cruise": SURE, "ballistic": SURE},
        "attack.recorded": [hit("1 d", "cruise"), hit("3 d", "ballistic")],
        "damage.exposure": {"heat_source": "100 %"},
        "defence.layers.top": layer,
        "initial.in_transit": [{"item": "missile", "units": 1, "arrives": "2 d"}],
    }
    for stock in (1, 2):
        assert compiled(begun(town(changes | {"initial.stock": {"missile": stock}}))).of("leakers").sum() == 0


def one_crew(stock, order):
    """A hit on a small job and one on a long job together, then hits on ten small jobs; one crew."""
    dispatch = {"score": {"order": "score", "people": 1, "urgency": 0, "work": 1}, "fifo": {"order": "fifo"}}
    return town(
        {
            "threats": {
                "stray": {"damage": "100 %", "severity": {"light": "100 %"}},
                "heavy": {"damage": "100 %", "severity": {"severe": "100 %"}},
                "swarm": {"damage": "100 %", "severity": {"light": "100 %"}},
            },
            "attack.recorded": [hit("1 d", "stray"), hit("1 d", "heavy"), hit("29 h", "swarm", 10)],
            "damage.exposure": {"building": "100 %"},
            "damage.target": "next_undamaged",
            "damage.severities": {"light": {"work": "10 h"}, "severe": {"work": "100 h"}},
            "defence.layers.guns": {"against": {"stray": "100 %"}, "uses": "shell"},
            "initial.stock": {"shell": stock},
            "repair.crews.heat": {"start": 1},
            "repair.dispatch": dispatch[order],
        }
    )


def test_with_priorities_stopping_one_more_threat_can_raise_the_hours_in_the_cold():
    """The stray hit keeps the crew busy until the swarm's short jobs come first; without it the long job begins.

    Nobody leaves a job for a better one, and nobody foresees the swarm.
    """
    hit_run, spared = (compiled(begun(one_crew(stock, "score"))).outcome() for stock in (0, 1))
    assert spared["leakers"].sum() == hit_run["leakers"].sum() - 1
    assert spared["outages"] == hit_run["outages"] - 1
    assert spared["cold_area"] > hit_run["cold_area"] + 10 * 60 * 60
    assert spared["below_min"][0, 0] > hit_run["below_min"][0, 0]


def test_first_in_first_out_cures_that_case():
    hit_run, spared = (compiled(begun(one_crew(stock, "fifo"))).outcome() for stock in (0, 1))
    assert spared["cold_area"] < hit_run["cold_area"]


def test_the_anomaly_of_priorities_is_one_of_order_not_of_luck():
    """Both runs do the same jobs, each as long as in the other; the stray one aside."""
    for stock, expected in ((0, [600] * 11 + [6000]), (1, [600] * 10 + [6000])):
        run, journal = traced(begun(one_crew(stock, "score")))
        count = int(run.of("job_log_count"))
        assert sorted((run.of("job_log.done") - run.of("job_log.started"))[:count].tolist()) == expected
        assert sum(line.note == Note.CREW_DONE for line in journal) == count
