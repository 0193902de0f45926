"""How much room the worlds of a scenario need: expected numbers and a wide margin, before the start."""

from __future__ import annotations

import math
from typing import Any

from sim.scenario.laws import SizeLaw, Uncertain
from sim.scenario.schema import Scenario
from sim.scenario.schema.attack import Wave
from sim.units import DAY_MIN
from sim.world.moments import mean_of, quantile_of, sd_of
from sim.world.setup_weather import hours_of
from sim.world.sizes import Need

_MARGIN_SD = 6.0
_FAR_OUT = 0.9999


def needs_of(scenario: Scenario) -> dict[str, Need]:
    """Hours, waves, threats and alerts of a scenario with the keys that decide them."""
    waves = {f"attack.waves.{kind}": _most_waves(scenario, wave) for kind, wave in scenario.attack.waves.items()}
    threats = {
        f"attack.waves.{kind}.size.{name}": _most_threats(scenario, name, law, wave)
        for kind, wave in scenario.attack.waves.items()
        for name, law in wave.size.items()
    }
    alerting = [f"attack.waves.{kind}" for kind, wave in scenario.attack.waves.items() if wave.duration is not None]
    alerts = {key: waves[key] for key in alerting}
    if scenario.attack.recorded is not None:
        rows = scenario.attack.recorded
        waves = {"attack.recorded": len(rows)}
        threats = {"attack.recorded": math.ceil(sum(row.count for row in rows) * _largest_factor(scenario))}
        alerts = {"attack.recorded": len(rows)}
    if scenario.alerts.background is not None:
        expected = float(scenario.alerts.background.per_day) * scenario.horizon.length / DAY_MIN
        alerts["alerts.background.per_day"] = _with_margin(expected)
    alerts["alerts.listed"] = len(scenario.alerts.listed)
    return {
        "hours": Need(hours_of(scenario), "horizon.length"),
        "waves": _sum(waves, "attack.waves"),
        "threats": _sum(threats, "attack.waves"),
        "alerts": _sum(alerts, "alerts"),
    }


def _sum(parts: dict[str, int], otherwise: str) -> Need:
    """All parts together; the largest one is the key to lower."""
    return Need(sum(parts.values()), max(parts, key=lambda key: parts[key]) if parts else otherwise)


def _with_margin(expected: float) -> int:
    """A number that a count around an expected one practically never exceeds."""
    return math.ceil(expected + _MARGIN_SD * math.sqrt(expected) + _MARGIN_SD)


def _most_waves(scenario: Scenario, wave: Wave) -> int:
    """Waves of one kind that a winter practically never exceeds."""
    return len(wave.at) if wave.at is not None else _with_margin(_expected_waves(scenario, wave))


def _expected_waves(scenario: Scenario, wave: Wave) -> float:
    """Waves of one kind in a winter, or more."""
    days = scenario.horizon.length / DAY_MIN
    if wave.at is not None:
        return len(wave.at)
    if wave.gap is not None:
        shape, scale = wave.gap.shape_and_scale()
        mean = wave.gap.minimum + shape * scale if shape > 0.0 else scale
        return wave.probability * scenario.horizon.length / mean
    if wave.two_regime is not None:
        return days * float(max(wave.two_regime.calm.rate, wave.two_regime.intense.rate))
    if wave.profile is not None:
        return days * float(wave.profile.per_day)
    return days * largest(wave.poisson)


def _most_threats(scenario: Scenario, name: str, law: SizeLaw, wave: Wave) -> int:
    """Threats of one class in all waves of one kind that a winter's city practically never meets.

    As if waves were Poisson: variance = waves * mean square of the size.
    """
    waves = _expected_waves(scenario, wave)
    code, (a, b, c, _) = law.spell()
    mean, sd = mean_of(code, a, b, c), sd_of(code, a, b, c)
    share = scenario.attack.city_share
    most_share = min(1.0, largest(share))
    usual_share = most_share
    if isinstance(share, Uncertain) and share.per != "winter":
        usual_share = _mean_share(share)
    expected = waves * mean * usual_share
    margin = _MARGIN_SD * math.sqrt(waves * (mean * mean + sd * sd)) * most_share
    return math.ceil((expected + margin) * _largest_factor(scenario, name)) + 1


def _largest_factor(scenario: Scenario, name: str | None = None) -> float:
    """The factor of all regimes together that make a class, or any class, larger."""
    factor = 1.0
    for regime in scenario.attack.regimes.values():
        if name is None or regime.classes is None or name in regime.classes:
            factor *= max(1.0, largest(regime.factor))
    return factor


def largest(value: Any) -> float:
    """A number as it stands, or what an uncertain one practically never exceeds."""
    if not isinstance(value, Uncertain):
        return float(value)
    code, (a, b, c, _) = value.uncertain.spell()
    return max(0.0, quantile_of(code, a, b, c, _FAR_OUT))


def _mean_share(share: Uncertain[Any]) -> float:
    """Mean of a share that each wave draws anew."""
    code, (a, b, c, _) = share.uncertain.spell()
    return mean_of(code, a, b, c)
