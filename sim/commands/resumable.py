"""Studies that last: where they run, the folder that they are kept in, and `resume`, which goes on with one."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import PartialError, StorageError, UsageError, WorkersLostError
from sim.hints import counted
from sim.study.pools import KINDS
from sim.study.stopping import Stopped, stops_as_they_are

if TYPE_CHECKING:
    from rich.console import Console

    from sim.study.store.folder import Alone, RunFolder

NOT_ASKED_AGAIN = ("out", "json_file", "series_out", "workers", "executor", "scheduler", "quiet")
"""Options that are not kept for `resume`: what is written elsewhere, and how it is run."""

PAGES = ("replan.html", "report.html")
"""What readers begin with, the first that there is."""

ALONE = "hearthline.alone"
"""Under which name `resume` tells a command that one replication alone is wanted."""

WORKERS = click.option("--workers", type=click.IntRange(1), help="Threads or processes; default: one per processor.")
EXECUTOR = click.option(
    "--executor", type=click.Choice(KINDS), help="Where it runs; default: threads. No result depends on it."
)
SCHEDULER = click.option(
    "--scheduler", metavar="ADDRESS", help="With --executor dask: a scheduler; default: workers on this machine."
)
WHERE = (WORKERS, EXECUTOR, SCHEDULER)


@contextmanager
def kept_in(out: Path | None, stderr: Console) -> Iterator[RunFolder | None]:
    """The folder for a study, and the command that goes on with it under whatever ends it early."""
    if out is None:
        yield None
        return
    from sim.study.store.folder import RunFolder

    def say(line: str) -> None:
        stderr.print(line, markup=False, highlight=False, soft_wrap=True)

    context = click.get_current_context()
    folder = RunFolder(out, say, request_of(context), context.meta.get(ALONE), tell=say)
    how = f"go on with: hearthline resume {shlex.quote(str(out))}"
    try:
        with stops_as_they_are():
            yield folder
    except Stopped as stop:
        stop.hint = how if folder.has_begun else ""
        raise
    except (StorageError, WorkersLostError) as error:
        if folder.has_begun:
            error.args = (f"{error}; then {how}",)
        raise
    begin = [f"; begin with {out / page}" for page in PAGES if (out / page).exists()]
    say(f"wrote {out}" + "".join(begin[:1]))


def request_of(context: click.Context) -> dict[str, Any]:
    """How a command was asked for, as JSON can hold it; paths from the root on, to ask again from any folder."""
    asked = {name: _as_text(one) for name, one in context.params.items() if name not in NOT_ASKED_AGAIN}
    return {"command": context.info_name, "options": asked}


def _as_text(value: Any) -> Any:
    return {"path": str(value.absolute())} if isinstance(value, Path) else value


def _as_given(value: Any) -> Any:
    if isinstance(value, dict):
        return Path(value["path"])
    return tuple(value) if isinstance(value, list) else value


@click.command("resume")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@WORKERS
@EXECUTOR
@SCHEDULER
@click.option("-q", "--quiet", is_flag=True, help="No progress and no messages.")
def resume_command(folder: Path, **how: Any) -> None:
    """Go on with the study in a folder that --out named; with a whole one: write its tables again.

    DIR may be a file in its failures/: that one world is run once more, alone, and nothing is kept of it.
    """
    from sim.study.store.folder import Alone

    if not folder.is_file():
        go_on(folder, how)
        return
    alone = Alone.of(folder)
    click.get_current_context().meta[ALONE] = alone
    _run_alone(alone, how)


def _run_alone(alone: Alone, how: dict[str, Any]) -> None:
    """Run one replication of a study once more, and say what comes of it.

    Raises
    ------
    PartialError
        If it fails again.
    """
    from sim.study.run import RanAlone
    from sim.study.store.folder import REQUEST

    asked = (place for place in (alone.study, *alone.study.parents) if (place / REQUEST).is_file())
    try:
        go_on(next(asked, alone.study), how | {"quiet": True})
    except RanAlone as ran:
        for failure in ran.part.failures.values():
            raise PartialError(f"replication {alone.replication} fails again: {failure.message}") from None
        runs = counted(len(ran.part.ensembles), "run")
        click.echo(f"replication {alone.replication}: {runs}, and nothing goes wrong")
        return
    raise UsageError(f"{alone.study}: the command that made this folder has no such study any more")


def go_on(folder: Path, how: Mapping[str, Any]) -> None:
    """Invoke the command again that began the study in a folder.

    Parameters
    ----------
    how : options in place of those that it was begun with
    """
    from sim.commands.decide import decide_command
    from sim.commands.explore import explore_command
    from sim.commands.replan import replan_command
    from sim.commands.study import compare_command, run_command
    from sim.commands.sweep import sweep_command
    from sim.study.store.folder import REQUEST
    from sim.study.store.sealed import read_sealed

    file = folder / REQUEST
    again = "run the command again that it was made with; what is there is taken"
    if not file.is_file():
        raise UsageError(
            f"{folder}: no study that a command has begun; {again}"
            if folder.is_dir()
            else f"there is no folder {folder}"
        )
    request = read_sealed(file)
    known = (run_command, compare_command, sweep_command, explore_command, decide_command, replan_command)
    commands = {command.name: command for command in known}
    if request is None or request.get("command") not in commands:
        raise StorageError(f"{file}: damaged; {again}")
    options = {name: _as_given(one) for name, one in request["options"].items()}
    if not Path(options["scenario"]).is_file():
        raise UsageError(f"{options['scenario']}: the scenario is not there any more; put it back")
    command = commands[request["command"]]
    unasked = {parameter.name: None for parameter in command.params if parameter.name in NOT_ASKED_AGAIN}
    click.get_current_context().invoke(command, **unasked | options | dict(how) | {"out": folder})
