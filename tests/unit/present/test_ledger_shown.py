"""The tables and the figure of reasons: for a terminal, for tools, for a wall."""

import csv
import io
import json
from itertools import pairwise

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from rich.console import Console

from sim.analysis.answer import TOTAL
from sim.analysis.ledger import ENOUGH_WORLDS
from sim.errors import UsageError
from sim.model.words import Origin, Phase
from sim.present.as_json import json_text
from sim.present.files import figures_of, write_folder
from sim.present.sections import sections_of, why_unsure
from sim.present.style import NARROW, drawn_on, house_style
from sim.present.table import print_comparison
from tests.unit.analysis.made_up import ensemble
from tests.unit.present.cold import DEGREE_HOUR, cold_plan, cold_result
from tests.unit.present.shown import HOSTILE, result


def printed(found, width=100):
    stream = io.StringIO()
    print_comparison(found.comparison, Console(file=stream, width=width, force_terminal=True, color_system=None))
    return stream.getvalue()


def sections(found):
    return {section.title.split(" [")[0]: section for section in sections_of(found.comparison)}


def test_a_planner_reads_why_heat_was_lost_and_why_it_was_not_back():
    text = printed(cold_result())
    assert "Why heat was lost [million person-degree-hours below 18 degC]" in text
    assert "Why heat was not back [million person-degree-hours below 18 degC]" in text
    assert "Why plans differ from weekly [million person-degree-hours below 18 degC]" in text
    assert "Reasons left out of the tables of cold, as 0 or below 0.1 % in every plan: held in" in text


def test_the_tables_of_reasons_have_a_row_for_each_and_a_total():
    found = sections(cold_result())
    lost, back = found["Why heat was lost"], found["Why heat was not back"]
    assert lost.heads == ("reason", "weekly", "daily", "every 4 weeks")
    assert [row[0] for row in lost.rows] == ["no interceptor left", "engaged and missed", "all together"]
    assert [row[0] for row in back.rows] == ["source not restarted", "pipes to refill", "all together"]
    assert lost.rows[-1] == back.rows[-1]


def test_the_table_of_differences_has_both_and_the_total_once():
    section = sections(cold_result())["Why plans differ from weekly"]
    assert section.heads == ("reason", "daily", "every 4 weeks")
    assert [row[0] for row in section.rows] == [
        "heat was lost:",
        " no interceptor left",
        " engaged and missed",
        "heat was not back:",
        " source not restarted",
        " pipes to refill",
        "all together",
    ]
    assert section.rows[1][1].startswith("-")
    assert section.rows[2][1].startswith("+")
    assert section.rows[2][2] == "0.00"


def test_one_plan_has_reasons_and_no_differences():
    found = sections(result({"weekly": cold_plan(20, 30, 10)}))
    assert found["Why heat was lost"].heads == ("reason", "weekly")
    assert not any(title.startswith("Why plans") for title in found)


def test_where_nobody_is_cold_there_is_no_table_of_reasons():
    found = result({"a": ensemble([1.0, 2.0]), "b": ensemble([2.0, 3.0])})
    assert not any(title.startswith("Why") for title in sections(found))
    assert "Reasons" not in printed(found)


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_table_that_is_too_wide_is_printed_in_parts(width):
    plans = {name: cold_plan(20 + place, 30, 10) for place, name in enumerate(("weekly", *HOSTILE))}
    text = printed(result(plans), width)
    assert max(len(line) for line in text.splitlines()) <= width
    table = text[text.index("Why heat was lost") : text.index("Why heat was not back")]
    parts = table.count("no interceptor left")
    assert parts == table.count("all together") == {80: 2, 100: 2, 140: 1}[width]
    assert "\x1b" not in text


def test_no_column_of_a_table_in_parts_is_lost():
    plans = {f"plan {number}": cold_plan(20 + number, 30, 10) for number in range(12)}
    text = printed(result(plans), 80)
    table = text[text.index("Why heat was lost") : text.index("Why heat was not back")]
    assert all(f"plan {number}" in table for number in range(12))
    assert sum(line.count("(") for line in table.splitlines() if "no interceptor" not in line) >= 12


def test_json_holds_means_and_differences_of_every_line():
    found = cold_result()
    ledger = json.loads(json_text(found.to_json()))["ledger"]
    assert list(ledger) == ["unit", "below_c", "by_origin", "by_phase"]
    assert (ledger["unit"], ledger["below_c"]) == ("person-degree-hours", 18.0)
    for table, count in (("by_origin", 7), ("by_phase", 13)):
        assert list(ledger[table]) == ["plans", "differences"]
        assert list(ledger[table]["plans"]) == ["weekly", "daily", "every 4 weeks"]
        assert list(ledger[table]["differences"]) == ["daily", "every 4 weeks"]
        for lines in (*ledger[table]["plans"].values(), *ledger[table]["differences"].values()):
            assert len(lines) == count + 1
            assert list(lines[TOTAL]) == ["mean", "ci_low", "ci_high"]
    moved = ledger["by_origin"]["differences"]["daily"]
    assert moved["no_stock"]["mean"] == found.comparison.ledger.by_origin.differences["daily"]["no_stock"].mean
    assert moved["no_stock"]["ci_high"] < 0.0


def test_json_of_one_run_says_null_where_there_is_no_interval():
    plans = {"a": cold_plan(20, 30, 10, size=1), "b": cold_plan(12, 30, 10, size=1)}
    ledger = json.loads(json_text(result(plans).to_json()))["ledger"]
    assert ledger["by_origin"]["differences"]["b"]["no_stock"]["ci_low"] is None


@pytest.mark.usefixtures("plain_pictures")
def test_files_hold_the_ledger_and_its_figure(tmp_path):
    found = cold_result()
    names = {file.name for file in write_folder(tmp_path, found)}
    assert {"ledger.csv", "ledger.png", "ledger.svg"} <= names
    with (tmp_path / "ledger.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0])[:5] == ["plan", "by", "line", "words", "unit"]
    total = sum(float(row["mean"]) for row in rows if (row["plan"], row["by"]) == ("daily", "phase"))
    assert total == pytest.approx(2 * found.comparison.ledger.by_phase.means["daily"][TOTAL].mean)
    assert len(found.ledger()) == len(rows)


def panels_of(figure):
    return {axes.get_title(loc="left"): axes for axes in figure.axes}


def test_the_figure_has_reasons_in_the_order_of_the_model_and_one_scale():
    panels = panels_of(cold_result().plot.ledger())
    lost, back = panels["Why heat was lost"], panels["Why heat was not back"]
    assert [label.get_text() for label in lost.get_yticklabels()] == [
        "no interceptor left",
        "engaged and missed",
        "all together",
    ]
    assert lost.yaxis_inverted()
    assert lost.get_xlim() == back.get_xlim()
    assert back.get_xlabel().startswith("difference from weekly [million person-degree-hours below 18 \u00b0C]")
    assert "better" in back.get_xlabel()


def test_the_marks_of_the_figure_stand_where_the_differences_are():
    found = cold_result()
    axes = panels_of(found.plot.ledger())["Why heat was lost"]
    marks = [line for line in axes.lines if len(line.get_xdata()) == 1]
    marks = {(line.get_marker(), round(line.get_ydata()[0])): line.get_xdata()[0] for line in marks}
    daily = found.comparison.ledger.by_origin.differences["daily"]
    assert marks["s", 0] == pytest.approx(daily["no_stock"].mean / 1e6)
    assert marks["s", 2] == pytest.approx(daily[TOTAL].mean / 1e6)


def below(figure):
    return " ".join(text.get_text() for text in figure.texts).replace("\n", " ")


def test_a_mark_without_an_interval_is_explained():
    few = {"weekly": cold_plan(20, 30, 10), "daily": cold_plan(12, 32, 9)}
    assert f"Marks without a line: {why_unsure(40)}." in below(result(few).plot.ledger())
    enough = {"weekly": cold_plan(20, 30, 10, ENOUGH_WORLDS), "daily": cold_plan(12, 32, 9, ENOUGH_WORLDS)}
    assert "without a line" not in below(result(enough).plot.ledger())


def one_world_apart():
    """Daily is as weekly but for one world of 200, in which waiting to restart takes far less; and some refilling."""
    usual = {"weekly": cold_plan(20, 30, 10, ENOUGH_WORLDS), "daily": cold_plan(20, 30, 9, ENOUGH_WORLDS)}
    for table, line in (("ledger_origin", Origin.NO_STOCK), ("ledger_phase", Phase.HOLD)):
        usual["daily"].outcomes[table][0, line] -= 2_000_000 * DEGREE_HOUR
    usual["daily"].outcomes["ledger_total"][0] -= 2_000_000 * DEGREE_HOUR
    return result(usual)


def test_a_difference_that_few_worlds_make_up_has_a_mark_and_no_interval_in_tables():
    found = one_world_apart()
    (row,) = (row for row in sections(found)["Why plans differ from weekly"].rows if row[0] == " no interceptor left")
    assert row[1].startswith("-0.0")
    assert row[1].endswith(" (?)")
    assert " ".join(printed(found).split()).count(f"(?): {why_unsure(ENOUGH_WORLDS)}.") == 1
    assert "(?)" not in printed(cold_result())


def test_a_small_difference_that_few_worlds_make_up_is_not_said_to_be_small():
    figure = one_world_apart().plot.ledger()
    drawn = [label.get_text() for label in panels_of(figure)["Why heat was lost"].get_yticklabels()]
    assert "no interceptor left" not in drawn
    assert "seem to differ as little in them, which is not known: no interceptor left." in below(figure)


def test_reasons_that_hardly_differ_are_named_below_the_figure_and_not_drawn():
    """Pipes to refill: the same in both plans, then half."""
    still = {"weekly": cold_plan(20, 30, 10), "daily": cold_plan(12, 30, 10)}
    figure = result(still).plot.ledger()
    drawn = [label.get_text() for label in panels_of(figure)["Why heat was not back"].get_yticklabels()]
    assert drawn == ["source not restarted", "all together"]
    why = "Reasons not drawn, as plans hardly differ in them (at most 2 % of what reaches farthest)"
    assert why in below(figure)
    assert "pipes to refill" in below(figure)
    moving = {"weekly": cold_plan(20, 30, 10), "daily": cold_plan(12, 30, 5)}
    drawn = [
        label.get_text() for label in panels_of(result(moving).plot.ledger())["Why heat was not back"].get_yticklabels()
    ]
    assert drawn == ["source not restarted", "pipes to refill", "all together"]


def test_no_text_of_the_figure_is_cut_off_whatever_plans_are_called():
    plans = {name: cold_plan(20 + place, 30, 10) for place, name in enumerate(("weekly", *HOSTILE))}
    figure = result(plans).plot.ledger()
    canvas = FigureCanvasAgg(figure)
    with house_style():
        canvas.draw()
    renderer = canvas.get_renderer()
    boxes = [axes.get_tightbbox(renderer) for axes in figure.axes]
    boxes += [legend.get_window_extent(renderer) for legend in figure.legends]
    boxes += [text.get_window_extent(renderer) for text in figure.texts]
    for box in boxes:
        assert box.x0 >= -1
        assert box.y0 >= -1
        assert box.x1 <= figure.bbox.x1 + 1
        assert box.y1 <= figure.bbox.y1 + 1
    foot = [*figure.legends, *figure.texts, figure.axes[-1].xaxis.label]
    places = [one.get_window_extent(renderer) for one in foot]
    assert not any(one.overlaps(other) for place, one in enumerate(places) for other in places[place + 1 :])


def test_names_of_reasons_have_room_on_a_phone_where_few_plans_are_compared():
    with drawn_on(NARROW):
        figure = result({"weekly": cold_plan(20, 30, 10), "daily": cold_plan(12, 32, 9)}).plot.ledger()
        canvas = FigureCanvasAgg(figure)
        with house_style():
            canvas.draw()
    for axes in figure.axes:
        places = [label.get_window_extent(canvas.get_renderer()) for label in axes.get_yticklabels()]
        assert all(above.y0 >= below.y1 for above, below in pairwise(places))
        assert any("\n" in label.get_text() for label in axes.get_yticklabels())


def test_there_is_no_figure_of_reasons_without_cold_or_for_one_plan():
    warm = result({"a": ensemble([1.0, 2.0]), "b": ensemble([2.0, 3.0])})
    names = [name for name, _ in figures_of(warm)]
    assert "differences" in names
    assert "ledger" not in names
    with pytest.raises(UsageError, match="nobody is cold"):
        warm.plot.ledger()
    with pytest.raises(UsageError, match="two plans"):
        result({"weekly": cold_plan(20, 30, 10)}).plot.ledger()
