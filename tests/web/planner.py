"""What tests of the planner page do there: wait, move a slider, type a value, look at what is said."""

import re

LONG_MS = 60_000
"""Time that a loaded machine may take for a picture [ms]."""
EVERY, CREWS, COLD = "Days between lots", "Repair crews (heat)", "Warmer or colder than usual [K]"


def settle(page):
    """Wait until nothing is running."""
    page.locator("#status", has_text=re.compile(r"200 worlds.*Done\.")).wait_for(timeout=LONG_MS)
    page.locator("#answer[aria-busy=false]").wait_for(timeout=LONG_MS)
    page.locator("#pictures:not(.older) figure:nth-child(2) img[src^='data:']").wait_for(timeout=LONG_MS)


def drag(page, label, value):
    """Move a slider as a mouse does."""
    page.get_by_label(label, exact=True).evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true })); }",
        value,
    )


def move(page, label, value):
    """Move a slider, and wait for what comes of it."""
    pictures = page.locator("#picture").get_attribute("data-pictures")
    drag(page, label, value)
    page.locator(f"#picture:not([data-pictures='{pictures}'])").wait_for(timeout=LONG_MS)
    settle(page)


def type_in(page, label, text):
    """Type a value beside a slider; return what stands there then."""
    field = page.get_by_label(f"{label}, typed with its unit")
    field.fill(text)
    field.press("Enter")
    return field.input_value()


def headline(page):
    return page.inner_text("#headline")


def names(page):
    return [text.split("\n")[0] for text in page.locator("#plans .name").all_inner_texts()]
