"""Every command line that a page shows is one that the commands understand; the cheap ones are run."""

import re
import shutil

import pytest

from sim.cli import answer
from tests.commands.lines import (
    Edit,
    Line,
    named_lines,
    pages,
    refuse_unknown,
    refuse_unknown_names,
    shown_lines,
    steps,
)
from tests.commands.page import ROOT

PAGES = {str(page.relative_to(ROOT)): page for page in pages()}
SMALL = "20"
"""Worlds in which shown lines are run."""
MORNING = "stock: {top_tier_missile: 1}\n"
"""The reader's own morning of the README."""
RUN = ("README.md", "docs/tutorial.md", "docs/how-to/report.md", "docs/how-to/replan.md")
"""Pages whose cheap lines are run, from top to bottom."""
CHEAP = ("scenarios/tiny.yaml", "scenarios/mornings/tiny-12-january.yaml")
"""Shipped files that are cheap to run."""


@pytest.mark.parametrize("name", PAGES)
def test_lines_in_blocks_are_understood_and_name_files_that_are_there(name):
    for line in shown_lines(PAGES[name]):
        try:
            refuse_unknown(line)
        except Exception as error:
            raise AssertionError(f"{line}: {error}") from error


@pytest.mark.parametrize("name", PAGES)
def test_commands_and_options_in_sentences_exist(name):
    for line in named_lines(PAGES[name]):
        refuse_unknown_names(line)


def test_the_pages_show_lines():
    assert len({line.words[0] for name in PAGES for line in shown_lines(PAGES[name])}) > 12


def test_wrong_lines_are_found():
    for text in (
        "compere scenarios/tiny.yaml",
        "compare scenarios/tiny.yaml --worlds 3",
        "compare scenarios/tyni.yaml",
    ):
        with pytest.raises(Exception, match=r"compere|worlds|tyni"):
            refuse_unknown(Line("a page", text))
    with pytest.raises(AssertionError, match="no option --worlds"):
        refuse_unknown_names(Line("a page", "compare --worlds"))


def made_small(words: list[str]) -> list[str]:
    """A line with few worlds."""
    found = list(words)
    if "-n" in found:
        found[found.index("-n") + 1] = SMALL
    elif words[0] in ("run", "compare", "sweep", "replan"):
        found += ["-n", SMALL]
    return found


def is_cheap(words: list[str]) -> bool:
    """True if a line is run: it names what is cheap, or what lines before it have made."""
    named = [word for word in words[1:] if re.search(r"\.(?:yaml|state|csv)$", word)]
    ours = [word for word in named if word.startswith("scenarios/")]
    return words[0] not in ("explore", "check") and "dask" not in words and all(word in CHEAP for word in ours)


@pytest.mark.slow
@pytest.mark.parametrize("name", RUN)
def test_cheap_lines_run_from_top_to_bottom(name, tmp_path, monkeypatch, capsys, as_decided):
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios", ignore=shutil.ignore_patterns("baselines"))
    (tmp_path / "morning.yaml").write_text(MORNING)
    monkeypatch.chdir(tmp_path)
    done = 0
    made: set[str] = set()
    for line in steps(PAGES[name]):
        if isinstance(line, Edit):
            line.apply(tmp_path)
            continue
        words = made_small(line.words)
        needs = {"resume", "report", "card"} & {words[0]}
        if is_cheap(words) and (not needs or words[1] in made):
            assert answer(words) == 0, f"{line}: {capsys.readouterr().err}"
            made |= {words[place + 1] for place, word in enumerate(words) if word == "--out"}
            done += 1
    assert done
