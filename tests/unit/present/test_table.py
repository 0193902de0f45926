"""The tables on a terminal, and in a file that stands in for one."""

import io

import numpy as np
import pytest
from rich.console import Console

from sim.present.table import print_comparison, sections_of
from tests.unit.analysis.made_up import ensemble
from tests.unit.present.shown import hostile_result, result


def printed(found, width=100, **settings):
    stream = io.StringIO()
    print_comparison(found.comparison, Console(file=stream, width=width, **settings))
    return stream.getvalue()


def test_the_reference_comes_first():
    plans = {"daily": ensemble([1.0, 3.0]), "weekly": ensemble([2.0, 2.0])}
    found = result(plans)
    lines = next(sections_of(found.comparison)).lines
    assert [line.plan for line in lines] == ["daily", "weekly"]
    assert [line.difference.split()[0] for line in lines] == ["reference", "0"]


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


def test_a_pipe_gets_a_hundred_columns_and_no_colour():
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
    assert "50 simulated runs per plan" in text


def test_why_there_is_no_split_is_said():
    found = result({"a": ensemble([1.0, 2.0]), "b": ensemble([2.0, 4.0])}, {}, no_split={"b": "it orders on demand"})
    assert "No split into earlier aid and larger lots for b: it orders on demand." in printed(found)


def test_no_number_is_written_as_nan():
    assert "nan" not in printed(result({"a": ensemble([1.0]), "b": ensemble([2.0])})).lower()
