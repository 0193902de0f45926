"""``replan``: in the morning, what to do from today on; one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.commands.common import QUIET, SEED, SETTINGS, console, refuse_lost, storing
from sim.commands.resumable import WHERE, kept_in
from sim.commands.study import JSON, LANGUAGES, OUT, PUBLIC, REPLICATIONS, choose_compiler, look_ahead
from sim.errors import PartialError

if TYPE_CHECKING:
    from rich.console import Console

    from sim.present.replan.verb import ReplanResult

AHEAD = click.option(
    "--ahead", metavar="TIME", help="How far to look, as '10 d'; default: as the file says, 14 days if it does not."
)


@click.command("replan", short_help="Re-plan from an observed morning: plans side by side, one page.")
@click.argument("scenario", metavar="STATE", type=click.Path(path_type=Path))
@AHEAD
@REPLICATIONS
@SEED
@SETTINGS
@OUT
@JSON
@LANGUAGES
@PUBLIC
@WHERE[0]
@WHERE[1]
@WHERE[2]
@QUIET
def replan_command(
    scenario: Path,
    ahead: str | None,
    settings: tuple[str, ...],
    replications: int | None,
    out: Path | None,
    json_file: str | None,
    workers: int | None,
    quiet: bool,
    **how: Any,
) -> None:
    """Compare plans from this morning on: what is observed, the weather forecast, some days ahead.

    STATE is a YAML file: the scenario it builds on, what is so today, the forecast and the plans. With --out DIR also
    DIR/replan.html, one page for a screen or A4 paper.
    """
    from sim.scenario.replan_file import load_replan
    from sim.study.estimate import Extent

    refuse_lost(out, None if json_file in (None, "-") else Path(str(json_file)))
    asked = load_replan(scenario, ahead, settings)
    stderr = console(stderr=True, quiet=quiet)
    loaded = asked.loaded
    worlds = replications or loaded.scenario.study.replications
    extent = Extent(loaded.scenario, tuple(loaded.plans), len(loaded.plans), worlds)
    choose_compiler(extent, stderr)
    look_ahead(extent, workers, out, None, stderr)
    from sim.present.progress import shown_on
    from sim.present.replan.verb import replan

    with kept_in(out, stderr) as folder, shown_on(stderr) as progress:
        result = replan(asked, replications=replications, workers=workers, progress=progress, out=folder, **how)
    _hand_out(result, json_file, stderr)
    failed = len(result.compared.study.failures)
    if failed:
        raise PartialError(f"{failed} of {result.compared.context.replications} replications failed, the rest is kept")


def _hand_out(result: ReplanResult, json_file: str | None, stderr: Console) -> None:
    """Print and write what was asked for."""
    from sim.present.as_json import json_text
    from sim.present.replan.words import common_aid, table_of_aid
    from sim.present.sections import notes_of, said_above, sections_of_metrics
    from sim.present.table import print_report

    comparison = result.compared.comparison
    text = json_text(result.to_json()) if json_file else ""
    if json_file == "-":
        click.echo(text, nl=False)
    else:
        aid, common = table_of_aid(comparison), common_aid(comparison)
        sections = [*sections_of_metrics(comparison), *([aid] if aid else [])]
        notes = [*([common] if common else []), *notes_of(comparison, metrics_only=True)]
        print_report(said_above(comparison), result.headline, sections, notes, console())
    if json_file not in (None, "-"):
        with storing(Path(str(json_file)), stderr) as file:
            file.write_text(text, encoding="utf-8")
