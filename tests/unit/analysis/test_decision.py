"""Deciding on made-up worlds whose truth is known: who is run, who is left out, what is said."""

from itertools import pairwise

import numpy as np
import pytest

from sim.analysis.decide.selection import FIRST
from sim.analysis.decision import decide_between
from sim.analysis.question import Question, harm_sign, indifference_of, metric_to_decide, standard_of
from sim.errors import PartialError, UsageError
from sim.present.decide.prices import euros, switching_sentences
from sim.present.decide.tables import sections_of
from sim.present.decide.words import headline_of, notes_of
from tests.unit.analysis.made_up import LAYOUT, ensemble, noise, study, winters

WORLDS = 1200
HARM = "person_hours_below_16"


def plans_of(own_luck=400_000.0, **extra):
    """Hours of each plan: the reference and what is added to it, with a little luck of its own."""
    base = winters(WORLDS)
    found = {"weekly": base}
    for seed, (name, more) in enumerate(extra.items()):
        found[name] = base + more + noise(WORLDS, seed=20 + seed, size=own_luck)
    return found


def decided(hours, most=WORLDS, failures=(), **how):
    """A decision between plans, and how far each of them was run: the calls that were made."""
    calls = []

    def run(count, only, known):
        calls.append((count, tuple(only), None if known is None else len(next(iter(known.plans.values())).outcomes)))
        sent = {"daily": 10, "weekly": 2}
        ensembles = {
            plan: ensemble(hours[plan][:count], dispatches=[sent.get(plan, 4)] + [0] * (width() - 1)) for plan in only
        }
        return study(ensembles, failures={number: "made up" for number in failures if number < count})

    measure = metric_to_decide(how.get("metric", HARM), (), LAYOUT)
    question = Question(
        measure,
        indifference_of(how.get("indifference"), measure),
        0.95,
        standard_of(how.get("standard"), LAYOUT),
        how.get("worth"),
    )
    return decide_between(run, question, tuple(hours), "weekly", LAYOUT, most), calls


def width():
    """Places of channels in the outcomes."""
    from sim.model.tally import OUTCOME

    return OUTCOME["dispatches"].shape[0]


def test_the_better_plan_is_chosen_after_the_first_stage_if_that_suffices():
    found, calls = decided(plans_of(daily=-3_000_000.0))
    assert found.chosen == "daily"
    assert calls == [(FIRST, ("weekly", "daily"), None)]
    assert found.indifference == pytest.approx(0.02 * winters(WORLDS)[:FIRST].mean())


def test_plans_that_are_ruled_out_are_not_run_on_and_known_worlds_are_not_run_again():
    hours = plans_of(own_luck=1_500_000.0, daily=-20_000.0, late=8_000_000.0)
    found, calls = decided(hours, indifference="100000 person-hours")
    assert len(calls) > 1
    assert calls[0] == (FIRST, ("weekly", "daily", "late"), None)
    for before, call in pairwise(calls):
        assert call[2] == before[0] < call[0]
        assert "late" not in call[1]
    assert found.worlds[2] == FIRST
    assert found.worlds[0] == calls[-1][0]
    assert found.selection.worlds[2] <= FIRST
    mean = (hours["weekly"][: found.worlds[0]]).mean() + (hours["late"] - hours["weekly"])[:FIRST].mean()
    assert found.means[2].mean == pytest.approx(mean, rel=1e-4)


def test_too_few_worlds_decide_nothing_and_it_is_said_what_would():
    found, _ = decided(plans_of(daily=-50_000.0), most=FIRST + 10, indifference="20000 person-hours")
    assert found.chosen is None
    said = headline_of(found)
    assert said.startswith(f"Not decided with {FIRST + 10} worlds, the most allowed: weekly and daily are still in.")
    assert "--max-replications" in said
    assert "chance of choosing" not in said
    early, calls = decided(plans_of(daily=-3e6), most=FIRST - 1)
    assert calls == [(FIRST - 1, ("weekly", "daily"), None)]
    assert f"{FIRST} are needed" in headline_of(early)


def test_worlds_that_failed_are_left_out_of_all_plans():
    hours = plans_of(daily=-3_000_000.0)
    hours["daily"][3] = 1e12
    found, _ = decided(hours, failures=(3,))
    assert found.failures == {3: "made up"}
    assert found.means[1].mean < 1e8
    assert any(note.startswith("1 world failed") for note in notes_of(found))


def test_if_every_world_fails_nothing_is_decided():
    with pytest.raises(PartialError, match="no replication succeeded; made up"):
        decided(plans_of(daily=0.0), failures=range(WORLDS))


def test_a_share_of_nothing_is_no_difference_that_matters():
    with pytest.raises(UsageError, match="say --indifference in threats"):
        decided(plans_of(daily=0.0), metric="leakers")


def test_plans_that_never_differ_are_both_named():
    base = winters(WORLDS)
    found, _ = decided({"weekly": base, "daily": base.copy()})
    assert "Choose weekly and daily, whichever you like" in headline_of(found)
    assert found.chances.best.tolist() == [0.5, 0.5]


def test_what_it_costs_to_be_wrong_and_who_is_close_enough_is_said():
    found, _ = decided(plans_of(own_luck=2_000_000.0, daily=0.0), indifference="500 thousand person-hours")
    said = headline_of(found)
    assert "Cannot be ruled out as the best (95 %):" in said
    assert "is the wrong choice, it costs at most" in said
    assert "Sure to be within 500,000 person-hours of the best (95 %): weekly and daily." in said


def test_a_clear_choice_says_that_the_others_are_ruled_out():
    found, _ = decided(plans_of(daily=-3_000_000.0, late=2_000_000.0))
    said = headline_of(found)
    assert said.startswith("Choose daily for the fewest person-hours below 16 degC. If one plan is better than every")
    assert "All other plans are ruled out as the best (95 %)." in said


def test_a_standard_is_counted_in_the_worlds_that_each_plan_met():
    found, _ = decided(plans_of(daily=-3_000_000.0), standard=f"{HARM} per resident < 3000 h")
    expected = int(np.count_nonzero(winters(WORLDS)[:FIRST] / 4000.0 < 3000.0))
    assert (found.met[0].met, found.met[0].of) == (expected, FIRST)
    assert any(
        section.title == "Standard: person-hours below 16 degC per resident < 3000 h" for section in sections_of(found)
    )


def test_a_dispatch_may_cost_what_it_avoids():
    found, _ = decided(plans_of(daily=-3_000_000.0), worth=2.0)
    (switch,) = found.frontier.switches
    assert switch.price == pytest.approx(3_000_000.0 / 8.0, rel=0.05)
    first, second = switching_sentences(found)
    assert first.startswith("Daily pays as long as a dispatch costs less than 3")
    assert "EUR; beyond that weekly." in first
    assert second.startswith("At the prices of dispatches in the scenario, daily pays beside weekly if one person-hour")


def test_a_plan_with_the_least_of_both_pays_always():
    found, _ = decided(plans_of(daily=3_000_000.0))
    said = "Weekly has both the least harm and the fewest dispatches: it pays at every price of a dispatch."
    assert next(switching_sentences(found)) == said


def test_a_plan_that_only_seems_to_have_the_least_of_both_is_not_said_to_pay_always():
    found, _ = decided(plans_of(daily=40_000.0), indifference="300 thousand person-hours")
    said = next(switching_sentences(found))
    assert said.startswith("Weekly has both the least harm and the fewest dispatches on average, but that is not sure:")
    assert "no plan beats daily in " in said


def test_a_difference_that_may_be_none_pays_at_no_sure_price():
    found, _ = decided(plans_of(daily=-10_000.0), indifference="300 thousand person-hours")
    assert found.frontier.switches[0].low < 0.0
    assert next(switching_sentences(found)).startswith("It is not sure that daily pays beside weekly at any price")


def test_what_is_better_if_there_is_more_of_it_is_told_as_it_is():
    question = metric_to_decide("days_of_supply_min.missile", (), LAYOUT)
    assert (harm_sign(question), harm_sign(metric_to_decide(HARM, (), LAYOUT))) == (-1.0, 1.0)
    found, _ = decided({"weekly": winters(WORLDS), "daily": winters(WORLDS)}, metric=question.name, indifference="1 d")
    assert "Choose weekly and daily, whichever you like, as the best in fewest days of supply" in headline_of(found)
    with pytest.raises(UsageError, match="has no better side; choose another by --metric"):
        metric_to_decide("dispatches", (), LAYOUT)
    with pytest.raises(UsageError, match="may never come"):
        metric_to_decide("restore_50", (), LAYOUT)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("person_hours_below_16", "is no METRIC"),
        ("person_hours_below_1 < 3 h", "did you mean"),
        ("leakers per resident < 3", "residents have no part in"),
        ("person_hours_below_16 per resident < 3 kg", "'kg' is not the unit"),
        ("person_hours_below_16 per resident < 3 %", "is a share"),
    ],
)
def test_what_is_no_standard_is_answered_with_what_would_be(text, said):
    with pytest.raises(UsageError, match=f"^--standard: .*{said}"):
        standard_of(text, LAYOUT)


@pytest.mark.parametrize(
    ("text", "per_resident", "is_below", "limit", "includes_limit"),
    [
        ("person_hours_below_16 per resident < 12 h", True, True, 12.0, False),
        ("person_hours_below_16 per resident<12", True, True, 12.0, False),
        ("person_hours_below_16 per resident <= 12 h", True, True, 12.0, True),
        ("person_hours_below_16 < 2,000,000 person-hours", False, True, 2e6, False),
        ("leakers > 0", False, False, 0.0, False),
        ("leakers >= 2", False, False, 2.0, True),
    ],
)
def test_standards_are_read(text, per_resident, is_below, limit, includes_limit):
    found = standard_of(text, LAYOUT)
    assert (found.per_resident, found.is_below, found.limit) == (per_resident, is_below, limit)
    assert found.includes_limit == includes_limit


def test_sums_of_money_have_digits_that_count():
    assert [euros(value) for value in (0.4123, 9.96, 41.6, 30_512.0, 1_234_567.0)] == [
        *("0.41", "10", "42", "30,500", "1,230,000"),
    ]
