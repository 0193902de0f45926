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


def know_the_morning(dice: Dice, mapping: Part, whole: bool) -> None:
    """Let a morning say more: single cold buildings with a job each, crews, what had accrued, the weather before."""
    initial, city = mapping["initial"], mapping["city"]
    if city and "heat" in mapping["repair"].get("crews", {}) and dice.chance(0.25):
        rows = [_cold(dice, city, whole) for _ in range(dice.randint(1, 3))]
        initial["cold"] = _fitting(rows, city, initial.get("damaged", {}).get("buildings", 0))
    for pool, crews in mapping["repair"].get("crews", {}).items():
        if crews["start"] != "unlimited" and dice.chance(0.15):
            initial.setdefault("crews", {})[pool] = dice.randint(0, 6)
    if mapping["aid"]["begin"] == "switch":
        for name, channel in mapping["aid"].get("channels", {}).items():
            if "unlimited" not in channel["accrual"] and dice.chance(0.25):
                initial.setdefault("accrued", {})[name] = dice.randint(1, 12)
    if "daily" in (mapping["weather"] or {}) and dice.chance(0.2):
        initial["outdoor"] = f"{dice.randint(-20, 5)} degC"
    if not {"constant", "hours"} & (mapping["weather"] or {"constant": ""}).keys() and dice.chance(0.2):
        mapping["weather"]["forecast"] = _forecast(dice)


def _forecast(dice: Dice) -> list[Part]:
    """Daily means for some days from the start or a day later, some without a spread."""
    first = START + timedelta(days=dice.randint(0, 1))
    return [
        {
            "date": f"{first + timedelta(days=day):%Y-%m-%d}",
            "mean": f"{dice.randint(-25, 5)} degC",
            "sd": f"{day % 3} K",
        }
        for day in range(dice.randint(1, 6))
    ]


def _cold(dice: Dice, city: Part, whole: bool) -> Part:
    ago = dice.randint(0, 4) * DAY if whole else dice.randint(0, LONGEST_MIN)
    cold: Part = {"buildings": 1, "severity": "light", "since": _text(-ago)}
    if dice.chance(0.5):
        district = dice.choice(city["districts"])
        cold |= {"district": district["name"], "buildings": dice.randint(1, min(4, district["buildings"]))}
    if dice.chance(0.5):
        cold["work_done"] = f"{dice.randint(1, 900)} min"
    return cold


def _fitting(rows: list[Part], city: Part, damaged: int) -> list[Part]:
    """The first rows of cold buildings for which there are enough beside the damaged ones."""
    left = {district["name"]: district["buildings"] for district in city["districts"]}
    there = sum(left.values()) - damaged
    for count, row in enumerate(rows):
        there -= row["buildings"]
        if "district" in row:
            left[row["district"]] -= row["buildings"]
        if min(there, *left.values()) < 0:
            return rows[:count]
    return rows


def _text(minute: int) -> str:
    return f"{START + timedelta(minutes=minute):%Y-%m-%d %H:%M}"
