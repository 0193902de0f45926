"""``completion``: what a shell needs to complete commands, options, plans and keys of scenarios."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, split_arg_string

if TYPE_CHECKING:
    from sim.scenario.shape import Slot
    from sim.scenario.source import Node

VARIABLE = "_HEARTHLINE_COMPLETE"
"""How a shell asks the command for what may follow; click's own way."""
WORDS = "COMP_WORDS"
"""Variable in which shells hand over the line."""
IN_BASH = "    return 0\n}"
GOING_ON = "    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[.=] ]] && compopt -o nospace\n"
"""In bash: no blank behind a key that goes on."""


HELP = """Print the script that lets SHELL complete commands, options, plans, and keys of a scenario behind --set.

\b
bash  eval "$(hearthline completion bash)"    in ~/.bashrc
zsh   eval "$(hearthline completion zsh)"     in ~/.zshrc, below compinit
fish  hearthline completion fish > ~/.config/fish/completions/hearthline.fish
"""
SHELLS = ("bash", "zsh", "fish")


@click.command("completion", short_help="Print the script that lets a shell complete commands and keys.", help=HELP)
@click.argument("shell", type=click.Choice(SHELLS))
def completion_command(shell: str) -> None:
    """Print a shell's script."""
    from click.shell_completion import get_completion_class

    context = click.get_current_context().find_root()
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.command, {}, "hearthline", VARIABLE).source()
    if shell == "bash":
        script = script.replace(IN_BASH, GOING_ON + IN_BASH, 1)
    click.echo(script)


def plans_of(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of the plans of the scenario that stands on the line."""
    from sim.scenario.source import children

    compare = children(_tree_of_line()).get("compare")
    plans = children(children(compare).get("plans"))
    return [CompletionItem(name) for name in plans if name.startswith(incomplete)]


def keys_of(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Keys that may follow, one level further; names that people gave are those of the scenario on the line."""
    if "=" in incomplete:
        return []
    from sim.scenario.schema import Scenario
    from sim.scenario.shape import top
    from sim.scenario.source import children

    before, dot, begun = incomplete.rpartition(".")
    slot, node = top(Scenario), _tree_of_line()
    for key in before.split(".") if before else ():
        below = slot.below(key)
        if below is None:
            return []
        slot, node = below, children(node).get(key)
    return [
        CompletionItem(f"{before}{dot}{name}{end}", help=meaning)
        for name, end, meaning in _below(slot, node)
        if name.startswith(begun)
    ]


def _below(slot: Slot, node: Node | None) -> Iterator[tuple[str, str, str]]:
    """Keys one level below, what stands behind each (another key, or its value), and what it means."""
    from sim.scenario.source import children

    names = [*slot.known_keys(), *(children(node) if slot.is_named() else ())]
    for name in dict.fromkeys(names):
        inner = slot.below(name)
        if inner is not None:
            goes_on = bool(inner.known_keys() or inner.is_named()) and not inner.replaced_whole
            yield name, "." if goes_on else "=", inner.meaning.partition("\n")[0]


def _words() -> list[str]:
    """The words of the line, which shells hand over; click reads none behind an option that still has no value."""
    return split_arg_string(os.environ.get(WORDS, ""))


def _tree_of_line() -> Node | None:
    """The scenario on the line with what it extends; None if there is none, or none that can be read."""
    from sim.errors import HearthlineError
    from sim.scenario.merge import read_with_bases
    from sim.scenario.schema import Scenario
    from sim.scenario.shape import top

    given = next((word for word in _words() if word.endswith((".yaml", ".yml"))), None)
    try:
        return read_with_bases(Path(given), top(Scenario)).tree if given else None
    except (HearthlineError, OSError):
        return None
