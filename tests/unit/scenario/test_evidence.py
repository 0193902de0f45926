"""Evidence is about keys that exist, and is not lost or left behind when files and options change them."""

from pathlib import Path

import pytest

from sim.scenario.load import load_scenario
from tests.unit.scenario.example import loaded, refusal, town

ABOUT = "evidence: {%s: {from: x, confidence: quoted}}\n"


def variant(folder: Path, text: str) -> Path:
    """A file that extends the whole scenario."""
    town(folder)
    path = folder / "variant.yaml"
    path.write_text(f"extends: town.yaml\nname: Variant\n{text}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "key",
    [
        "aid", "aid.channels", "aid.channels.coalition.lead", "aid.channels.coalition.lead.lognormal.median",
        "weather.cold_snap",
        "attack.waves.massive.size.drone", "repair.cold_factor", "city.districts", "people",
        "damage.exposure.heat_source",
    ],
)  # fmt: skip
def test_evidence_may_be_about_any_key_of_the_schema_and_any_name_of_the_scenario(tmp_path: Path, key: str) -> None:
    assert key in load_scenario(variant(tmp_path, ABOUT % key)).scenario.evidence


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("wether", "evidence for 'wether', and there is no such key; did you mean 'weather'?"),
        ("weather.meen", "evidence for 'weather.meen', and there is no such key; did you mean 'mean'?"),
        ("aid.channels.coalicion",
         "evidence for 'aid.channels.coalicion', and there is no such key; did you mean 'coalition'?"),
        ("aid.channels.coalition.leed", "there is no such key; did you mean 'lead'?"),
        ("weather.mean.x", "evidence for 'weather.mean.x'"),
        ("city.districts.people", "evidence for 'city.districts.people'"),
        ("'.weather'", "evidence for ''"),
        ("weather..mean", "evidence for 'weather.'"),
    ],
)  # fmt: skip
def test_evidence_for_a_key_that_is_not_there_is_refused(tmp_path: Path, key: str, said: str) -> None:
    found = str(refusal(variant(tmp_path, ABOUT % key)))
    assert found.startswith(f"{tmp_path / 'variant.yaml'}:3:12: error: this is evidence for")
    assert said in found


def test_evidence_of_a_base_may_be_about_what_the_file_on_top_takes_away(tmp_path: Path) -> None:
    text = "evidence:\n  attack.waves.massive: {from: x, confidence: quoted}\n"
    base = variant(tmp_path, text)
    over = tmp_path / "over.yaml"
    over.write_text("extends: variant.yaml\nattack: {waves: {massive: null}}\n", encoding="utf-8")
    assert load_scenario(over).scenario.attack.waves == {}
    assert load_scenario(base, ["attack.waves.massive=null"]).scenario.attack.waves == {}


def test_evidence_given_as_an_option_is_looked_at_too(tmp_path: Path) -> None:
    loaded(tmp_path, "evidence={repair.refill: {from: x, confidence: quoted}}")
    option = "evidence={repair.refil: {from: x, confidence: quoted}}"
    assert "--set:1:11: error: this is evidence for 'repair.refil'" in str(refusal(town(tmp_path), option))
