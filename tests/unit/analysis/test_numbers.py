"""Numbers as people read them."""

import pytest

from sim.analysis.measures import all_measures
from sim.analysis.numbers import (
    Estimates,
    apart_from_zero,
    decimals_for,
    exactly,
    percent,
    proportion,
    row_by_row,
    side_by_side,
    style_of,
)
from tests.unit.analysis.made_up import LAYOUT

MEASURES = all_measures(LAYOUT)
COLD, SHARE = MEASURES["person_hours_below_16"], MEASURES["interception_share"]


@pytest.mark.parametrize(("width", "decimals"), [(0.3, 1), (0.11, 2), (3.0, 0), (30.0, -1), (300.0, -2), (1e-9, 6)])
def test_the_width_of_an_interval_decides_the_digits(width, decimals):
    assert decimals_for(width) == decimals


@pytest.mark.parametrize(
    ("value", "width", "said", "unit"),
    [
        (1_912_345.0, 3e5, "1.9", "million person-hours"),
        (2.5e9, 3e8, "2.5", "billion person-hours"),
        (812_345.0, 2e4, "810,000", "person-hours"),
        (12.34, 0.5, "12.3", "person-hours"),
        (7.0, None, "7", "person-hours"),
        (7.123, None, "7.12", "person-hours"),
        (-0.0001, 0.5, "0.0", "person-hours"),
    ],
)
def test_a_number_is_written_in_its_unit(value, width, said, unit):
    style = style_of(COLD, [value], [width])
    assert (style.write(value), style.unit) == (said, unit)


def test_tables_name_thousands_too():
    style = style_of(COLD, [812_345.0], [2e3], compact=True)
    assert (style.write(812_345.0), style.unit) == ("812", "thousand person-hours")


def test_shares_are_percentages():
    style = style_of(SHARE, [0.7], [0.03])
    assert (style.write(0.7), style.unit) == ("70", "%")


def test_differences_carry_their_sign_and_zero_does_not():
    style = style_of(COLD, [5.0], [2.0])
    assert [style.write(value, signed=True) for value in (5.0, -5.0, 0.0, None)] == ["+5", "-5", "0", "-"]


@pytest.mark.parametrize(
    ("share", "said"), [(0.094, "9 %"), (0.004, "0.4 %"), (2.444, "240 %"), (0.0, "0 %"), (1.0, "100 %")]
)
def test_a_rough_percentage(share, said):
    assert percent(share) == said


@pytest.mark.parametrize(
    ("bounds", "said"), [((0.4, 13.0), "0.4"), ((-0.04, 13.0), "-0.04"), ((0.0004, 13.0), "0.00"), ((0.0, 13.0), "0")]
)
def test_a_bound_beside_zero_gets_up_to_two_more_digits_and_does_not_read_as_zero(bounds, said):
    style = style_of(COLD, [7.0], [6.0])
    assert style.write(bounds[0]) in ("0", "-0")
    assert apart_from_zero(style, bounds).write(bounds[0]) == said


@pytest.mark.parametrize(("share", "said"), [(0.95, "95 %"), (0.999, "99.9 %"), (0.975, "97.5 %"), (0.9, "90 %")])
def test_a_chosen_share_keeps_its_digits(share, said):
    assert exactly(share) == said


def test_only_all_runs_are_100_percent():
    assert [proportion(share) for share in (1.0, 0.999, 0.99, 0.5)] == ["100 %", "over 99 %", "99 %", "50 %"]


@pytest.mark.parametrize(
    ("change", "width", "level", "said", "unit"),
    [
        (-7e5, 4e5, "4.0", "-0.7", "million person-hours"),
        (-4e4, 3e4, "4.0", "-0.04", "million person-hours"),
        (-4e3, 8e3, "4,000", "-4", "thousand person-hours"),
        (-4.0, 8.0, "4,000,000", "-4", "person-hours"),
        (-2.5e4, None, "4,000", "-25", "thousand person-hours"),
        (0.0, None, "4.0", "0", "million person-hours"),
    ],
)
def test_levels_and_differences_share_a_unit_in_which_both_show_figures(change, width, level, said, unit):
    levels, changes = side_by_side(COLD, [4e6, 3.9e6], [3e5], [change], [width])
    assert (levels.write(4e6), changes.write(change, signed=True)) == (level, said)
    assert levels.unit == changes.unit == unit


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(2.1e6, 1e5, 5e5, 1e5), (300.0, 50.0, 0.6, 0.3)], [("2,100,000", "+500,000"), ("300", "+0.6")]),
        ([(5e6, 2e5, 0.0, None), (6e5, 9e4, 0.0, None)], [("5.0", "0"), ("0.60", "0")]),
        ([(4e7, 3e7, 5.4e5, 1e6), (1.3e7, 4e6, 800.0, 1600.0)], [("40,000", "+500"), ("13,000", "+0.8")]),
    ],
)
def test_rows_share_a_unit_and_have_digits_of_their_own(rows, said):
    pairs = [(Estimates([level], [half]), Estimates([change], [spread])) for level, half, change, spread in rows]
    styles = row_by_row(COLD, pairs)
    assert len({style.unit for pair in styles for style in pair}) == 1
    assert [
        (level.write(row[0]), change.write(row[2], signed=True))
        for (level, change), row in zip(styles, rows, strict=True)
    ] == said
