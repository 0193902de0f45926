"""What the money buys, plan by plan, below the tables of aid."""

from dataclasses import replace

import numpy as np

from sim.analysis.comparison import summarise
from sim.present.sections import notes_of, sections_of
from sim.study.layout import Load
from tests.unit.analysis.made_up import LAYOUT, ensemble, study

TITLE = "What the money buys [million EUR; units sent]"


def paid(units, lots):
    """A plan that sent so many units of two channels in so many lots, in each of two runs."""
    bought, dispatches = (np.zeros((2, 16), int) for _ in range(2))
    bought[:, :2], dispatches[:, :2] = units, lots
    return ensemble([1.0, 3.0], bought=bought, dispatches=dispatches)


def compared(*loads):
    plans = {"many": paid((12, 40), (2, 4)), "none": paid((0, 40), (0, 4))}
    return summarise(study(plans), replace(LAYOUT, loads=loads), None, (), 0.95)


def test_each_plan_says_what_it_pays_for_and_in_all():
    found = compared(Load(unit_cost=4_200_000.0), Load())
    section = next(one for one in sections_of(found) if one.title == TITLE)
    assert section.heads == ("plan", "in all", "coalition\n(units)", "the way")
    # 12 units at 4.2 MEUR, and 2 x 25 + 4 x 1 kEUR for the way
    assert section.rows == (("many", "50.45", "50.40 (12)", "0.05"), ("none", "0.00", "0.00 (0)", "0.00"))
    assert any(note.startswith("Money: ") for note in notes_of(found))


def test_the_table_sums_to_the_metric():
    found = compared(Load(unit_cost=4_200_000.0), Load(unit_cost=10.0))
    for plan in found.plans:
        assert found.money[plan].total == found.summaries[plan]["aid_cost"].mean
    assert found.summaries["none"]["aid_cost.bilateral"].mean == 40 * 10 + 4 * 1000


def test_where_nothing_has_a_price_nothing_is_said():
    found = compared(Load(), Load())
    assert found.money == {}
    assert not any(one.title.startswith("What the money") for one in sections_of(found))
    assert not any(note.startswith("Money") for note in notes_of(found))
