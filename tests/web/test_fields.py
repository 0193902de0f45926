"""What may be typed beside a slider, and what the page says of what was moved."""

import re

import pytest

from tests.web.planner import COLD, EVERY, LONG_MS, headline, names, settle, type_in

pytestmark = pytest.mark.web

MINUS = "\N{MINUS SIGN}"
ON_TIME, ATTACKS = "Lots on time [%]", "Attack intensity [times]"


def field_of(label):
    """A label without its unit, by which the field is called."""
    return label.partition(" [")[0]


def test_a_number_without_a_unit_is_in_that_of_its_field(page):
    typed = {COLD: (f"{MINUS}5", "-5 K"), ATTACKS: ("1,5", "x 1.5"), ON_TIME: ("50", "50 %"), EVERY: (" 3 ", "3 d")}
    for label, (text, written) in typed.items():
        assert type_in(page, field_of(label), text) == written
    assert type_in(page, field_of(COLD), "-1,500") == "-1,500"  # one and a half, or many
    page.locator("#problems", has_text="1,500").wait_for(timeout=LONG_MS)
    assert type_in(page, field_of(COLD), "\N{EN DASH}2,5 K") == "-2.5 K"
    settle(page)
    assert headline(page).startswith("Every 3 days, 50 % on time instead of weekly: ")
    assert page.inner_text("#facing") == f"All plans face: attacks x 1.5, temperatures {MINUS}2.5 K."
    assert page.locator("#plans .part").last.inner_text() == "daily, with Days between lots: 3 d; Lots on time: 50 %"


def test_a_cleared_field_has_the_value_of_the_scenario_again(page):
    assert type_in(page, EVERY, "3") == "3 d"
    assert type_in(page, EVERY, "") == "1 d"
    settle(page)
    assert type_in(page, EVERY, " ") == "1 d"
    assert names(page) == ["weekly", "daily"]
    assert page.locator("#facing").is_hidden()


def test_a_file_of_one_plan_is_for_run(page):
    assert page.inner_text("#command") == "hearthline compare"
    page.get_by_role("button", name="Unpin weekly").click()
    page.locator("#status", has_text=re.compile(r"Done\.")).wait_for(timeout=LONG_MS)
    assert page.inner_text("#command") == 'hearthline run --plan "daily"'


def test_what_the_scenario_does_not_have_is_said_to_be_assumed(page):
    page.get_by_label("on demand").check()
    settle(page)
    meaning = page.locator(".control:visible", has_text="Order up to").locator(".meaning").inner_text()
    assert "In the scenario: none; 40 is assumed." in meaning
