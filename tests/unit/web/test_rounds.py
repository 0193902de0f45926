"""Rounds of results: the same numbers as `compare`, nothing run twice, stopped at once, and what the page is sent."""

import json
import re
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sim import kernel
from sim.present.page_figures import looks_in_slots, page_differences, page_districts, page_over_time
from sim.present.report.levels import hours_by_district
from sim.present.style import COLOURS, house_style
from sim.present.verbs import compare
from sim.scenario.load import load_scenario
from sim.study import run
from sim.study.run import GivenUp
from sim.web import kept, rounds
from sim.web.answers import answers_of
from sim.web.asked import asked_of
from sim.web.desk import Desk
from sim.web.rounds import Bench, Compiling

ROOT = Path(__file__).parents[3]
EVERY = "aid.channels.coalition.cadence.every"


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.setattr(rounds, "FIRST", 20)
    monkeypatch.setattr(rounds, "WHOLE", 40)
    monkeypatch.setattr(rounds, "AIM_S", 60.0)
    found = Bench(Desk(load_scenario(ROOT / "scenarios" / "tiny.yaml")), threads=2)
    found.warm()
    yield found
    found.close()


def asked(bench, *plans, faced=None, width=700):
    return asked_of({"plans": list(plans), "faced": faced or {}, "width": width}, bench.desk)


def never():
    return False


def test_a_round_gives_the_numbers_that_compare_gives(bench):
    question = asked(
        bench, {"start": "weekly"}, {"start": "daily", "set": {EVERY: "3 d"}}, faced={"weather.anomaly": "-3 K"}
    )
    first, last = bench.rounds(question, never)
    assert (first.worlds, first.is_last, last.worlds, last.is_last) == (20, False, 40, True)
    whole = compare(last.variant, replications=40)
    for name in last.names:
        for field in ("outcomes", "days", "rows"):
            assert getattr(last.study.plans[name], field).tobytes() == getattr(whole.study.plans[name], field).tobytes()
    metric = last.comparison.headline_metrics[0]
    assert (
        last.comparison.differences["every 3 days"][metric].mean
        == whole.comparison.differences["every 3 days"][metric].mean
    )


def test_plans_that_did_not_move_are_not_run_again(bench):
    once = list(bench.rounds(asked(bench, {"start": "weekly"}, {"start": "daily"}), never))
    again = list(bench.rounds(asked(bench, {"start": "weekly"}, {"start": "daily"}), never))
    moved = list(bench.rounds(asked(bench, {"start": "weekly"}, {"start": "daily", "set": {EVERY: "2 d"}}), never))
    colder = list(bench.rounds(asked(bench, {"start": "weekly"}, faced={"weather.anomaly": "-3 K"}), never))
    assert [one[-1].fresh for one in (once, again, moved, colder)] == [80, 0, 40, 40]


def test_first_worlds_are_drawn_once_while_only_plans_are_moved(bench, monkeypatch):
    drawn = []

    def counted(*what, draw=run.draw):
        drawn.append(what[-1])
        draw(*what)

    monkeypatch.setattr(run, "draw", counted)

    def moved(days, cold):
        plans = {"start": "weekly"}, {"start": "daily", "set": {EVERY: f"{days} d"}}
        (found,) = islice(bench.rounds(asked(bench, *plans, faced={"weather.anomaly": cold}), never), 1)
        count = len(drawn)
        del drawn[:]
        return found, count

    counts = [moved(days, cold)[1] for days, cold in ((2, "0 K"), (3, "0 K"), (4, "0 K"), (4, "-3 K"), (5, "-3 K"))]
    assert counts == [20, 20, 0, 20, 20]
    found, count = moved(6, "-3 K")
    assert count == 0
    whole = compare(found.variant, replications=20)
    for name in found.names:
        assert found.study.plans[name].outcomes.tobytes() == whole.study.plans[name].outcomes.tobytes()


def test_what_a_picture_took_beside_its_runs_is_set_aside_for_the_next_one(bench, monkeypatch):
    monkeypatch.setattr(rounds, "AIM_S", 0.5)

    def moved(aside):
        content = {"plans": [{"start": "weekly"}], "aside": aside}
        next(bench.rounds(asked_of(content, bench.desk), never))
        return bench._running_s

    assert [moved(aside) for aside in (None, 9000, 250)] == pytest.approx([0.3, 0.3, 0.25])
    assert [moved(aside) for aside in (9000, 9000)] == [0.0, 0.0]


def test_a_late_first_round_shows_what_there_is(bench, monkeypatch):
    monkeypatch.setattr(rounds, "FIRST", 200)
    monkeypatch.setattr(rounds, "WHOLE", 200)
    monkeypatch.setattr(rounds, "AIM_S", 0.0)
    (first,) = islice(bench.rounds(asked(bench, {"start": "weekly"}), never), 1)
    assert rounds.FEWEST <= first.worlds < 200
    assert len(first.comparison.kept) == first.worlds


def test_a_move_that_nobody_waits_for_is_given_up(bench):
    with pytest.raises(GivenUp):
        next(bench.rounds(asked(bench, {"start": "weekly"}), lambda: True))


def test_few_results_are_kept(bench, monkeypatch):
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    for days in range(2, 6):
        list(islice(bench.rounds(asked(bench, {"set": {EVERY: f"{days} d"}}), never), 1))
    assert len(bench._shelf) == 2


def test_two_pages_that_ask_the_same_get_the_same_and_share_the_work(bench):
    question = asked(bench, {"start": "weekly"}, {"start": "daily", "set": {EVERY: "9 d"}})
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: list(bench.rounds(question, never)), range(2))
    assert one[-1].worlds == other[-1].worlds == 40
    assert one[-1].fresh + other[-1].fresh == 80  # each run is somebody's, none is counted twice
    for name in one[-1].names:
        assert (one[-1].study.plans[name].outcomes == other[-1].study.plans[name].outcomes).all()


@pytest.fixture
def unready(bench, monkeypatch):
    """A bench whose machine has not compiled the size of any move, and the process that would compile it."""
    process = Compiler()
    monkeypatch.setattr(kernel, "COMPILED", True, raising=False)
    monkeypatch.setattr(kernel, "is_warm", lambda size: process.is_done)
    monkeypatch.setattr(rounds, "LOOK_S", 0.01)
    monkeypatch.setattr(rounds, "warm_up_elsewhere", process.begin)
    monkeypatch.setattr(rounds, "warm_up", lambda size: None)
    return bench, process


class Compiler:
    """A process that compiles for as long as a test wants."""

    begun = 0
    is_done = False

    def begin(self, size):
        self.begun += 1
        return self

    def poll(self):
        return 0 if self.is_done else None

    def wait(self, seconds=None):
        if not self.is_done:
            raise subprocess.TimeoutExpired("compiler", seconds)
        return 0

    def kill(self):
        self.is_done = True


def test_a_size_that_must_be_compiled_is_announced_in_words_until_it_is_there(unready):
    bench, process = unready
    question = asked(bench, {"start": "weekly"})
    found = bench.rounds(question, never)
    waited = [next(found), next(found)]
    (message,) = answers_of(waited[-1], question, never)
    assert message["kind"] == "compiling"
    assert re.search(r"once on this machine: usually about \d+ s .* \d+ s so far", message["said"])
    process.is_done = True
    assert next(one for one in found if not isinstance(one, Compiling)).worlds == 20
    assert process.begun == 1


def test_a_move_that_waits_for_the_compiler_can_be_given_up_and_the_next_one_waits_for_the_same(unready):
    bench, process = unready
    stopped = threading.Event()
    found = bench.rounds(asked(bench, {"start": "weekly"}), stopped.is_set)
    next(found)
    stopped.set()
    with pytest.raises(GivenUp):
        next(found)
    assert isinstance(next(bench.rounds(asked(bench, {"start": "daily"}), never)), Compiling)
    assert process.begun == 1


def test_the_page_is_told_where_sliders_stand_for_what_was_typed(bench):
    moved = {EVERY: "36 h", "repair.crews.heat.start": "5"}
    question = asked(bench, {"start": "weekly", "set": moved}, faced={"weather.anomaly": "-2.5 K"})
    first, _ = answers_of(next(bench.rounds(question, never)), question, never)
    assert {key: (text, place) for key, text, place in first["places"]} == {
        EVERY: ("36 h", 1.5),
        "repair.crews.heat.start": ("5", 5.0),
        "weather.anomaly": ("-2.5 K", -2.5),
    }


def test_the_page_is_sent_words_numbers_and_pictures(bench):
    question = asked(bench, {"start": "weekly", "slot": 1}, {"start": "daily", "slot": 0})
    found = next(bench.rounds(question, never))
    first, more = answers_of(found, question, never)
    assert " ".join(first["headline"]) == found.comparison.headline.replace("\0", "").replace("degC", "°C")
    assert (first["worlds"], first["fresh"], first["names"]) == (20, 40, ["weekly", "daily"])
    assert first["tables"][0]["rows"][0][0] == "weekly"
    assert "daily" in first["picture"]["alt"]
    assert "below 16 °C" in first["tables"][0]["title"]
    assert "degC" not in json.dumps(first["headline"] + first["tables"] + [first["picture"]["alt"]])
    assert [one["title"] for one in more["pictures"]] == [
        "Buildings without heat over time",
        "Hours below 16 °C per resident",
    ]
    assert all(one["svg"].startswith("data:image/svg+xml;base64,") and len(one["alt"]) > 40 for one in more["pictures"])


def test_a_plan_has_the_colour_of_its_slot_in_every_picture(bench):
    from base64 import b64decode

    for slot in (0, 3):
        question = asked(bench, {"start": "weekly", "slot": 4}, {"start": "daily", "slot": slot})
        first, more = answers_of(next(bench.rounds(question, never)), question, never)
        for picture in (first["picture"], more["pictures"][0]):
            svg = b64decode(picture["svg"].partition(",")[2]).decode()
            assert COLOURS[slot].lower() in svg
            assert COLOURS[3 - slot].lower() not in svg


def test_one_plan_alone_has_no_picture_of_differences(bench):
    question = asked(bench, {"start": "weekly"})
    first, _ = answers_of(next(bench.rounds(question, never)), question, never)
    assert first["picture"]["svg"] == ""
    assert first["headline"][0].startswith("Weekly: ")


def test_pictures_are_as_wide_as_the_screen_they_are_for(bench):
    from base64 import b64decode

    for width in (340, 880):
        question = asked(bench, {"start": "weekly"}, {"start": "daily", "slot": 1}, width=width)
        first, _ = answers_of(next(bench.rounds(question, never)), question, never)
        svg = b64decode(first["picture"]["svg"].partition(",")[2]).decode()
        assert f'width="{width * 0.75:g}pt"' in svg


def test_the_page_shows_the_colours_of_the_figures():
    style = (ROOT / "sim" / "web" / "static" / "page.css").read_text(encoding="utf-8")
    assert all(f".slot-{slot} {{ color: {colour}; }}" in style for slot, colour in enumerate(COLOURS[:5]))


def test_worlds_that_failed_are_left_out_of_all_plans(bench):
    question = asked(bench, {"start": "weekly"}, {"start": "daily"})
    found = next(bench.rounds(question, never))
    for plan in bench._shelf._kept.values():
        plan._failures[3] = "for a test"
    again = next(bench.rounds(question, never))
    assert again.study.failures == {3: "for a test"}
    assert np.array_equal(again.comparison.kept, [number for number in range(again.worlds) if number != 3])
    assert len(found.comparison.kept) == 20


@pytest.mark.parametrize("width", [280, 340, 620, 1000])
def test_nothing_sticks_out_of_a_picture_however_narrow_it_is(bench, width):
    long = {EVERY: "13 d", "repair.crews.heat.start": "5", "aid.channels.coalition.lead.lognormal.median": "20 d"}
    question = asked(bench, {"start": "weekly"}, {"start": "daily", "slot": 1}, {"set": long, "slot": 2}, width=width)
    found = next(bench.rounds(question, never))
    every = looks_in_slots({name: place for place, name in enumerate(found.names)}, 5)
    kept, metric = found.comparison.kept, found.comparison.headline_metrics[0]
    levels = hours_by_district(found.comparison, found.layout)
    with house_style():
        for figure in (
            page_differences(found.comparison, metric, every, width),
            page_over_time(found.study, found.layout, kept, "buildings_cold", every, width),
            page_districts(levels, found.names[1:], width),
        ):
            drawn = figure.get_tightbbox(FigureCanvasAgg(figure).get_renderer())
            room_in = figure.get_size_inches()
            assert min(drawn.x0, drawn.y0) >= -0.01
            assert (drawn.x1 <= room_in[0] + 0.01, drawn.y1 <= room_in[1] + 0.01) == (True, True)
