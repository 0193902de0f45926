"""The library holds every shipped scenario, says of each what its file says, and is what the command prints."""

import re

import pytest

from tests.library.page import (
    ASKED_TWICE,
    OTHER_WORLDS,
    PAGE,
    PICTURE,
    PICTURED,
    README,
    ROOT,
    command_of,
    heading_of,
    library,
    page_of,
    section_in,
    section_of,
)
from tests.library.page import with_list as with_its_list

KEYS = sorted(file.stem for file in (ROOT / "scenarios").glob("*.yaml"))
TEXT = PAGE.read_text(encoding="utf-8")
RENEW = "run: python -m tests.library"


@pytest.fixture(scope="module", name="entries")
def whole_library():
    """Loaded once, and only where it is looked at."""
    return library()


@pytest.fixture(name="entry", params=KEYS)
def one_entry(request, entries):
    (entry,) = (entry for entry in entries if entry.key == request.param)
    return entry


def test_every_scenario_has_its_section_with_question_command_and_answer(entry):
    assert heading_of(entry) in TEXT, RENEW
    section = TEXT.split(heading_of(entry))[1].split("\n## ")[0]
    asked = ASKED_TWICE.get(entry.key, (("", ""),))
    assert [command_of(entry, setting) in section for _, setting in asked] == [True] * len(asked), RENEW
    assert section.count("\n> ") >= len(asked)
    assert section.count("\nNote: ") == section.count("\n> Note: "), RENEW
    assert section.count("simulated world") >= len(asked)
    assert f"({entry.worlds:,} worlds, seed {entry.loaded.scenario.study.seed})" in section, RENEW


def test_every_answer_is_that_of_the_scenario_as_it_is_today(entry):
    assert entry.mark in TEXT.split(heading_of(entry))[1].split("\n## ")[0], f"{RENEW} {entry.key}"


def test_no_section_is_left_of_a_scenario_that_is_gone(entries):
    assert re.findall(r"^## (.*)$", TEXT, re.MULTILINE) == [entry.title for entry in entries], RENEW


def test_a_section_that_is_kept_stays_as_it_is(entries):
    assert page_of(entries, [section_in(TEXT, entry) for entry in entries]) == TEXT


def test_each_line_of_the_contents_leads_to_its_section(entries):
    assert re.findall(r"^- \[(.*)\]\(#(.*)\)$", TEXT, re.MULTILINE) == [(one.title, one.anchor) for one in entries]


def test_the_answer_of_the_smallest_scenario_is_what_the_command_prints_today(entries):
    (tiny,) = (entry for entry in entries if entry.key == "tiny")
    assert section_of(tiny) in TEXT, RENEW


def test_the_readme_tells_and_shows_an_answer_of_the_library(entries):
    (told,) = (entry for entry in entries if entry.key == PICTURED)
    answer = re.findall(r"(?:^> .*\n)+", section_in(TEXT, told), re.MULTILINE)[-1]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert answer in readme
    assert f"({PICTURE.relative_to(ROOT).as_posix()})" in readme
    assert PICTURE.is_file()


def test_the_folder_lists_every_scenario_with_its_question(entries):
    text = README.read_text(encoding="utf-8")
    assert with_its_list(text, entries) == text, RENEW


def test_every_scenario_says_what_it_asks_in_a_sentence_or_more(entry):
    assert 20 <= len(entry.description) <= 600
    assert entry.description.endswith((".", "?"))


def test_settings_of_the_page_are_those_of_scenarios_that_may_be_shipped(entries):
    assert set(ASKED_TWICE) <= {entry.key for entry in entries}
    assert all(number >= 20 for number in OTHER_WORLDS.values())
