"""Figures of one run, figures in another language, and the reports of what is no comparison."""

import html
import json
from dataclasses import replace
from itertools import pairwise

import pytest

from sim.cli import answer
from sim.errors import UsageError
from sim.present.as_json import Context
from sim.present.card.subject import Subject
from sim.present.files import figures_of
from sim.present.plots.frame import new_figure
from sim.present.plots.traced import spells_of, stock_of
from sim.present.report.short import Shown, write_narrow, write_short
from sim.present.report.stored import write_report
from sim.present.report.words import languages, words_in
from sim.present.sections import Section
from sim.present.style import NARROW, WIDE, drawn_on
from sim.present.verbs import trace
from sim.scenario.load import load_scenario
from sim.study.replay import totals
from tests.laws.small import town
from tests.laws.test_generators import STORY
from tests.unit.present.cold import cold_result
from tests.unit.present.shown import SCRIPT
from tests.unit.present.test_figure_images import entry, lively, log

NAMES = {"weekly", "daily", "every 4 weeks", "missile", "north", "south", "3", "Made up"}
"""What the scenario names: it stays as it is in every language."""


def test_a_stock_is_what_firing_leaves_and_deliveries_bring():
    stock = stock_of(log(), "missile")
    assert stock.steps[0] == (0, 10)
    assert [level for _, level in stock.steps] == [10, 6, 2, 12, 8, 4, 9, 9]
    assert stock.arrivals == (3100, 7200)
    assert stock.waves == tuple(300 + 1500 * wave for wave in range(6))


def test_a_full_store_takes_what_finds_room(tmp_path):
    small = ["aid.stores.top_tier_missile={capacity: 8}", "aid.channels.coalition.accrual={rate: 6/d}"]
    told = trace("scenarios/tiny.yaml", plan="weekly", overrides=small)
    assert any(one.what == "delivered" and one.of_which for one in told.entries), "some did not fit"
    levels = [level for _, level in stock_of(told, "top_tier_missile").steps]
    assert 0 <= min(levels) <= max(levels) == 8


@pytest.mark.parametrize("store", ["generator", "diesel"])
def test_what_is_lent_or_burnt_leaves_a_stock_as_the_run_counts_it(store):
    fuel = {"item": "diesel", "per_day": 1}
    log = trace(town(STORY | {"relief.generators.fuel": fuel, "initial.stock.diesel": 9}))
    assert {"generator_sent", "generator_back", "fuel_taken"} <= {one.what for one in log.entries}
    stock, (run, layout) = stock_of(log, store), log.run
    rows = totals(run, layout).rows[0][:, [one.name for one in layout.columns].index(f"stock.{store}")]
    moved = {minute for minute, _ in stock.steps}
    checked = 0
    for minute, level in zip(layout.row_minutes(), rows.tolist(), strict=True):
        if minute not in moved:
            checked += 1
            assert [units for at, units in stock.steps if at < minute][-1] == level
    assert checked > 5
    assert len({units for _, units in stock.steps}) > 1
    assert stock.steps[-1][1] == log.cast.last.stock[log.cast.names.stores.index(store)]
    assert stock.arrivals == ()


def test_a_stock_that_no_event_tells_of_is_refused_with_those_that_are():
    with pytest.raises(UsageError, match=r"no stock 'missle'; did you mean 'missile'"):
        stock_of(log(), "missle")


def test_what_crews_do_follows_one_after_the_other_and_ends_with_the_log():
    spells = [one for one in spells_of(log().entries) if one.crew == "heat crew 1"]
    assert [one.stage for one in spells] == ["travel", "work", "tests"] * 3
    assert all(before.end <= after.begin for before, after in pairwise(spells))
    left = spells_of([entry(10, "crew_started", detail="heat crew 0"), entry(70, "wave")])
    assert [(one.begin, one.end) for one in left] == [(10, 70)]


def test_the_command_draws_one_run(tmp_path, capsys, as_decided):
    for what, name in (("top_tier_missile", "stock.png"), ("crews", "crews.svg")):
        assert answer(["trace", "scenarios/tiny.yaml", "-q", "--figure", what, str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 5_000
    assert answer(["trace", "scenarios/tiny.yaml", "-q", "--figure", "crews", str(tmp_path / "crews.pdf")]) == 2
    assert "a figure is a .png or a .svg file" in capsys.readouterr().err


@pytest.mark.parametrize("language", languages()[1:])
@pytest.mark.parametrize("paper", [WIDE, NARROW])
def test_no_word_of_ours_stays_english_in_a_figure(language, paper):
    words, unknown = words_in(language), set()

    def speak(text, names):
        found = words.spoken(text, names)
        if found is None and text:
            unknown.add(text)
        return found

    with drawn_on(replace(paper, speak=speak)):
        for result in (cold_result(), lively()):
            for _, draw in figures_of(result):
                draw()
    assert unknown - NAMES == set()


def subject(name):
    """What a card tells of: the tiny town under one plan."""
    return Subject(
        context=Context(name, "0", 7, 20, {"hearthline": "1"}, "x"),
        question=f"Who stays warm, {name}?",
        answer=f"Choose {name}",
        plans={name: load_scenario("scenarios/tiny.yaml").scenario},
        confidence=0.95,
        replications=20,
        failed=0,
        public=False,
        same_aid=True,
        outputs=[],
        more_outputs=0,
        aims="",
        estimates=[],
        could_flip=[f"Without {name} it is the other way round."],
        varied={"weather.mean": "-3 degC, 0 degC"},
    )


def shown(name, figures):
    section = Section("Frontier", ("plan", "mean"), ((name, "3.1"),))
    return Shown(name, [f"Choose {name}"], ["Not the same aid."], [section], ["A note."], figures)


@pytest.mark.parametrize("language", languages())
def test_a_short_report_says_all_and_lets_no_text_do_harm(language, tmp_path):
    (tmp_path / "frontier.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    written = write_short(tmp_path, subject(SCRIPT), shown(SCRIPT, {"frontier.svg": "Harm."}))
    assert [file.name for file in written] == ["card.json", "card.md", "report.json", "report.html"]
    page = write_report(tmp_path, language).read_text("utf-8")
    assert "<script" not in page
    assert page.count("&lt;script") >= 3
    assert 'src="data:image/svg+xml;base64,' in page
    for said in ("A note.", "Not the same aid.", "Who stays warm", "it is the other way round"):
        assert said in page


def test_a_short_report_says_above_all_what_the_card_says(tmp_path):
    write_short(tmp_path, subject("daily"), shown("daily", {}))
    page, card = (tmp_path / "report.html").read_text("utf-8"), json.loads((tmp_path / "card.json").read_text())
    assert page.index(card["mark"]) < page.index(card["question"]) < page.index("Choose daily")
    for one in card["assumptions"]:
        assert f'<th scope="row">{one["tag"]}</th>' in page
    evidence = load_scenario("scenarios/tiny.yaml").scenario.evidence
    assert evidence
    for key, one in evidence.items():
        assert f"<code>{key.replace('.', '.<wbr>')}</code>" in page
        assert " ".join(one.from_.split()) in html.unescape(page)
    assert all(one in page for one in card["not_for"])
    assert "Simulated worlds in each future: 20." in page


@pytest.mark.parametrize("file", ["../x.svg", "/etc/passwd", "a/b.svg", "report.html"])
def test_a_short_report_reads_no_file_elsewhere(file, tmp_path):
    write_short(tmp_path, subject("Tiny"), shown("Tiny", {}))
    page = json.loads((tmp_path / "report.json").read_text())
    (tmp_path / "report.json").write_text(json.dumps(page | {"figures": [{"file": file, "caption": "Harm."}]}))
    with pytest.raises(UsageError, match="is no figure"):
        write_report(tmp_path)


def test_figures_for_phones_take_the_place_of_earlier_ones(tmp_path):
    first = write_narrow(tmp_path, {name: lambda: new_figure(1.0) for name in ("inputs", "failures")})
    assert [file.name for file in first] == ["inputs.svg", "failures.svg"]
    write_narrow(tmp_path, {"inputs": lambda: new_figure(1.0)})
    assert [file.exists() for file in first] == [True, False]
