"""Study files: ranges and choices as values of a scenario, and everything that is wrong at its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.load import load_scenario, variant_of
from sim.scenario.study_file import Input, StudyFile, read_study_file

HEAD = "schema_version: 1\n"


def written(tmp_path, text):
    file = tmp_path / "study.yaml"
    file.write_text(HEAD + text)
    return file


@pytest.mark.parametrize(
    ("given_input", "texts"),
    [
        ({"from": "-8 K", "to": "2 K"}, ("-8.0000 K", "-3.0000 K", "2.0000 K")),
        ({"from": "0.3/d", "to": "1.8/d"}, ("0.30000/d", "1.05000/d", "1.80000/d")),
        ({"from": "x 0.5", "to": "x 2"}, ("x 0.50000", "x 1.25000", "x 2.00000")),
        ({"from": 10, "to": 12, "whole": True}, ("10", "11", "12")),
        ({"from": "1 d", "to": "3 d", "whole": True}, ("1 d", "2 d", "3 d")),
        ({"of": ["a", 2, True]}, ("a", "2", "true")),
    ],
)
def test_values_of_an_input_are_texts_of_a_scenario(given_input, texts):
    found = Input(**given_input)
    assert (found.at(0.0), found.at(0.5), found.at(1.0)) == texts


@given(st.floats(0.0, 1.0), st.booleans())
def test_a_value_reads_as_the_number_that_it_was_made_of(share, whole):
    found = Input(**{"from": "10 d", "to": "40 d", "whole": whole})
    number = found.number(found.at(share))
    assert 10.0 <= number <= 40.0
    if whole:
        assert number == min(10 + int(share * 31), 40)
    else:
        assert number == pytest.approx(10.0 + 30.0 * share, abs=1e-4)


def test_whole_numbers_are_equally_likely():
    found = Input(**{"from": 1, "to": 4, "whole": True})
    drawn = [found.at((place + 0.5) / 400) for place in range(400)]
    assert [drawn.count(str(number)) for number in range(1, 5)] == [100] * 4


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("inputs: {a: {form: 1}}", 2, "did you mean 'from'?"),
        ("inputs: {a: {from: 1 K}}", 2, "a range (from, to) or a choice (of)"),
        ("inputs:\n  a: {from: 1 K, to: 2 d}", 3, "both ends need the same unit; found 'K' and 'd'"),
        ("inputs:\n  a: {from: 2 K, to: 1 K}", 3, "must be above the low end"),
        ("inputs:\n  a: {from: cold, to: 1 K}", 3, "is not a number with a unit"),
        ("inputs:\n  a: {from: 1.5, to: 3, whole: true}", 3, "are whole numbers"),
        ("inputs:\n  a: {of: [x]}", 3, "two values or more"),
        ("inputs:\n  a: {of: [x, y], to: 3}", 3, "not both"),
        ("inputs: {a: {of: [1, 2]}}\ndesign: sobl", 3, "did you mean 'sobol'?"),
        ("inputs: {a: {of: [1, 2]}}\ndesign: sobol\npoints: 100", 4, "for example 64 or 128"),
        ("inputs: {a: {of: [1, 2]}}\nstandard: {metric: x}", 3, "one limit: at_most or at_least"),
        ("inputs: {}", 2, "inputs"),
        ("inputs: {a: {of: [1, 2]}}\npionts: 3", 3, "did you mean 'points'?"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(tmp_path, text, line, said):
    with pytest.raises(ScenarioError) as refused:
        read_study_file(written(tmp_path, text))
    assert said in str(refused.value)
    assert refused.value.problems[0].place.line == line


def test_futures_are_counted_by_the_design():
    inputs = {key: {"of": [1, 2]} for key in "abc"}
    counts = [StudyFile(schema_version=1, inputs=inputs, points=64, design=one).futures for one in DESIGNS]
    assert counts == [64, 320, 256]


DESIGNS = ("latin_hypercube", "sobol", "morris")


@pytest.mark.parametrize("setting", ["weather.mean=-3 degC", "initial.stock.top_tier_missile=5", "weather.cycle=null"])
def test_a_variant_is_what_loading_with_its_settings_gives(setting):
    base = load_scenario("scenarios/tiny.yaml")
    whole = load_scenario("scenarios/tiny.yaml", [setting])
    assert variant_of(base, [setting], list(base.plans)).scenario_id == whole.scenario_id
    assert list(variant_of(base, [setting], ["weekly"]).plans) == ["weekly"]


def test_a_variant_that_cannot_be_is_refused_as_when_it_is_loaded():
    base = load_scenario("scenarios/tiny.yaml")
    for setting in ("weather.mean=5 m", "wether.mean=5 degC", "damage.exposure.heat_source=95 %"):
        with pytest.raises(ScenarioError) as whole:
            load_scenario("scenarios/tiny.yaml", [setting])
        with pytest.raises(ScenarioError) as variant:
            variant_of(base, [setting], list(base.plans))
        assert str(variant.value) == str(whole.value)
