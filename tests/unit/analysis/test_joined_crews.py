"""Crews that come as aid join their pool and never stand in stock: results say nothing of a stock of them."""

from sim.analysis.measures import all_measures, default_metrics
from sim.study.layout import layout_of
from tests.laws.small import town

TEAMS = {
    "threats": {"drone": {}},
    "repair.crews.heat.joined_by": "team",
    "damage.severities.light.part": "kit",
    "damage.exposure": {"building": "100 %"},
    "defence.layers": {"top": {"against": {"drone": "50 %"}, "uses": "missile"}},
    "aid.channels": {
        f"of_{name}": {"item": name, "accrual": {"rate": "1/d"}, "cadence": {"every": "7 d"}}
        for name in ("team", "kit")
    },
}


def test_items_that_join_have_no_metrics_and_no_series_of_stock():
    layout = layout_of(town(TEAMS))
    names = set(all_measures(layout))
    shown = {column.name for column in layout.columns if layout.shows(column)}
    assert layout.items == ("missile", "kit", "team")
    assert {name for name in names if name.endswith(".team")} == {"given_to_repair.team", "delivered.team"}
    assert {
        "stockout_hours.kit",
        "days_of_supply_mean.kit",
        "overflow.missile",
        "final_stock.kit",
        "rounds_used",
    } <= names
    assert {name for name in shown if "." in name} == {"stock.missile", "stock.kit", "used.missile", "used.kit"}
    assert not any("team" in name for name in default_metrics(layout))


def test_members_keep_their_places_when_one_before_them_is_left_out():
    crews = {"heat": {"start": 1, "work": "5 h", "joined_by": "team"}}
    plans = TEAMS | {"repair.crews": crews, "relief.generators": {"serves": 9, "uses": "generator"}}
    plans |= {"city.feeders": [{"name": "grid"}], "initial.stock": {"generator": 2}}
    plans["city.districts"] = [{"name": "town", "people": 3000, "buildings": 30, "feeder": "grid"}]
    layout = layout_of(town(plans))
    assert layout.items == ("missile", "kit", "team", "generator")
    place = all_measures(layout)["final_stock.generator"].places
    assert place == slice(3, 4)
