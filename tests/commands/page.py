"""The page of all commands: usage, what each does, its arguments and options, exit codes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from sim.cli import hearthline
from sim.errors import ExitCode

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "commands.md"
INTRODUCTION = """# Commands

All that `hearthline` can be asked, made from the commands themselves by `python -m tests.commands`. Results go to
standard output, progress and messages to standard error. `hearthline COMMAND --help` says the same on a terminal;
`hearthline completion` lets a shell complete commands, options and keys. A [tutorial](tutorial.md) shows the way from
nothing to a report.
"""


def page_text() -> str:
    """The whole page."""
    commands = {" ".join(path): command for path, command in _all(hearthline, ("hearthline",))}
    links = [f"- [`{name}`](#{_anchor(name)}): {_short(command)}" for name, command in commands.items()]
    sections = [INTRODUCTION, "\n".join(links) + "\n"]
    sections += [_section(name, command) for name, command in commands.items()]
    sections += ["## Exit codes\n\n| code | meaning |\n|---|---|\n" + "".join(_exit_codes())]
    return "\n".join(sections)


def _all(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it, in the order of the help."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _all(command, (*path, name))
        else:
            yield (*path, name), command


def _section(name: str, command: click.Command) -> str:
    whole = click.Context(hearthline, info_name="hearthline", **hearthline.context_settings)
    context = click.Context(command, info_name=name.removeprefix("hearthline "), parent=whole)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    lines = [f"## {name}\n", f"```text\n{usage}\n```\n", _prose(command)]
    rows = [
        _row(parameter, context) for parameter in command.get_params(context) if isinstance(parameter, click.Option)
    ]
    lines.append("| option | meaning |\n|---|---|\n" + "".join(rows))
    return "\n".join(lines)


def _prose(command: click.Command) -> str:
    """What a command does; paragraphs that keep their lines become blocks."""
    told = []
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b"):
            told.append("```text\n" + paragraph.removeprefix("\b").strip("\n") + "\n```")
        else:
            told.append(_plain(" ".join(paragraph.split())))
    return "\n\n".join(told) + "\n"


def _row(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    assert record is not None
    names, said = record
    names = names.replace("INTEGER RANGE", "INTEGER")
    said = re.sub(r"\s+\[x>=([0-9]+)\]", r" (\1 or more)", said)
    return f"| `{names.replace('|', chr(92) + '|')}` | {_plain(said).replace('|', chr(92) + '|')} |\n"


def _plain(text: str) -> str:
    """A text in which nothing is markup but what stands in backticks."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"([*_<\[\]])", r"\\\1", part) for part in parts)


def _short(command: click.Command) -> str:
    return _plain(command.get_short_help_str(200))


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def _exit_codes() -> Iterator[str]:
    from sim.present.describe import member_docs

    for code, meaning in member_docs(ExitCode):
        yield f"| {code.value} | {_plain(' '.join(meaning.split()))} |\n"
    yield "| 128 + N | Stopped by signal N; with `--out` it can be gone on with. |\n"
