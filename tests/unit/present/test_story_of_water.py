"""The stories of a water station, and of blocks that wait for it."""

import json

import pytest

from sim.present.verbs import trace
from tests.laws.small import TOWN, changed
from tests.laws.test_water import STORY


@pytest.fixture(scope="module", name="town")
def town_as_a_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("water") / "town.yaml"
    file.write_text(json.dumps(changed(TOWN, STORY)), encoding="utf-8")
    return file


def test_a_station_tells_who_lost_water_through_it(town):
    assert trace(town).story("water station works").text().splitlines()[:-1] == [
        "water station works: 1 block with 30 buildings can need it",
        "2026-01-06 00:00  recorded wave: 1 threat, 1 gets through",
        "2026-01-06 00:00  water station works fails; crews must repair it (light, no layer against it)",
        "2026-01-06 00:00  1 block with 30 buildings loses water (water station works is down: no layer against it)",
        "2026-01-06 00:00  power crew 0 works at water station works until 2026-01-07 06:00",
        "2026-01-07 06:00  power crew 0 has finished at water station works",
        "2026-01-07 06:00  water station works is repaired",
        "Failed itself once, 30.0 h in all.",
        "Buildings that lost water through it, counted each time: 30.",
    ]


def test_a_block_tells_that_it_waited_for_water(town):
    lines = trace(town).story("block 0").text().splitlines()
    assert lines[0].endswith("heat comes through plant, supply 1; water through water station works")
    why = "water station works is down: no layer against it"
    told = [
        f"2026-01-06 00:00  block 0 (town) has no water: 30 buildings ({why})",
        "2026-01-06 12:00  block 0 (town) waits for refilling",
        "2026-01-07 06:00  block 0 (town) has water again",
        "2026-01-07 06:00  block 0 (town) is being refilled until 2026-01-07 18:00",
    ]
    assert [line for line in lines if line in told] == told
    assert lines[-6:-4] == ["Without heat as a whole: once, 46.0 h in all.", "Without water: once, 30.0 h in all."]
    assert lines[-2].startswith("Why it was not back: waiting for water ")


def test_a_block_of_another_district_hears_nothing_of_it(town):
    assert "water" not in "".join(trace(town).story("block 1").text().splitlines()[:-1])


def test_a_part_of_a_story_begins_with_what_is_missing(town):
    stopped = trace(town, until="2026-01-06 20:00").stopped
    lines = trace(town, state=stopped).story("block 0").text().splitlines()
    why = "its supply is back, it waits for water to be refilled"
    assert lines[1:4] == [
        f"Where this part begins it is without heat, since 2026-01-05 20:00 ({why}).",
        "Where this part begins it has no water.",
        "Where this part begins water station works has failed already, since 2026-01-06 00:00.",
    ]
    assert "Without water: once, 10.0 h in all." in lines
