"""What `hearthline describe` says is taken from the code, so nothing is missing."""

import re

from sim.analysis.metrics import METRICS
from sim.model.words import Event
from sim.present import describe


def test_the_order_of_events_is_that_of_the_enum_with_its_meanings():
    lines = describe.order_text().splitlines()[1:]
    assert [line.split()[1] for line in lines] == [kind.name.lower() for kind in Event]
    assert all(len(line.split()) > 4 for line in lines)


def test_every_metric_stands_with_unit_and_meaning():
    text = describe.metrics_text()
    assert all(f"{metric.pattern()} [{metric.unit}]" in text for metric in METRICS.values())


def test_the_sum_over_a_family_and_what_a_metric_covers_are_listed():
    text = describe.metrics_text()
    assert "dispatch_cost, dispatch_cost.CHANNEL [EUR], lower is better, over the whole horizon\n" in text
    assert "building_hours_cold [building-hours], lower is better, from horizon.observe_from on\n" in text


def test_every_key_of_a_scenario_has_a_role_and_a_meaning():
    lines = describe.schema_text().splitlines()
    silent = [line for line in lines if not re.search(r", (face|choose|fixed)\. \S", line)]
    assert silent == []


def test_keys_stand_with_kind_and_default():
    text = describe.schema_text()
    assert "aid.channels.NAME.lead: law of duration, choose." in text
    assert "aid.channels.NAME.cadence.first: random | duration, choose." in text
    assert "aid.channels.NAME.arrives: share or uncertain, default 100 %, face." in text
    assert "attack.waves.NAME.gap.gamma.mean: duration, required, face." in text


def test_laws_and_cadences_name_their_keys():
    assert "  negative_binomial: Counts wider than Poisson." in describe.laws_text()
    assert "  order_up_to: On demand" in describe.cadences_text()


def test_what_files_do_to_each_other_stands_with_the_keys():
    first, *others = describe.schema_text().splitlines()
    assert first.startswith("extends: text, fixed. The scenario file on top of which this one lies")
    assert "`name: null` takes away" in first
    assert any(line.startswith("compare.plans: ") and "`name: null` drops" in line for line in others)
