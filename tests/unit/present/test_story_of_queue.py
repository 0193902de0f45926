"""The story of a queue of the rota, and of a block in it."""

from pathlib import Path

import pytest

from sim.present.verbs import trace

TINY = Path(__file__).parents[3] / "scenarios" / "tiny.yaml"
GRID = "city.grid={listed: [{start: 3 d, end: 4 d, capacity: x 0.7}]}"


@pytest.fixture(scope="module")
def log():
    return trace(TINY, 1, overrides=[GRID, "attack.waves.massive.probability=0 %"])


def test_a_queue_tells_when_it_was_cut_and_how_many_lost_heat(log):
    assert log.story("queue 2").text().splitlines()[:-1] == [
        "queue 2 of the rota: 2 blocks with 30 buildings",
        "2026-01-08 00:00  queue 2 is cut by the rota: 30 buildings lose power",
        "2026-01-08 00:00  2 blocks with 30 buildings lose heat (queue 2 is cut by the rota)",
        "2026-01-08 04:00  queue 2 has power again: 30 buildings",
        "2026-01-08 12:00  queue 2 is cut by the rota: 30 buildings lose power",
        "2026-01-08 12:00  2 blocks with 30 buildings lose heat (queue 2 is cut by the rota)",
        "2026-01-08 16:00  queue 2 has power again: 30 buildings",
        "Cut 2 times, 8.0 h in all.",
        "Buildings that lost heat through it, counted each time: 60.",
    ]


def test_a_block_says_in_which_queue_it_is_and_what_the_rota_cost_it(log):
    lines = log.story("block 3").text().splitlines()
    assert lines[0].endswith("heat comes through upper_boiler; in queue 4 of the rota")
    assert "2026-01-08 04:00  queue 4 is cut by the rota: 33 buildings lose power" in lines
    assert lines[-3].startswith("Why heat was lost: too little power ")
    assert lines[-2].startswith("Why it was not back: rolling power cut ")
