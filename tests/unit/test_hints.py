"""Words for messages."""

import pytest

from sim import hints


def test_the_closest_of_very_many_words_is_found():
    known = [f"source_{number:04d}_{'north' if number % 2 else 'south'}" for number in range(5000)]
    assert hints.closest("source_4321_nort", known) == "source_4321_north"
    assert hints.closest("SOURCE_0007_NORTH", known) == "source_0007_north"


def test_a_hint_lists_what_is_known_where_nothing_is_close():
    assert hints.nearest_or_known("Weekly", ["daily", "weekly"]) == "did you mean 'weekly'?"
    assert hints.nearest_or_known("x", ["daily", "weekly"]) == "known: daily, weekly"
    assert hints.nearest_or_known("x", [f"name_{number}" for number in range(30)]).endswith("name_19, ...")
    assert hints.nearest_or_known("x", []) == ""


@pytest.mark.parametrize(("number", "said"), [(0, "0 worlds"), (1, "1 world"), (1200, "1,200 worlds")])
def test_a_noun_agrees_with_its_number(number, said):
    assert hints.counted(number, "world") == said


def test_names_are_listed_as_far_as_they_fit_in_a_line():
    assert hints.listed(["daily", "weekly"]) == "daily, weekly"
    assert hints.listed([f"plan {number}" for number in range(30)]).endswith("plan 6 and 23 more")
    assert hints.listed(["x" * 500]) == "x" * 57 + "..."
