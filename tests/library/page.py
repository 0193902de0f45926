"""What stands on the page of the scenario library, section by section; all of it is the same on every run."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import fill

from sim.present.results import ComparisonResult
from sim.present.sections import said_above
from sim.present.verbs import compare, run
from sim.scenario.identity import NOT_IDENTITY
from sim.scenario.load import LoadedScenario, load_scenario
from sim.scenario.source import values

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "scenarios.md"
README = ROOT / "scenarios" / "README.md"
PICTURE = ROOT / "docs" / "kyiv-winter-2026.png"

FIRST, LAST = ("daily-versus-weekly", "kyiv-winter-2026"), ("tiny",)
"""What the page begins and ends with; the others follow the alphabet."""
WORLDS = 300
"""Replications of a scenario that says nothing else below."""
OTHER_WORLDS = {
    "daily-versus-weekly": 1000,
    "kyiv-winter-2026": 1000,
    "truce-in-february": 600,
    "national-grid": 20,
    "tiny": 60,
}
WITH_EQUIVALENT = ("daily-versus-weekly", "kyiv-winter-2026")
"""Scenarios whose page says how much more aid a plan needs to match the reference."""
PICTURED = "kyiv-winter-2026"
"""The scenario whose answer the README tells and shows."""
ASKED_TWICE = {
    "truce-in-february": (
        ("With the truce", "attack.regimes.truce.probability=100 %"),
        ("Without it", "attack.regimes.truce.probability=0 %"),
    )
}
"""Scenarios whose question is put under several settings: what is said of each, and the setting."""
WIDTH = 100
"""Columns of what the command prints."""
WRAPPED = 118
"""Columns of prose."""
BEGIN, END = "<!-- list of scenarios: python -m tests.library -->", "<!-- end of the list -->"

INTRODUCTION = f"""# The scenario library

What each scenario of this repository asks, the command that asks it, and what the command answered. No number here is
a forecast: each scenario is one set of assumptions, said line by line in its file. Every plan of a scenario meets the
same worlds. The answer in a quotation is the headline that the command prints, below its warnings; unfold what
follows for all tables, with intervals and with what each plan did with the aid. Words are those of the
[glossary](glossary.md): a *leaker*, for example, is a threat that passed every layer of defence.

Replications are few here ({WORLDS} where nothing else is said), so that the page is made in minutes: small differences
have wide intervals, and "no clear difference" says no more than that. Ask again with more (`-n 2000`). Made by
`python -m tests.library`.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A shipped scenario with how often it is run for the page."""

    file: Path
    loaded: LoadedScenario = field(repr=False)

    @property
    def key(self) -> str:
        """The name of its file without the ending."""
        return self.file.stem

    @property
    def title(self) -> str:
        """Its name."""
        return self.loaded.scenario.name

    @property
    def description(self) -> str:
        """What it asks, on one line."""
        return " ".join(self.loaded.scenario.description.split())

    @property
    def worlds(self) -> int:
        """Replications of each plan on the page."""
        return OTHER_WORLDS.get(self.key, WORLDS)

    @property
    def mark(self) -> str:
        """A line that tells whether a section was made of what the file, and those that it extends, say today."""
        said = values(self.loaded.tree)
        assert isinstance(said, dict)
        kept = {key: value for key, value in said.items() if key not in NOT_IDENTITY}
        digest = hashlib.sha256(json.dumps(kept, default=str).encode()).hexdigest()
        return f"<!-- made of {digest[:12]} -->"

    @property
    def anchor(self) -> str:
        """The address of its section within the page."""
        return re.sub(r"[^\w\- ]", "", self.title.lower()).replace(" ", "-")


def library() -> list[Entry]:
    """Every shipped scenario in the order of the page."""
    files = sorted((ROOT / "scenarios").glob("*.yaml"), key=_place)
    return [Entry(file, load_scenario(file)) for file in files]


def _place(file: Path) -> tuple[int, int, str]:
    first = FIRST.index(file.stem) if file.stem in FIRST else len(FIRST)
    return int(file.stem in LAST), first, file.stem


def page_of(entries: Sequence[Entry], sections: Sequence[str]) -> str:
    """The whole page: how to read it, what is there, and a section for each scenario."""
    contents = "\n".join(f"- [{entry.title}](#{entry.anchor})" for entry in entries)
    return "\n".join([INTRODUCTION, contents, *sections])


def heading_of(entry: Entry) -> str:
    """The part of a section that does not depend on results: title, file, question."""
    link = f"[{entry.file.name}](../scenarios/{entry.file.name})"
    return f"\n## {entry.title}\n\n{link}\n\n{_prose(entry.description)}\n"


def section_of(entry: Entry) -> str:
    """A scenario's section: what it asks, the command, the answer, and everything it prints."""
    asked = ASKED_TWICE.get(entry.key, (("", ""),))
    return heading_of(entry) + "".join(_answer(entry, said, setting) for said, setting in asked) + f"\n{entry.mark}\n"


def section_in(text: str, entry: Entry) -> str:
    """What a page says of a scenario so far."""
    found = re.search(rf"\n## {re.escape(entry.title)}\n.*?(?=\n\n## |\Z)", text, re.DOTALL)
    if found is None:
        raise ValueError(f"the page has no section called {entry.title}")
    return found[0]


def command_of(entry: Entry, setting: str = "") -> str:
    """The command whose answer stands in a section."""
    verb = "compare" if len(entry.loaded.plans) > 1 else "run"
    words = ["hearthline", verb, f"scenarios/{entry.file.name}", "-n", str(entry.worlds)]
    words += ["--aid-equivalent"] if entry.key in WITH_EQUIVALENT else []
    words += ["--set", f'"{setting}"'] if setting else []
    return " ".join(words)


def _answer(entry: Entry, said: str, setting: str) -> str:
    """A command and what it answered; the picture of the README's answer is drawn on the way."""
    result = _result(entry, setting)
    if entry.key == PICTURED:
        result.plot.differences().savefig(PICTURE, dpi=150)
    answer = "\n>\n".join(map(_quoted, (*said_above(result.comparison), result.comparison.headline)))
    count = f"{entry.worlds:,} worlds, seed {result.context.seed}"
    return (
        (f"\n{said}:\n" if said else "")
        + f"\n```sh\n{command_of(entry, setting)}\n```\n\n{answer}\n\n"
        + f"<details><summary>All that it prints ({count})</summary>\n\n```text\n{_printed(result)}```\n\n</details>\n"
    )


def _result(entry: Entry, setting: str) -> ComparisonResult:
    settings = (setting,) if setting else ()
    if len(entry.loaded.plans) < 2:
        return run(entry.file, replications=entry.worlds, overrides=settings)
    equivalent = entry.key in WITH_EQUIVALENT
    return compare(entry.file, replications=entry.worlds, aid_equivalent=equivalent, overrides=settings)


def _printed(result: ComparisonResult) -> str:
    """What the command prints, without blanks at the ends of lines."""
    from rich.console import Console

    from sim.present.table import print_comparison

    written = io.StringIO()
    print_comparison(result.comparison, Console(file=written, width=WIDTH, color_system=None))
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def _prose(text: str) -> str:
    """Text in lines, no number parted from its percent sign."""
    tied = text.replace(" %", "\u00a0%")
    return fill(tied, WRAPPED, break_long_words=False, break_on_hyphens=False).replace("\u00a0", " ")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in _prose(text).split("\n"))


def list_of(entries: Sequence[Entry]) -> str:
    """A line for each scenario: its file and what it asks."""
    return "\n".join(f"| [{entry.file.name}]({entry.file.name}) | {entry.description} |" for entry in entries)


def with_list(text: str, entries: Sequence[Entry]) -> str:
    """The page of the folder with its list as the files say."""
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n| file | what it asks |\n|---|---|\n{list_of(entries)}\n\n{END}{after}"
