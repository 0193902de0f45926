"""Why people were cold: lines, totals, differences and their intervals."""

import math

import numpy as np
import pytest

from sim.analysis.answer import TOTAL, Part
from sim.analysis.intervals import interval
from sim.analysis.ledger import ENOUGH_WORLDS, accounts_of, ledger_of, ledger_rows
from sim.analysis.measures import all_measures
from sim.analysis.reasons import ORIGIN_WORDS, PHASE_WORDS, origin_words, phase_words
from sim.analysis.registry import Runs
from sim.model.words import Origin, Phase
from tests.unit.analysis.made_up import LAYOUT, outcomes
from tests.unit.present.cold import DEGREE_HOUR, cold_result


def runs_of(origins, phases=None, **fields):
    """Outcomes with lines of the ledger in person-degree-hours, one row per run."""
    rows = outcomes(np.zeros(len(origins)), **fields)
    rows["ledger_origin"][:, : len(origins[0])] = DEGREE_HOUR * np.array(origins)
    rows["ledger_phase"][:, 1:3] = DEGREE_HOUR * np.array(phases or [(sum(line), 0) for line in origins])
    rows["ledger_total"] = rows["ledger_origin"].sum(axis=1)
    return Runs(rows, LAYOUT)


def test_every_reason_has_words_of_its_own_and_stands_in_the_order_of_the_model():
    assert list(ORIGIN_WORDS) == list(Origin)
    assert list(PHASE_WORDS) == [phase for phase in Phase if phase != Phase.WARM]
    words = [*origin_words().values(), *phase_words().values()]
    assert len(set(words)) == len(words)
    assert all(len(said) <= 20 and said == said.lower().strip() for said in words)


def test_metrics_of_the_ledger_say_the_same_words():
    measures = all_measures(LAYOUT)
    assert measures["ledger_origin.no_stock"].noun == "person-degree-hours put down to no interceptor left"
    assert measures["ledger_phase.crew"].noun == "person-degree-hours put down to waiting for a crew"
    assert measures["leakers_by.missed"].noun == "leakers put down to engaged and missed"


def test_lines_are_means_over_runs_of_residents_who_are_present():
    ledger = ledger_of({"a": runs_of([(4, 6), (8, 2)], departed=0.5)}, "a", 0.95)
    assert ledger.level_c == 18.0
    found = ledger.by_origin.means["a"]
    assert (found["no_stock"].mean, found["reserve"].mean, found[TOTAL].mean) == (3.0, 2.0, 5.0)
    assert ledger.by_phase.means["a"]["lost"].mean == 5.0
    assert ledger.by_origin.differences == {}


def test_lines_of_means_and_of_differences_sum_to_their_totals():
    comparison = cold_result().comparison
    for _, account, _ in accounts_of(comparison.ledger):
        for table in (account.means, account.differences):
            for lines in table.values():
                total = math.fsum(part.mean for line, part in lines.items() if line != TOTAL)
                assert total == pytest.approx(lines[TOTAL].mean, rel=1e-12)
                assert lines[TOTAL].mean != 0.0


def test_both_accounts_have_the_same_total():
    ledger = cold_result().comparison.ledger
    for plan, lines in ledger.by_origin.means.items():
        assert lines[TOTAL] == ledger.by_phase.means[plan][TOTAL]
    for plan, lines in ledger.by_origin.differences.items():
        assert lines[TOTAL] == ledger.by_phase.differences[plan][TOTAL]


def many(count, seed=1):
    """Lines of so many runs that differ in every world: two origins, normal."""
    return 100.0 + np.random.default_rng(seed).standard_normal((count, 2))


def differences_of(plans, line, confidence=0.9):
    return ledger_of(plans, "a", confidence).by_origin.differences["b"][line]


def bounds(part):
    return part.mean, part.ci_low, part.ci_high


def test_differences_are_paired_and_their_intervals_hold_for_all_plans_and_lines_that_move():
    base, other = many(ENOUGH_WORLDS), many(ENOUGH_WORLDS, seed=2)
    plans = {"a": runs_of(base), "b": runs_of(other), "c": runs_of(base)}
    change = other - base
    # Lines that are not 0 everywhere: no stock, reserve, lost; times two plans. All together: for two plans.
    assert bounds(differences_of(plans, "no_stock")) == pytest.approx(interval(change[:, 0], 0.9, 6), rel=1e-4)
    assert bounds(differences_of(plans, TOTAL)) == pytest.approx(interval(change.sum(axis=1), 0.9, 2), rel=1e-4)


def test_a_line_in_which_no_world_differs_has_no_interval():
    ledger = ledger_of({"a": runs_of(many(200)), "b": runs_of(many(200))}, "a", 0.9)
    assert {line: part for line, part in ledger.by_origin.differences["b"].items() if line != TOTAL} == {
        line: Part(0.0, None, None) for line in ledger.by_origin.lines
    }


def test_a_line_that_rests_on_too_few_worlds_has_no_interval():
    base = many(ENOUGH_WORLDS)
    fewer = {"a": runs_of(base[:-1]), "b": runs_of(many(ENOUGH_WORLDS - 1, seed=2))}
    assert differences_of(fewer, "no_stock").ci_low is None
    assert differences_of(fewer, TOTAL).ci_low is not None
    one_world = base.copy()
    one_world[0, 0] += 1.0
    found = differences_of({"a": runs_of(base), "b": runs_of(one_world)}, "no_stock")
    assert found.mean == pytest.approx(1.0 / ENOUGH_WORLDS)
    assert found.ci_low is None


def test_lines_that_are_next_to_nothing_in_every_plan_are_not_shown():
    large, little = (1000, 0, 999_000), (1, 0, 999_999)
    ledger = ledger_of({"a": runs_of([little, little]), "b": runs_of([large, large])}, "a", 0.95)
    assert ledger.by_origin.shown == ("no_stock", "limit")
    ledger = ledger_of({"a": runs_of([little, little])}, "a", 0.95)
    assert ledger.by_origin.shown == ("limit",)
    assert ledger_of({"a": runs_of([(0, 0), (0, 0)])}, "a", 0.95).by_origin.shown == ()


def test_one_run_has_means_without_intervals_and_no_run_has_none():
    one = ledger_of({"a": runs_of([(4, 6)]), "b": runs_of([(5, 6)])}, "a", 0.95)
    assert one.by_origin.differences["b"]["no_stock"].mean == 1.0
    assert one.by_origin.differences["b"]["no_stock"].ci_low is None
    none = ledger_of({"a": Runs(outcomes([]), LAYOUT)}, "a", 0.95)
    assert none.by_origin.means["a"][TOTAL].mean is None
    assert none.by_origin.shown == ()


def test_rows_have_a_line_for_every_plan_table_and_reason():
    rows = list(ledger_rows(cold_result().comparison.ledger))
    assert len(rows) == 3 * (len(ORIGIN_WORDS) + 1 + len(PHASE_WORDS) + 1)
    row = next(row for row in rows if (row["plan"], row["line"]) == ("daily", "no_stock"))
    assert (row["by"], row["words"], row["unit"]) == ("origin", "no interceptor left", "person-degree-hours")
    assert row["difference"] < 0.0
    assert all(row["difference"] is None for row in rows if row["plan"] == "weekly")
