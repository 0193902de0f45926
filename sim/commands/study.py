"""``run`` and ``compare``: many replications, and what is handed out of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.commands.common import PLAN, QUIET, SCENARIO, SEED, SETTINGS, console, refuse_lost, storing
from sim.commands.resumable import WHERE, kept_in
from sim.errors import PartialError

if TYPE_CHECKING:
    from rich.console import Console

    from sim.present.results import ComparisonResult
    from sim.scenario.load import LoadedScenario
    from sim.study.estimate import Extent

Command = TypeVar("Command", bound=Callable[..., Any])

SMALL_S = 5.0
"""A study that takes less without the compiler does not wait for the first compilation [s, estimated]."""

LONG_S = 60.0
"""A study that takes longer is announced with the time that it may take [s, estimated]."""

REPLICATIONS = click.option(
    "-n", "--replications", type=click.IntRange(1), help="Worlds to draw; default: as the scenario says."
)
PRECISION = click.option(
    "--precision",
    multiple=True,
    metavar="AMOUNT",
    help="Add worlds, from 50 on twice as many each time, until headline metrics are known to within this: 2 %, or "
    "'5000 person-hours'. Of a comparison: its differences, 2 % of the reference's mean. Repeatable, for each unit.",
)
MOST = click.option(
    "--max-replications",
    type=click.IntRange(1),
    help="With --precision: most worlds; default: as the scenario says.",
)
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write all results there, block by block while they come; stopped, the same command goes on.",
)
JSON = click.option(
    "--json", "json_file", metavar="FILE|-", help="Write JSON; - is standard output, and nothing else there."
)
LANGUAGES = click.option(
    "--lang",
    "languages",
    multiple=True,
    metavar="LANGUAGE",
    help="With --out: write the report in this language as well, with figures that speak it (uk). Repeatable.",
)
PUBLIC = click.option(
    "--public",
    is_flag=True,
    help="Leave out what is planning-sensitive: stock, days of supply, times without stock, what each layer does.",
)
SERIES = click.option(
    "--series-out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the series of every replication as CSV, compressed if FILE ends in .gz.",
)


STATE = click.option(
    "--state",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Start from a state that `trace` saved, or from an observed morning (YAML, the keys of `initial`).",
)


def study_options(command: Command) -> Command:
    """Options of the commands that run many replications."""
    number = (REPLICATIONS, PRECISION, MOST)
    options = (SCENARIO, *number, SEED, SETTINGS, STATE, OUT, JSON, SERIES, LANGUAGES, PUBLIC, *WHERE, QUIET)
    for option in reversed(options):
        command = option(command)
    return command


@click.command("run")
@study_options
@PLAN
def run_command(plan: str | None, **options: Any) -> None:
    """Run one plan on many worlds."""

    def verb(loaded: LoadedScenario, **how: Any) -> ComparisonResult:
        from sim.present import verbs

        return verbs.run(loaded, plan=plan, **how)

    def extent_of(loaded: LoadedScenario, worlds: int) -> Extent:
        from sim.present.case import AS_WRITTEN
        from sim.study.estimate import Extent

        return Extent(loaded.scenario, (plan or AS_WRITTEN,), 0, worlds)

    _study(verb, extent_of, **options)


@click.command("compare")
@study_options
@click.option(
    "--aid-equivalent",
    is_flag=True,
    help="Also say how much more aid each plan needs to match the reference: eight more runs per plan and world.",
)
def compare_command(aid_equivalent: bool, **options: Any) -> None:
    """Compare the plans of a scenario on the same worlds."""

    def verb(loaded: LoadedScenario, **how: Any) -> ComparisonResult:
        from sim.present import verbs

        return verbs.compare(loaded, aid_equivalent=aid_equivalent, **how)

    def extent_of(loaded: LoadedScenario, worlds: int) -> Extent:
        from sim.study.estimate import Extent
        from sim.study.scaled import most_scaled

        scaled = most_scaled(loaded.plans) if aid_equivalent else 0
        return Extent(loaded.scenario, tuple(loaded.plans), len(loaded.plans), worlds, scaled)

    _study(verb, extent_of, **options)


def _study(
    verb: Callable[..., ComparisonResult],
    extent_of: Callable[[LoadedScenario, int], Extent],
    *,
    scenario: Path,
    settings: tuple[str, ...],
    state: Path | None,
    replications: int | None,
    precision: tuple[str, ...],
    max_replications: int | None,
    seed: int | None,
    out: Path | None,
    json_file: str | None,
    series_out: Path | None,
    languages: tuple[str, ...],
    public: bool,
    workers: int | None,
    executor: str | None,
    scheduler: str | None,
    quiet: bool,
) -> None:
    """Run a study and hand out its results.

    Parameters
    ----------
    verb : runs it
    extent_of : how much there is to run for so many worlds, at most
    """
    from sim.present.case import told_apart
    from sim.present.wish import Wish
    from sim.scenario.load import load_scenario

    refuse_lost(out, series_out, None if json_file in (None, "-") else Path(str(json_file)))
    morning, saved = told_apart(state)
    loaded = load_scenario(scenario, settings, morning)
    stderr = console(stderr=True, quiet=quiet)
    worlds = Wish(replications, precision, max_replications).most(loaded.scenario.study.replications)
    extent = extent_of(loaded, worlds)
    choose_compiler(extent, stderr)
    look_ahead(extent, workers, out, series_out, stderr)
    from sim.present.progress import shown_on

    with kept_in(out, stderr) as folder, shown_on(stderr) as progress:
        number = {"replications": replications, "precision": precision, "max_replications": max_replications}
        how = {"seed": seed, "public": public, "state": saved, "languages": languages}
        where = {"workers": workers, "executor": executor, "scheduler": scheduler}
        result = verb(loaded, progress=progress, out=folder, **number, **how, **where)
    _hand_out(result, json_file, series_out, stderr)
    failed = len(result.study.failures)
    if failed:
        raise PartialError(f"{failed} of {result.context.replications} replications failed, the rest is kept")


def _hand_out(
    result: ComparisonResult,
    json_file: str | None,
    series_out: Path | None,
    stderr: Console,
) -> None:
    """Print and write what was asked for."""
    from sim.present.as_json import comparison_json, json_text

    text = json_text(comparison_json(result.comparison, result.context)) if json_file else ""
    if json_file == "-":
        click.echo(text, nl=False)
    else:
        from sim.present.table import print_comparison

        print_comparison(result.comparison, console())
    if json_file not in (None, "-"):
        with storing(Path(str(json_file)), stderr) as file:
            file.write_text(text, encoding="utf-8")
    if series_out is not None:
        from sim.present.files import write_series

        with storing(series_out, stderr) as file:
            write_series(file, result)


def choose_compiler(extent: Extent, stderr: Console) -> None:
    """Settle before any kernel is imported whether it is compiled, and say what takes time."""
    from importlib import util

    from sim import kernel
    from sim.study.estimate import seconds_of

    wish = kernel.wish()
    is_warm = kernel.is_warm()
    if wish == "off" or (is_warm and kernel.is_warm(_size_of(extent))):
        return
    if util.find_spec("numba") and wish == "auto" and not is_warm and seconds_of(extent, compiled=False) < SMALL_S:
        kernel.choose(compiled=False)
        return
    tell_compiling(stderr)


def tell_compiling(stderr: Console) -> None:
    """Say that kernels are compiled first, or that they cannot be."""
    from importlib import util

    said = "Compiling the model for this machine, first time only: half a minute to a minute ..."
    if util.find_spec("numba") is None:
        said = "numba is not installed: the same results, 90 to 500 times slower"
    stderr.print(said, markup=False, highlight=False, soft_wrap=True)


def _size_of(extent: Extent) -> str:
    """The size class of a study's records; asked for when kernels are compiled anyway, as it imports them."""
    from sim.study.room import room_for

    return room_for(extent.scenario).name


def look_ahead(extent: Extent, workers: int | None, out: Path | None, series_out: Path | None, stderr: Console) -> None:
    """Refuse files that no disk here has room for, and say how long a long study takes."""
    from sim import kernel
    from sim.study.estimate import seconds_of, time_text
    from sim.study.limits import refuse_beyond_disk

    refuse_beyond_disk(extent, folder=out, series=series_out)
    processors = os.cpu_count() or 1
    seconds = seconds_of(extent, compiled=kernel.COMPILED, threads=min(workers or processors, processors))
    if seconds > LONG_S:
        said = f"{extent}: about {time_text(seconds)}"
        stderr.print(said, markup=False, highlight=False, soft_wrap=True)
