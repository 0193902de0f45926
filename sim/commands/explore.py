"""``explore``: many futures of what is not known, and what they say about a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands.common import QUIET, SCENARIO, SEED, SETTINGS, console, refuse_lost, storing
from sim.commands.resumable import WHERE, kept_in
from sim.commands.study import JSON, OUT

if TYPE_CHECKING:
    from sim.present.explore import ExploreResult


@click.command("explore")
@SCENARIO
@click.option(
    "--study",
    "study",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What is not known, and in which ranges; which futures are tried; the plan and its standard.",
)
@click.option(
    "-n", "--replications", type=click.IntRange(1), help="Worlds of each future; default: as the study file says."
)
@SEED
@SETTINGS
@OUT
@JSON
@WHERE[0]
@WHERE[1]
@WHERE[2]
@QUIET
def explore_command(
    scenario: Path,
    study: Path,
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
    """Try a plan in many futures: what matters, where it fails, where it stops being better."""
    from sim.present.explore import explore
    from sim.present.progress import shown_on
    from sim.present.verbs import Where

    refuse_lost(out, None if json_file in (None, "-") else Path(str(json_file)))
    stderr = console(stderr=True, quiet=quiet)
    with kept_in(out, stderr) as folder, shown_on(stderr) as progress:
        result = explore(
            scenario,
            study,
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


def _hand_out(result: ExploreResult, json_file: str | None) -> None:
    """Print tables, or JSON where that was asked for."""
    if json_file == "-":
        from sim.present.as_json import json_text

        click.echo(json_text(result.to_json()), nl=False)
        return
    from sim.errors import escape
    from sim.present.explore_sections import notes_of_explored, sections_of_explored
    from sim.present.table import print_report

    warnings = [f"Note: {escape(one)}" for one in result.warnings]
    sections = sections_of_explored(result.tried, result.findings)
    print_report(warnings, result.headline, sections, notes_of_explored(result.tried, result.findings), console())
