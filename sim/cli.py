"""The command ``hearthline``: data on standard output, progress and messages on standard error.

Everything heavy is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import sim
from sim.errors import ExitCode, HearthlineError, PartialError, ScenarioError, StorageError, UsageError

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

COLLECT_AFTER = 100_000
"""New objects between two searches for garbage: imports make a million objects, and hardly any garbage."""

TOPICS = ("schema", "order", "metrics", "cadences", "laws")


def main() -> None:
    """Run the command and leave with its exit code."""
    is_counting = sys.implementation.name == "cpython"  # others search for garbage in their own ways
    if is_counting:
        gc.set_threshold(COLLECT_AFTER)
    code = answer(sys.argv[1:])
    if is_counting:
        gc.freeze()  # all memory goes back to the system anyway; a last search would take a fifth of a short run
    sys.exit(code)


def answer(arguments: list[str]) -> int:
    """Run the command and return its exit code; nothing escapes but a bug under --debug."""
    try:
        return int(hearthline.main(args=arguments, prog_name="hearthline", standalone_mode=False) or 0)
    except click.Abort:
        click.echo("stopped", err=True)
        return 128 + signal.SIGINT
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        click.echo(said.getvalue().replace("Error: ", "error: ", 1), err=True, nl=False)
        return ExitCode.INVALID
    except HearthlineError as error:
        click.echo(_in_words(error), err=True)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except MemoryError:
        click.echo("error: not enough memory; lower --replications, or raise study.series_step", err=True)
        return ExitCode.LIMIT
    except Exception as error:
        if "--debug" in arguments:
            raise
        click.echo(_report_of(error, arguments), err=True)
        return ExitCode.BUG


def _in_words(error: HearthlineError) -> str:
    """An error as it is printed; problems of a scenario say themselves that they are errors, each at its place."""
    return str(error) if isinstance(error, ScenarioError) else f"error: {error}"


def _report_of(error: Exception, arguments: list[str]) -> str:
    """Save what is known about a bug and say where."""
    import tempfile
    import traceback

    what = "".join(traceback.format_exception_only(error)).strip()
    lines = [f"hearthline {sim.__version__}, Python {sys.version}", repr(arguments), ""]
    try:
        number, name = tempfile.mkstemp(prefix="hearthline-report-", suffix=".txt", text=True)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write("\n".join([*lines, *traceback.format_exception(error)]))
    except OSError:
        name = "nowhere: no file can be written; run it again with --debug"
    return f"This is a bug in hearthline: {what}\nA report was saved to {name}"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(sim.__version__, prog_name="hearthline")
@click.option("--debug", is_flag=True, help="Show the traceback of a bug instead of saving a report.")
def hearthline(debug: bool) -> None:
    """Given how aid arrives, who stays warm?

    Simulates a winter of attacks, repair and heat supply, and compares ways to deliver aid on the same luck.
    """


SCENARIO = click.argument("scenario", type=click.Path(path_type=Path))
SETTINGS = click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Set a key of the scenario; repeatable."
)
SEED = click.option("--seed", type=click.IntRange(0), help="Root of all luck; default: as the scenario says.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="No progress and no messages.")
PLAN = click.option("--plan", metavar="NAME", help="A plan; default: the scenario as written.")


REPLICATIONS = click.option(
    "-n", "--replications", type=click.IntRange(1), help="Worlds to draw; default: as the scenario says."
)
WORKERS = click.option("--workers", type=click.IntRange(1), help="Threads; default: one per processor.")
OUT = click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write all results there.")
JSON = click.option(
    "--json", "json_file", metavar="FILE|-", help="Write JSON; - is standard output, and nothing else there."
)
SERIES = click.option(
    "--series-out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the series of every replication as CSV, compressed if FILE ends in .gz.",
)


def study_options(command: Command) -> Command:
    """Options of the commands that run many replications."""
    for option in reversed((SCENARIO, REPLICATIONS, SEED, SETTINGS, WORKERS, OUT, JSON, SERIES, QUIET)):
        command = option(command)
    return command


@hearthline.command("run")
@study_options
@PLAN
def run_command(plan: str | None, **options: Any) -> None:
    """Run one plan on many worlds."""

    def verb(loaded: LoadedScenario, **how: Any) -> ComparisonResult:
        from sim.present import verbs

        return verbs.run(loaded, plan=plan, **how)

    def extent_of(loaded: LoadedScenario, worlds: int) -> Extent:
        from sim.present.verbs import AS_WRITTEN
        from sim.study.estimate import Extent

        return Extent(loaded.scenario, (plan or AS_WRITTEN,), 0, worlds)

    _study(verb, extent_of, **options)


@hearthline.command("compare")
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
    replications: int | None,
    seed: int | None,
    workers: int | None,
    out: Path | None,
    json_file: str | None,
    series_out: Path | None,
    quiet: bool,
) -> None:
    """Run a study and hand out its results.

    Parameters
    ----------
    verb : runs it
    extent_of : how much there is to run for so many worlds, at most
    """
    from sim.scenario.load import load_scenario

    _refuse_lost(out, series_out, None if json_file in (None, "-") else Path(str(json_file)))
    loaded = load_scenario(scenario, settings)
    stderr = _console(stderr=True, quiet=quiet)
    worlds = replications or loaded.scenario.study.replications
    extent = extent_of(loaded, worlds)
    _choose_compiler(extent, stderr)
    _look_ahead(extent, workers, out, series_out, stderr)
    from sim.present.progress import shown_on

    with shown_on(stderr) as progress:
        result = verb(loaded, replications=replications, seed=seed, workers=workers, progress=progress)
    _hand_out(result, out, json_file, series_out, stderr)
    failed = len(result.study.failures)
    if failed:
        raise PartialError(f"{failed} of {worlds} replications failed, the rest is kept")


def _refuse_lost(folder: Path | None, *files: Path | None) -> None:
    """Refuse what cannot be written before hours of work, not after."""
    from sim.present.targets import refuse_lost_file, refuse_lost_folder

    if folder is not None:
        refuse_lost_folder(folder)
    for file in files:
        if file is not None:
            refuse_lost_file(file)


def _hand_out(
    result: ComparisonResult,
    out: Path | None,
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

        print_comparison(result.comparison, _console())
    if json_file not in (None, "-"):
        with _storing(Path(str(json_file)), stderr) as file:
            file.write_text(text, encoding="utf-8")
    if series_out is not None:
        from sim.present.files import write_series

        with _storing(series_out, stderr) as file:
            write_series(file, result)
    if out is not None:
        from sim.present.files import write_folder

        with _storing(out, stderr) as folder:
            write_folder(folder, result)


@contextmanager
def _storing(path: Path, stderr: Console) -> Iterator[Path]:
    """Write a file or folder, and say so; trouble with the disk is no bug."""
    try:
        yield path
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {error.strerror or error}") from error
    stderr.print(f"wrote {path}", markup=False, highlight=False, soft_wrap=True)


def _console(*, stderr: bool = False, quiet: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, quiet=quiet)


def _choose_compiler(extent: Extent, stderr: Console) -> None:
    """Settle before any kernel is imported whether it is compiled, and say what takes time."""
    from importlib import util

    from sim import kernel
    from sim.study.estimate import seconds_of

    wish = kernel.wish()
    is_warm = kernel.is_warm()
    if wish == "off" or (is_warm and kernel.is_warm(_size_of(extent))):
        return
    if util.find_spec("numba") is None:
        said = "numba is not installed: the same results, 90 to 500 times slower"
    elif wish == "auto" and not is_warm and seconds_of(extent, compiled=False) < SMALL_S:
        kernel.choose(compiled=False)
        return
    else:
        said = "Compiling the model for this machine, first time only: about 20 seconds ..."
    stderr.print(said, markup=False, highlight=False, soft_wrap=True)


def _size_of(extent: Extent) -> str:
    """The size class of a study's records; asked for when kernels are compiled anyway, as it imports them."""
    from sim.study.run import room_for

    return room_for(extent.scenario).name


def _look_ahead(
    extent: Extent, workers: int | None, out: Path | None, series_out: Path | None, stderr: Console
) -> None:
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


@hearthline.command("trace", short_help="Tell everything that happened in one replication.")
@SCENARIO
@click.option("-r", "--replication", type=click.IntRange(0), help="Which world; default: 0, or that of the state.")
@PLAN
@SEED
@SETTINGS
@click.option("--until", metavar="T", help="Stop before a moment: a date, a date and time, or a time after the start.")
@click.option("--save-state", type=click.Path(path_type=Path), metavar="FILE", help="Keep where it stops, to go on.")
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE", help="Go on where a run was stopped.")
@click.option("--csv", "as_csv", is_flag=True, help="A table instead of sentences.")
@QUIET
def trace_command(
    scenario: Path,
    replication: int | None,
    plan: str | None,
    seed: int | None,
    settings: tuple[str, ...],
    until: str | None,
    save_state: Path | None,
    state: Path | None,
    as_csv: bool,
    quiet: bool,
) -> None:
    """Tell everything that happened in one replication, run by SimPy."""
    from sim import kernel

    kernel.choose(compiled=False)  # one run is over before the compiler has started
    from sim.present import verbs

    if save_state is not None:
        if until is None:
            raise UsageError("--save-state needs --until: a run that is over has nothing to go on with")
        _refuse_lost(None, save_state)
    log = verbs.trace(scenario, replication, plan=plan, seed=seed, until=until, state=state, overrides=settings)
    stderr = _console(stderr=True, quiet=quiet)
    stderr.print(log.summary(), markup=False, highlight=False, soft_wrap=True)
    click.echo(log.csv() if as_csv else log.text(), nl=False)
    if save_state is not None:
        if log.stopped is None:
            raise UsageError("--until lies at or behind the end of the scenario: there is nothing to go on with")
        log.stopped.save(save_state)
        stderr.print(f"wrote {save_state}", markup=False, highlight=False, soft_wrap=True)


@hearthline.command("validate", short_help="Check scenario files.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@SETTINGS
def validate_command(files: tuple[Path, ...], settings: tuple[str, ...]) -> None:
    """Check scenario files; every problem is shown where it was written."""
    from sim import kernel
    from sim.scenario.load import load_scenario

    kernel.choose(compiled=False)  # nothing is run
    from sim.present import verbs

    worst = ExitCode.DONE
    for file in files:
        try:
            case = verbs.case_of(load_scenario(file, settings))
            verbs.refuse_unknown_metrics(case)
            verbs.refuse_what_has_no_room(case)
            verbs.refuse_incomparable(case)
        except HearthlineError as error:
            click.echo(_in_words(error), err=True)
            worst = max(worst, error.exit_code)
        else:
            click.echo(f"{file}: valid")
    click.get_current_context().exit(worst)


@hearthline.command("explain", short_help="Say where a value comes from.")
@SCENARIO
@click.argument("key")
@SETTINGS
def explain_command(scenario: Path, key: str, settings: tuple[str, ...]) -> None:
    """Say what a key holds, what it means and where its value comes from."""
    from sim.scenario.explain import explain
    from sim.scenario.load import load_scenario

    click.echo(str(explain(load_scenario(scenario, settings), key)))


@hearthline.command("describe", short_help="Describe keys, order of events, metrics, cadences, laws.")
@click.argument("topic", type=click.Choice(TOPICS))
@click.option("--json", "as_json", is_flag=True, help="With schema: the JSON Schema, for editors.")
def describe_command(topic: str, as_json: bool) -> None:
    """Describe the keys of scenario files, the order of events, metrics, cadences or laws of chance."""
    if as_json and topic != "schema":
        raise click.UsageError("--json goes with `describe schema`")
    if as_json:
        from sim.scenario.json_schema import schema_text

        click.echo(schema_text(), nl=False)
        return
    from sim.present import describe

    texts: dict[str, Callable[[], str]] = {
        "schema": describe.schema_text,
        "order": describe.order_text,
        "metrics": describe.metrics_text,
        "cadences": describe.cadences_text,
        "laws": describe.laws_text,
    }
    click.echo(texts[topic](), nl=False)


@hearthline.command("doctor", short_help="Say what works here; --warm compiles the model.")
@click.option("--warm", is_flag=True, help="Compile the model now, so that no later run has to.")
def doctor_command(warm: bool) -> None:
    """Say which versions work here and whether the model is compiled."""
    from sim.present import doctor

    if warm:
        click.echo("Compiling the model for this machine: about 20 seconds ...", err=True)
        doctor.compile_everything()
    click.echo(doctor.findings(), nl=False)
