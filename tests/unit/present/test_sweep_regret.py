"""Regret over futures: numbers, table, sentence and plain values, and where there is none."""

from types import SimpleNamespace

import pytest

from sim.analysis.futures import Future
from sim.analysis.regrets import regrets_of
from sim.present.sweep.regret import notes_of_regret, regret_json, sections_of_regret
from sim.present.sweep.verb import sweep

COLD = "person_hours_below_16"


def futures_of(means, direction="lower", half=500.0):
    """Futures with made-up means of some plans: future -> plan -> mean."""
    measure = SimpleNamespace(name=COLD, unit="person-hours", direction=direction)
    found = []
    for name, row in means.items():
        plans = tuple(row)
        summaries = {plan: {COLD: SimpleNamespace(mean=mean)} for plan, mean in row.items()}
        difference = SimpleNamespace(ci_low=-half, ci_high=half)
        comparison = SimpleNamespace(
            plans=plans,
            metrics={COLD: measure},
            headline_metrics=(COLD,),
            summaries=summaries,
            differences={plan: {COLD: difference} for plan in plans[1:]},
        )
        found.append(Future(name, {}, "", comparison))
    return found


SPLIT = {
    "mild": {"daily": 10_000.0, "weekly": 4_000.0, "monthly": 9_000.0},
    "hard": {"daily": 20_000.0, "weekly": 30_000.0, "monthly": 60_000.0},
}


def test_regret_is_what_a_plan_loses_beside_the_best_of_its_future():
    found = regrets_of(futures_of(SPLIT), COLD)
    assert found.found.table.tolist() == [[6_000.0, 0.0, 5_000.0], [0.0, 10_000.0, 40_000.0]]
    assert [found.largest(plan) for plan in found.plans] == [6_000.0, 10_000.0, 40_000.0]
    assert [found.worst_future(plan) for plan in found.plans] == ["mild", "hard", "hard"]
    assert found.least == ("daily",)


def test_where_more_is_better_the_plan_with_most_loses_nothing():
    found = regrets_of(futures_of(SPLIT, "higher"), COLD)
    assert found.found.table.tolist() == [[0.0, 6_000.0, 1_000.0], [40_000.0, 30_000.0, 0.0]]
    assert found.least == ("monthly",)


def test_the_sentence_names_who_loses_least_at_worst_and_who_most():
    first, second = notes_of_regret(futures_of(SPLIT))
    assert first == (
        "If nobody can say which future comes: daily loses least at worst, 6,000 person-hours (mild); "
        "monthly loses up to 40,000 person-hours (hard)."
    )
    assert "may be chance" in second


def test_a_plan_that_is_the_best_everywhere_loses_nothing():
    always = {name: row | {"daily": 1.0} for name, row in SPLIT.items()}
    assert next(notes_of_regret(futures_of(always))).startswith(
        "If nobody can say which future comes: daily has the best mean in all 2 futures and so loses nothing; "
    )
    alike = {name: {"daily": row["daily"], "again": row["daily"]} for name, row in SPLIT.items()}
    assert next(iter(notes_of_regret(futures_of(alike)))) == (
        "If nobody can say which future comes: daily, again have the best mean in all 2 futures and so lose nothing."
    )


def test_the_table_has_a_row_for_each_plan_and_the_ninth_of_ten_futures_where_there_are_ten():
    (section,) = sections_of_regret(futures_of(SPLIT))
    assert section.rows == (("daily", "6,000", "mild"), ("weekly", "10,000", "hard"), ("monthly", "40,000", "hard"))
    many = {f"mild {number}": SPLIT["mild"] for number in range(9)} | {"hard": SPLIT["hard"]}
    (section,) = sections_of_regret(futures_of(many))
    assert section.heads[-1] == "in 9 of 10 futures\nat most"
    assert [row[-1] for row in section.rows] == ["6,000", "0", "5,000"]


@pytest.mark.parametrize(
    "futures",
    [
        futures_of({"mild": SPLIT["mild"]}),
        futures_of({name: {"daily": row["daily"]} for name, row in SPLIT.items()}),
        futures_of(SPLIT, "none"),
        futures_of({"mild": SPLIT["mild"], "hard": SPLIT["hard"] | {"weekly": None}}),
    ],
    ids=["one future", "one plan", "no direction", "a mean that is undefined"],
)
def test_where_there_is_none_nothing_is_said(futures):
    assert regrets_of(futures, COLD) is None
    assert [*sections_of_regret(futures), *notes_of_regret(futures)] == []
    assert regret_json(futures) == {}


def test_a_sweep_tells_it_for_each_headline_metric():
    found = sweep("scenarios/tiny.yaml", ["weather.mean=-12 degC,0 degC"], replications=12).to_json()
    assert next(iter(found["regret"])) == COLD
    told = found["regret"][COLD]
    for plan, row in told["plans"].items():
        futures = [future["plans"] for future in found["futures"]]
        means = [{name: one["metrics"][COLD]["mean"] for name, one in plans.items()} for plans in futures]
        assert row["by_future"] == pytest.approx([one[plan] - min(one.values()) for one in means])
        assert row["largest"] == max(row["by_future"])
    assert told["least"] == [min(told["plans"], key=lambda plan: told["plans"][plan]["largest"])]
