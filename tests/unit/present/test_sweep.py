"""The verb and the command `sweep`: tables, files, futures that are kept and taken again."""

import json

import pytest

from sim.analysis.futures import sentences_of_futures
from sim.cli import answer
from sim.errors import ScenarioError
from sim.present.card.of_sweep import subject_of_sweep
from sim.present.sweep.regret import notes_of_regret, sections_of_regret
from sim.present.sweep.sections import notes_of_futures, sections_of_futures
from sim.present.sweep.verb import sweep
from tests.unit.present.languages import english_in, texts_of

TINY = "scenarios/tiny.yaml"
EVERY = "aid.channels.coalition.cadence.every"
OVER = [f"{EVERY}=1d,7d", "weather.mean=-6 degC,0 degC"]


def test_a_future_gives_what_a_comparison_of_its_scenario_gives():
    from sim.present.verbs import compare

    swept = sweep(TINY, ["weather.mean=-6 degC,0 degC"], replications=12)
    alone = compare(TINY, replications=12, overrides=["weather.mean=0 degC"])
    found = swept.futures[1].comparison
    assert found.plans == alone.comparison.plans
    for plan in found.plans:
        assert found.summaries[plan] == alone.comparison.summaries[plan]
    assert swept.futures[1].scenario_id == alone.context.scenario_id


@pytest.mark.usefixtures("plain_pictures")
def test_what_a_folder_holds_is_not_run_again(tmp_path, monkeypatch):
    first = sweep(TINY, OVER, replications=8, out=tmp_path).to_json()
    kept = {file: file.stat().st_mtime_ns for file in tmp_path.glob("futures/*/blocks/*.npy")}
    assert len(kept) == 2
    more = sweep(TINY, [OVER[0], "weather.mean=-6 degC,0 degC,3 degC"], replications=8, out=tmp_path)
    assert [future.name for future in more.futures] == [
        "weather mean -6 degC",
        "weather mean 0 degC",
        "weather mean 3 degC",
    ]
    assert more.to_json()["futures"][:2] == first["futures"]
    assert all(file.stat().st_mtime_ns == time for file, time in kept.items())
    assert len(list(tmp_path.glob("futures/*/blocks/*.npy"))) == 3


@pytest.mark.slow
def test_the_command_prints_a_row_for_each_future_and_writes_all(tmp_path, capsys):
    arguments = ["sweep", TINY, "-q", "-n", "8", "--out", str(tmp_path / "out")]
    assert answer([*arguments, "--over", OVER[0], "--over", OVER[1]]) == 0
    said = capsys.readouterr().out
    assert "weather mean -6 degC" in said
    assert "less every 1d" in said
    written = json.loads((tmp_path / "out" / "sweep.json").read_text())
    assert [future["settings"] for future in written["futures"]] == [
        {"weather.mean": "-6 degC"},
        {"weather.mean": "0 degC"},
    ]
    card = json.loads((tmp_path / "out" / "card.json").read_text())
    means = [
        (future["name"], plan, numbers["metrics"]["person_hours_below_16"]["mean"])
        for future in written["futures"]
        for plan, numbers in future["plans"].items()
    ]
    assert [(line["future"], line["plan"], line["estimate"]) for line in card["estimates"]] == means
    assert card["varied"] == {EVERY: "1d, 7d", "weather.mean": "-6 degC, 0 degC"}
    assert set(card["timing"]) == {"every 1d", "every 7d"}
    assert written["axes"][0] == {"key": EVERY, "values": ["1d", "7d"], "role": "choose"}
    assert (tmp_path / "out" / "figures" / "heat-map-person_hours_below_16.png").stat().st_size > 10_000
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "What was varied" in page
    assert page.index(card["mark"]) < page.index("The answer")
    assert page.count("<source media=") == page.count("<figure>") >= 1
    figures = tmp_path / "out" / "figures"
    earlier, by_hand = figures / "heat-map-leakers.png", figures / "heat-map-mine.png"
    earlier.write_bytes((figures / "heat-map-person_hours_below_16.png").read_bytes())
    by_hand.write_bytes(b"\x89PNG my own")
    assert answer(["resume", "-q", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out == said
    assert (earlier.exists(), by_hand.exists()) == (False, True)


@pytest.mark.parametrize(("cold", "count"), [("-6 degC,0 degC", 60), ("-1 degC,9 degC", 8)])
def test_all_that_it_says_is_told_in_every_language(cold, count):
    found = sweep(TINY, [OVER[0], f"weather.mean={cold}"], replications=count)
    said = [*sentences_of_futures(found.futures), *subject_of_sweep(found).could_flip]
    said += [*notes_of_futures(found.futures), *texts_of(sections_of_futures(found.futures))]
    said += [*notes_of_regret(found.futures), *texts_of(sections_of_regret(found.futures))]
    assert english_in(said, ["every 1d", "every 7d", "weather mean degC", "top tier missile"]) == {}


def test_a_future_that_cannot_be_is_named():
    with pytest.raises(ScenarioError, match="future 'weather mean 5 m'"):
        sweep(TINY, ["weather.mean=0 degC,5 m"])
