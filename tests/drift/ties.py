"""Two kinds of events swapped in the order of a minute, before the rules are imported."""

from enum import IntEnum
from pathlib import Path

from sim.model import words


def swap(first: str, second: str, folder: str) -> None:
    """Print the first case in which the swap is found, and the verdict."""
    places = {event.name: int(event) for event in words.Event}
    places[first], places[second] = places[second], places[first]
    words.Event = IntEnum("Event", places)
    from tests.drift.cases import CASES, held, worst

    for case in (case for case in CASES if (Path(folder) / f"{case.name}.json").exists()):
        found = held(Path(folder), case)
        if worst(found) != "identical":
            print(f"{worst(found)} ({case.name})")
            return
