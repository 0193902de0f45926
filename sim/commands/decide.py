"""``decide``: which plan to choose, with what guarantee, and what it costs to be wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.commands.common import QUIET, SCENARIO, SEED, SETTINGS, console, refuse_lost, storing
from sim.commands.resumable import EXECUTOR, SCHEDULER, WORKERS, kept_in
from sim.commands.study import JSON, OUT, PUBLIC, STATE, choose_compiler, look_ahead
from sim.errors import PartialError

if TYPE_CHECKING:
    from rich.console import Console

    from sim.present.decide.result import DecisionResult


class Percentage(click.ParamType[float]):
    """A share as people write it: ``95 %``, ``95%`` or ``0.95``."""

    name = "percentage"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it as a share from 0 to 1."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            return float(text.removesuffix("%")) / 100.0 if text.endswith("%") else float(text)
        except ValueError:
            self.fail(f"{text!r} is no percentage, for example 95%", param, ctx)


@click.command("decide")
@SCENARIO
@click.option("--metric", metavar="NAME", help="What plans are to be best in; default: the first headline metric.")
@click.option(
    "--indifference",
    metavar="AMOUNT",
    help="Smallest difference that matters, '50000 person-hours' or a share of the reference's mean; default: 2 %.",
)
@click.option(
    "--confidence",
    type=Percentage(),
    metavar="SHARE",
    help="Chance of choosing the best plan, if it is better by that much; default: as the scenario says.",
)
@click.option(
    "--standard",
    metavar="LIMIT",
    help="Also say how often a limit is kept: 'person_hours_below_16 per resident < 12 h'.",
)
@click.option("--worth", type=float, metavar="EUR", help="What one unit of the metric is worth, for switching points.")
@click.option(
    "--max-replications", type=click.IntRange(1), help="Most worlds; default: as the scenario says, 2000 at least."
)
@SEED
@SETTINGS
@STATE
@OUT
@JSON
@PUBLIC
@WORKERS
@EXECUTOR
@SCHEDULER
@QUIET
def decide_command(
    scenario: Path,
    settings: tuple[str, ...],
    state: Path | None,
    max_replications: int | None,
    out: Path | None,
    json_file: str | None,
    workers: int | None,
    quiet: bool,
    **how: Any,
) -> None:
    """Choose one plan: add worlds until the choice can be promised."""
    from sim.present.case import told_apart
    from sim.present.wish import MOST_TO_DECIDE
    from sim.scenario.load import load_scenario
    from sim.study.estimate import Extent

    refuse_lost(out, None if json_file in (None, "-") else Path(str(json_file)))
    morning, saved = told_apart(state)
    loaded = load_scenario(scenario, settings, morning)
    stderr = console(stderr=True, quiet=quiet)
    worlds = max_replications or max(loaded.scenario.study.replications, MOST_TO_DECIDE)
    extent = Extent(loaded.scenario, tuple(loaded.plans), 0, worlds)
    choose_compiler(extent, stderr)
    look_ahead(extent, workers, out, None, stderr)
    from sim.present.decide.verb import decide
    from sim.present.progress import shown_on

    with kept_in(out, stderr) as folder, shown_on(stderr) as progress:
        result = decide(
            loaded, max_replications=worlds, state=saved, workers=workers, progress=progress, out=folder, **how
        )
    _hand_out(result, json_file, stderr)
    if result.decision.failures:
        raise PartialError(f"{len(result.decision.failures)} replications failed, the rest is kept")


def _hand_out(result: DecisionResult, json_file: str | None, stderr: Console) -> None:
    """Print and write what was asked for."""
    from sim.present.as_json import json_text
    from sim.present.decide.tables import sections_of
    from sim.present.table import print_report

    text = json_text(result.to_json()) if json_file else ""
    if json_file == "-":
        click.echo(text, nl=False)
    else:
        print_report(result.warnings, result.headline, sections_of(result.decision), result.notes, console())
    if json_file not in (None, "-"):
        with storing(Path(str(json_file)), stderr) as file:
            file.write_text(text, encoding="utf-8")
