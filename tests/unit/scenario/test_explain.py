from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.explain import explain
from tests.unit.scenario.example import loaded


def test_a_key_is_explained_with_value_unit_origin_meaning_role_and_source(tmp_path: Path) -> None:
    found = explain(loaded(tmp_path), "repair.alert.settle_in")
    assert (found.value, found.unit, found.written) == (15.0, "min", "15 min")
    assert found.origin == "town.yaml:40"
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
    assert "from     town.yaml:48" in str(found)


@pytest.mark.parametrize("key", ["repair.alert.settle", "repair.alert.settle_in.x", "city.districts.0", "nothing", ""])
def test_an_unknown_key_is_refused_with_the_nearest(tmp_path: Path, key: str) -> None:
    with pytest.raises(ScenarioError, match="there is no key"):
        explain(loaded(tmp_path), key)
