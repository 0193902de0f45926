"""Serving a scenario until somebody ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.present.case import case_of, refuse_incomparable, refuse_unknown_metrics
from sim.study.warm import USUAL_S
from sim.web.app import Page, app_of
from sim.web.desk import Desk
from sim.web.guard import Pass, new_token
from sim.web.listening import LOOPBACK, opened_socket, server_of
from sim.web.rounds import Bench

if TYPE_CHECKING:
    from rich.console import Console

    from sim.scenario.load import LoadedScenario


def serve(loaded: LoadedScenario, port: int, stderr: Console) -> None:
    """Serve a scenario; the address with its token is the one line on standard output.

    Parameters
    ----------
    port : 0 picks a free one
    stderr : where messages go

    Raises
    ------
    UsageError
        If the port is taken.
    ScenarioError
        If the scenario has no such metric, or its plans cannot be compared.
    """
    import click

    from sim import kernel

    case = case_of(loaded)
    refuse_unknown_metrics(case)
    refuse_incomparable(case)
    listening = opened_socket(port)
    bench = Bench(Desk(loaded))
    if not kernel.is_warm(bench.size.name):
        stderr.print(
            f"Compiling the model for this machine, first time only: about {USUAL_S} seconds, more if it is busy ...",
            soft_wrap=True,
        )
    page = Page(bench)
    try:
        bench.warm()
        allowed = Pass(f"{LOOPBACK}:{listening.getsockname()[1]}", new_token())
        click.echo(allowed.address)
        stderr.print("Open that address in a browser on this machine; Ctrl-C ends it.", soft_wrap=True)
        server_of(app_of(page, allowed)).run(sockets=[listening])
    finally:
        page.close()
        listening.close()
