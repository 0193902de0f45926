"""What the page says of an answer that is for earlier values: after a cancel or an error, in reports, in its bar."""

import json
from contextlib import contextmanager

import pytest

from tests.web.browser import accessibility_findings, watched
from tests.web.planner import CREWS, EVERY, LONG_MS, drag, headline, move, names, settle, type_in

pytestmark = pytest.mark.web

REFUSED = "Days between lots: unknown time unit 'days'; did you mean 'd'?"


@contextmanager
def held(page, path):
    """No question at a path is answered meanwhile."""
    page.route(f"**/{path}", lambda route: None)
    yield
    page.unroute(f"**/{path}")


def focused(page):
    return page.evaluate("document.activeElement.id")


def is_older(page, part):
    return page.locator(f"#{part}").evaluate("(part) => part.classList.contains('older')")


def test_a_cancelled_answer_is_for_earlier_values_and_may_be_run_again(page):
    before = headline(page)
    with held(page, "ask"):
        drag(page, EVERY, "3")
        assert names(page) == ["weekly", "daily …"]
        page.locator("#cancel").focus()
        page.keyboard.press("Enter")
        assert page.inner_text("#status") == "Cancelled; the answer is for the values before your last move."
        assert (is_older(page, "answer"), is_older(page, "pictures")) == (True, True)
        assert page.inner_text("#look-older") == "These pictures are for earlier values."
        assert headline(page) == before
        assert focused(page) == "cancel"
        assert accessibility_findings(page) == []
    page.get_by_role("button", name="Run again").press("Enter")
    settle(page)
    assert headline(page).startswith("Every 3 days instead of weekly: ")
    assert (is_older(page, "answer"), is_older(page, "pictures")) == (False, False)
    assert page.locator("#cancel").is_hidden()
    assert focused(page) == "status"


def test_a_closer_look_is_for_earlier_values_until_its_own_pictures_come(page):
    def first_only(route):
        route.fulfill(body=route.fetch().text().partition("\n")[0] + "\n")

    page.route("**/ask", first_only)
    drag(page, EVERY, "4")
    page.locator("#headline", has_text="Every 4 days").wait_for(timeout=LONG_MS)
    assert (is_older(page, "answer"), is_older(page, "pictures")) == (False, True)
    page.locator("#look-older").wait_for(timeout=LONG_MS)
    opacity = "(img) => getComputedStyle(img).opacity"
    assert page.locator("#picture img").evaluate(opacity) == "1"
    assert float(page.locator("#pictures img").first.evaluate(opacity)) < 1


def test_a_value_that_does_not_fit_can_neither_be_pinned_nor_copied(page):
    move(page, EVERY, "3")
    type_in(page, EVERY, "3 days")
    page.locator("#problems").wait_for(timeout=LONG_MS)
    assert is_older(page, "answer")
    assert names(page) == ["weekly", "every 3 days …"]
    page.get_by_role("button", name="Some values do not fit").press("Enter")
    assert len(names(page)) == 2
    assert page.locator("#link").get_attribute("aria-disabled") == "true"
    field = page.get_by_label(f"{EVERY}, typed with its unit")
    assert field.get_attribute("aria-describedby")
    type_in(page, EVERY, "5 d")
    settle(page)
    assert field.get_attribute("aria-describedby") is None
    assert page.locator("#link").get_attribute("aria-disabled") == "false"


def test_what_is_wrong_with_a_pinned_plan_is_said_in_its_row(chromium, address):
    key = "aid.channels.coalition.cadence.every"
    bad, moved = (
        {"start": "daily", "set": {key: "3 days"}, "slot": 1},
        {"start": "daily", "set": {key: "4 d"}, "slot": 2},
    )
    view = {
        "faced": {},
        "pins": [{"start": "weekly", "set": {}, "slot": 0}, bad],
        "plan": moved,
        "channel": "coalition",
    }
    with watched(chromium) as found:
        page = found.page
        page.goto(f"{address}#{json.dumps(view)}")
        page.locator("#plans li:nth-child(2) .error").wait_for(timeout=LONG_MS)
        assert page.locator(".error:visible").all_inner_texts() == [REFUSED]
        assert page.locator("[aria-invalid]").count() == 0
        page.get_by_role("button", name="Unpin").last.click()
        settle(page)
        assert names(page) == ["weekly", "every 4 days"]


def test_a_phone_says_in_its_bar_what_is_running_and_what_is_not(chromium, address):
    with watched(chromium, 390, has_touch=True, is_mobile=True) as found:
        page = found.page
        page.goto(address)
        settle(page)
        page.get_by_label(CREWS, exact=True).scroll_into_view_if_needed()
        with held(page, "ask"):
            drag(page, CREWS, "5")
            assert page.inner_text("#bar-text") == "Running the new values …"
            page.locator("#bar-cancel").tap()
            assert page.inner_text("#bar-text") == "Not run: the answer is for earlier values."
        type_in(page, CREWS, "5.5")
        page.locator("#bar-text", has_text="Not run: see the error.").wait_for(timeout=LONG_MS)
        assert "5.5 is not a whole number" in page.inner_text("#problems")
        assert "without quotes" not in page.inner_text("#problems")
        drag(page, CREWS, "6")
        settle(page)
        assert page.inner_text("#bar-text") == headline(page)
        assert accessibility_findings(page) == []
        below = page.locator("#reset").evaluate("(one) => { one.focus(); return one.getBoundingClientRect().bottom; }")
        assert below <= page.locator("#bar").bounding_box()["y"]


def test_a_busy_server_is_asked_again(watch):
    page, left = watch.page, [1, 1]
    page.route(
        "**/ask", lambda route: route.fulfill(status=429, body="busy") if left and left.pop() else route.continue_()
    )
    drag(page, EVERY, "3")
    page.locator("#status", has_text="this page waits, and asks again by itself").wait_for(timeout=LONG_MS)
    settle(page)
    assert headline(page).startswith("Every 3 days instead of weekly: ")
    assert all("429" in one for one in watch.errors)
    watch.errors.clear()


def test_back_undoes_a_step_that_lost_what_was_moved(page):
    move(page, EVERY, "3")
    page.locator("#pin").click()
    move(page, EVERY, "4")
    before = names(page)
    page.get_by_role("button", name="Everything as in the scenario").click()
    settle(page)
    assert names(page) == ["weekly", "daily"]
    page.get_by_label("Start from the plan").select_option("")
    settle(page)
    page.go_back()
    page.go_back()
    page.locator("#plans", has_text="every 4 days").wait_for(timeout=LONG_MS)
    settle(page)
    assert names(page) == before


@pytest.fixture
def report(page):
    """The button that has a report written, which takes no time."""
    messages = '{"kind": "writing", "seconds": 3}\n{"kind": "report", "number": "1"}\n'
    page.route("**/report", lambda route: route.fulfill(body=messages))
    return page.get_by_role("button", name="Full report")


def test_a_report_says_what_it_is_about(page, report):
    report.press("Enter")
    page.locator("#report-link").wait_for(timeout=LONG_MS)
    assert focused(page) == "report-link"
    assert page.inner_text("#taken") == "It is written: Open the full report."
    drag(page, EVERY, "3")
    assert page.inner_text("#taken").endswith("It is about earlier values.")
    settle(page)


def test_a_report_does_not_take_the_keyboard_from_where_it_is(page, report):
    slider = page.get_by_label(EVERY, exact=True)
    slider.focus()
    report.evaluate("(button) => button.click()")
    page.locator("#report-link").wait_for(timeout=LONG_MS)
    assert focused(page) == slider.get_attribute("id")


def test_a_report_in_writing_says_its_worlds_and_gives_the_keyboard_back(page):
    with held(page, "report"):
        page.get_by_role("button", name="Full report").click()
        assert page.inner_text("#taken") == "Writing the full report of 200 worlds; usually half a minute."
        page.locator("#cancel-report").press("Enter")
        page.locator("#taken", has_text="The report was cancelled.").wait_for(timeout=LONG_MS)
    assert focused(page) == "report"


def test_the_keyboard_follows_its_plan_and_stays_in_a_table_that_is_scrolled(page):
    page.set_viewport_size({"width": 390, "height": 844})
    move(page, EVERY, "3")
    page.locator("#pin").press("Enter")
    page.get_by_role("button", name="Compare the others with every 3 days").press("Enter")
    settle(page)
    row = "document.activeElement.closest('#plans li').querySelector('.name').firstChild.textContent"
    assert page.evaluate(row) == "every 3 days"
    table = page.locator("#numbers .scroll").first
    table.evaluate("(box) => { box.focus(); box.scrollLeft = 60; }")
    move(page, CREWS, "5")
    assert page.evaluate("document.activeElement.matches('#numbers .scroll')")
    assert table.evaluate("(box) => box.scrollLeft") == 60
    assert page.locator("#numbers th").first.evaluate("(one) => one.getBoundingClientRect().left") >= 0
