"""``sweep``: every combination of some values, on the same luck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands.common import QUIET, SCENARIO, SEED, SETTINGS, console, refuse_lost, storing
from sim.commands.resumable import WHERE, kept_in
from sim.commands.study import JSON, OUT, REPLICATIONS

if TYPE_CHECKING:
    from sim.present.sweep import SweepResult


@click.command("sweep")
@SCENARIO
@click.option(
    "--over",
    "over",
    multiple=True,
    required=True,
    metavar="KEY=VALUE,VALUE,...",
    help="A key and its values; repeatable: all combinations are run. What plans may choose makes plans, the rest "
    "makes futures.",
)
@REPLICATIONS
@SEED
@SETTINGS
@OUT
@JSON
@WHERE[0]
@WHERE[1]
@WHERE[2]
@QUIET
def sweep_command(
    scenario: Path,
    over: tuple[str, ...],
    replications: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    out: Path | None,
    json_file: str | None,
    workers: int | None,
    executor: str | None,
    scheduler: str | None,
    quiet: bool,
) -> None:
    """Compare plans in several futures: a table with a row for each future."""
    from sim.present.progress import shown_on
    from sim.present.sweep import sweep
    from sim.present.verbs import Where

    refuse_lost(out, None if json_file in (None, "-") else Path(str(json_file)))
    stderr = console(stderr=True, quiet=quiet)
    with kept_in(out, stderr) as folder, shown_on(stderr) as progress:
        result = sweep(
            scenario,
            over,
            replications=replications,
            seed=seed,
            overrides=settings,
            where=Where(workers, executor, scheduler),
            progress=progress,
            out=folder,
        )
    _hand_out(result, json_file)
    if json_file not in (None, "-"):
        from sim.present.as_json import json_text

        with storing(Path(str(json_file)), stderr) as file:
            file.write_text(json_text(result.to_json()), encoding="utf-8")


def _hand_out(result: SweepResult, json_file: str | None) -> None:
    """Print tables, or JSON where that was asked for."""
    if json_file == "-":
        from sim.present.as_json import json_text

        click.echo(json_text(result.to_json()), nl=False)
        return
    from sim.present.sweep_sections import notes_of_futures, sections_of_futures, warnings_of_futures
    from sim.present.table import print_report

    warnings = warnings_of_futures(result.futures)
    sections = sections_of_futures(result.futures)
    print_report(warnings, result.headline, sections, notes_of_futures(result.futures), console())
