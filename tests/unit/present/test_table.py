"""The tables on a terminal, and in a file that stands in for one."""

import io

import numpy as np
import pytest
from rich.console import Console

from sim.present.sections import sections_of
from sim.present.table import main_text, print_comparison
from tests.unit.analysis.made_up import ensemble
from tests.unit.present.shown import hostile_result, plan, result

TITLES = ("Person-hours below 16 degC", "Share of crew")


def printed(found, width=100, **settings):
    stream = io.StringIO()
    print_comparison(found.comparison, Console(file=stream, width=width, **settings))
    return stream.getvalue()


def test_the_reference_comes_first():
    plans = {"daily": ensemble([1.0, 3.0]), "weekly": ensemble([2.0, 2.0])}
    found = result(plans)
    section = next(sections_of(found.comparison))
    difference = section.heads.index("difference\n(95 % interval)")
    assert [row[0] for row in section.rows] == ["daily", "weekly"]
    assert [row[difference].split()[0] for row in section.rows] == ["reference", "0"]


def test_the_table_says_headline_metrics_units_aid_and_split():
    text = printed(result())
    assert text.index("Daily instead of weekly deliveries: 1.9 million fewer") < text.index("Where the aid went")
    assert "Person-hours below 16 degC [million person-hours, lower is better]" in text
    assert "Cost of dispatches [thousand EUR, lower is better]" in text or "[million EUR" in text
    assert "Share of threats stopped [%, higher is better]" in text
    assert "median" in text
    assert "from aid being" in text
    assert "every plan" in text
    assert "reference" in text
    assert "Intervals of differences hold for all plans together (95 %)" in text


@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_line_is_wider_than_the_terminal(width):
    text = printed(hostile_result(), width, force_terminal=True, color_system=None)
    assert max(len(line) for line in text.splitlines()) <= width


def test_a_pipe_gets_a_hundred_columns_and_no_colour(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    text = printed(result(), width=80)
    assert "\x1b" not in text
    assert 80 < max(len(line.rstrip()) for line in text.splitlines()) <= 100


def test_names_of_plans_are_shown_as_they_are_and_do_nothing():
    text = printed(hostile_result(), width=140)
    assert "[bold]" in text or "<script>" in text
    assert not any(mark in text for mark in ("\x1b", "\x07", "\u202e"))
    assert "\\x1b[31mred\\x07" in text


def test_warnings_stand_above_everything():
    text = printed(result({"a": ensemble([1.0, 2.0]), "b": ensemble([2.0, 3.0])}, banners=("Not the same aid.",)))
    assert text.startswith("Note: Not the same aid.")


def test_one_plan_has_no_differences():
    text = printed(result({"weekly": ensemble(np.arange(50.0))}))
    assert "difference" not in text
    assert "50 simulated worlds per plan" in text


def test_why_there_is_no_split_is_said():
    found = result({"a": ensemble([1.0, 2.0]), "b": ensemble([2.0, 4.0])}, {}, no_split={"b": "it orders on demand"})
    assert "No split into earlier aid and larger lots for b: it orders on demand." in printed(found)


def test_no_number_is_written_as_nan():
    assert "nan" not in printed(result({"a": ensemble([1.0]), "b": ensemble([2.0])})).lower()


def test_a_pipe_is_as_wide_as_the_variable_columns_says(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert max(len(line) for line in printed(result(), width=80).splitlines()) <= 80


def lines_of(text, start):
    """The line that begins so and the one below it."""
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(start))
    return lines[place], lines[place + 1]


def test_at_80_columns_an_interval_that_does_not_fit_stands_below_its_number():
    found = result({"weekly": plan(0.0, 1, 12), "every second Thursday": plan(2e5, 3, 3)})
    first, second = lines_of(printed(found, 80, force_terminal=True, color_system=None), "every second Thursday")
    assert "(" not in first
    assert second.split("(")[0].isspace()
    assert second.count(" to ") == 2
    first, second = lines_of(printed(found, 100, force_terminal=True, color_system=None), "every second Thursday")
    assert first.count("(") == 2
    assert second.strip() == ""


ALIKE = ("Deliveries every week, by road through the north", "Deliveries every two weeks, by road through the north")


@pytest.mark.parametrize("width", [80, 100])
def test_long_names_of_plans_are_wrapped_and_stay_distinct(width):
    found = result({name: ensemble(1e6 + np.arange(50.0) * place) for place, name in enumerate(ALIKE, 1)})
    text = printed(found, width, force_terminal=True, color_system=None)
    table = text[text.index("Person-hours below 16 degC [") :]
    names = " ".join(line[:20].strip() for line in table.splitlines()) if width == 80 else " ".join(table.split())
    assert "\u2026" not in text
    assert "two" in names
    assert names.count("north") >= 2


def test_a_long_name_takes_the_room_there_is():
    found = result({name: ensemble([1.0, 2.0 * place]) for place, name in enumerate(ALIKE, 1)})
    text = printed(found, 200)
    assert all(any(line.startswith(name + " ") for line in text.splitlines()) for name in ALIKE)


def test_one_run_is_one_run_in_one_world():
    text = printed(result({"a": ensemble([1.0]), "b": ensemble([2.0])}))
    assert "1 simulated world per plan." in text
    assert "Every plan met the same world." in text


@pytest.mark.parametrize(("worlds", "is_said"), [(1, False), (2, True), (29, True), (30, False)])
def test_intervals_of_few_worlds_are_said_to_be_short(worlds, is_said):
    text = printed(result({"weekly": ensemble(np.arange(float(worlds)))}))
    assert ("Intervals from fewer than 30 worlds may be too short." in text) == is_said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("it orders on demand", "for b and c: each orders on demand."),
        ("its calendars are those of the reference", "for b and c: the calendars are those of the reference."),
        ("differs from 'a' in crews", "for b and c: each differs from 'a' in crews."),
        ("the reference orders on demand", "for b and c: the reference orders on demand."),
    ],
)
def test_why_there_is_no_split_is_said_of_each_of_several_plans(reason, said):
    plans = {name: ensemble([1.0, 2.0 + place]) for place, name in enumerate("abc")}
    text = printed(result(plans, {}, no_split=dict.fromkeys("bc", reason)), 140)
    assert f"No split into earlier aid and larger lots {said}" in text


def test_a_small_difference_between_large_numbers_is_written_in_a_smaller_unit():
    large = 4e6 + np.arange(50.0)
    text = printed(result({"a": ensemble(large), "b": ensemble(large - 4.0 + np.arange(50.0) % 3)}))
    assert "Person-hours below 16 degC [person-hours, lower is better]" in text
    assert "-3.0 (-3.3 to -2.8)" in text


def test_the_main_text_is_the_headline_and_the_first_table(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    found = result().comparison
    text = main_text(found)
    assert found.headline.split(":")[0] in text
    assert "Person-hours below 16 degC [million person-hours, lower is better]" in text
    assert "Where the aid went" not in text


def test_each_plan_may_be_best_or_may_not_unless_neither_can_be_said():
    plans = {"weekly": plan(0.0, 1, 12), "daily": plan(-1.9e6, 1, 12)}
    found = result(plans, metrics=("person_hours_below_16", "crew_busy_share"))
    hours, share = (
        next(part for part in sections_of(found.comparison) if part.title.startswith(title)) for title in TITLES
    )
    assert [(row[0], row[-1]) for row in hours.rows] == [("weekly", "no"), ("daily", "yes")]
    assert [row[-1] for row in share.rows] == ["", ""]
