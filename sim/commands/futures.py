"""What ``sweep`` and ``explore`` share: their options, where they run and are kept, and how results are handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from sim.commands.common import QUIET, SCENARIO, SEED, SETTINGS, console, refuse_lost, storing
from sim.commands.resumable import WHERE, kept_in
from sim.commands.study import JSON, OUT, tell_compiling
from sim.errors import PartialError
from sim.hints import counted

if TYPE_CHECKING:
    from sim.present.sections import Section

Command = TypeVar("Command", bound=Callable[..., Any])


class FuturesResult(Protocol):
    """What a verb over many futures gives."""

    @property
    def headline(self) -> str:
        """What a planner should take home."""

    @property
    def failed(self) -> int:
        """Replications without a result."""

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""


Result = TypeVar("Result", bound=FuturesResult)
Report = tuple[Iterable[str], Iterable["Section"], Iterable[str]]
"""Warnings above the headline, tables, and notes below them."""


def futures_options(*own: Callable[..., Any]) -> Callable[[Command], Command]:
    """Options of the commands that try many futures.

    Parameters
    ----------
    own : of one command alone, told after the scenario
    """

    def decorate(command: Command) -> Command:
        for option in reversed((SCENARIO, *own, SEED, SETTINGS, OUT, JSON, *WHERE, QUIET)):
            command = option(command)
        return command

    return decorate


def run_futures_command(
    verb: Callable[..., Result],
    report: Callable[[Result], Report],
    *,
    settings: tuple[str, ...],
    out: Path | None,
    json_file: str | None,
    workers: int | None,
    executor: str | None,
    scheduler: str | None,
    quiet: bool,
    **how: Any,
) -> None:
    """Run a verb over many futures, keep it where that was asked for, and hand out its results.

    Parameters
    ----------
    verb : runs it
    report : what is printed of its result
    how : what is handed on to the verb as it is
    """
    from sim import kernel
    from sim.present.as_json import json_text
    from sim.present.progress import shown_on
    from sim.present.table import print_report
    from sim.present.verbs import Where

    file = None if json_file in (None, "-") else Path(str(json_file))
    refuse_lost(out, file)
    stderr = console(stderr=True, quiet=quiet)
    where = Where(workers, executor, scheduler)
    if kernel.wish() != "off" and not kernel.is_warm():
        tell_compiling(stderr)
    with kept_in(out, stderr) as folder, shown_on(stderr) as progress:
        result = verb(overrides=settings, where=where, progress=progress, out=folder, **how)
    if json_file == "-":
        click.echo(json_text(result.to_json()), nl=False)
    else:
        warnings, sections, notes = report(result)
        print_report(warnings, result.headline, sections, notes, console())
    if file is not None:
        with storing(file, stderr) as target:
            target.write_text(json_text(result.to_json()), encoding="utf-8")
    if result.failed:
        raise PartialError(f"{counted(result.failed, 'replication')} failed, the rest is kept")
