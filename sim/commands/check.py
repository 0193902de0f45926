"""``check``: stored results run again, and what has changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands.common import QUIET, console, refuse_lost, storing
from sim.errors import ExitCode, StorageError, UsageError

if TYPE_CHECKING:
    from sim.present.check.report import Report

FAIL_ON = ("broken", "drift", "equivalent", "round-off", "inconclusive", "stale", "missing", "unsound")
FILE = click.Path(path_type=Path)


@click.command("check", short_help="Run stored baselines again and say what has changed.")
@click.argument("baselines", nargs=-1, type=FILE)
@click.option("--update", is_flag=True, help="Store what has changed as the new baselines; needs --reason.")
@click.option("--reason", default="", metavar="TEXT", help="Why results change, for the history of the baseline.")
@click.option("--update-new", is_flag=True, help="Add baselines where there are none, and leave the others alone.")
@click.option("--diff", is_flag=True, help="Compare two stored baselines, or two folders of them; nothing is run.")
@click.option("--only", multiple=True, metavar="SCENARIO[:METRIC]", help="Check only these; repeatable.")
@click.option("--invariants", is_flag=True, help="Also look at laws (sums that close) after every event of each plan.")
@click.option("--anchors", is_flag=True, help="Also run cases whose answers are known exactly.")
@click.option("--fail-on", metavar="WORDS", help=f"What fails a check, with commas: {', '.join(FAIL_ON)}.")
@click.option("--max-replications", type=click.IntRange(1), help="Never run more where 64 do not settle it.")
@click.option("--workers", type=click.IntRange(1), help="Threads; default: one per processor.")
@click.option("--md", type=FILE, metavar="FILE", help="Write the report as Markdown.")
@click.option("--json", "json_file", metavar="FILE|-", help="Write it as JSON; - is standard output.")
@click.option("--junit", type=FILE, metavar="FILE", help="Write it as JUnit XML.")
@QUIET
def check_command(
    baselines: tuple[Path, ...],
    update: bool,
    reason: str,
    update_new: bool,
    diff: bool,
    only: tuple[str, ...],
    invariants: bool,
    anchors: bool,
    fail_on: str | None,
    max_replications: int | None,
    workers: int | None,
    md: Path | None,
    json_file: str | None,
    junit: Path | None,
    quiet: bool,
) -> None:
    """Run scenarios again, and say what is not as it was stored.

    BASELINES are folders of scenarios (their baselines lie in baselines/), scenario files, or baselines; default:
    scenarios. Exit code 0: all is as stored; 1: something has changed or is broken; 4: a baseline is missing, stale or
    unsound, or too few replications to say.
    """
    files = (md, junit, None if json_file in (None, "-") else Path(str(json_file)))
    refuse_lost(None, *files)
    if diff:
        if invariants or anchors:
            raise UsageError("--diff runs nothing: leave --invariants and --anchors out")
        report = _compared(baselines, only, _verdicts(fail_on))
    else:
        more = {"invariants": invariants, "anchors": anchors}
        report = _run(
            baselines, only, fail_on, max_replications, workers, update or update_new, reason, update_new, quiet, more
        )
    _hand_out(report, md, json_file, junit, quiet)
    if update or update_new:
        _store(report, reason, update_new, quiet)
    click.get_current_context().exit(report.exit_code)


def _verdicts(words: str | None) -> tuple[str, ...]:
    """What fails a check, as somebody wrote it."""
    from sim.hints import nearest_or_known

    said = tuple(filter(None, (word.strip() for word in (words or "").split(","))))
    for word in said:
        if word not in FAIL_ON:
            raise UsageError(f"--fail-on: there is no {word!r}; {nearest_or_known(word, FAIL_ON)}")
    return said


def _run(
    baselines: tuple[Path, ...],
    only: tuple[str, ...],
    fail_on: str | None,
    most: int | None,
    workers: int | None,
    stores: bool,
    reason: str,
    only_missing: bool,
    quiet: bool,
    more: dict[str, bool],
) -> Report:
    words = _verdicts(fail_on)
    stderr = console(stderr=True, quiet=quiet)
    from sim import kernel

    if stores and any(":" in one for one in only):
        raise UsageError("a baseline is stored whole: leave the metric out of --only")
    if not kernel.is_warm() and kernel.wish() != "off":
        stderr.print("The model may have to be compiled first: half a minute to a minute ...", highlight=False)
    from sim.present.check.report import fail_on_of
    from sim.present.check.verb import check, refuse_update

    if stores:
        refuse_update(reason, only_missing=only_missing)

    def progress(name: str) -> None:
        stderr.print(f"checking {name} ...", markup=False, highlight=False, soft_wrap=True)

    return check(
        baselines,
        only=only,
        fail_on=fail_on_of(words),
        max_replications=most,
        workers=workers,
        store=stores,
        progress=progress,
        **more,
    )


def _compared(baselines: tuple[Path, ...], only: tuple[str, ...], words: tuple[str, ...]) -> Report:
    if len(baselines) != 2:
        raise UsageError("--diff compares two baselines, or two folders of them: --diff BEFORE AFTER")
    from sim import kernel

    kernel.choose(compiled=False)  # nothing is run
    from sim.present.check.differences import differences_of
    from sim.present.check.report import fail_on_of

    return differences_of(*baselines, only, fail_on_of(words))


def _hand_out(report: Report, md: Path | None, json_file: str | None, junit: Path | None, quiet: bool) -> None:
    """Print and write what was asked for."""
    from sim.present.as_json import json_text
    from sim.present.check.junit import junit_of
    from sim.present.check.wording import github_commands, json_of, markdown_of, text_of

    stderr = console(stderr=True, quiet=quiet)
    text = json_text(json_of(report)) if json_file else ""
    click.echo(text if json_file == "-" else text_of(report), nl=False)
    for file, content in ((md, markdown_of), (junit, junit_of)):
        if file is not None:
            with storing(file, stderr) as path:
                path.write_text(content(report), encoding="utf-8")
    if json_file not in (None, "-"):
        with storing(Path(str(json_file)), stderr) as path:
            path.write_text(text, encoding="utf-8")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in github_commands(report):
            click.echo(line, err=json_file == "-")
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        if summary:
            _append(Path(summary), markdown_of(report))


MOST_SUMMARY = 1_000_000
"""Room for the summary of a step of a job [bytes]."""


def _append(file: Path, text: str) -> None:
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(text.encode()[:MOST_SUMMARY].decode(errors="ignore"))
    except OSError as error:
        raise StorageError(f"{file}: cannot be written: {error.strerror or error}") from error


def _store(report: Report, reason: str, only_missing: bool, quiet: bool) -> None:
    """Store baselines, and fail if any changed, so that no job turns green by it."""
    from sim.present.check.report import FINE
    from sim.present.check.verb import update

    written = update(report, reason, only_missing=only_missing)
    stderr = console(stderr=True, quiet=quiet)
    for file in written:
        stderr.print(f"stored {file}", markup=False, highlight=False, soft_wrap=True)
    lost = [one for one in report.scenarios if one.new is None and one.verdict not in FINE]
    for one in lost:
        stderr.print(f"not stored: {one.pair.name}", markup=False, highlight=False, soft_wrap=True)
    click.get_current_context().exit(ExitCode.DRIFT if written else report.exit_code if lost else ExitCode.DONE)
