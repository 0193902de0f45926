"""Command lines that the documentation shows: where they stand, and whether the commands know them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from sim.cli import hearthline
from tests.commands.page import ROOT

FENCE = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELLS = ("sh", "bash", "console", "")
INLINE = re.compile(r"`hearthline ([^`]+)`")
CALL = re.compile(r"(?:^|&& |\$ |\$\()(?:\.venv/bin/)?hearthline (?!-version)([^\n]*)")
OURS = ("scenarios/", "tests/")
"""Files that begin so are shipped, others are the reader's."""
WRITTEN_BY_READERS = ("scenarios/hard-frost.yaml",)
"""Files that a page tells its reader to write."""


@dataclass(frozen=True, slots=True)
class Line:
    """A command line in a page, without its first word."""

    page: str
    text: str

    @property
    def words(self) -> list[str]:
        """Its words, without what a shell does with what is printed."""
        found = shlex.split(self.text.rstrip(")"), comments=True)
        return found[: min((found.index(mark) for mark in (">", "|", "&&", "<") if mark in found), default=len(found))]

    def __str__(self) -> str:
        return f"{self.page}: hearthline {self.text}"


def pages() -> list[Path]:
    """README and all pages for readers, decision records aside: these tell of their day."""
    return [
        ROOT / "README.md",
        *(one for one in sorted((ROOT / "docs").rglob("*.md")) if one.parent.name != "decisions"),
    ]


def shown_lines(page: Path) -> list[Line]:
    """Command lines in the blocks of a page, in their order."""
    return [one for one in steps(page) if isinstance(one, Line)]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file that a page shows: its name, and lines with what stands in their place."""

    file: str
    changes: tuple[tuple[str, str], ...]

    def apply(self, folder: Path) -> None:
        """Change the file; every line that goes must be in it."""
        text = (folder / self.file).read_text(encoding="utf-8")
        for old, new in self.changes:
            assert old in text, f"{self.file}: there is no line {old!r}"
            text = text.replace(old, new, 1)
        (folder / self.file).write_text(text, encoding="utf-8")


def steps(page: Path) -> list[Line | Edit]:
    """Command lines and edits of a page, in their order."""
    return list(_in_blocks(page.read_text(encoding="utf-8"), str(page.relative_to(ROOT))))


def _in_blocks(text: str, name: str) -> Iterator[Line | Edit]:
    for language, block in FENCE.findall(text):
        if language == "diff":
            yield _edit(block)
        if language in SHELLS:
            for line in re.sub(r"\\\n\s*", " ", block).splitlines():
                for call in CALL.findall(line):
                    yield Line(name, call.strip())


def _edit(block: str) -> Edit:
    """The edit of a block in the form of a diff: `--- FILE`, then lines that go and those that come."""
    head, *lines = block.splitlines()
    changes: list[tuple[str, str]] = []
    for line in lines:
        text = line[1:] + "\n"
        if line.startswith("-"):
            changes.append((text, ""))
        elif line.startswith("+"):
            old, new = changes[-1]
            changes[-1] = (old, new + text)
        else:
            changes.append((text, text))
    return Edit(head.removeprefix("--- ").strip(), tuple(changes))


def named_lines(page: Path) -> list[Line]:
    """Command lines in the sentences of a page."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return [Line(str(page.relative_to(ROOT)), " ".join(found.split())) for found in INLINE.findall(text)]


def refuse_unknown(line: Line) -> None:
    """Raise if a line in a block is not understood, or names a shipped file that is not there."""
    context = hearthline.make_context("hearthline", line.words)
    words = [*context._protected_args, *context.args]
    command: click.Command = hearthline
    while isinstance(command, click.Group):
        name, found, words = command.resolve_command(context, words)
        assert found is not None
        command = found
    context = command.make_context(name, list(words), parent=context)
    for word in line.words:
        if word.startswith(OURS) and not word.endswith("*") and word not in WRITTEN_BY_READERS:
            assert (ROOT / word).exists(), f"{line}: there is no {word}"


def refuse_unknown_names(line: Line) -> None:
    """Raise if a line in a sentence names a command or an option that does not exist."""
    command: click.Command = hearthline
    for word in line.text.split():
        name = word.strip(",;.:)")
        if name.startswith("-"):
            known = {one for parameter in command.params for one in (*parameter.opts, "--help", "--version")}
            assert name.split("=")[0] in known, f"{line}: {command.name} has no option {name}"
        elif isinstance(command, click.Group):
            if name == "COMMAND":
                return
            for one in (several := name.split("|")):
                assert one in command.commands, f"{line}: there is no command {one}"
            command = command.commands[several[0]]
