"""What people get in Python and in notebooks."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sim.errors import UsageError
from sim.present.style import house_style, short
from tests.unit.analysis.made_up import ensemble
from tests.unit.present.shown import HOSTILE, LONG, hostile_result, result


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
    assert html.count("<table>") == 5


def test_figures_are_drawn_without_a_window_and_shown_in_notebooks():
    found = result()
    figures = (found.plot.differences(), found.plot.stock(), found.plot.stock("missile"), found.plot.cold())
    assert all(figure._repr_png_().startswith(b"\x89PNG") for figure in figures)


def test_a_figure_has_a_panel_per_plan_and_labelled_axes():
    figure = hostile_result().plot.cold()
    panels = [axes for axes in figure.axes if axes.axison]
    assert [axes.get_title(loc="left") for axes in panels] == ["weekly", *(short(name) for name in HOSTILE)]
    assert panels[0].get_ylabel() == "buildings"
    assert panels[-1].get_xlabel() == "days from the start"


def test_differences_are_drawn_for_metrics_that_have_means():
    figure = result().plot.differences()
    titles = [axes.get_title(loc="left") for axes in figure.axes if axes.axison]
    assert "Person-hours below 16 degC" in titles
    assert not any("90 %" in title for title in titles)
    assert "million person-hours" in figure.axes[0].get_xlabel()


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


def test_long_names_are_shortened_in_figures():
    assert short(LONG) == "every second Thursday of th\u2026"
    assert short("daily") == "daily"


def test_an_item_that_does_not_exist_is_named_with_the_nearest_right_word():
    with pytest.raises(UsageError, match="did you mean 'missile'"):
        result().plot.stock("missiles")


def test_differences_need_two_plans():
    with pytest.raises(UsageError, match="two plans"):
        result({"weekly": ensemble([1.0, 2.0])}).plot.differences()


def test_the_headline_is_at_hand():
    assert result().headline.startswith("Daily instead of weekly deliveries")
