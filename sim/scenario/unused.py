"""What a file describes and nothing in it uses: neither the scenario itself nor any of its plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.errors import Problem
from sim.scenario.schema import Scenario
from sim.scenario.source import Node, find


def unused_hubs(tree: Node, scenario: Scenario, plans: Mapping[str, Scenario]) -> Iterator[Problem]:
    """Hubs that no channel goes by in any plan, nor without one.

    Plans may choose `via`, so a hub of the file may be meant for some of them only.

    Parameters
    ----------
    tree : all files and options on top of each other, with places
    """
    used = {channel.via for one in (scenario, *plans.values()) for channel in one.aid.channels.values()}
    for name in scenario.aid.hubs:
        if name not in used:
            node = find(tree, ("aid", "hubs", name))
            message = "no channel goes by this hub, in no plan either"
            hint = f"write `via: {name}` in a channel under aid.channels" if scenario.aid.channels else ""
            yield Problem(message, f"aid.hubs.{name}", node.key_place or node.place if node else None, hint)
