"""Whole stories of one small run, word by word: each number in them can be counted by hand in the scenario.

The run is told in one go (`stories/whole.txt`), and from a state that it was stopped in (`stories/rest.txt`).
"""

from pathlib import Path

import pytest

from sim.present.caution import TRACE_FOOT
from sim.present.story.stories import KINDS
from sim.present.verbs import trace

HERE = Path(__file__).parent / "stories"
TOWN = HERE / "town.yaml"
STOP = "2026-01-09 06:30"


def expected(name):
    """Stories by subject, as they stand in a file, with empty lines between them."""
    stories = (HERE / name).read_text().rstrip("\n").split("\n\n")
    return {story.partition(":")[0].partition(" (")[0]: story.splitlines() for story in stories}


WHOLE, REST = expected("whole.txt"), expected("rest.txt")


@pytest.fixture(scope="module")
def logs():
    return {"whole": trace(TOWN), "rest": trace(TOWN, state=trace(TOWN, until=STOP).stopped)}


@pytest.mark.parametrize(
    ("name", "subject"), [("whole", subject) for subject in WHOLE] + [("rest", subject) for subject in REST]
)
def test_a_story_is_told_as_it_is_written_here(logs, name, subject):
    told = logs[name].story(subject).text().splitlines()
    assert told == [*{"whole": WHOLE, "rest": REST}[name][subject], TRACE_FOOT]


def test_there_is_one_of_every_kind_that_the_town_has():
    kinds = {kind for kind in KINDS for subject in WHOLE if subject.startswith(f"{kind} ")}
    assert kinds == set(KINDS) - {"pumping station", "water station", "supply", "queue", "depot"}
    assert len(REST) > 10
