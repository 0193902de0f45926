"""The command ``hearthline``: data on standard output, progress and messages on standard error.

Everything heavy is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys

import click

import sim
from sim.commands.card import card_command
from sim.commands.check import check_command
from sim.commands.common import in_words
from sim.commands.completion import completion_command
from sim.commands.decide import decide_command
from sim.commands.explore import explore_command
from sim.commands.importing import import_command
from sim.commands.look import describe_command, doctor_command, explain_command, validate_command
from sim.commands.new import new_command
from sim.commands.replan import replan_command
from sim.commands.report import report_command
from sim.commands.resumable import resume_command
from sim.commands.serve import serve_command
from sim.commands.story import trace_command
from sim.commands.study import compare_command, run_command
from sim.commands.sweep import sweep_command
from sim.errors import ExitCode, HearthlineError, escape
from sim.study.stopping import Stopped, heed_signals, stops_as_they_are
from sim.study.store.files import ADVICE

COLLECT_AFTER = 100_000
"""New objects between two searches for garbage: imports make a million objects, and hardly any garbage."""


def main() -> None:
    """Run the command and leave with its exit code."""
    heed_signals()
    is_counting = sys.implementation.name == "cpython"  # others search for garbage in their own ways
    if is_counting:
        gc.set_threshold(COLLECT_AFTER)
    try:
        code = answer(sys.argv[1:]) or _flushed()
    except Stopped as stop:  # when all was done and told
        code = stop.exit_code
    if is_counting:
        gc.freeze()  # all memory goes back to the system anyway; a last search would take a fifth of a short run
    sys.exit(code)


def answer(arguments: list[str]) -> int:
    """Run the command and return its exit code; nothing escapes but a bug under --debug."""
    try:
        with stops_as_they_are():
            return int(hearthline.main(args=arguments, prog_name="hearthline", standalone_mode=False) or 0)
    except Stopped as stop:
        click.echo(str(stop), err=True)
        return stop.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        return 128 + signal.SIGINT
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        click.echo(said.getvalue().replace("Error: ", "error: ", 1), err=True, nl=False)
        return ExitCode.INVALID
    except HearthlineError as error:
        click.echo(in_words(error), err=True)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except MemoryError:
        click.echo("error: not enough memory; lower --replications, or raise study.series_step", err=True)
        return ExitCode.LIMIT
    except Exception as error:
        if isinstance(error, OSError) and error.errno in ADVICE:  # no bug of ours
            click.echo(f"error: {_disk_trouble(error)}", err=True)
            return ExitCode.STORAGE
        if "--debug" in arguments:
            raise
        click.echo(_report_of(error, arguments), err=True)
        return ExitCode.BUG


def _flushed() -> int:
    """Hand out what is still to be printed; the exit code says if that was not possible."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except OSError as problem:
        click.echo(f"error: {_disk_trouble(problem)}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.STORAGE
    return ExitCode.DONE


def _disk_trouble(problem: OSError) -> str:
    """Where it happened, what, and what to do."""
    where = escape(str(problem.filename or "standard output, or what it leads to"))
    return f"{where}: {problem.strerror or problem}; {ADVICE.get(problem.errno or 0, 'write to another place')}"


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


for command in (
    run_command,
    compare_command,
    decide_command,
    sweep_command,
    explore_command,
    replan_command,
    resume_command,
    trace_command,
    check_command,
    card_command,
    report_command,
    serve_command,
    new_command,
    validate_command,
    explain_command,
    describe_command,
    import_command,
    doctor_command,
    completion_command,
):
    hearthline.add_command(command)
