"""Where a scenario has hubs, results say what waits there; where it has none, they say nothing of hubs."""

import shutil
from pathlib import Path

import pytest

import sim
from sim.present.sections import sections_of

SCENARIOS = Path(__file__).parents[3] / "scenarios"
PLANS = """\
extends: tiny.yaml
name: Tiny hub
aid:
  hubs: {vilnius: {handles: 1/d, onward: 1 d}}
compare:
  plans:
    weekly: {aid.channels.coalition.cadence: {every: 7 d}, aid.channels.coalition.via: vilnius}
    daily: {aid.channels.coalition.cadence: {every: 1 d}, aid.channels.coalition.via: vilnius}
"""


@pytest.fixture(scope="module", name="by_hub")
def compared_by_hub(tmp_path_factory):
    file = tmp_path_factory.mktemp("hub") / "hub.yaml"
    file.write_text(PLANS, encoding="utf-8")
    shutil.copy(SCENARIOS / "tiny.yaml", file.parent)
    return sim.compare(file, replications=8)


@pytest.fixture(scope="module", name="straight")
def compared_straight():
    return sim.compare(SCENARIOS / "tiny.yaml", replications=3)


def test_the_aid_table_and_the_json_say_what_waits_at_the_hub(by_hub):
    (table,) = (one for one in sections_of(by_hub.comparison) if one.title.startswith("Where the aid went"))
    place = table.heads.index("at the\nhub")
    lines = by_hub.to_json()["plans"]["daily"]["aid"]["top_tier_missile"]
    assert lines["at_hub"] > 0
    shown = {row[0]: row[place] for row in table.rows}
    assert float(shown["daily"]) == pytest.approx(lines["at_hub"], abs=0.06)
    assert lines["from_before"] + lines["accrued"] == pytest.approx(lines["arrived"] + lines["not_arrived"])
    assert lines["not_arrived"] >= lines["at_hub"] + lines["lost"]


def test_metrics_and_series_of_hubs_are_there(by_hub):
    names = set(by_hub.to_json()["plans"]["daily"]["metrics"])
    assert {"at_hub.top_tier_missile", "days_at_hub.top_tier_missile", "hub_busy_share.vilnius"} <= names
    assert "at_hub.top_tier_missile" in [column.name for column in by_hub.layout.columns]


def test_calendars_by_a_hub_are_the_same_aid_and_get_a_split(by_hub):
    assert by_hub.comparison.same_aid is None
    assert by_hub.comparison.differences["daily"]["person_hours_below_16"].cadence is not None


def test_without_hubs_nothing_is_said_of_them(straight):
    content = str(straight.to_json())
    assert "hub" not in content
    assert all("at the\nhub" not in section.heads for section in sections_of(straight.comparison))
    assert not any("hub" in column.name for column in straight.layout.columns)
