"""``card``: what a folder of results says about itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sim.errors import StorageError, UsageError, escape


@click.command("card", short_help="Show the results card of a folder, or its STRESS checklist.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--stress", is_flag=True, help="The STRESS checklist, filled in as far as the model knows.")
def card_command(folder: Path, stress: bool) -> None:
    """Show the results card of a folder that --out wrote, as Markdown."""
    from sim.present.card.page import card_text
    from sim.present.card.stress import checklist_text

    card = _card_in(folder)
    try:
        click.echo(checklist_text(card["stress"], card["scenario"]) if stress else card_text(card), nl=False)
    except (KeyError, TypeError) as error:
        raise UsageError(f"{escape(str(folder / 'card.json'))}: parts of it are missing ({error})") from error


def _card_in(folder: Path) -> dict[str, Any]:
    file = folder / "card.json"
    try:
        card: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"there is no {escape(str(file))}; --out of every study writes cards") from error
    except OSError as error:
        raise StorageError(f"cannot read {escape(str(file))}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{escape(str(file))} is no results card: {error}") from error
    if not isinstance(card, dict) or card.get("schema") != "hearthline.card/1":
        raise UsageError(f"{escape(str(file))} is no results card of this version")
    return card
