"""Comparisons of made-up plans whose differences are known."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.aid import aid_lines, unspent_in
from sim.analysis.best import not_ruled_out
from sim.analysis.comparison import summarise
from sim.analysis.differences import difference
from sim.analysis.measures import all_measures
from sim.analysis.registry import Runs
from sim.analysis.sample import Sample
from sim.errors import ScenarioError
from sim.world.sizes import ITEMS, STORES
from tests.unit.analysis.made_up import LAYOUT, ensemble, noise, study, winters

COLD = "person_hours_below_16"
MEASURE = all_measures(LAYOUT)[COLD]


def compared(plans, twins=None, reference=None, metrics=(COLD,), **changes):
    return summarise(study(plans, twins, **changes), LAYOUT, reference, metrics, 0.95)


def test_a_difference_is_the_mean_of_paired_differences():
    base = winters()
    found = compared({"daily": ensemble(base), "weekly": ensemble(base + 5000.0 + noise(size=1000.0))})
    difference = found.differences["weekly"][COLD]
    assert difference.mean == pytest.approx(5000.0)
    assert difference.sd == pytest.approx(1000.0)
    assert difference.ci_high - difference.ci_low == pytest.approx(2 * 1.97196 * 1000 / 200**0.5, rel=1e-5)
    assert found.reference == "daily"
    assert "daily" not in found.differences


def test_levels_are_those_of_the_replications():
    found = compared({"daily": ensemble([1.0, 2.0, 3.0, 4.0]), "weekly": ensemble([2.0, 2.0, 2.0, 2.0])})
    summary = found.summaries["daily"][COLD]
    assert (summary.n_defined, summary.mean, summary.median) == (4, 2.5, 2.5)
    assert summary.sd == pytest.approx((5 / 3) ** 0.5)
    assert (summary.p05, summary.p95) == pytest.approx((1.15, 3.85))
    assert found.differences["weekly"][COLD].p_better == 0.625


def test_plans_that_do_the_same_differ_by_exactly_nothing():
    base = winters()
    plans = {"a": ensemble(base), "b": ensemble(base)}
    found = compared(plans, plans)
    for one in found.differences["b"].values():
        assert (one.mean, one.ci_low, one.ci_high) in ((0.0, 0.0, 0.0), (None, None, None))
        assert one.p_better in (0.5, None)


def test_intervals_cover_all_true_differences_together():
    """Four plans against the reference, 400 studies: the intervals hold together in about 95 % of them."""
    generator = np.random.default_rng(11)
    truth = [0.0, 10.0, -20.0, 40.0]
    held = 0
    for _ in range(400):
        base = generator.gamma(2.0, 500.0, 40)
        shared = generator.normal(0.0, 30.0, 40)
        plans = {"reference": base}
        for place, gap in enumerate(truth):
            plans[f"plan {place}"] = base + gap + shared + generator.normal(0.0, 30.0, 40)
        found = differences_of(plans)
        held += all(
            found[f"plan {place}"].ci_low <= gap <= found[f"plan {place}"].ci_high for place, gap in enumerate(truth)
        )
    assert 0.93 <= held / 400 <= 0.985


def test_the_true_best_is_almost_never_ruled_out():
    generator = np.random.default_rng(12)
    kept = 0
    for _ in range(400):
        base = generator.gamma(2.0, 500.0, 30)
        plans = {
            name: base + gap + generator.normal(0.0, 40.0, 30)
            for name, gap in (("best", 0.0), ("close", 2.0), ("close too", 2.0), ("far", 80.0))
        }
        best = best_of(plans)
        kept += "best" in best
        assert "far" not in best
    assert kept / 400 >= 0.95


def differences_of(hours):
    """Differences of one metric, without the rest of a comparison."""
    samples = samples_of(hours)
    return {
        plan: difference(MEASURE, samples, {}, plan, "reference", 0.95, None) for plan in hours if plan != "reference"
    }


def best_of(hours):
    return not_ruled_out(MEASURE, samples_of(hours), 0.95)


def samples_of(hours):
    return {plan: Sample(values, values) for plan, values in hours.items()}


def test_a_plan_without_any_value_is_not_among_the_best_and_costs_the_others_nothing():
    base = winters()
    hours = {"good": base, "bad": base + 1e6, "nowhere": np.full(len(base), np.nan)}
    assert best_of(hours) == ("good",)
    near = {"good": base, "near": base + 1.0 + noise(len(base), size=7.5)}
    assert best_of(near | {"nowhere": hours["nowhere"]}) == best_of(near) == ("good",)
    assert best_of(dict.fromkeys(("a", "b"), hours["nowhere"])) == ()
    never = {"a": np.full(9, np.inf), "b": np.full(9, np.inf)}
    assert not_ruled_out(all_measures(LAYOUT)["restore_90"], samples_of(never), 0.95) == ("a", "b")


def test_the_best_set_follows_the_direction_of_the_metric():
    base = winters()
    fields = {"threats": [[100, 0, 0, 0, 0, 0, 0, 0]]}
    plans = {
        "good": ensemble(base, leakers=[[10, 0, 0, 0, 0, 0, 0, 0]], **fields),
        "bad": ensemble(base + 1e6, leakers=[[30, 0, 0, 0, 0, 0, 0, 0]], **fields),
    }
    found = compared(plans)
    assert found.best[COLD] == ("good",)
    assert found.best["interception_share"] == ("good",)
    assert found.best["buildings_cold_peak"] == ("good", "bad")
    assert "waves" not in found.best


def test_the_split_is_exact_for_equal_lots_at_other_times_and_for_plans_that_are_their_own_twins():
    base = winters()
    early, late, twin = ensemble(base), ensemble(base + 700.0 + noise(size=50.0)), ensemble(base + 300.0)
    moved = compared({"early": early, "late": late}, {"early": twin, "late": twin}).differences["late"][COLD]
    assert (moved.cadence.mean, moved.cadence.ci_low, moved.cadence.ci_high) == (0.0, 0.0, 0.0)
    assert moved.earliness.mean == pytest.approx(moved.mean)
    own = compared({"early": early, "late": late}, {"early": early, "late": late}).differences["late"][COLD]
    assert (own.earliness.mean, own.earliness.ci_low, own.earliness.ci_high) == (0.0, 0.0, 0.0)
    assert own.cadence.mean == own.mean
    assert own.split == "twins"


def test_the_two_parts_add_up_to_the_difference():
    base = winters()
    plans = {"a": ensemble(base), "b": ensemble(base + 900.0 + noise(size=90.0))}
    twins = {"a": ensemble(base + 100.0), "b": ensemble(base + 400.0 + noise(seed=5, size=40.0))}
    found = compared(plans, twins).differences["b"][COLD]
    assert found.cadence.mean == pytest.approx(300.0)
    assert found.earliness.mean == pytest.approx(600.0)


def test_a_plan_without_twin_says_why_it_has_no_split():
    base = winters()
    plans = {"a": ensemble(base), "b": ensemble(base), "c": ensemble(base)}
    found = compared(plans, {"a": plans["a"], "b": plans["b"]}, no_split={"c": "it orders on demand"})
    assert found.differences["c"][COLD].split == "it orders on demand"
    assert found.differences["c"][COLD].cadence is None
    assert found.differences["b"][COLD].split == "twins"


def test_a_share_is_pooled_over_replications():
    threats, leakers = np.zeros((2, 8), int), np.zeros((2, 8), int)
    threats[:, 0], leakers[:, 0] = [1, 9], [1, 0]
    found = compared({"a": ensemble([1.0, 2.0], threats=threats, leakers=leakers)})
    summary = found.summaries["a"]["interception_share"]
    assert summary.mean == 0.9
    assert summary.median == 0.5


def test_a_share_that_is_undefined_in_some_replications_counts_them_not():
    threats = np.zeros((3, 8), int)
    threats[:, 0] = [0, 4, 6]
    summary = compared({"a": ensemble([1.0, 2.0, 3.0], threats=threats)}).summaries["a"]["interception_share"]
    assert (summary.n_defined, summary.mean) == (2, 1.0)


def test_times_that_never_come_have_quantiles_but_no_mean():
    restored = np.full((4, 3), -1)
    restored[:, 0] = [60, 120, 180, -1]
    found = compared(
        {
            "a": ensemble([1.0] * 4, outages=5, restored_min=restored),
            "b": ensemble([1.0] * 4, outages=5, restored_min=-1),
        }
    )
    summary = found.summaries["a"]["restore_50"]
    assert (summary.n_defined, summary.mean, summary.sd, summary.median, summary.p95) == (
        3,
        None,
        None,
        2.5,
        None,
    )
    difference = found.differences["b"]["restore_50"]
    assert difference.mean is None
    assert difference.p_better == 0.125
    assert "no mean" in difference.split


def test_failed_replications_are_left_out_of_every_plan():
    plans = {"a": ensemble([1.0, 2.0, 99.0]), "b": ensemble([2.0, 3.0, 0.0])}
    found = compared(plans, failures={2: "b: too many jobs"})
    assert found.kept == (0, 1)
    assert found.summaries["a"][COLD].mean == 1.5
    assert found.replications == 3


def test_a_study_whose_replications_all_failed_is_still_a_result():
    found = compared({"a": ensemble([1.0]), "b": ensemble([1.0])}, failures={0: "a: too many jobs"})
    assert found.headline == "No replication succeeded."
    assert found.summaries["a"][COLD].mean is None


def test_one_replication_gives_no_interval():
    found = compared({"a": ensemble([1.0]), "b": ensemble([3.0])})
    difference = found.differences["b"][COLD]
    assert (difference.mean, difference.sd, difference.ci_low) == (2.0, None, None)
    assert found.best[COLD] == ("a", "b")


def test_the_order_of_plans_and_the_reference_are_as_asked():
    base = winters()
    found = compared({"a": ensemble(base), "b": ensemble(base + 1.0)}, reference="b")
    assert found.plans == ("a", "b")
    assert found.differences["a"][COLD].mean == pytest.approx(-1.0)


def test_a_reference_that_is_no_plan_is_an_error_with_a_hint():
    with pytest.raises(ScenarioError, match="did you mean 'weekly'"):
        compared({"daily": ensemble([1.0]), "weekly": ensemble([1.0])}, reference="weakly")


def test_aid_is_told_per_plan_and_item_and_adds_up():
    line = compared({"a": ensemble([1.0, 2.0])}).aid["a"]["missile"]
    assert (line.accrued, line.arrived, line.not_arrived, line.used) == (100.0, 80.0, 20.0, 60.0)
    assert (line.left, line.lost, line.aid_days, line.unspent) == (20.0, 5.0, 480.0, 35.0)
    assert line.from_before + line.accrued == line.arrived + line.not_arrived
    assert line.at_start is not None
    assert line.at_start + line.arrived == line.used + line.left


@pytest.mark.parametrize("hubs", [(), ("Vilnius",)])
@pytest.mark.parametrize("unsent", [(3, 8), (-6, 4), (-2, 5)])
def test_units_unspent_in_each_world_have_the_mean_that_the_table_tells(hubs, unsent):
    def both(first, second, places=ITEMS):
        return np.array([[first] * places, [second] * places])

    fields = {"unsent": both(*unsent), "at_hub": both(7, 2), "overflow": both(1, 3), "lent": both(4, 9, STORES)}
    runs = Runs(ensemble([1.0, 2.0], **fields).outcomes, replace(LAYOUT, hubs=hubs))
    assert unspent_in(runs, "missile").mean() == pytest.approx(aid_lines(runs)["missile"].unspent)


def test_an_unlimited_stock_has_nothing_left_to_tell():
    assert compared({"a": ensemble([1.0], stock=1 << 50)}).aid["a"]["missile"].left is None


@pytest.mark.parametrize(("accrued", "said"), [(102, 1), (103, 0)])
def test_a_plan_to_which_another_amount_accrues_is_not_told_to_keep_another(accrued, said):
    stock, aid = np.zeros((2, STORES), int), np.zeros((2, ITEMS), int)
    stock[:, 0], aid[:, 0] = 60, accrued
    found = compared({"a": ensemble([1.0, 2.0]), "b": ensemble([1.0, 2.0], stock=stock, accrued=aid)})
    assert len(found.unspent) == said


@pytest.mark.parametrize(("left", "said"), [(22, 0), (23, 1)])
def test_units_unspent_are_told_from_two_percent_of_the_aid_on(left, said):
    stock = np.zeros((2, STORES), int)
    stock[:, 0] = left
    found = compared({"a": ensemble([1.0, 2.0]), "b": ensemble([1.0, 2.0], stock=stock)})
    assert len(found.unspent) == said
    assert all(
        "At the end b has 3 more units of missile unspent (in stock, on the way or not yet sent) than a, 3 %" in text
        for text in found.unspent
    )


def test_plans_that_may_be_best_are_worked_out_for_the_metrics_that_are_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "sim.analysis.best.not_ruled_out", lambda measure, *_: asked.append(measure.name) or ("good", "bad")
    )
    found = compared({"good": ensemble([1.0, 2.0]), "bad": ensemble([2.0, 4.0])})
    assert asked == []
    assert found.best[COLD] == found.best[COLD] == ("good", "bad")
    assert asked == [COLD]
    assert COLD in found.best
    assert "waves" not in found.best
    assert set(found.best) < set(found.metrics)
