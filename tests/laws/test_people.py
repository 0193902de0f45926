"""Cold rooms: the ledger's tables, thresholds, days and districts say the same, and without cause nobody is cold."""

import numpy as np
import pytest

from sim.analysis.measures import all_measures, threshold_text
from sim.analysis.registry import Runs
from sim.model.words import Origin, Phase
from sim.study.ensemble import empty_ensemble, keep_outcomes
from sim.study.layout import layout_of
from tests.clocks.random_scenarios import mapping_of, validated
from tests.clocks.runs import begun, compiled, differing
from tests.laws.small import changed, town

ROUNDING = 1e-6
"""Sums of floats in different orders, relative."""


def test_the_ledger_s_total_is_the_sum_of_its_origins_and_the_sum_of_its_phases(ends):
    for run in ends:
        totals = run.outcome()
        assert totals["ledger_total"] == totals["ledger_origin"].sum() == totals["ledger_phase"].sum()
        assert (totals["ledger_origin"] >= 0).all()
        assert (totals["ledger_phase"] >= 0).all()
        assert totals["ledger_phase"][0] == 0, "warm is no reason to be cold"


def test_the_ledger_is_the_degree_hours_below_its_threshold_up_to_a_unit_per_segment_and_person(ends):
    for run in ends:
        totals = run.outcome()
        count = int(run.of("outage_count"))
        block = run.of("outage.block")[:count]
        people = run.of("outage.buildings")[:count] * run.params["block"]["residents"][0, block]
        half_units = 0.5 * 2 * people.sum()
        exact = 1000.0 * totals["below_degree_min"][:, 0].sum()
        assert abs(totals["ledger_total"] - exact) <= half_units + ROUNDING * exact


def test_hours_below_a_lower_threshold_are_no_more_than_below_a_higher_one(ends):
    for run in ends:
        totals = run.outcome()
        levels = run.scenario.people.thresholds
        minutes, degrees = totals["below_min"], totals["below_degree_min"]
        for index in range(len(levels) - 1):
            slack = ROUNDING * minutes[:, index] + ROUNDING
            assert (minutes[:, index + 1] <= minutes[:, index] + slack).all()
            step = levels[index] - levels[index + 1]
            least = degrees[:, index + 1] + step * minutes[:, index + 1]
            most = degrees[:, index + 1] + step * minutes[:, index]
            assert (degrees[:, index] >= least - step * slack).all()
            assert (degrees[:, index] <= most + step * slack).all()
        assert not minutes[:, len(levels) :].any()


def test_days_and_districts_add_up_to_the_same_person_hours(ends):
    for run in ends:
        days = run.of("day_below_min").sum(axis=0)
        np.testing.assert_allclose(days, run.outcome()["below_min"].sum(axis=0), rtol=ROUNDING, atol=1e-3)


def test_nobody_is_below_a_threshold_longer_than_the_run(ends):
    for run in ends:
        residents = int((run.params["block"]["residents"][0] * run.params["block"]["buildings"][0]).sum())
        observed = run.scenario.horizon.length - run.scenario.horizon.observe_from
        assert (run.outcome()["below_min"].sum(axis=0) <= residents * observed * (1 + ROUNDING)).all()
        past = -min(0, *run.params["past_min"][0])
        assert run.outcome()["longest_spell"] <= past + run.scenario.horizon.length
        assert run.outcome()["cold_peak"] <= run.params["building_count"][0]


def test_people_below_a_threshold_on_the_worst_day_are_no_more_than_there_are(ends):
    for run in ends:
        residents = int((run.params["block"]["residents"][0] * run.params["block"]["buildings"][0]).sum())
        peaks = run.outcome()["people_peak"]
        assert (peaks >= 0.0).all()
        assert (peaks <= residents * (1 + ROUNDING)).all()
        assert (np.diff(peaks) <= ROUNDING * (1 + residents)).all(), "a lower threshold has no more people below it"
        days = run.scenario.horizon.length / 1440.0
        assert (
            run.outcome()["below_min"].sum(axis=0) / 1440.0 <= peaks * -(-days // 1) * (1 + ROUNDING) + ROUNDING
        ).all()


@pytest.mark.parametrize(("hours", "people"), [(13, 0.0), (24, 3000 * (24 - 13.957) / 24), (72, 3000.0)])
def test_the_people_below_a_threshold_on_the_worst_day_are_all_who_are_there_all_day(hours, people):
    # From 20 to 12 degC at -10 degC outside: 45 h x ln(30/22) = 13.957 h.
    outage = [{"start": "0 d", "end": f"{hours} h"}]
    changes = {"horizon.length": f"{max(hours, 24)} h", "initial.outages": outage}
    run = compiled(begun(town(changes | {"city.archetypes.panel.time_constant": "45 h"})))
    place = run.scenario.people.thresholds.index(12.0)
    assert run.outcome()["people_peak"][place] == pytest.approx(people, rel=1e-3)


def test_hours_of_districts_are_those_of_the_city(ends):
    for run in ends:
        layout = layout_of(run.scenario)
        ensemble = empty_ensemble(layout, 1)
        keep_outcomes(run.outcome().reshape(1), ensemble, range(1))
        runs = Runs(ensemble.outcomes, layout)
        measures = all_measures(layout)
        for level in layout.thresholds:
            name = f"person_hours_below_{threshold_text(level)}"
            parts = [measures[f"{name}.{district}"].values(runs)[0] for district, _, _ in layout.districts]
            assert sum(parts) == pytest.approx(measures[name].values(runs)[0], rel=1e-12)


def test_reasons_that_a_scenario_does_not_have_are_exactly_nothing(ends):
    absent = dict.fromkeys(("reserve", "limit", "alert", "cold"), 0)
    for run in ends:
        totals, scenario = run.outcome(), run.scenario
        layers = scenario.defence.layers.values()
        origins, phases = totals["ledger_origin"], totals["ledger_phase"]
        lines = {
            "reserve": (not any(layer.reserve for layer in layers), origins[Origin.RESERVE]),
            "limit": (all(layer.engagements is None for layer in layers), origins[Origin.LIMIT]),
            "alert": (scenario.repair.alert is None, phases[Phase.ALERT]),
            "cold": (scenario.repair.cold_factor is None, phases[Phase.COLD]),
        }
        for name, (is_off, total) in lines.items():
            if is_off:
                absent[name] += 1
                assert total == 0, name
    assert min(absent.values()) > 0, "each reason is off in some scenario"


def test_without_sources_out_for_weeks_that_reason_is_exactly_nothing_and_the_others_are_not():
    cold = 0
    for number in range(40):
        mapping = mapping_of(number)
        for severity in mapping["damage"]["severities"].values():
            severity.pop("source_lost", None)
        totals = compiled(begun(validated(mapping))).outcome()
        assert totals["ledger_phase"][Phase.LOST] == 0
        cold += totals["ledger_total"] > 0
    assert cold > 20


def test_residents_of_blocks_are_the_people_of_the_districts_up_to_one_building(ends):
    for run in ends:
        blocks = int(run.params["block_count"][0])
        people = run.params["block"]["residents"][0, :blocks] * run.params["block"]["buildings"][0, :blocks]
        for number, district in enumerate(run.scenario.city.districts):
            placed = people[run.params["block"]["district"][0, :blocks] == number].sum()
            assert abs(placed - district.people) <= 40


QUIET = {"attack": {}, "initial.outages": [], "alerts": {}}


def test_without_waves_outages_and_failures_nobody_loses_heat_and_nothing_is_used():
    for number in range(60):
        mapping = changed(mapping_of(number), QUIET)
        for given in ("damaged", "cold"):
            mapping["initial"].pop(given, None)
        mapping["damage"].pop("per_building", None)
        if "grid" in mapping["city"]:
            mapping["city"]["grid"] = {"capacity": "x 1"}
        totals = compiled(begun(validated(mapping))).outcome()
        assert totals["used"].sum() == totals["joined"].sum(), "crews may come all the same"
        for name in (
            "threats",
            "leakers",
            "part_area",
            "rounds",
            "cold_area",
            "cold_peak",
            "ledger_total",
            "below_min",
        ):
            assert not totals[name].any(), (number, name)
        assert totals["jobs_started"] == totals["outages"] == 0
        assert totals["first_wave_min"] == run_length(mapping)


def run_length(mapping):
    return validated(mapping).horizon.length


def test_a_layer_that_never_misses_with_rounds_for_all_lets_nobody_through():
    for number in range(60):
        mapping = mapping_of(number)
        sure = {"against": dict.fromkeys(mapping["threats"], "100 %"), "uses": "missile"}
        mapping["defence"] = {"layers": {"sure": sure}}
        mapping["initial"]["stock"] = {"missile": "unlimited"}
        for brought in ("in_transit", "accrued"):
            mapping["initial"].pop(brought, None)
        mapping["aid"] = {}
        totals = compiled(begun(validated(mapping))).outcome()
        assert totals["leakers"].sum() == totals["damaging"] == 0
        assert totals["used"].sum() - totals["given"].sum() == totals["threats"].sum()


def test_thresholds_do_not_change_what_happens():
    for number in range(0, 60, 2):
        mapping = mapping_of(number)
        mapping["repair"]["dispatch"] = {"order": "fifo"}
        few = changed(mapping, {"people.thresholds": ["18 degC"]})
        many = changed(mapping, {"people.thresholds": ["18 degC", "15 degC", "11 degC", "2 degC", "-1 degC"]})
        one, other = (compiled(begun(validated(each))).outcome() for each in (few, many))
        for name in ("ledger_total", "ledger_phase", "ledger_origin", "cold_area", "restored_min", "used", "events"):
            assert np.array_equal(one[name], other[name]), (number, name)
        assert np.array_equal(one["below_min"][:, 0], other["below_min"][:, 0])


def test_looking_more_often_changes_nothing_but_the_rows():
    """Observing closes no segment."""
    for number in range(60):
        mapping = changed(mapping_of(number), {"study.series_step": "1 d"})
        often = changed(mapping, {"study.series_step": "37 min", "study.follow_blocks": [0] if mapping["city"] else []})
        one, other = (compiled(begun(validated(each))) for each in (mapping, often))
        assert differing(one, other) <= {"events", "row", "row_count", "most_events"}


def test_observing_later_changes_no_event():
    for number in range(60):
        mapping = changed(mapping_of(number), {"horizon.observe_from": "0 d"})
        later = changed(mapping, {"horizon.observe_from": "30 h"})
        one, other = (compiled(begun(validated(each))) for each in (mapping, later))
        counted = ("area", "below", "ledger", "empty_first", "cohort.exposure", "lost_to", "centre")
        assert {name for name in differing(one, other) if not any(word in name for word in counted)} == set()
        assert (one.of("below_min") >= other.of("below_min") - 1e-3).all()


def test_a_warmer_winter_never_makes_anybody_colder_where_nothing_else_depends_on_it():
    for number in range(60):
        mapping = mapping_of(number)
        mapping["repair"] = {
            key: part for key, part in mapping["repair"].items() if key in ("refill", "crews", "alert")
        }
        mapping["repair"]["dispatch"] = {"order": "fifo"}
        mapping["initial"].pop("outdoor", None)
        cold, mild = (changed(mapping, {"weather": {"constant": level}}) for level in ("-14 degC", "-9 degC"))
        one, other = (compiled(begun(validated(each))).outcome() for each in (cold, mild))
        assert one["cold_area"] == other["cold_area"]
        assert (other["below_min"] <= one["below_min"] * (1 + ROUNDING) + 1e-3).all(), number
        assert other["ledger_total"] <= one["ledger_total"]


@pytest.mark.parametrize("level", [18, 16, 12, 8])
def test_rooms_that_cool_down_to_a_threshold_exactly_are_never_below_it(level):
    outage = [{"start": "0 d", "end": "60 d"}]
    run = compiled(
        begun(town({"weather": {"constant": f"{level} degC"}, "horizon.length": "60 d", "initial.outages": outage}))
    )
    below = run.outcome()["below_min"].sum(axis=0)
    assert np.isfinite(below).all()
    place = run.scenario.people.thresholds.index(level)
    assert (below[place:] == 0).all()
    assert (below[:place] > 0).all()
