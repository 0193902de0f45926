"""Public results: what is planning-sensitive is nowhere in them, and every result says which of the two it is."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import sim
from sim.analysis.aid import AidLine
from sim.analysis.comparison import summarise
from sim.analysis.measures import all_measures
from sim.errors import UsageError
from sim.present.caution import CAUTION, mark, mark_with_option
from sim.present.files import figures_of
from sim.present.html import comparison_html
from sim.present.results import ComparisonResult
from tests.laws.small import ALL_HIT, town
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
    "delivered.missile",
    "given_to_repair.missile",
    "part_wait_hours",
    "jobs_without_part",
} | {f"leakers_by.{origin}" for origin in ("no_stock", "reserve", "limit", "missed", "no_layer", "given", "rota")}


def public(metrics=METRICS):
    """The made-up result with what is planning-sensitive left out."""
    study, layout = result().study, replace(LAYOUT, public=True)
    return ComparisonResult(summarise(study, layout, None, metrics, 0.95), study, layout, CONTEXT)


def test_metrics_that_tell_of_stock_or_of_a_layer_are_marked():
    assert {name for name, one in all_measures(LAYOUT).items() if one.sensitive} == SENSITIVE


@pytest.mark.usefixtures("plain_pictures")
def test_public_results_have_no_metric_series_or_column_that_is_sensitive(tmp_path):
    one = public()
    files = {file.name: file for file in one.save(tmp_path)}
    tables = {name for name in files if name.endswith((".json", ".csv"))}
    assert tables == {
        "compare.json",
        "card.json",
        "report.json",
        "summary.csv",
        "replications.csv",
        "series.csv",
        "ledger.csv",
    }
    for name in tables:
        text = files[name].read_text()
        assert "person_hours_below_16" in text or name in ("ledger.csv", "report.json")
        for word in (*SENSITIVE, "stock.missile", "at_start", '"used"', '"left"', "no_room"):
            assert word not in text.replace("ledger_origin.no_stock", ""), (name, word)
    assert not [name for name in files if name.startswith("stock")]
    aid = json.loads(files["compare.json"].read_text())["plans"]["weekly"]["aid"]["missile"]
    assert set(aid) == {"from_before", "accrued", "arrived", "not_arrived", "lost", "aid_days"}
    assert [name for name, _ in figures_of(one)] == [
        "differences",
        "buildings-cold",
        "cold-hours",
        "indoor-3",
        "came-through",
        "districts",
        "districts-schematic",
        "cost",
    ]
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
    last = mark_with_option(word == "public")
    assert last.startswith(foot[:-1])
    assert comparison_html(one.comparison).endswith(
        f"<p><small>{last}</small></p><p><small>{CAUTION}</small></p></div>"
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


STORES = {
    "aid.begin": "running",
    "aid.stores": {"missile": {"capacity": 3}},
    "aid.hubs": {"hub": {"handles": "3/d"}},
    "aid.channels": {
        "donor": {"item": "missile", "accrual": {"rate": "2.3/d"}, "cadence": {"every": "7 d"}, "arrives": "80 %"},
        "parts": {"item": "kit", "accrual": {"rate": "0.7/d"}, "cadence": {"every": "3 d"}, "via": "hub"},
        "cash": {"item": "shell", "accrual": {"unlimited": True}, "cadence": {"order_up_to": 4, "review": "1 d"}},
    },
    "threats": ALL_HIT,
    "attack.waves": {"raid": {"poisson": "0.6/d", "size": {"drone": {"poisson": {"mean": 4}}}}},
    "damage.exposure": {"building": "100 %"},
    "damage.severities.light.part": "kit",
    "defence.layers": {
        "top": {"against": {"drone": "60 %"}, "uses": "missile"},
        "guns": {"against": {"drone": "40 %"}, "uses": "shell"},
    },
    "initial.stock": {"missile": 2, "kit": 1, "shell": 4},
}
"""Stores that are full, parts that are awaited, a hub, and orders that follow what is used."""


@pytest.fixture(scope="module")
def both():
    """One comparison of two plans twice: whole, and public."""
    plans = {
        "weekly": town(STORES),
        "daily": town(STORES | {f"aid.channels.{name}.cadence": {"every": "1 d"} for name in ("donor", "parts")}),
    }
    return [sim.compare(plans, replications=12, seed=3, public=public) for public in (False, True)]


def test_nothing_public_gives_away_what_stands_in_stores(both):
    whole, part = ([found.to_json()["plans"][plan] for plan in ("weekly", "daily")] for found in both)
    for item in ("missile", "kit", "shell"):
        lines, hidden = [one["aid"][item] for one in part], [one["aid"][item] for one in whole]
        names = sorted(lines[0].keys() - {"aid_days"})
        public = np.array([[line[name] for name in names] for line in lines])
        secrets = {name: [line[name] for line in hidden] for name in ("used", "left", "no_room")}
        secrets["arrived into stock"] = [line["arrived"] for line in hidden] if any(secrets["no_room"]) else [0, 0]
        for name, values in secrets.items():
            told = [s for s in product((-1, 0, 1), repeat=len(names)) if np.allclose(public @ s, values, atol=1e-9)]
            assert not any(values) or not told, (item, name, told)
        for line in lines:
            assert line["from_before"] + line["accrued"] == pytest.approx(line["arrived"] + line["not_arrived"])
    assert whole[0]["aid"]["missile"]["no_room"] > 0.0
    assert whole[0]["metrics"]["part_wait_hours"]["mean"] > 0.0
    assert whole[0]["aid"]["missile"]["lost"] > part[0]["aid"]["missile"]["lost"] > 0.0


def test_a_public_result_keeps_nothing_of_stock_in_python_either(both):
    lines = [line for lines in both[1].comparison.aid.values() for line in lines.values()]
    assert all((one.at_start, one.used, one.left, one.no_room, one.unspent) == (None,) * 5 for one in lines)
    assert not {name.partition(".")[0] for name in both[1].comparison.metrics} & {
        "delivered",
        "given_to_repair",
        "part_wait_hours",
        "jobs_without_part",
        "overflow",
        "final_stock",
    }


def test_the_fields_of_an_aid_line_are_all_shown_or_all_marked():
    line = AidLine(**dict.fromkeys(AidLine.__dataclass_fields__, 1.0))
    assert set(line.shown_fields(public=False)) == set(AidLine.__dataclass_fields__)
    hidden = set(line.shown_fields(public=False)) - set(line.shown_fields(public=True))
    assert {name for name in hidden if getattr(line.in_public(), name) is not None} == set()
