"""``new``: a scenario file to begin with."""

from __future__ import annotations

import shlex

import click


@click.command("new", short_help="Write a commented starter scenario.")
@click.argument("name", default="my-scenario")
def new_command(name: str) -> None:
    """Write a commented starter scenario, NAME.yaml: valid, runs as it stands, every section with its units.

    A file that is there already is never overwritten.
    """
    from sim.scenario.starter import write_starter

    file = write_starter(name)
    said = shlex.quote(str(file))
    click.echo(f"wrote {file}")
    click.echo(f"next:  hearthline validate {said}\n       hearthline compare {said} --out results", err=True)
