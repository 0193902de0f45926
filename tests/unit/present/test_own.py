"""Plans, cadences, metrics and processes of a researcher's own."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import ScenarioError, UsageError
from sim.present.cadences import dispatches_between
from sim.study.calendars import span_of
from sim.study.fairness import judge
from tests.unit.present.shown import result
from tests.unit.present.test_public import public

TINY = Path(__file__).parents[3] / "scenarios" / "tiny.yaml"
CADENCE = "aid.channels.coalition.cadence"


@pytest.fixture(scope="module")
def tiny():
    return sim.load_scenario(TINY)


def every(days):
    def cadence(first, last):
        moment = first
        while moment < last:
            yield moment
            moment += timedelta(days=days)
        yield last

    return cadence


@sim.metric(unit="days", direction="lower", noun="days with more than 20 buildings without heat")
def bad_days(runs):
    """Rows of the series in which more than 20 buildings are without heat."""
    return (runs.column("buildings_cold") > 20).sum(axis=1).astype(float)


@sim.metric(unit="h", direction="lower", noun="hours below {} per resident", over="threshold")
def hours_per_resident(runs, level):
    """Hours below X degC per resident."""
    people = sum(people for _, people, _ in runs.layout.districts)
    return runs.outcomes["below_min"][:, :, level.start].sum(axis=1) / 60.0 / people


@sim.metric(unit="days", direction="lower", noun="days")
def one_number(runs):
    """A number in all, which is none per replication."""
    return np.float64(3.0)


def test_a_plan_from_python_is_the_plan_a_file_would_have(tiny, tmp_path):
    ours = sim.with_plan(tiny, "thrice. a week", {CADENCE: {"every": "56 h", "first": "random"}})
    line = '    "thrice. a week": {aid.channels.coalition.cadence: {every: 56 h, first: random}}'
    text = TINY.read_text(encoding="utf-8").replace("  reference: weekly", f"{line}\n  reference: weekly")
    file = tmp_path / "file.yaml"
    file.write_text(text, encoding="utf-8")
    assert ours.plans == sim.load_scenario(file).plans
    assert ours.scenario_id == sim.load_scenario(file).scenario_id
    assert list(tiny.plans) == ["daily", "weekly"]


def test_a_plan_from_python_that_makes_no_sense_is_answered_as_a_file_is(tiny):
    with pytest.raises(ScenarioError, match="did you mean 'every'"):
        sim.with_plan(tiny, "odd", {CADENCE: {"evry": "3 d"}})


def test_options_without_effect_are_remembered(tmp_path):
    loaded = sim.load_scenario(TINY, [f"{CADENCE}={{every: 2 d}}"])
    assert sim.with_plan(loaded, "other", {"aid.channels.coalition.lead": "2 d"}).overruled["daily"] == (CADENCE,)


def test_a_cadence_is_told_the_first_and_the_last_moment_of_dispatch(tiny):
    told = []
    sim.with_cadence(tiny, "own", "coalition", lambda first, last: told.append((first, last)) or [first, last])
    first, last = datetime(2026, 1, 2), datetime(2026, 1, 16)
    assert told == [(first, last), (first - timedelta(minutes=span_of(tiny.plans).lookback), first)]


RUNNING = []
SWITCH = [
    "aid.begin=switch",
    f"compare.plans.daily={{{CADENCE}: {{every: 1 d}}}}",
    f"compare.plans.weekly={{{CADENCE}: {{every: 7 d}}}}",
]


@pytest.mark.parametrize("settings", [RUNNING, SWITCH], ids=["running", "switch"])
def test_a_cadence_that_sends_between_these_moments_brings_the_same_aid(settings):
    ours = sim.with_cadence(sim.load_scenario(TINY, settings), "every 2 days", "coalition", every(2))
    fair = judge(ours.plans, tree=ours.tree)
    assert fair.same_aid is None
    assert "every 2 days" in fair.twins


def test_with_a_lead_of_chance_it_brings_what_a_calendar_of_the_same_interval_brings():
    lead = ["aid.channels.coalition.lead={lognormal: {median: 3 d, sigma: 0.6}}"]
    lead.append(f"compare.plans.calendar={{{CADENCE}: {{every: 2 d, first: random, timing: arrears}}}}")
    ours = sim.with_cadence(sim.load_scenario(TINY, lead), "own", "coalition", every(2))
    found = sim.compare(ours, replications=400, workers=1).study.plans
    own, calendar = (float(found[plan].outcomes["arrived"][:, 0].mean()) for plan in ("own", "calendar"))
    assert own == pytest.approx(calendar, rel=0.03)


def test_a_cadence_with_other_aid_is_refused_with_the_repair(tiny):
    ours = sim.with_cadence(tiny, "late", "coalition", lambda first, last: [last])
    with pytest.raises(ScenarioError, match="not the same aid"):
        judge(ours.plans, tree=ours.tree)


def test_a_cadence_without_a_date_or_a_channel_is_refused(tiny):
    with pytest.raises(UsageError, match="gives no date"):
        sim.with_cadence(tiny, "never", "coalition", lambda first, last: [])
    with pytest.raises(UsageError, match="did you mean 'coalition'"):
        dispatches_between(tiny, "coalitoin")


def test_a_metric_of_your_own_stands_beside_the_others():
    found = result().with_metrics(bad_days)
    assert found.headline == result().headline
    assert found.comparison.headline_metrics[-1] == "bad_days"
    row = found.differences().set_index(["plan", "metric"]).loc[("daily", "bad_days")]
    values = {name: (one.rows[:, :, 1] > 20).sum(axis=1).astype(float) for name, one in found.study.plans.items()}
    assert row["difference"] == pytest.approx((values["daily"] - values["weekly"]).mean())
    assert row["unit"] == "days"
    assert "Days with more than 20 buildings" in found._repr_html_()
    assert dict(found.to_xarray()["bad_days"].sizes) == {"plan": 3, "replication": 60}


def test_a_family_of_your_own_has_all_its_members():
    found = result().with_metrics(bad_days).with_metrics(hours_per_resident)
    assert {"bad_days", "hours_per_resident_18", "hours_per_resident_12_5"} <= set(found.comparison.metrics)
    assert found.to_xarray()["hours_per_resident"].dims == ("plan", "replication", "threshold")


def test_other_results_do_not_know_the_metric_of_one():
    result().with_metrics(bad_days)
    assert "bad_days" not in result().comparison.metrics


def test_a_metric_of_your_own_may_be_left_out_of_public_results():
    @sim.metric(unit="units", direction="none", noun="largest stock", sensitive=True)
    def largest_stock(runs):
        """Most units in stock."""
        return runs.column("stock.missile").max(axis=1)

    assert "largest_stock" in result().with_metrics(largest_stock).comparison.metrics
    assert "largest_stock" not in public().with_metrics(largest_stock).comparison.metrics


def test_what_is_no_metric_is_refused():
    with pytest.raises(UsageError, match=r"decorate it with sim\.metric"):
        result().with_metrics(len)
    with pytest.raises(UsageError, match="already"):
        result().with_metrics(bad_days, bad_days)
    with pytest.raises(UsageError, match="not one value per replication"):
        result().with_metrics(one_number)


def test_a_traced_run_has_the_metrics_that_a_study_has(tiny):
    found = sim.compare(tiny, replications=3, workers=1).to_pandas()
    table = found[(found["plan"] == "daily") & (found["replication"] == 2)].set_index("metric")["value"]
    log = sim.trace(tiny, 2, plan="daily").metrics().set_index("metric")
    assert log["value"].index.tolist() == table.index.tolist()
    assert np.array_equal(log["value"].to_numpy(), table.to_numpy(), equal_nan=True)
    assert log.loc["leakers", "unit"] == "threats"


def test_a_process_changes_the_metrics_of_its_run(tiny):
    def bring(env, city):
        while True:
            yield city.next_wave()
            city.add_delivery("top_tier_missile", 50)

    alone = sim.trace(tiny, 2, plan="weekly").metrics().set_index("metric")["value"]
    helped = sim.trace(tiny, 2, plan="weekly", processes=[bring]).metrics().set_index("metric")["value"]
    assert helped["leakers"] < alone["leakers"]


def test_a_run_that_has_stopped_has_no_metrics(tiny):
    with pytest.raises(UsageError, match="stopped before its end"):
        sim.trace(tiny, 0, plan="daily", until="2 d").metrics()


def test_a_notebook_shows_the_first_events_of_a_log(tiny):
    html = sim.trace(tiny, 0, plan="daily")._repr_html_()
    assert html.count("<tr>") == 11
    assert "Planning-sensitive" in html
