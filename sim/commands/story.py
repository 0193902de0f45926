"""``trace``: everything that happened in one replication."""

from __future__ import annotations

from pathlib import Path

import click

from sim.commands.common import PLAN, QUIET, SCENARIO, SEED, SETTINGS, console, refuse_lost
from sim.errors import UsageError


@click.command("trace", short_help="Tell everything that happened in one replication.")
@SCENARIO
@click.option("-r", "--replication", type=click.IntRange(0), help="Which world; default: 0, or that of the state.")
@PLAN
@SEED
@SETTINGS
@click.option("--until", metavar="T", help="Stop before a moment: a date, a date and time, or a time after the start.")
@click.option("--save-state", type=click.Path(path_type=Path), metavar="FILE", help="Keep where it stops, to go on.")
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE", help="Go on where a run was stopped.")
@click.option(
    "--story", metavar="SUBJECT", help="Tell one life: 'block 12', 'source NAME', 'heat crew 3', 'lot 5', ..."
)
@click.option(
    "--figure",
    "figures",
    nargs=2,
    multiple=True,
    metavar="WHAT FILE",
    help="Draw into a PNG or SVG file: 'crews', or a stock by its name, with its waves and deliveries. Repeatable.",
)
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
    story: str | None,
    figures: tuple[tuple[str, str], ...],
    as_csv: bool,
    quiet: bool,
) -> None:
    """Tell everything that happened in one replication, run by SimPy.

    A trace tells of stock, to the unit, and of what each layer does. It is planning-sensitive and never public.
    """
    from sim import kernel

    kernel.choose(compiled=False)  # one run is over before the compiler has started
    from sim.present import verbs
    from sim.present.caution import TRACE_FOOT
    from sim.present.plots.frame import form_of

    if story is not None and as_csv:
        raise UsageError("--story tells sentences: leave --csv out")
    for _, file in figures:
        form_of(file)
        refuse_lost(None, Path(file))
    if save_state is not None:
        if until is None:
            raise UsageError("--save-state needs --until: a run that is over has nothing to go on with")
        refuse_lost(None, save_state)
    log = verbs.trace(scenario, replication, plan=plan, seed=seed, until=until, state=state, overrides=settings)
    told = log.story(story).text() if story is not None else log.csv() if as_csv else log.text()
    stderr = console(stderr=True, quiet=quiet)
    stderr.print(log.summary(), markup=False, highlight=False, soft_wrap=True)
    if as_csv:  # a table has no place for it
        stderr.print(TRACE_FOOT, markup=False, highlight=False, soft_wrap=True)
    click.echo(told, nl=False)
    for what, file in figures:
        log.draw(what, file)
        stderr.print(f"wrote {file}", markup=False, highlight=False, soft_wrap=True)
    if save_state is not None:
        if log.stopped is None:
            raise UsageError("--until lies at or behind the end of the scenario: there is nothing to go on with")
        log.stopped.save(save_state)
        stderr.print(f"wrote {save_state}", markup=False, highlight=False, soft_wrap=True)
