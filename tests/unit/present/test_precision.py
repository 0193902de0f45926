"""A precision is asked for: replications are added, none is run twice, and what came of it is said everywhere."""

from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.present.precisely import said_of_precision
from sim.present.sections import notes_of, said_above
from sim.present.verbs import compare, run
from sim.study import run as running

TINY = Path(__file__).parents[3] / "scenarios" / "tiny.yaml"


@pytest.fixture(name="worlds")
def worlds_run(monkeypatch):
    """Replications in the order in which they are run."""
    seen = []
    block = running.run_block

    def watched(design, replications, *more):
        seen.extend(replications)
        return block(design, replications, *more)

    monkeypatch.setattr(running, "run_block", watched)
    return seen


@pytest.fixture(name="wide")
def wide_precision(worlds):
    return compare(TINY, precision="60 %", max_replications=200)


def without_precision(result):
    return {key: value for key, value in result.to_json().items() if key != "precision"}


def test_results_are_those_of_as_many_replications_from_the_start(wide, worlds):
    count = wide.context.replications
    assert count < 200
    assert sorted(worlds) == list(range(count))
    direct = compare(TINY, replications=count)
    assert without_precision(wide) == direct.to_json()
    for plan, ensemble in wide.study.plans.items():
        other = direct.study.plans[plan]
        assert ensemble.outcomes.tobytes() == other.outcomes.tobytes()
        assert ensemble.days.tobytes() == other.days.tobytes()
        assert ensemble.rows.tobytes() == other.rows.tobytes()


def test_precision_reached_is_said_below_the_tables(wide):
    said = said_of_precision(wide.comparison)
    assert said.startswith(f"Precision reached with {wide.context.replications} replications: differences from")
    assert said in list(notes_of(wide.comparison))
    assert wide.context.precision == said
    assert wide.to_json()["precision"]["reached"] is True


def test_precision_not_reached_is_a_result_in_words_in_tables_json_and_figures(worlds):
    found = compare(TINY, precision=["0.1 %", "1 person-hours"], max_replications=60)
    assert sorted(worlds) == list(range(60))
    said = said_of_precision(found.comparison)
    assert "Precision not reached with 60 replications (the most allowed)" in said
    assert "known to within" in said
    assert "replications would do" in said
    assert f"Note: {said}" in said_above(found.comparison)
    kept = found.to_json()
    assert kept["precision"]["reached"] is False
    assert said in kept["warnings"]
    below = " ".join(text.get_text() for text in found.plot.differences().texts)
    assert "Precision not reached" in below


def test_one_plan_is_asked_for_its_means():
    found = run(TINY, plan="daily", precision="80 %", max_replications=100)
    assert "means to within 80 %" in said_of_precision(found.comparison)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"precision": "2 %", "replications": 5}, "a number or what a precision takes"),
        ({"max_replications": 5}, "goes with --precision"),
        ({"precision": "2 %", "max_replications": 0}, "1 or more"),
        ({"precision": "2 kg"}, "'kg' is not the unit"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_runs(how, said, worlds):
    with pytest.raises(UsageError, match=said):
        compare(TINY, **how)
    assert worlds == []


def test_nobody_who_did_not_ask_hears_of_it():
    found = compare(TINY, replications=3)
    assert found.comparison.precision is None
    assert said_of_precision(found.comparison) == found.context.precision == ""
    assert "precision" not in found.to_json()
