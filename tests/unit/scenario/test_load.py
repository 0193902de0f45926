# ruff: noqa: E501 - a case per line reads better than a short line
from pathlib import Path

import pytest

from sim.scenario.load import load_scenario
from tests.unit.scenario.example import TOWN, changed, loaded, refusal, town


def test_a_whole_scenario_loads_with_its_plans_and_tables(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    assert found.scenario.horizon.length == 14 * 1440
    assert [district.people for district in found.scenario.city.districts] == [32400, 20000]
    assert found.scenario.city.districts[0].vulnerable == 0.25
    assert list(found.plans) == ["daily", "weekly"]
    cadences = [plan.aid.channels["coalition"].cadence for plan in found.plans.values()]
    assert [cadence.every for cadence in cadences if cadence] == [1440, 10080]
    assert found.tables["city.districts"].rows == 2


def test_a_value_knows_the_file_and_line_it_came_from(tmp_path: Path) -> None:
    found = loaded(tmp_path, "repair.alert.settle_in=20 min")
    assert found.origin("horizon.length") == f"{tmp_path / 'town.yaml'}:3"
    assert found.origin("repair.alert.settle_in") == "--set:1"
    assert found.origin("aid.channels.coalition.on_time") == "default"


@pytest.mark.parametrize("length", ["1 week", "7 d", "168 h", "10080 min", "7.0 d"])
def test_the_same_length_in_other_units_is_the_same_scenario(tmp_path: Path, length: str) -> None:
    text = changed("length: 14 d", f"length: {length}").replace("{every: 7 d}", f"{{every: {length}}}")
    reference = loaded(tmp_path, text=changed("length: 14 d", "length: 7 d"))
    assert loaded(tmp_path, text=text).scenario_id == reference.scenario_id


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Test town", "name: Another name\ndescription: said otherwise"),
        ("{time_lost: 80 %, settle_in: 15 min}", "{settle_in: 0.25 h, time_lost: 80.0 %}"),
        ("from: assumption, confidence: assumption", "from: elsewhere, confidence: quoted"),
        ("dispatch_cost: 25 kEUR", "dispatch_cost: 25000 EUR\n      on_time: 100 %"),
    ],
)
def test_another_way_of_writing_is_the_same_scenario(tmp_path: Path, old: str, new: str) -> None:
    assert loaded(tmp_path, text=changed(old, new)).scenario_id == loaded(tmp_path).scenario_id


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rounds: 2", "rounds: 1"),
        ("daily: {aid.channels.coalition.cadence: {every: 1 d}}", "daily: {aid.channels.coalition.cadence: {every: 2 d}}"),
        ("    daily: {", "    each day: {"),
        ("seed: 7", "seed: 8"),
    ],
)  # fmt: skip
def test_another_value_is_another_scenario(tmp_path: Path, old: str, new: str) -> None:
    assert loaded(tmp_path, text=changed(old, new)).scenario_id != loaded(tmp_path).scenario_id


def test_the_order_of_layers_is_part_of_the_scenario(tmp_path: Path) -> None:
    first = "    mobile_teams: {against: {drone: 80 %}}\n"
    lines = TOWN.replace(first, "").replace("initial:", first + "initial:")
    found = loaded(tmp_path, text=lines)
    assert list(found.scenario.defence.layers) == ["top_tier", "mobile_teams"]
    assert found.scenario_id != loaded(tmp_path).scenario_id


def test_a_table_that_was_only_rewritten_is_the_same_scenario(tmp_path: Path) -> None:
    rewritten = 'people,"name",vulnerable,buildings,exposure\n32400,upper_town,25 %,120,6.0\n20000,lower_town,28 %,80,4'
    path = town(tmp_path, districts=rewritten)
    assert load_scenario(path).scenario_id == loaded(tmp_path).scenario_id


def test_changed_rows_of_a_table_are_another_scenario(tmp_path: Path) -> None:
    before = loaded(tmp_path).scenario_id
    rows = "name,people,buildings,exposure,vulnerable\nupper_town,32401,120,6,25 %\nlower_town,20000,80,4,28 %\n"
    assert load_scenario(town(tmp_path, districts=rows)).scenario_id != before


def test_problems_of_files_tables_options_and_plans_are_listed_together(tmp_path: Path) -> None:
    text = changed("every: 1 d", "evry: 1 d").replace("length: 14 d", "length: 14")
    districts = "name,people,buildings\nupper_town,many,120\nlower_town,20000,80\n"
    said = str(refusal(town(tmp_path, text, districts), "study.sed=3", "repair.alert.settle_in=1 hr"))
    for piece in (
        "town.yaml:3:38: error: horizon.length: 14 needs a unit; for example '14 d'",
        "districts.csv:2:12: error: city.districts[1].people: the text 'many' is not a whole number",
        "--set:1:7: error: unknown key 'study.sed'; did you mean 'seed'?",
        "--set:2:24: error: repair.alert.settle_in: unknown time unit 'hr'; did you mean 'h'?",
        "unknown key 'aid.channels.coalition.cadence.evry'; did you mean 'every'?",
    ):
        assert piece in said


def test_a_problem_of_the_base_is_not_repeated_for_every_plan(tmp_path: Path) -> None:
    error = refusal(town(tmp_path, changed("length: 14 d", "length: 14")))
    assert len(error.problems) == 1


def test_a_problem_that_only_a_plan_has_names_the_plan(tmp_path: Path) -> None:
    text = changed(
        "daily: {aid.channels.coalition.cadence: {every: 1 d}}", "daily: {aid.channels.coalition.cadence: {}}"
    )
    error = refusal(town(tmp_path, text))
    assert [problem.path for problem in error.problems] == ["plan 'daily': aid.channels.coalition.cadence"]
    assert str(error).startswith(f"{tmp_path / 'town.yaml'}:52:13: ")


def test_a_broken_table_does_not_raise_doubts_about_the_rest(tmp_path: Path) -> None:
    error = refusal(town(tmp_path, districts="nme,people,buildings\n"))
    assert [problem.message for problem in error.problems] == ["unknown column 'nme'"]


def test_a_plan_is_checked_where_it_differs(tmp_path: Path) -> None:
    reserve = "{defence.layers.top_tier.reserve: {for: drone, keep: 2}}"
    text = changed("daily: {aid.channels.coalition.cadence: {every: 1 d}}", f"daily: {reserve}")
    (problem,) = refusal(town(tmp_path, text)).problems
    assert problem.path == "plan 'daily': defence.layers.top_tier.reserve.for"


def test_what_no_plan_touches_is_there_once(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    daily = found.plans["daily"]
    assert daily.city is found.scenario.city
    assert daily.aid.channels["coalition"].lead is found.scenario.aid.channels["coalition"].lead
    assert daily.aid is not found.scenario.aid


OUT_OF_TIME = [
    ("weather.cold_snap={start: 2026-01-01, length: 4 d, shift: -6 K}", "weather.cold_snap.start: lies before the start"),
    ("attack.regimes.calm={start: 2025-01-07, length: 7 d, factor: x 0.5}", "is the year right?"),
    ("attack.regimes.calm={start_between: [2025-12-01, 2025-12-20], length: 7 d, factor: x 0.5}", "start_between: lies before"),
    ("attack.regimes.calm={start: 2028-01-07, length: 7 d, factor: x 0.5}", "more than a year after the end of the horizon (2026-01-19)"),
    ("attack.regimes.calm={start: 1 d, length: 7 d}", "the key 'factor' is missing: without it the regime changes nothing"),
    ("alerts.listed=[{start: 2025-01-07, end: 2025-01-08}]", "alerts.listed[1].start: lies before the start"),
    ("attack.recorded=[{time: 2025-01-07, threat: drone, count: 3}]", "no row lies in the horizon (2026-01-05 to 2026-01-19)"),
    ("initial.outages=[{start: 2028-01-07}]", "initial.outages[1].start: lies more than a year after the end"),
    ("initial.outages=[{start: 2024-01-07}]", "initial.outages[1].start: lies before the start of the horizon"),
    ("initial.in_transit=[{item: top_tier_missile, units: 1, arrives: 2028-01-07}]", "in_transit[1].arrives: lies more than a year"),
    ("weather.forecast=[{date: 2026-01-04, mean: -6 degC}]", "weather.forecast[1].date: lies before the start"),
    ("weather.forecast=[{date: 2026-01-19, mean: -6 degC}]", "begins at or behind the end of the horizon"),
]  # fmt: skip


@pytest.mark.parametrize("factor", ["0.5", "{uncertain: {uniform: [0.5, x 2]}}"])
def test_a_factor_is_written_with_its_sign_of_multiplication(tmp_path: Path, factor: str) -> None:
    said = str(refusal(town(tmp_path), f"attack.regimes.calm={{start: 1 d, length: 7 d, factor: {factor}}}"))
    assert "0.5 needs a unit; write 'x 0.5'" in said


@pytest.mark.parametrize(("option", "said"), OUT_OF_TIME)
def test_what_lies_far_from_the_horizon_was_not_meant(tmp_path: Path, option: str, said: str) -> None:
    assert said in str(refusal(town(tmp_path), option))


@pytest.mark.parametrize(
    "option",
    [
        "weather.cold_snap={start: 2026-01-01, length: 5 d, shift: -6 K}",
        "attack.regimes.calm={start_between: [2025-12-20, 2026-02-10], length: 7 d, factor: x 0.5}",
        "attack.regimes.calm={start: 2026-03-01, length: 7 d, factor: x 1}",
        "alerts.listed=[{start: 2026-01-04, end: 2026-01-06}]",
        "initial.outages=[{start: 2026-01-03 17:00, end: 2026-01-05 09:00}]",
        "attack.recorded=[{time: 2026-01-01, threat: drone, count: 3}, {time: 2026-01-06, threat: drone, count: 3}]",
    ],
)
def test_what_reaches_into_the_horizon_or_comes_after_it_is_taken(tmp_path: Path, option: str) -> None:
    loaded(tmp_path, option)


def test_a_forecast_may_begin_on_the_last_day_of_the_horizon_which_may_be_cut_short(tmp_path: Path) -> None:
    loaded(tmp_path, "horizon.length=324 h", "weather.forecast=[{date: 2026-01-18, mean: -6 degC}]")


def test_pledges_before_the_start_count_only_for_a_calendar_that_is_running(tmp_path: Path) -> None:
    pledged = "aid.channels.coalition.accrual={pledges: [{date: 2026-01-02, units: 9}]}"
    loaded(tmp_path, pledged)
    said = str(refusal(town(tmp_path), pledged, "aid.begin=switch"))
    assert "pledges[1].date: lies before the start of the horizon (2026-01-05); with aid.begin: switch" in said


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ("{alert: 24 h/d}", "so much alert leaves no time to work"),
        ("{outdoor: -20 degC}", "repair.cold_factor is 0 % there"),
        ("{outdoor: -30 degC}", "repair.cold_factor is 0 % there"),
        ("{outdoor: -10 degC, alert: 2 h/d}", ""),
    ],
)
def test_an_output_is_not_seen_where_no_work_is_possible(tmp_path: Path, seen: str, said: str) -> None:
    path = town(tmp_path)
    options = [
        "repair.alert.time_lost=100 %",
        "repair.cold_factor={0 degC: 100 %, -20 degC: 0 %}",
        f"repair.crews.heat.output={{value: 1/d, observed_at: {seen}}}",
    ]
    if said:
        assert said in str(refusal(path, *options))
    else:
        load_scenario(path, options)


def test_no_more_buildings_are_damaged_than_there_are(tmp_path: Path) -> None:
    work = "damage.severities.light.work=3 h"
    loaded(tmp_path, work, "initial.damaged={buildings: 200, severity: light}")
    said = str(refusal(town(tmp_path), work, "initial.damaged={buildings: 201, severity: light}"))
    assert "--set:2:29: error: initial.damaged.buildings: the city has 200 buildings" in said


def test_some_district_can_be_hit(tmp_path: Path) -> None:
    path = town(tmp_path, districts="name,people,buildings,exposure\nupper_town,1,120,0\nlower_town,1,80,0\n")
    assert "city.districts: every exposure is 0, so nothing could be hit" in str(refusal(path))


def test_kinds_of_waves_are_drawn_after_those_whose_dates_they_avoid(tmp_path: Path) -> None:
    waves = "".join(
        f"    w{number}: {{poisson: 1/d, size: {{drone: 1}}, not_on_dates_of: [w{number + 1}, massive]}}\n"
        for number in range(3)
    )
    last = "    w3: {poisson: 1/d, size: {drone: 1}}\n"
    attack = loaded(tmp_path, text=changed("    massive:\n", waves + last + "    massive:\n")).scenario.attack
    assert attack.order_of_drawing() == ("w3", "massive", "w2", "w1", "w0")


def test_a_missing_file_is_a_problem_with_its_name(tmp_path: Path) -> None:
    assert "nowhere.yaml does not exist" in str(refusal(tmp_path / "nowhere.yaml"))


def test_a_loaded_scenario_at_a_prompt_is_a_line(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    assert repr(found) == f"Scenario {found.scenario.name!r} from {tmp_path / 'town.yaml'}: plans daily, weekly"


@pytest.mark.parametrize(
    ("option", "unheeded"),
    [
        ("aid.channels.coalition.cadence={every: 2 d}", {"daily": True, "weekly": True, "as before": False}),
        ("aid.channels.coalition.cadence.every=2 d", {"daily": True, "weekly": True, "as before": False}),
        ("aid.channels.coalition={cadence: {every: 2 d}}", {"daily": True, "weekly": True, "as before": False}),
        ("aid.channels.coalition={cadence: {every: 2 d}, min_lot: 2}", {"daily": False, "weekly": False}),
        ("aid.channels.coalition.lead=2 d", {"daily": False, "weekly": False, "as before": False}),
        ("compare.plans.daily={aid.channels.coalition.cadence: {every: 2 d}}", {"daily": False, "weekly": False}),
    ],
)
def test_an_option_that_a_plan_sets_itself_is_known(tmp_path: Path, option: str, unheeded: dict[str, bool]) -> None:
    text = changed("  reference: weekly", "    as before: {}\n  reference: weekly")
    found = load_scenario(town(tmp_path, text), [option]).overruled
    assert {plan: found[plan] == (option.partition("=")[0],) for plan in unheeded} == unheeded


def test_an_option_is_heeded_if_a_plan_sets_only_part_of_it(tmp_path: Path) -> None:
    text = TOWN.replace("cadence: {every: 1 d}}", "cadence.first: 0 d}")
    found = load_scenario(town(tmp_path, text), ["aid.channels.coalition.cadence={every: 2 d}"])
    assert found.overruled == {"daily": (), "weekly": ("aid.channels.coalition.cadence",)}
