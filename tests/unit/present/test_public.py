"""Public results: what is planning-sensitive is nowhere in them, and every result says which of the two it is."""

import json
from dataclasses import replace

import pytest

from sim.analysis.aid import AidLine
from sim.analysis.comparison import summarise
from sim.analysis.measures import all_measures
from sim.errors import UsageError
from sim.present.caution import CAUTION, mark
from sim.present.files import figures_of
from sim.present.html import comparison_html
from sim.present.results import ComparisonResult
from tests.unit.analysis.made_up import LAYOUT
from tests.unit.present.shown import CONTEXT, METRICS, result

SENSITIVE = {
    "unengaged",
    "unengaged.teams",
    "unengaged.top_tier",
    "rounds_fired.teams",
    "rounds_fired.top_tier",
    "rounds_used",
    "rounds_used.missile",
    "stockout_hours.missile",
    "first_empty_day.missile",
    "days_of_supply.missile",
    "days_of_supply_mean.missile",
    "days_of_supply_min.missile",
    "final_stock.missile",
    "overflow.missile",
} | {f"leakers_by.{origin}" for origin in ("no_stock", "reserve", "limit", "missed", "no_layer", "given", "rota")}


def public(metrics=METRICS):
    """The made-up result with what is planning-sensitive left out."""
    study, layout = result().study, replace(LAYOUT, public=True)
    return ComparisonResult(summarise(study, layout, None, metrics, 0.95), study, layout, CONTEXT)


def test_metrics_that_tell_of_stock_or_of_a_layer_are_marked():
    assert {name for name, one in all_measures(LAYOUT).items() if one.sensitive} == SENSITIVE


def test_public_results_have_no_metric_series_or_column_that_is_sensitive(tmp_path):
    one = public()
    files = {file.name: file for file in one.save(tmp_path)}
    for name in ("compare.json", "summary.csv", "replications.csv", "series.csv"):
        text = files[name].read_text()
        assert "person_hours_below_16" in text
        for word in (*SENSITIVE, "stock.missile", "at_start", '"used"', '"left"'):
            assert word not in text.replace("ledger_origin.no_stock", ""), (name, word)
    assert not [name for name in files if name.startswith("stock")]
    aid = json.loads(files["compare.json"].read_text())["plans"]["weekly"]["aid"]["missile"]
    assert set(aid) == {"from_before", "accrued", "arrived", "not_arrived", "lost", "aid_days"}
    assert [name for name, _ in figures_of(one)] == ["differences", "buildings-cold"]
    assert not set(one.to_pandas()["metric"]) & SENSITIVE
    assert "stock.missile" not in set(one.series()["series"])


def test_the_same_numbers_stand_in_both(tmp_path):
    whole, part = result().to_json(), public().to_json()
    assert part["headline"] == whole["headline"]
    for plan, told in part["plans"].items():
        for name, numbers in told["metrics"].items():
            assert numbers == whole["plans"][plan]["metrics"][name]
    assert part["differences"]["daily"]["leakers"] == whole["differences"]["daily"]["leakers"]


def test_headline_metrics_that_are_left_out_make_room_for_others():
    assert public().comparison.headline_metrics == tuple(name for name in METRICS if name not in SENSITIVE)
    assert public(("stockout_hours.missile",)).comparison.headline_metrics == (
        "person_hours_below_16",
        "buildings_cold_peak",
        "leakers",
    )


@pytest.mark.parametrize(("made", "word"), [(result, "planning-sensitive"), (public, "public")])
def test_every_result_says_how_far_it_may_be_shown_and_what_it_is_not(made, word):
    one = made()
    foot = mark(word == "public")
    assert foot.casefold().startswith(word)
    told = one.to_json()
    assert (told["sensitivity"], told["caution"]) == (word, CAUTION)
    assert comparison_html(one.comparison).endswith(
        f"<p><small>{foot}</small></p><p><small>{CAUTION}</small></p></div>"
    )
    assert CAUTION in " ".join(str(one).split())


def words_below(figure):
    """What a figure says below itself."""
    return " ".join(" ".join(text.get_text() for text in figure.texts).split())


def test_a_figure_is_marked_only_where_it_draws_what_is_sensitive():
    marked = f"{mark(public=False)} {CAUTION}"
    made = result()
    for figure in (made.plot.stock("missile"), made.plot.differences()):
        assert marked in words_below(figure)
    for figure in (made.plot.cold(), public().plot.differences(), public().plot.cold()):
        assert CAUTION in words_below(figure)
        assert "lanning-sensitive" not in words_below(figure)


def test_the_table_of_aid_tells_no_stock():
    whole, part = str_of(result()), str_of(public())
    assert "in stock at the start" in whole
    assert "used" in whole
    assert "in stock at the start" not in part
    assert "used" not in part
    assert "accrued" in part


def str_of(one):
    """All tables of a result as a page has them."""
    return comparison_html(one.comparison)


def test_a_figure_of_stock_is_refused():
    with pytest.raises(UsageError, match="planning-sensitive and left out of public results"):
        public().plot.stock("missile")


def test_the_sums_of_the_aid_lines_that_stay_cannot_give_the_stock_away():
    hidden = {"at_start", "used", "left"}
    line = AidLine(**dict.fromkeys(AidLine.__dataclass_fields__, 1.0))
    assert set(line.shown_fields(public=False)) - set(line.shown_fields(public=True)) == hidden
    assert set(line.shown_fields(public=False)) == set(AidLine.__dataclass_fields__)
