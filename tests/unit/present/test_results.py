"""What people get in Python and in notebooks."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sim.analysis.equivalent import Equivalent
from sim.errors import UsageError
from sim.present.html import comparison_html
from sim.present.style import COLOURS, house_style, look_of, wrapped
from tests.unit.analysis.made_up import DAYS, ensemble
from tests.unit.present.shown import HOSTILE, LONG, hostile_result, plan, result


def test_tables_are_data_frames_with_units():
    found = result()
    summary, differences = found.summary(), found.differences()
    assert set(summary["plan"]) == {"weekly", "daily", "every 4 weeks"}
    assert set(differences["plan"]) == {"daily", "every 4 weeks"}
    row = differences[(differences["plan"] == "daily") & (differences["metric"] == "person_hours_below_16")]
    assert row["difference"].item() == pytest.approx(-1.9e6)
    assert row["unit"].item() == "person-hours"
    assert {"mean", "ci_low", "ci_high", "p95", "unit"} <= set(summary.columns)
    assert list(found.to_pandas().columns) == ["plan", "replication", "metric", "value", "unit"]
    assert "stock.missile" in set(found.series()["series"])


def test_a_notebook_shows_html_in_which_every_name_is_escaped():
    html = hostile_result()._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert not any(mark in html for mark in ("\x1b", "\u202e"))
    assert html.count("<table>") == 5 + 1


def test_a_notebook_shows_what_the_tables_on_a_terminal_show():
    banner = "Accrual ends early."
    missile = ensemble(1e6 + np.arange(60.0), stock=60)
    found = result({"weekly": missile, "daily": ensemble(2e6 + np.arange(60.0) ** 2)}, banners=(banner,))
    html = found._repr_html_()
    assert found.comparison.unspent
    assert all(html.count(sentence) == 1 for sentence in (banner, *found.comparison.unspent))
    assert "Where the aid went: missile" in html
    assert "60 simulated worlds per plan." in html
    assert "Every plan met the same 60 worlds." in html
    assert "What it comes from: person-hours below 16 degC" in result()._repr_html_()


def test_a_notebook_shows_the_aid_of_a_single_plan_and_its_number_of_runs():
    html = result({"weekly": plan(0.0, 1, 12)})._repr_html_()
    assert "Where the aid went: missile" in html
    assert "60 simulated worlds per plan." in html
    assert "difference" not in html


def test_a_notebook_shows_how_much_more_aid_a_plan_needs():
    found = result().comparison
    asked = replace(found, equivalents={"daily": Equivalent(0.8, 0.7, 0.9)})
    assert "Aid needed to match weekly" in comparison_html(asked)
    assert "20 % less (10 to 30)" in comparison_html(asked)


def test_a_result_at_a_prompt_is_a_line_or_two():
    found = result()
    assert repr(found) == (
        "Comparison of 'Made up': 3 plans, 60 replications, seed 7\nweekly, daily, every 4 weeks; reference weekly"
    )
    assert repr(found.plot) == "Figures of 'Made up': .differences(), .ledger(), .stock(store), .cold()"
    assert repr(result({"weekly": plan(0.0, 1, 12)})) == "Run of 'Made up': weekly, 60 replications, seed 7"
    for part in (found.comparison, found.study):
        assert "weekly" in repr(part)
        assert len(repr(part)) < 120
    assert not any(mark in repr(hostile_result()) for mark in ("\x1b", "\u202e"))
    assert len(repr(hostile_result())) < 300


def test_a_printed_result_is_its_headline_and_main_table():
    said = str(result())
    assert "Daily instead of weekly deliveries" in said
    assert "Person-hours below 16 degC [" in said
    assert len(said.splitlines()) < 15


def test_what_is_printed_in_a_notebook_is_a_text_as_well(monkeypatch):
    said = str(result())
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    assert str(result()) == said


def test_figures_are_drawn_without_a_window_and_shown_in_notebooks():
    found = result()
    figures = (found.plot.differences(), found.plot.stock(), found.plot.stock("missile"), found.plot.cold())
    assert all(figure._repr_png_().startswith(b"\x89PNG") for figure in figures)


def test_a_figure_has_a_panel_per_plan_and_labelled_axes():
    figure = hostile_result().plot.cold()
    panels = [axes for axes in figure.axes if axes.axison]
    assert [axes.get_title(loc="left") for axes in panels] == ["weekly", *(wrapped(name) for name in HOSTILE)]
    assert panels[0].get_ylabel() == "buildings"
    assert panels[-1].get_xlabel() == "days from 5 January 2026"


def test_a_series_that_no_plan_changes_is_drawn_once_for_every_plan():
    same = plan(0.0, 1, 12)
    figure = result({"weekly": same, "daily": same}).plot.cold()
    (panel,) = [axes for axes in figure.axes if axes.axison]
    assert panel.get_title(loc="left") == "every plan"
    alone = result({"weekly": same}).plot.cold()
    assert [axes.get_title(loc="left") for axes in alone.axes] == ["weekly"]


def test_the_days_of_a_figure_begin_with_the_horizon():
    for axes in result().plot.cold().axes:
        assert axes.get_xlim() == (0.0, DAYS)


def test_differences_are_drawn_for_metrics_that_have_means():
    figure = result().plot.differences()
    titles = [axes.get_title(loc="left") for axes in figure.axes if axes.axison]
    assert "Person-hours below 16 \u00b0C" in titles
    assert not any("90 %" in title for title in titles)
    assert "million person-hours" in figure.axes[0].get_xlabel()
    said = " ".join(text.get_text() for text in figure.texts)
    assert (
        "Not drawn: hours until 90 % of the buildings have heat again (a time that may never come has no mean)" in said
    )


def test_a_metric_that_some_plan_does_not_have_is_told_with_that_plan():
    plans = {"weekly": plan(0.0, 1, 12), "daily": plan(-1.9e6, 2, 84)}
    plans["weekly"].rows[:, :, 6] = 0
    found = result(plans, metrics=("person_hours_below_16", "days_of_supply_min.missile"))
    said = " ".join(text.get_text() for text in found.plot.differences().texts)
    assert "Not drawn: fewest days of supply of missile (undefined for weekly)." in said


def test_a_figure_says_where_it_comes_from():
    found = result()
    for figure in (found.plot.differences(), found.plot.cold(), found.plot.stock()):
        assert any("Made up, seed 7, 60 replications" in text.get_text() for text in figure.texts)


def test_no_two_texts_of_a_figure_overlap():
    metrics = ("buildings_cold_24h_peak", "worst_district_hours_below_12_5", "gini_hours_below_12_5", "leakers")
    plans = {name: plan(1e6 * place, place + 2, 5) for place, name in enumerate(("weekly", *HOSTILE))}
    found = result(plans, None, ("person_hours_below_16", *metrics))
    for figure in (found.plot.differences(), found.plot.cold()):
        canvas = FigureCanvasAgg(figure)
        with house_style():
            canvas.draw()
        renderer = canvas.get_renderer()
        panels = [axes for axes in figure.axes if axes.axison]
        texts = [text for axes in panels for text in (axes._left_title, axes.xaxis.label, axes.yaxis.label)]
        texts += [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
        boxes = [text.get_window_extent(renderer) for text in texts if text.get_text()]
        assert not [(one, other) for one, other in combinations(boxes, 2) if one.overlaps(other)]


def test_no_text_of_a_figure_is_cut_off():
    for figure in (hostile_result().plot.differences(), hostile_result().plot.cold()):
        canvas = FigureCanvasAgg(figure)
        with house_style():
            canvas.draw()
        renderer = canvas.get_renderer()
        for axes in figure.axes:
            if axes.axison:
                box = axes.get_tightbbox(renderer)
                assert box.x0 >= -1
                assert box.y0 >= -1
                assert box.x1 <= figure.bbox.x1 + 1
                assert box.y1 <= figure.bbox.y1 + 1


def test_long_names_are_wrapped_in_figures():
    assert wrapped(LONG) == "every second Thursday of the\nmonth and all of its\nholidays"
    assert wrapped("daily") == "daily"
    assert wrapped("first " * 40 + "last").splitlines()[-2:] == ["\u2026", "first first first first last"]


def test_plans_are_told_apart_by_more_than_their_colour():
    plans = tuple(f"plan {number}" for number in range(40))
    looks = [look_of(plan, plans) for plan in plans]
    assert len({(look.colour, look.marker) for look in looks}) == len(plans)
    assert len({(look.marker, look.line) for look in looks[: 2 * len(COLOURS)]}) == 2 * len(COLOURS)


def test_an_item_that_does_not_exist_is_named_with_the_nearest_right_word():
    with pytest.raises(UsageError, match="did you mean 'missile'"):
        result().plot.stock("missiles")


def test_differences_need_two_plans():
    with pytest.raises(UsageError, match="two plans"):
        result({"weekly": ensemble([1.0, 2.0])}).plot.differences()


def test_the_headline_is_at_hand():
    assert result().headline.startswith("Daily instead of weekly deliveries")
