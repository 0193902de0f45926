"""The results card as one page of Markdown, for planners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.analysis.numbers import UNDEFINED, decimals_for, exactly, percent
from sim.errors import escape
from sim.hints import counted

SPECIAL = "\\`*_[]<>|"


def card_text(card: Mapping[str, Any]) -> str:
    """A card as Markdown."""
    return "\n".join(_lines(card)).rstrip() + "\n"


def _lines(card: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"# Results card: {plain(card['scenario'])}", "", card["what"], "")
    if card["question"]:
        yield from (f"**Question.** {plain(card['question'])}", "")
    if card.get("time"):
        yield from ("**Time.** {first} to {last}, days: {days}.".format(**card["time"]), "")
    yield from (f"**Answer.** {plain(card['answer'])}", "")
    yield from (f"*{plain(card['mark'])} {card['caution']}*", "")
    yield from ("## Estimates", "")
    yield from _estimates(card)
    if card["varied"]:
        yield from ("", "## What was varied", "")
        yield from (f"- `{key}`: {plain(values)}" for key, values in card["varied"].items())
    yield from ("", "## What could flip the answer", "")
    yield from (f"- {_with_code(sentence)}" for sentence in card["could_flip"])
    yield from ("", "## When aid is sent", "")
    if card["calendars"]:
        yield from (card["calendars"], "")
    yield from _timing(card["timing"])
    yield from ("", "## Assumptions in force", "")
    yield from _assumptions(card["assumptions"])
    yield from ("", "## Not for", "")
    yield from (f"- {one}" for one in card["not_for"])
    yield from ("", "## To repeat it", "")
    yield from _origin(card)


def _estimates(card: Mapping[str, Any]) -> Iterator[str]:
    confidence = exactly(card["confidence"])
    failed = f" ({counted(card['failed'], 'replication')} failed)" if card["failed"] else ""
    each = " in each future" if card["varied"] else ""
    yield f"{counted(card['replications'], 'world')}{each}{failed}. Intervals in brackets hold at {confidence};"
    yield "*give or take* is how far the interval reaches from the estimate, as a share of it."
    yield ""
    has_futures = any(one.get("future") for one in card["estimates"])
    future = " future |" if has_futures else ""
    other, chance = card["against"]["other"], card["against"]["chance"]
    yield f"| metric |{future} plan | estimate | give or take | difference from {other} | {chance} |"
    yield "|---" * (7 if has_futures else 6) + "|"
    largest: dict[str, float] = {}
    for one in card["estimates"]:
        largest[one["metric"]] = max(largest.get(one["metric"], 0.0), abs(one["estimate"] or 0.0))
    for one in card["estimates"]:
        scale = 1e6 if largest[one["metric"]] >= 1e6 else 1.0
        unit = f"{'million ' if scale > 1.0 else ''}{one['unit']}".strip()
        level = _with_bounds(scale, one["estimate"], one["ci_low"], one["ci_high"])
        change = _with_bounds(scale, *(one.get(f"difference{end}") for end in ("", "_ci_low", "_ci_high")))
        better = percent(one["p_better"]) if one.get("p_better") is not None else ""
        precision = percent(one["precision"]) if one["precision"] is not None else UNDEFINED
        name = f"{plain(one['noun'])} [{plain(unit)}]"
        future = f" {plain(one.get('future', ''))} |" if has_futures else ""
        yield f"| {name} |{future} {plain(one['plan'])} | {level} | {precision} | {change} | {better} |"


def _timing(timing: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Calendars, those that all plans share told once."""
    if not timing:
        yield "Not known: the result was made from Python objects without a scenario."
        return
    plans = list(timing)
    for channel in dict.fromkeys(name for calendars in timing.values() for name in calendars):
        said = {plan: calendars.get(channel, "sends nothing") for plan, calendars in timing.items()}
        if len(set(said.values())) == 1:
            yield f"- {plain(channel)}: {plain(said[plans[0]])}"
        else:
            yield f"- {plain(channel)}:"
            yield from (f"  - {plain(plan)}: {plain(calendar)}" for plan, calendar in said.items())


def _assumptions(found: list[Mapping[str, str]]) -> Iterator[str]:
    weak = [one for one in found if "weak" in one["confidence"] or "illustration" in one["confidence"]]
    others = [one for one in found if one not in weak]
    if weak:
        yield from (
            "Weak ones, to be varied:",
            "",
            "| tag | what is assumed | confidence | vary |",
            "|---|---|---|---|",
        )
        yield from (
            f"| {one['tag']} | {one['statement']} | {one['confidence']} | {one['changed_by']} |" for one in weak
        )
        yield ""
    if others:
        yield "Fair or strong ones: " + "; ".join(f"{one['tag']} {one['statement']}" for one in others) + "."


def _origin(card: Mapping[str, Any]) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in card["versions"].items())
    yield f"- scenario_id `{card['scenario_id']}`, seed {card['seed']}, {counted(card['replications'], 'replication')}"
    yield f"- versions: {versions}"
    yield f"- random numbers: {plain(card['rng'])}"
    yield "- the tags of assumptions, and every rule: docs/model.md of the version above"


def _with_bounds(scale: float, value: float | None, low: float | None, high: float | None) -> str:
    """A number with its interval, all with the digits that the interval supports; empty without a number."""
    if value is None:
        return ""
    if low is None or high is None:
        return f"{value / scale:,.4g}"
    width = (high - low) / 2.0 / scale
    decimals = min(max(0, decimals_for(width)), 6) if width > 0.0 else 0 if float(value / scale).is_integer() else 2
    told = [f"{one / scale + 0.0:,.{decimals}f}" for one in (value, low, high)]
    return f"{told[0]} ({told[1]} to {told[2]})"


def plain(text: str) -> str:
    """Text that Markdown takes as it is."""
    return "".join(f"\\{letter}" if letter in SPECIAL else letter for letter in escape(text))


def _with_code(sentence: str) -> str:
    """A sentence of ours in which words in backquotes stay code."""
    parts = sentence.split("`")
    return "`".join(part if place % 2 else plain(part) for place, part in enumerate(parts))
