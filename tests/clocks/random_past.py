"""Outages of random scenarios that began before the start, and may be over by then."""

from datetime import datetime, timedelta
from typing import Any

from tests.clocks.dice import DAY, Dice

Part = dict[str, Any]

START = datetime(2026, 1, 5)
LONGEST_MIN = 4 * DAY


def begin_before_start(dice: Dice, mapping: Part, whole: bool) -> None:
    """Let some listed outages have begun before the start; those of a city that can refill may be over."""
    outages = mapping["initial"].setdefault("outages", [])
    if dice.chance(0.2):
        sources = mapping["city"].get("sources", [])
        outages.append({"start": "0 d"} | ({"source": dice.choice(sources)["name"]} if sources else {}))
        outages[-1]["end"] = f"{max(1, dice.randint(0, 2 * DAY))} min"
    for outage in outages:
        if not dice.chance(0.4):
            continue
        ago = dice.randint(1, 4) * DAY if whole else dice.randint(1, LONGEST_MIN)
        outage["start"] = _text(-ago)
        if "refill" in mapping["repair"] and dice.chance(0.4):
            outage["end"] = _text(-min(dice.randint(0, ago), ago - 1))


def _text(minute: int) -> str:
    return f"{START + timedelta(minutes=minute):%Y-%m-%d %H:%M}"
