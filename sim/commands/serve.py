"""``serve``: a page with sliders on this machine."""

from __future__ import annotations

from importlib import util
from pathlib import Path

import click

from sim.commands.common import QUIET, SETTINGS, console
from sim.errors import UsageError

FIRST = Path("scenarios/daily-versus-weekly.yaml")
"""What is shown if nobody names a scenario."""
NEEDED = ("starlette", "uvicorn")


@click.command("serve", short_help="Open a page with sliders on this machine.")
@click.argument("scenario", type=click.Path(path_type=Path), default=FIRST)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port; 0, also without this, picks a free one.")
@SETTINGS
@QUIET
def serve_command(scenario: Path, port: int, settings: tuple[str, ...], quiet: bool) -> None:
    """Show SCENARIO as a page: move what planners choose and what they face, and see who stays warm.

    The page is there for this machine alone, at the address that is printed; nothing it shows leaves the machine. From
    another machine there is an SSH tunnel. Ctrl-C ends it.
    """
    missing = [name for name in NEEDED if util.find_spec(name) is None]
    if missing:
        raise UsageError(f"the page needs {' and '.join(missing)}: pip install 'hearthline[web]'")
    from sim.scenario.load import load_scenario

    loaded = load_scenario(scenario, settings)
    from sim.web.serving import serve

    serve(loaded, port, console(stderr=True, quiet=quiet))
