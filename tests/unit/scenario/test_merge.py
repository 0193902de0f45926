from pathlib import Path
from typing import Any

import pytest

from sim.scenario.load import load_scenario
from sim.scenario.merge import merge
from sim.scenario.schema import Scenario
from sim.scenario.shape import top
from sim.scenario.source import parse, values
from tests.unit.scenario.example import TOWN, changed, loaded, refusal, town


def merged(base: str, over: str) -> Any:
    return values(merge(parse(base, "base"), parse(over, "over"), top(Scenario)))


def test_mappings_merge_key_by_key_and_keep_their_order() -> None:
    base = "study: {seed: 1}\nhorizon: {start: 2026-01-05, length: 7 d}"
    found = merged(base, "horizon: {length: 14 d}\nname: x")
    assert found == {"study": {"seed": 1}, "horizon": {"start": "2026-01-05", "length": "14 d"}, "name": "x"}
    assert list(found) == ["study", "horizon", "name"]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("aid.channels.a.lead", "{lognormal: {median: 3 d, sigma: 0.3}}", "{lognormal: {mean: 3 d}}"),
        ("aid.channels.a.cadence", "{every: 7 d, timing: advance}", "{order_up_to: 3}"),
        ("aid.channels.a.accrual", "{rate: 1/d}", "{pledges: []}"),
        ("attack.waves.a.gap", "{fixed: 3 d, minimum: 1 d}", "{exponential: {mean: 3 d}}"),
        ("attack.city_share", "{uncertain: {fixed: 3 %}, per: wave}", "{uncertain: {fixed: 4 %}}"),
        ("repair.cold_factor", '{"0 degC": 100 %, "5 degC": 90 %}', '{"1 degC": 100 %}'),
        ("repair.frost_fault.share_at", '{"0 degC": 1 %}', '{"-5 degC": 2 %}'),
        ("people.thresholds", "[18 degC, 16 degC]", "[12 degC]"),
        ("compare.plans.p", "{aid.channels.a.lead: {fixed: 7 d}}", "{aid.channels.a.lead: {normal: {}}}"),
    ],
)
def test_a_choice_or_list_is_replaced_whole(path: str, before: str, after: str) -> None:
    keys = path.split(".")
    base, over = ("".join(f"{'  ' * i}{k}:\n" for i, k in enumerate(keys)).rstrip() + " " + v for v in (before, after))
    found, expected = merged(base, over), values(parse(over, "over"))
    assert found == expected


def test_other_parts_merge_however_deep() -> None:
    found = merged("aid: {channels: {a: {item: x, min_lot: 2}}}", "aid: {channels: {a: {min_lot: 3}, b: {item: y}}}")
    assert found == {"aid": {"channels": {"a": {"item": "x", "min_lot": 3}, "b": {"item": "y"}}}}


def test_null_takes_an_inherited_entry_away() -> None:
    found = merged("attack: {waves: {massive: {}, nightly: {}}}", "attack: {waves: {nightly: null}}")
    assert found == {"attack": {"waves": {"massive": {}}}}


def test_a_thin_variant_extends_a_base_and_errors_point_into_it(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    town(tmp_path / "base", changed("settle_in: 15 min", "settle_in: 15 mn"))
    variant = tmp_path / "variant.yaml"
    variant.write_text("extends: base/town.yaml\nname: Variant\nhorizon: {length: 3 wek}\n")
    said = str(refusal(variant))
    assert "base/town.yaml:40:39: error: repair.alert.settle_in: unknown time unit 'mn'; did you mean 'min'?" in said
    assert "variant.yaml:3:19: error: horizon.length: unknown time unit 'wek'; did you mean 'week'?" in said


def test_tables_of_a_base_lie_beside_the_base(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    town(tmp_path / "base")
    variant = tmp_path / "variant.yaml"
    variant.write_text("extends: base/town.yaml\nname: Variant\n")
    found = load_scenario(variant)
    assert found.tables["city.districts"].file == "base/districts.csv"
    assert found.origin("name") == f"{variant}:2"
    assert found.origin("horizon.length") == f"{tmp_path / 'base' / 'town.yaml'}:3"


@pytest.mark.parametrize("typed", ["winter/variant.yaml", "./winter/variant.yaml", "winter/../winter/variant.yaml"])
def test_files_are_named_as_the_user_can_open_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    (tmp_path / "winter" / "base").mkdir(parents=True)
    text = changed("settle_in: 15 min", "settle_in: 15 mn")
    town(tmp_path / "winter" / "base", text, "name,people,buildings\nupper_town,many,120\nlower_town,20000,80\n")
    (tmp_path / "winter" / "variant.yaml").write_text("extends: base/town.yaml\nhorizon: {length: 3 wek}\n")
    monkeypatch.chdir(tmp_path)
    places = [problem.place for problem in refusal(Path(typed)).problems]
    assert {place.file for place in places if place} == {
        typed.removeprefix("./"),
        str(Path(typed).parent / "base" / "town.yaml"),
        str(Path(typed).parent / "base" / "districts.csv"),
    }
    assert all(Path(place.file).is_file() for place in places if place)


def test_what_a_link_extends_is_named_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    town(tmp_path / "far", changed("settle_in: 15 min", "settle_in: 15 mn"))
    (tmp_path / "far" / "variant.yaml").write_text("extends: town.yaml\n")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "far" / "variant.yaml")
    assert str(refusal(tmp_path / "link.yaml")).startswith(f"{(tmp_path / 'far').resolve() / 'town.yaml'}:40:39: ")


def test_a_circle_of_extends_is_refused_naming_the_chain(tmp_path: Path) -> None:
    path = town(tmp_path, "extends: b.yaml\n" + TOWN, b__yaml="extends: c.yaml\n", c__yaml="extends: town.yaml\n")
    assert "town.yaml -> b.yaml -> c.yaml -> town.yaml" in str(refusal(path))
    assert "town.yaml -> town.yaml" in str(refusal(town(tmp_path, "extends: town.yaml\n" + TOWN)))


def test_a_long_chain_of_extends_is_refused(tmp_path: Path) -> None:
    chain = {f"f{i}__yaml": f"extends: f{i + 1}.yaml\n" for i in range(12)}
    assert "more than 8 files" in str(refusal(town(tmp_path, "extends: f0.yaml\n", **chain)))


def test_an_option_sets_one_key_and_leaves_its_neighbours(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        "aid.channels.coalition.cadence.every=2 d",
        "weather.cold_snap={start: 3 d, length: 1 d, shift: -6 K}",
    )
    cadence = found.scenario.aid.channels["coalition"].cadence
    assert cadence is not None
    assert (cadence.every, cadence.timing) == (2880, "arrears")
    assert found.scenario.weather is not None
    assert found.scenario.weather.cold_snap is not None


def test_a_mapping_given_to_an_option_replaces_a_choice_and_merges_into_other_parts(tmp_path: Path) -> None:
    found = loaded(tmp_path, "aid.channels.coalition.lead={fixed: 2 d}", "repair.alert={time_lost: 50 %}")
    assert found.scenario.aid.channels["coalition"].lead.fixed == 2880
    assert found.scenario.repair.alert is not None
    assert (found.scenario.repair.alert.time_lost, found.scenario.repair.alert.settle_in) == (0.5, 15)


def test_null_takes_an_entry_away_by_option_too(tmp_path: Path) -> None:
    found = loaded(tmp_path, "attack.waves.massive=null", "compare.plans.daily=null", "repair.cold_factor.5 degC=null")
    assert found.scenario.attack.waves == {}
    assert list(found.plans) == ["weekly"]
    assert found.scenario.repair.cold_factor == {-20.0: 0.55}


def test_null_leaves_a_key_out_so_that_its_default_holds(tmp_path: Path) -> None:
    found = loaded(
        tmp_path, "repair.alert.settle_in=null", "alerts=null", "repair.dispatch={people: null, order: fifo}"
    )
    assert found.scenario.repair.alert is not None
    assert (found.scenario.repair.alert.settle_in, found.scenario.alerts.background) == (0.0, None)
    assert (found.scenario.repair.dispatch.people, found.scenario.repair.dispatch.order) == (1.0, "fifo")
    assert found.origin("alerts") == "default"


def test_null_is_no_value_for_a_key_that_must_be_there(tmp_path: Path) -> None:
    assert "--set:1:15: error: horizon.start: nothing is not a date" in str(
        refusal(town(tmp_path), "horizon.start=null")
    )


def test_a_choice_that_an_option_spoils_is_shown_at_the_option(tmp_path: Path) -> None:
    said = str(refusal(town(tmp_path), "aid.channels.coalition.lead.fixed=3 d"))
    assert said.startswith("--set:1:29: error: aid.channels.coalition.lead: exactly one law is due here")
    said = str(refusal(town(tmp_path), "threats.drone.severity.light=90 %"))
    assert said.startswith("--set:1:24: error: threats.drone.severity: the shares of the severities must sum to 100 %")


def test_a_choice_that_a_plan_spoils_is_shown_at_the_plan(tmp_path: Path) -> None:
    text = changed("cadence: {every: 1 d}}", "cadence.order_up_to: 5}")
    assert "town.yaml:52:44: error: plan 'daily': aid.channels.coalition.cadence: a cadence takes" in str(
        refusal(town(tmp_path, text))
    )


def test_parts_of_one_thing_may_be_set_by_several_overrides_of_a_plan(tmp_path: Path) -> None:
    text = changed(
        "    daily: {", "    daily: {aid.channels.coalition: {min_lot: 3}, aid.channels.coalition.cadence.first: 0 d, "
    )
    text = text.replace("aid.channels.coalition.cadence: {every: 1 d}", "aid.channels.coalition.cadence.every: 2 d")
    channel = loaded(tmp_path, text=text).plans["daily"].aid.channels["coalition"]
    assert channel.cadence is not None
    assert (channel.min_lot, channel.cadence.first, channel.cadence.every) == (3, 0, 2880)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("attack.waves.nightly=null",
         "--set:1:14: error: there is no 'attack.waves.nightly' to take away; known: massive"),
        ("initial.stock={}", "--set:1:15: error: an empty mapping changes nothing: it is merged into initial.stock"),
        ("aid={}", "--set:1:5: error: an empty mapping changes nothing"),
        ("study.seed", "--set:1:1: error: needs the form key=value"),
        ("study.seed=", "--set:1:1: error: no value after '='"),
        ("=3", "--set:1:1: error: needs a key path"),
        ("study..seed=3", "--set:1:1: error: needs a key path"),
        ("weather.meen=-20 degC", "--set:1:9: error: unknown key 'weather.meen'; did you mean 'mean'?"),
        ("aid.channels.coalicion.min_lot=3",
         "--set:1:14: error: there is no 'aid.channels.coalicion'; did you mean 'coalition'?"),
        ("people.thresholds.0=3 degC", "there are no keys inside"),
        ("city.sources.0.name=x", "--set:1:14: error: city.sources is a list; lists are replaced whole"),
        ("horizon.length.days=3", "horizon.length is a single value here"),
        ("study.seed=*x", "aliases (*name) are not allowed"),
        ("study.seed=[1", "--set:1:14: error: not YAML"),
        ("study.seed=3\nx: 4", "in one line"),
        ("study.seed=\udcff", "not UTF-8"),
        ("a." * 40 + "b=3", "needs a key path"),
        ("extends=x.yaml", "unknown key 'extends'"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_refused_at_its_place(tmp_path: Path, option: str, said: str) -> None:
    assert said in str(refusal(town(tmp_path), option))


def test_a_plan_may_change_only_what_planners_choose(tmp_path: Path) -> None:
    crews = "repair.crews.heat.start: 9, repair.crews: {heat: {sigma: 0.1}}"
    plan = f"    hot: {{weather.mean: 5 degC, study.seed: 3, {crews}}}\n"
    said = str(refusal(town(tmp_path, changed("  reference: weekly", plan + "  reference: weekly"))))
    assert "town.yaml:54:11: error: weather.mean is what we face: a plan cannot change it" in said
    assert "study.seed is fixed" in said
    assert "repair.crews.heat.sigma is what we face" in said
    assert "repair.crews.heat.start is" not in said


@pytest.mark.parametrize(
    "entry", ["damage.severities: {heavy: {}}", "damage.severities.heavy: {}", "damage: {severities: {heavy: {}}}"]
)
def test_a_plan_may_not_add_an_entry_that_is_empty(tmp_path: Path, entry: str) -> None:
    text = changed("  reference: weekly", f"    more: {{{entry}}}\n  reference: weekly")
    assert "is what we face: a plan cannot change it" in str(refusal(town(tmp_path, text)))


def test_a_plan_with_an_unknown_key_points_at_the_word(tmp_path: Path) -> None:
    text = changed("daily: {aid.channels.coalition.cadence", "daily: {aid.chanels.coalition.cadence")
    assert "town.yaml:52:17: error: unknown key 'aid.chanels'; did you mean 'channels'?" in str(
        refusal(town(tmp_path, text))
    )


def test_what_a_base_asks_is_not_what_a_file_on_top_of_it_asks(tmp_path: Path) -> None:
    town(tmp_path, changed("schema_version: 1", "schema_version: 1\ndescription: A?"))
    variant = tmp_path / "variant.yaml"
    variant.write_text("extends: town.yaml\nname: Variant\n")
    assert load_scenario(tmp_path / "town.yaml").scenario.description == "A?"
    assert load_scenario(variant).scenario.description == ""
    variant.write_text("extends: town.yaml\nname: Variant\ndescription: B?\n")
    assert load_scenario(variant).scenario.description == "B?"
