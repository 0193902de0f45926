"""What commands share: arguments and options, the two consoles, files that are written last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands.completion import keys_of, plans_of
from sim.errors import HearthlineError, ScenarioError, StorageError

if TYPE_CHECKING:
    from rich.console import Console

SCENARIO = click.argument("scenario", type=click.Path(path_type=Path))
SETTINGS = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a key of the scenario; repeatable.",
    shell_complete=keys_of,
)
SEED = click.option("--seed", type=click.IntRange(0), help="Root of all luck; default: as the scenario says.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="No progress and no messages.")
PLAN = click.option("--plan", metavar="NAME", help="A plan; default: the scenario as written.", shell_complete=plans_of)


def in_words(error: HearthlineError) -> str:
    """An error as it is printed; problems of a scenario say themselves that they are errors, each at its place."""
    return str(error) if isinstance(error, ScenarioError) else f"error: {error}"


def refuse_lost(folder: Path | None, *files: Path | None) -> None:
    """Refuse what cannot be written before hours of work, not after."""
    from sim.present.targets import refuse_lost_file, refuse_lost_folder

    if folder is not None:
        refuse_lost_folder(folder)
    for file in files:
        if file is not None:
            refuse_lost_file(file)


@contextmanager
def storing(path: Path, stderr: Console) -> Iterator[Path]:
    """Write a file or folder, and say so; trouble with the disk is no bug."""
    try:
        yield path
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {error.strerror or error}") from error
    stderr.print(f"wrote {path}", markup=False, highlight=False, soft_wrap=True)


def console(*, stderr: bool = False, quiet: bool = False) -> Console:
    """Where a command prints: standard output, or standard error, on which nothing is said if quiet."""
    from rich.console import Console

    return Console(stderr=stderr, quiet=quiet)
