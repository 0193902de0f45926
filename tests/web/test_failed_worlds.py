"""What the page says of worlds that could not be run."""

from pathlib import Path

import pytest

from sim.scenario.load import load_scenario
from sim.study.run import never
from sim.web import rounds
from sim.web.answers import OF_FAILED, answers_of
from sim.web.asked import asked_of
from sim.web.desk import Desk
from sim.web.rounds import Bench

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.yaml"


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.setattr(rounds, "FIRST", 20)
    found = Bench(Desk(load_scenario(TINY)), threads=1)
    yield found
    found.close()


def test_a_picture_counts_the_worlds_that_it_shows_and_the_page_says_which_ones_may_be_missing(bench):
    asked = asked_of({"plans": [{"start": "weekly"}, {"start": "daily"}]}, bench.desk)
    list(bench.rounds(asked, never))
    for plan in bench._shelf._kept.values():
        plan._failures |= {3: "for a test", 5: "for a test"}
    found = next(bench.rounds(asked, never))
    first = next(answers_of(found, asked, never))
    assert first["failed"] == 2
    assert first["picture"]["title"] == f"What each plan changes, on the same {first['worlds'] - 2} worlds"
    assert first["warnings"][-1] == OF_FAILED
