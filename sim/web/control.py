"""One slider: its key, what the schema says of it, and where it stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sim.scenario.laws import Law, Uncertain, middle
from sim.scenario.quantities import Quantity
from sim.scenario.schema import Scenario
from sim.scenario.shape import Slot, slot_at
from sim.units import DAY_MIN, QuantityError

PATTERNS = {
    "duration": "{} d",
    "share": "{} %",
    "temperature difference": "{} K",
    "temperature": "{} degC",
    "factor": "x {}",
    "whole number": "{}",
}
"""Kind of quantity -> how a number of a slider is written in a scenario file."""
UNITS = {"duration": "days", "share": "%", "temperature difference": "K", "temperature": "°C", "factor": "times"}
"""Kind of quantity -> its unit beside a slider, where the thing itself is not the unit."""
SCALES = {"duration": float(DAY_MIN), "share": 0.01}
"""Kind of quantity -> base units in a unit of its slider, where these are not the same."""


@dataclass(frozen=True, slots=True)
class Control:
    """One slider.

    Parameters
    ----------
    key : dotted key path that it sets
    label : what it is, in a few words
    unit : of the number beside it
    role : `choose` (of one plan) or `face` (of all plans)
    meaning : what the key is, as the schema says
    pattern : how its number is written in a scenario file, ``{} d``
    low, high, step : of the slider, in its unit
    value : where it stands if nobody moves it, in its unit
    said : what the scenario says there, in words
    shown : the same as it stands in the box beside the slider
    short : how the name of a plan tells it, ``{} on the way``, or the line on what all plans face, ``attacks {}``
    channel : of aid, whose part it is; `ALL` for all of them; empty for all others
    part : of the channel; empty for all others
    way : of a calendar the way of sending that it belongs to; empty for all others
    beside : channels with whose controls it is shown; none: it always is
    """

    key: str
    label: str
    unit: str
    role: str
    meaning: str
    pattern: str
    low: float
    high: float
    step: float
    value: float
    said: str
    shown: str
    short: str = ""
    channel: str = ""
    part: str = ""
    way: str = ""
    beside: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Everything, as the page needs it."""
        return asdict(self)


def control_of(
    key: str, label: str, value: Any, ends: tuple[float, float, float], *, meaning: str = "", **more: Any
) -> Control:
    """A slider for a key that the schema knows, which says its unit, role and meaning.

    Parameters
    ----------
    value : what the scenario says there
    ends : low, high and step of the slider
    meaning : in the place of the schema's
    more : further fields of it
    """
    quantity = quantity_of(key)
    low, high, step = ends
    at = min(max(middle_of(value) / SCALES.get(quantity.kind, 1.0), low), high)
    said = _said(value, quantity)
    filled: dict[str, Any] = {
        "key": key,
        "label": label,
        "unit": UNITS.get(quantity.kind, ""),
        "role": slot_of(key).role or "fixed",
        "meaning": meaning or slot_of(key).meaning or slot_of(key.rpartition(".")[0]).meaning,
        "pattern": PATTERNS[quantity.kind],
        "low": low,
        "high": float(high),
        "step": step,
        "value": float(round(Decimal(repr(at)) / Decimal(repr(step))) * Decimal(repr(step))),
        "said": said,
        "shown": "uncertain" if said.startswith("uncertain") else said,
    }
    return Control(**(filled | more))


def slot_of(key: str) -> Slot:
    """What the schema says of a key."""
    slot = slot_at(Scenario, tuple(key.split(".")))
    assert slot is not None, key
    return slot


def quantity_of(key: str) -> Quantity:
    """How the values of a key are written; of a law, how its fixed value is."""
    slot = slot_of(key)
    quantity = slot.quantity()
    if quantity is None:
        fixed = slot.below("fixed")
        quantity = fixed.quantity() if fixed is not None else None
    assert quantity is not None, key
    return quantity


def place_of(key: str, text: str) -> float | None:
    """Where the slider of a key stands for a text as a file would hold it; None if it says no single number."""
    quantity = quantity_of(key)
    try:
        number = float(quantity.adopt(quantity.read(text) if quantity.read is not None else float(text)))
    except (QuantityError, ValueError, TypeError):
        return None
    return round(number / SCALES.get(quantity.kind, 1.0), 6)


def middle_of(value: Any) -> float:
    """A number, or the middle of one that is not known [base unit]."""
    value = middle(value)
    if isinstance(value, Law):
        value = value.median() if value.fixed is None else value.fixed
    return float(middle(value))


def _said(value: Any, quantity: Quantity) -> str:
    """What the scenario says, as its file would write it; of a law or an uncertain number its middle."""
    if isinstance(value, Law) and value.fixed is not None:
        value = value.fixed
    if isinstance(value, Law | Uncertain):
        adopted = quantity.adopt(round(middle_of(value), 6))
        return f"uncertain, middle {quantity.write(adopted)}"
    return quantity.write(value)
