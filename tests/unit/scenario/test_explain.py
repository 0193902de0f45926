from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.evidence import NO_SOURCE
from sim.scenario.explain import explain, outline
from sim.scenario.load import LoadedScenario, load_scenario, variant_of
from sim.scenario.schema import Scenario
from sim.scenario.shape import top
from sim.scenario.source import Node
from tests.unit.scenario.example import TOWN, loaded, town


def test_a_key_is_explained_with_value_unit_origin_meaning_role_and_source(tmp_path: Path) -> None:
    found = explain(loaded(tmp_path), "repair.alert.settle_in")
    assert (found.value, found.unit, found.written) == (15.0, "min", "15 min")
    assert found.origin == f"{tmp_path / 'town.yaml'}:40"
    assert found.meaning.startswith("Time after an alert")
    assert found.role.startswith("face")
    assert (found.source, found.confidence, found.evidence_key) == (
        "public, readings",
        "derived",
        "repair.alert",
    )


def test_the_longest_entry_of_the_evidence_counts(tmp_path: Path) -> None:
    assert explain(loaded(tmp_path), "repair.refill.capacity").evidence_key == "repair"
    assert explain(loaded(tmp_path), "horizon.length").source == ""


def test_a_default_says_so(tmp_path: Path) -> None:
    found = explain(loaded(tmp_path), "aid.channels.coalition.on_time")
    assert (found.origin, found.written) == ("default", "100 %")


def test_a_choice_shows_what_the_file_says(tmp_path: Path) -> None:
    found = explain(loaded(tmp_path), "aid.channels.coalition.lead")
    assert found.written == "{lognormal: {median: 3 d, sigma: 0.3}}"
    assert f"from     {tmp_path / 'town.yaml'}:48" in str(found)


def test_numbers_of_a_part_are_numbers(tmp_path: Path) -> None:
    found = explain(loaded(tmp_path, "repair.dispatch={people: 1, work: 0, urgency: 1.0}"), "repair.dispatch")
    assert found.written == "{people: 1, work: 0, urgency: 1}"
    assert explain(loaded(tmp_path), "damage.severities.light.source_lost").written == "false"


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("aid.channels.coalition.cadence.first", "random"),
        ("initial.stock.top_tier_missile", "unlimited"),
        ("repair.crews.heat.start", "3"),
        ("attack.waves.massive.window", "00:00-06:00"),
        ("defence.layers.top_tier.engagements", "1440/d"),
        ("weather.cold_snap.start", "2026-01-07 12:00"),
    ],
)
def test_a_value_is_written_as_a_file_would(tmp_path: Path, key: str, written: str) -> None:
    options = (
        "initial.stock.top_tier_missile=unlimited",
        "weather.cold_snap={start: 2026-01-07 12:00, length: 1 d, shift: -6 K}",
    )
    assert explain(loaded(tmp_path, *options), key).written == written


def every_key(loaded: LoadedScenario) -> Iterator[str]:
    """Key paths of everything that files say, lists as a whole."""
    for path in below(loaded.tree, ()):
        if all("." not in key for key in path):
            yield ".".join(path)


def below(node: Node, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every key path below a node."""
    for key, child in node.value.items() if isinstance(node.value, dict) else ():
        yield (*path, key)
        yield from below(child, (*path, key))


def test_every_key_that_is_written_is_explained(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    for key in every_key(found):
        assert explain(found, key).origin.startswith(f"{tmp_path / 'town.yaml'}:")


def test_a_table_is_shown_by_its_file(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    assert explain(found, "city.districts").written == "districts.csv (2 rows)"
    assert explain(found, "city").written.startswith("{districts: districts.csv, sources: [{name: upper_plant")


def test_a_key_that_is_a_quantity_is_found_as_the_file_writes_it(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    assert explain(found, "repair.cold_factor.-20 degC").written == "55 %"
    with pytest.raises(ScenarioError, match=r"did you mean 'repair.cold_factor.-20 degC'\?"):
        explain(found, "repair.cold_factor.-2 degC")


def test_a_part_of_several_files_names_them_all(tmp_path: Path) -> None:
    town(tmp_path)
    variant = tmp_path / "variant.yaml"
    variant.write_text("extends: town.yaml\nname: Variant\nrepair: {alert: {settle_in: 5 min}}\n")
    found = load_scenario(variant, ["repair.refill.refill_after=3 h"])
    base = tmp_path / "town.yaml"
    assert explain(found, "repair").origin == f"--set:1, {variant}:3, {base}:36"
    assert explain(found, "repair.alert").origin == f"{variant}:3, {base}:40"


def test_evidence_is_not_put_down_to_a_value_that_replaces_the_one_it_is_about(tmp_path: Path) -> None:
    found = explain(loaded(tmp_path, "repair.alert.settle_in=20 min"), "repair.alert.settle_in")
    entry = f"{tmp_path / 'town.yaml'}:58"
    assert (found.source, found.confidence, found.evidence_key, found.outdated) == ("", "", "", entry)
    assert f"source   none: the evidence at {entry} is about the value that this one replaces" in str(found)
    assert explain(loaded(tmp_path, "repair.alert.settle_in=20 min"), "repair.alert.time_lost").source


def test_a_part_whose_keys_have_several_roles_says_so(tmp_path: Path) -> None:
    roles = {key: explain(loaded(tmp_path), key).role for key in ("repair", "repair.crews", "aid", "study")}
    assert (
        roles["repair"] == roles["repair.crews"] == "face and choose, key by key: plans may differ in what they choose"
    )
    assert roles["aid"].startswith("face, choose and fixed, key by key")
    assert roles["study"].startswith("fixed: ")


def test_without_a_key_all_at_the_top_are_told(tmp_path: Path) -> None:
    lines = outline(loaded(tmp_path)).splitlines()
    assert [line.split()[0] for line in lines] == ["extends", *top(Scenario).known_keys()]
    assert "aid             How aid arrives." in lines
    assert [line.split()[0] for line in lines if line.endswith("(default)")] == [
        key for key in ("extends", *top(Scenario).known_keys()) if key not in yaml_keys(TOWN)
    ]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("crews", "there is initial.crews and repair.crews"),
        ("aid.cadence", "there is aid.channels.NAME.cadence"),
        ("repair.start", "there is repair.crews.NAME.start; or did you mean 'alert'?"),
        ("source", "there is initial.outages[1].source"),
    ],
)
def test_a_key_that_stands_elsewhere_is_found_there(tmp_path: Path, key: str, hint: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        explain(loaded(tmp_path), key)
    assert caught.value.problems[0].hint == hint


def test_what_planners_choose_is_proposed_first_and_the_rest_counted() -> None:
    hint = top(Scenario).hint("start")
    assert hint.startswith("there is repair.crews.NAME.start, ")
    assert hint.endswith(" more")


def yaml_keys(text: str) -> list[str]:
    """Keys at the top of a file."""
    return [line.partition(":")[0] for line in text.splitlines() if line[:1].isalpha()]


def test_the_role_is_said_once(tmp_path: Path) -> None:
    assert explain(loaded(tmp_path), "study.seed").role.startswith("fixed: it shapes the study")


@pytest.mark.parametrize("key", ["repair.alert.settle", "repair.alert.settle_in.x", "city.districts.0", "nothing", ""])
def test_an_unknown_key_is_refused_with_the_nearest(tmp_path: Path, key: str) -> None:
    with pytest.raises(ScenarioError, match="there is no key"):
        explain(loaded(tmp_path), key)


@pytest.mark.parametrize(
    ("key", "written", "line"),
    [
        ("city.districts[1].people", "32400", "districts.csv:3"),
        ("city.districts[2].vulnerable", "28 %", "districts.csv:4"),
        ("city.sources[2].name", "lower_plant", "town.yaml:30"),
        ("compare.plans.weekly.aid.channels.coalition.cadence.every", "7 d", "town.yaml:53"),
        ("evidence.repair.alert.from", "public, readings", "town.yaml:58"),
    ],
)
def test_a_key_path_as_messages_print_it_is_explained(tmp_path: Path, key: str, written: str, line: str) -> None:
    found = explain(loaded(tmp_path), key)
    assert (found.key, found.written, found.origin) == (key, written, str(tmp_path / line))


def test_evidence_for_a_table_covers_its_rows(tmp_path: Path) -> None:
    text = TOWN + "  city.districts: {from: census, confidence: quoted}\n"
    assert explain(loaded(tmp_path, text=text), "city.districts[1].people").source == "census"


@pytest.mark.parametrize(
    ("key", "proposed"),
    [
        ("aid.chanels", "aid.channels"),
        ("aid.channels.coalition.leed", "aid.channels.coalition.lead"),
        ("city.districts[1].peeple", "city.districts[1].people"),
        ("extend", "extends"),
    ],
)
def test_a_proposal_can_be_typed_as_it_stands(tmp_path: Path, key: str, proposed: str) -> None:
    found = loaded(tmp_path)
    with pytest.raises(ScenarioError) as caught:
        explain(found, key)
    assert caught.value.problems[0].hint == f"did you mean '{proposed}'?"
    assert explain(found, proposed).key == proposed


@pytest.mark.parametrize("key", ["city.districts[3]", "city.districts[0].people", "city.districts.people"])
def test_a_list_says_which_positions_it_has(tmp_path: Path, key: str) -> None:
    with pytest.raises(ScenarioError, match=r"known: city.districts\[1\] to city.districts\[2\]"):
        explain(loaded(tmp_path), key)


def test_what_a_file_extends_is_explained_and_how_an_entry_is_dropped(tmp_path: Path) -> None:
    base = town(tmp_path)
    over = tmp_path / "over.yaml"
    over.write_text("name: Over\nextends: town.yaml\ncompare: {plans: {daily: null}}\n", encoding="utf-8")
    found = explain(load_scenario(over), "extends")
    assert (found.written, found.origin) == ("town.yaml", f"{over}:2")
    assert "`name: null` takes away" in found.meaning
    assert list(load_scenario(over).plans) == ["weekly"]
    assert (explain(load_scenario(base), "extends").written, explain(loaded(tmp_path), "extends").origin) == (
        "nothing",
        "default",
    )


def test_a_value_on_top_of_one_with_a_source_has_none(tmp_path: Path) -> None:
    alert = "repair.alert={settle_in: 20 min, time_lost: 10 %}"
    for found in (loaded(tmp_path, alert), variant_of(loaded(tmp_path), [alert], ())):
        evidence = found.scenario.evidence["repair.alert"]
        assert (evidence.from_, evidence.confidence) == (NO_SOURCE, "assumption")


def test_a_source_says_of_which_values_it_is_not(tmp_path: Path) -> None:
    evidence = loaded(tmp_path, "repair.alert.settle_in=20 min").scenario.evidence
    said = "public, readings (not of settle_in: written on top, no source given)"
    assert (evidence["repair.alert"].from_, evidence["repair.alert"].confidence) == (said, "derived")
    assert evidence["repair"].from_ == loaded(tmp_path).scenario.evidence["repair"].from_


def test_a_source_for_the_whole_part_in_the_same_file_is_one_too(tmp_path: Path) -> None:
    town(tmp_path)
    variant = tmp_path / "variant.yaml"
    own = "evidence: {repair: {from: ours, confidence: quoted}}"
    alert = "repair: {alert: {settle_in: 5 min, time_lost: 10 %}}"
    variant.write_text(f"extends: town.yaml\nname: Variant\n{alert}\n{own}\n")
    found = load_scenario(variant).scenario.evidence
    assert "repair.alert" not in found
    assert found["repair"].from_ == "ours"


def test_what_is_said_of_a_source_is_said_once(tmp_path: Path) -> None:
    first = loaded(tmp_path, "repair.alert.settle_in=20 min")
    again = variant_of(first, ["repair.alert.settle_in=10 min"], ())
    assert again.scenario.evidence["repair.alert"].from_ == first.scenario.evidence["repair.alert"].from_


def test_a_morning_lies_on_top_of_what_files_say_of_it(tmp_path: Path) -> None:
    entry = "evidence:\n  initial: {from: old, confidence: quoted}"
    town(tmp_path, TOWN.replace("evidence:", entry))
    morning = tmp_path / "morning.yaml"
    morning.write_text("stock: {top_tier_missile: 4}\n")
    evidence = load_scenario(tmp_path / "town.yaml", [], morning).scenario.evidence["initial"]
    assert evidence.from_ != "old"


def test_an_entry_that_is_no_evidence_is_refused_even_where_its_value_is_replaced(tmp_path: Path) -> None:
    town(tmp_path, TOWN.replace("confidence: derived", "confidence: sure"))
    with pytest.raises(ScenarioError, match=r"evidence.repair.alert.confidence"):
        load_scenario(tmp_path / "town.yaml", ["repair.alert={settle_in: 20 min, time_lost: 10 %}"])


def test_a_value_that_brings_its_own_source_leaves_the_other_alone(tmp_path: Path) -> None:
    town(tmp_path)
    variant = tmp_path / "variant.yaml"
    own = "evidence: {repair.alert.settle_in: {from: ours, confidence: quoted}}"
    variant.write_text(f"extends: town.yaml\nname: Variant\nrepair: {{alert: {{settle_in: 5 min}}}}\n{own}\n")
    found = load_scenario(variant).scenario.evidence
    assert found["repair.alert"].from_ == "public, readings"
    assert found["repair.alert.settle_in"].from_ == "ours"
