"""Exact values of a few cases, from textbook formulas; the theory cases of the tests take them from here."""

from __future__ import annotations

import math

Values = dict[str, float]


def fixed_salvo() -> Values:
    """P03: thirty threats, two rounds at each, which miss with 0.3: leakers are binomial."""
    number, leaks = 30, 0.3**2
    fewest = [math.comb(number, count) * leaks**count * (1.0 - leaks) ** (number - count) for count in range(6)]
    return {
        "leakers_mean": number * leaks,
        "leakers_var": number * leaks * (1.0 - leaks),
        "p_no_leaker": fewest[0],
        "p_six_or_more": 1.0 - math.fsum(fewest),
        "rounds_used": 2.0 * number,
    }


def alerts_stop_work() -> Values:
    """P13: ten crew-hours from 20:00, alerts from 00:00 to 03:00 and from 04:00 to 05:30."""
    return {
        "finish_hours_after_start_resume": 4 + 3 + 1 + 1.5 + 5,
        "finish_hours_after_start_restart": 9.5 + 10,
    }


def mass_outage() -> Values:
    """P14: 1,600 buildings at once, 100 crews, six hours each: sixteen batches."""
    batches = 1600 // 100
    hours = 6.0 * 100 * batches * (batches + 1) / 2
    return {
        "all_restored_hours": 6.0 * batches,
        "building_hours": hours,
        "mean_restoration_hours": hours / 1600,
    }


def cooling() -> Values:
    """P15: from 20 degC towards -10 degC with a time constant of 40 h; then heated towards 26 degC."""

    def cooled(hours: float) -> float:
        return -10.0 + 30.0 * math.exp(-hours / 40.0)

    start = 40.0 * math.log(30.0 / 28.0)
    after = cooled(24.0)
    return {
        "T_6h": cooled(6.0),
        "T_24h": after,
        "T_48h": cooled(48.0),
        "hours_to_16C": 40.0 * math.log(30.0 / 26.0),
        "hours_to_12C": 40.0 * math.log(30.0 / 22.0),
        "hours_to_5C": 40.0 * math.log(30.0 / 15.0),
        "degree_hours_below_18_in_48h": 28.0 * (48.0 - start) - 40.0 * (28.0 - (cooled(48.0) + 10.0)),
        "T_after_24h_out_12h_reheat": 26.0 + (after - 26.0) * math.exp(-12.0 / 40.0),
    }


def _trace(delivery_first: bool) -> tuple[float, float, float]:
    """Leakers, stock at the end and building-days out of case P21, step by step."""
    stock, leakers, free_at, out = 10, 0, 0.0, 0.0
    for day in range(1, 10):
        if day % 3 == 0 and delivery_first:
            stock += 14
        missed = max(0, 6 - stock)
        stock = max(0, stock - 6)
        leakers += missed
        for _ in range(missed):
            free_at = max(free_at, float(day)) + 0.5
            out += min(free_at, 10.0) - day
        if day % 3 == 0 and not delivery_first:
            stock += 14
    return float(leakers), float(stock), out


def ties() -> Values:
    """P21: waves and deliveries of the same minute, the one or the other first."""
    values: Values = {}
    for name, first in (("delivery_first", True), ("wave_first", False)):
        leakers, stock, out = _trace(first)
        values |= {f"leakers_{name}": leakers, f"stock_end_{name}": stock, f"building_days_{name}": out}
    return values
