"""``sweep``: every combination of some values, on the same luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.commands.completion import keys_of
from sim.commands.futures import Report, futures_options, run_futures_command
from sim.commands.study import REPLICATIONS

if TYPE_CHECKING:
    from sim.present.sweep.verb import SweepResult

OVER = click.option(
    "--over",
    multiple=True,
    required=True,
    metavar="KEY=VALUE,VALUE,...",
    shell_complete=keys_of,
    help="A key and its values; repeatable: all combinations are run. What plans may choose makes plans, the rest "
    "makes futures.",
)


@click.command("sweep")
@futures_options(OVER, REPLICATIONS)
def sweep_command(**asked: Any) -> None:
    """Compare plans in several futures: a table with a row for each future."""
    from sim.present.sweep.verb import sweep

    run_futures_command(sweep, _report, **asked)


def _report(result: SweepResult) -> Report:
    from sim.present.sweep.regret import notes_of_regret, sections_of_regret
    from sim.present.sweep.sections import notes_of_futures, sections_of_futures, warnings_of_futures

    futures = result.futures
    sections = [*sections_of_futures(futures), *sections_of_regret(futures)]
    return warnings_of_futures(futures), sections, [*notes_of_regret(futures), *notes_of_futures(futures)]
