"""The planner page as people use it: in a real browser, with mouse, keyboard and phone, without a network."""

import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario.load import load_scenario
from tests.web.browser import WIDTHS, accessibility_findings, overflowing, shoot, watched
from tests.web.conftest import server
from tests.web.planner import COLD, CREWS, EVERY, LONG_MS, headline, move, names, settle

pytestmark = pytest.mark.web

ROOT = Path(__file__).parents[2]


def test_the_page_opens_with_an_answer_and_forgets_the_token_in_its_address(page, address):
    assert "token" not in page.url
    assert headline(page).startswith("Daily instead of weekly: ")
    assert names(page) == ["weekly", "daily"]
    assert page.locator("#numbers tbody tr").count() >= 2
    assert page.locator("#picture img").evaluate("(img) => img.naturalWidth") > 300


def test_moving_a_slider_changes_words_picture_numbers_and_link(page):
    before = page.locator("#picture img").get_attribute("src"), headline(page)
    move(page, EVERY, "3")
    assert headline(page).startswith("Every 3 days instead of weekly: ")
    assert (page.locator("#picture img").get_attribute("src"), headline(page)) != before
    assert page.locator("#numbers").inner_text().count("every 3 days") >= 1
    assert "3%20d" in page.url
    assert "fresh runs" in page.inner_text("#status")
    page.get_by_role("button", name=f"{EVERY}: back to the scenario's value").click()
    settle(page)
    assert headline(page).startswith("Daily instead of weekly: ")


def test_plans_are_pinned_up_to_four_and_compared_on_the_same_worlds(page):
    for days in ("2", "3", "4"):
        move(page, EVERY, days)
        page.get_by_role("button", name="Pin this plan").click()
    move(page, EVERY, "10")
    assert names(page) == ["weekly", "every 2 days", "every 3 days", "every 4 days", "every 10 days"]
    assert page.get_by_role("button", name="Four plans are pinned").is_disabled()
    assert page.locator("#numbers table").first.locator("tbody tr").count() == 5
    marks = page.locator("#plans .mark").evaluate_all("(all) => all.map((one) => getComputedStyle(one).color)")
    assert len(set(marks)) == 5
    page.get_by_role("button", name="Compare the others with every 3 days").click()
    settle(page)
    assert "every 3 days" in headline(page).lower()
    assert page.locator("#numbers table").first.locator("tbody th").first.inner_text() == "every 3 days"
    page.get_by_role("button", name="Unpin weekly").click()
    settle(page)
    assert "weekly" not in names(page)
    after = page.locator("#plans .mark").evaluate_all("(all) => all.map((one) => getComputedStyle(one).color)")
    assert set(after) < set(marks)


def test_what_all_plans_face_moves_all_of_them(page):
    cells = page.locator("#numbers table").first.locator("tbody td:nth-child(2)")
    before = cells.all_inner_texts()
    move(page, COLD, "-6")
    after = cells.all_inner_texts()
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_on_demand_is_a_way_of_sending(page):
    page.get_by_label("on demand").check()
    settle(page)
    assert headline(page).lower().startswith("on demand up to 40 instead of weekly: ")
    assert page.get_by_label(EVERY, exact=True).is_hidden()


def test_a_value_that_does_not_fit_is_said_at_its_slider_and_the_picture_stays(page):
    kept = page.locator("#picture img").get_attribute("src")
    field = page.get_by_label(f"{EVERY}, typed with its unit")
    field.fill("3 days")
    field.press("Enter")
    page.locator("#problems").wait_for(timeout=LONG_MS)
    said = "Days between lots: unknown time unit 'days'; did you mean 'd'?"
    assert said in page.inner_text("#problems")
    assert page.locator(".error:visible").all_inner_texts() == [said]
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator("#picture img").get_attribute("src") == kept
    assert accessibility_findings(page) == []
    field.fill("5 d")
    field.press("Enter")
    settle(page)
    assert page.locator("#problems").is_hidden()
    assert headline(page).startswith("Every 5 days instead of weekly: ")


def test_it_works_with_the_keyboard_alone(page):
    slider = page.get_by_label(EVERY, exact=True)
    slider.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    settle(page)
    page.locator("#headline", has_text="Every 3 days").wait_for(timeout=LONG_MS)
    page.locator("#pin").focus()
    page.keyboard.press("Enter")
    assert names(page) == ["weekly", "every 3 days"]
    page.keyboard.press("Home")
    page.locator("body").press("Tab")
    reached = set()
    for _ in range(60):
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
        page.keyboard.press("Tab")
    assert {"download", "report", "link", "reset", "start"} <= reached


def test_the_keyboard_stays_where_it_is_when_plans_change(page):
    page.locator("#pin").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "pin"
    page.get_by_role("button", name="Compare the others with daily").focus()
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("document.activeElement.closest('#plans') !== null")


def test_a_typed_value_moves_the_slider_in_its_unit(page):
    slider, field = page.get_by_label(EVERY, exact=True), page.get_by_label(f"{EVERY}, typed with its unit")
    for typed, place in (("48 h", "2"), ("2 week", "14")):
        field.fill(typed)
        field.press("Enter")
        settle(page)
        page.wait_for_function("([one, place]) => one.value === place", arg=[slider.element_handle(), place])
        assert field.input_value() == typed


def test_lots_may_be_late_and_by_how_much_is_asked_only_then(page):
    late = page.get_by_label("Delay of late lots (mean)", exact=True)
    assert late.is_hidden()
    move(page, "Lots on time [%]", "60")
    assert late.is_visible()
    assert headline(page).startswith("Daily, 60 % on time instead of weekly: ")
    move(page, "Delay of late lots (mean)", "20")
    assert names(page)[-1] == "daily, 60 % on time, late by 20 d"


SECOND = "aid.channels.second_donor={item: top_tier_missile, accrual: {rate: 1/d}, cadence: {every: 14 d}}"


def test_any_channel_can_be_moved_or_all_of_them(chromium):
    with server(SECOND) as (_, address), watched(chromium) as found:
        page = found.page
        page.goto(address)
        settle(page)
        chosen = page.get_by_label("Channel that the next sliders move")
        assert chosen.locator("option").all_inner_texts()[0] == "all channels"
        chosen.select_option("second_donor")
        every = page.get_by_label(EVERY, exact=True).locator("visible=true")
        assert every.input_value() == "14"
        every.fill("3")
        page.locator("#plans", has_text="daily, second donor every 3 days").wait_for(timeout=LONG_MS)
        assert "second donor (top tier missile), moved" in chosen.inner_text()
        chosen.select_option("*")
        every.fill("5")
        page.locator("#plans", has_text="all channels every 5 days").wait_for(timeout=LONG_MS)
        assert "second donor" not in " ".join(names(page))
        settle(page)
        assert accessibility_findings(page) == []
    assert found.errors == []


def test_what_fails_is_said_in_words(chromium, address):
    """Nothing may be silent: a server that is gone, one that refuses, one that has to compile first."""
    with watched(chromium) as found:
        page = found.page
        page.goto(address)
        settle(page)
        page.route("**/scenario", lambda route: route.abort())
        page.get_by_role("button", name="Download this scenario (YAML)").click()
        gone = "The server does not answer; is hearthline serve still running?"
        page.locator("#taken", has_text=f"The scenario was not saved. {gone}").wait_for(timeout=LONG_MS)
        page.route("**/report", lambda route: route.abort())
        page.get_by_role("button", name="Full report").click()
        page.locator("#taken", has_text=f"The report was not written. {gone}").wait_for(timeout=LONG_MS)
        page.route("**/ask", lambda route: route.fulfill(status=403, body="Open the address that was printed."))
        page.get_by_label(EVERY, exact=True).fill("4")
        page.locator("#problems", has_text="Open the address that was printed.").wait_for(timeout=LONG_MS)
        compiling = '{"kind": "compiling", "said": "It is being compiled: about 20 s."}\n'
        page.unroute("**/ask")
        page.route("**/ask", lambda route: route.fulfill(status=200, body=compiling))
        page.get_by_label(EVERY, exact=True).fill("5")
        page.locator("#status", has_text="It is being compiled: about 20 s.").wait_for(timeout=LONG_MS)
        page.unroute("**/ask")
        page.route("**/ask", lambda route: route.abort())
        page.get_by_label(EVERY, exact=True).fill("6")
        page.locator("#problems", has_text=gone).wait_for(timeout=LONG_MS)


def test_on_paper_there_is_the_answer_and_what_was_moved_and_no_button(page):
    move(page, COLD, "-4")
    page.emulate_media(media="print")
    shown = page.locator("button, input[type=range], select").evaluate_all(
        "(all) => all.filter((one) => one.getClientRects().length).length"
    )
    assert shown == 0
    assert page.locator(".control").locator("visible=true").all_inner_texts() == [COLD]
    assert overflowing(page) == []
    page.emulate_media(media="screen")


def test_a_link_opens_the_same_view(page, watch, chromium, address):
    move(page, EVERY, "4")
    move(page, CREWS, "6")
    with watched(chromium) as other:
        other.page.goto(f"{address}{page.evaluate('location.hash')}")
        settle(other.page)
        assert headline(other.page) == headline(page)
        assert names(other.page) == names(page)
        assert other.errors == []


def test_the_scenario_that_is_downloaded_gives_the_same_numbers(page, tmp_path):
    move(page, EVERY, "3")
    move(page, COLD, "-2")
    with page.expect_download() as found:
        page.get_by_role("button", name="Download this scenario (YAML)").click()
    assert found.value.suggested_filename == "tiny-town.yaml"
    file = tmp_path / "tiny-town.yaml"
    found.value.save_as(file)
    assert load_scenario(file).scenario.study.replications == 200
    command = [sys.executable, "-m", "sim", "compare", str(file), "-q"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    shown = headline(page).split(": ", 1)[1].replace("°C", "degC")
    assert shown in " ".join(said.split())


def test_the_full_report_opens_and_asks_for_nothing(page, watch, chromium):
    page.get_by_role("button", name="Full report").click()
    with page.context.expect_page(timeout=LONG_MS) as opened:
        page.locator("#report-link").click(timeout=LONG_MS)
    report = opened.value
    report.wait_for_load_state()
    assert "200" in report.inner_text("body")
    assert report.locator("figure img").first.evaluate("(img) => img.naturalWidth") > 300
    assert report.locator("body").evaluate("(body) => getComputedStyle(body).marginTop") == "0px"


def test_what_runs_can_be_cancelled(page):
    page.get_by_label("Attack intensity [times]").evaluate(
        "(slider) => { slider.value = 1.9; slider.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.locator("#cancel").click(timeout=LONG_MS)
    assert page.inner_text("#status").startswith("Cancelled")
    page.get_by_role("button", name="Full report").click()
    page.locator("#cancel-report").click(timeout=LONG_MS)
    page.locator("#taken", has_text="The report was cancelled.").wait_for(timeout=LONG_MS)


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_phone_tablet_and_screen_and_everybody_can_read_it(chromium, address, width, tmp_path):
    with watched(chromium, width) as found:
        found.page.goto(address)
        settle(found.page)
        assert overflowing(found.page) == []
        assert accessibility_findings(found.page) == []
        assert shoot(found.page, tmp_path, f"page-{width}").stat().st_size > 20_000
    assert found.errors == []
    assert found.left_the_machine == []


def test_on_a_phone_the_answer_stays_in_sight_while_sliders_are_moved(chromium, address):
    with watched(chromium, 390, has_touch=True, is_mobile=True) as found:
        page = found.page
        page.goto(address)
        settle(page)
        page.get_by_label(CREWS, exact=True).scroll_into_view_if_needed()
        page.locator("#bar").wait_for(timeout=LONG_MS)
        assert page.inner_text("#bar") == page.locator("#headline").text_content()
        touched = page.locator("button:not(.back):visible, select:visible, input[type=range]:visible")
        smallest = touched.evaluate_all("(all) => Math.min(...all.map((one) => one.getBoundingClientRect().height))")
        assert smallest >= 24
    assert found.errors == []
