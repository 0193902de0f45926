from pathlib import Path

import jsonschema
import pytest

from sim.scenario.json_schema import FILE, scenario_schema, schema_text
from sim.scenario.source import parse, values
from tests.unit.scenario.example import TOWN, changed

ROOT = Path(__file__).parents[3]


def complaints(text: str) -> list[str]:
    found = jsonschema.Draft202012Validator(scenario_schema()).iter_errors(values(parse(text, "f.yaml")))
    return [error.json_path for error in found]


def test_the_kept_schema_is_current() -> None:
    assert (ROOT / FILE).read_text(encoding="utf-8") == schema_text(), "run: python -m sim.scenario.json_schema"


def test_the_schema_is_one_and_accepts_a_whole_scenario() -> None:
    jsonschema.Draft202012Validator.check_schema(scenario_schema())
    assert complaints(TOWN) == []
    assert complaints("extends: base.yaml\nname: thin\n") == []


OF_OTHER_FORMS = ("studies", "mornings")
"""Folders of study files and replan files."""
SCENARIOS = sorted(one for one in (ROOT / "scenarios").rglob("*.yaml") if one.parent.name not in OF_OTHER_FORMS)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.name)
def test_the_schema_accepts_every_scenario_of_the_repository(file: Path) -> None:
    assert complaints(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("length: 14 d", "length: 14", "$.horizon.length"),
        ("settle_in: 15 min", "settle_in: 15 mn", "$.repair.alert.settle_in"),
        ("seed: 7", "sed: 7", "$.study"),
        ("timing: arrears", "timing: late", "$.aid.channels.coalition.cadence"),
        ("drone: {damage: 10 %", "drone: {damage: 10", "$.threats.drone.damage"),
    ],
)
def test_an_editor_sees_the_same_mistakes(old: str, new: str, path: str) -> None:
    (found,) = complaints(changed(old, new))
    assert path.startswith(found)
