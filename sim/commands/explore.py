"""``explore``: many futures of what is not known, and what they say about a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.commands.futures import Report, futures_options, run_futures_command

if TYPE_CHECKING:
    from sim.present.explore.verb import ExploreResult

STUDY = click.option(
    "--study",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What is not known, and in which ranges; which futures are tried; the plan and its standard.",
)
REPLICATIONS = click.option(
    "-n", "--replications", type=click.IntRange(1), help="Worlds of each future; default: as the study file says."
)


@click.command("explore")
@futures_options(STUDY, REPLICATIONS)
def explore_command(**asked: Any) -> None:
    """Try a plan in many futures: what matters, where it fails, where it stops being better."""
    from sim.present.explore.verb import explore

    run_futures_command(explore, _report, **asked)


def _report(result: ExploreResult) -> Report:
    from sim.errors import escape
    from sim.present.explore.sections import notes_of_explored, sections_of_explored

    tried, findings = result.tried, result.findings
    warnings = [f"Note: {escape(one)}" for one in result.warnings]
    return warnings, sections_of_explored(tried, findings), notes_of_explored(tried, findings)
