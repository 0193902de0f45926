"""The exact values of the theory cases, computed a second time and independently from textbook formulas.

`exact_values()` maps case id -> name of the quantity -> value. `spreads()` gives the exact standard deviation
of one replication's contribution where it has a closed form: a mean over n has the standard error sd/sqrt(n).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import integrate, stats

from sim.analysis.check.exact import alerts_stop_work, cooling, fixed_salvo, mass_outage, ties

Values = dict[str, float]
PERIODS = (1, 7, 14, 28)
"""Days between deliveries or reviews in cases P06 and P07."""


def _cumulants_to_spreads(second: float, fourth: float) -> tuple[float, float]:
    """Standard deviations of a variable and of its squared deviation, from its second and fourth cumulant."""
    return math.sqrt(second), math.sqrt(fourth + 2.0 * second**2)


def _geometric_moments(mean: float) -> tuple[float, float, float, float]:
    """First four raw moments of a geometric law on 1, 2, 3, ..."""
    q = 1.0 - 1.0 / mean
    counts = np.arange(1, 20_000)
    weights = (1.0 - q) * q ** (counts - 1.0)
    moments = [float((counts.astype(float) ** power * weights).sum()) for power in range(1, 5)]
    return moments[0], moments[1], moments[2], moments[3]


def p01() -> Values:
    count = stats.poisson(0.9 * 28)
    return {
        "waves_mean": count.mean(),
        "waves_var": count.var(),
        "p_at_most_20": count.cdf(20),
        "p_no_wave_first_3_days": math.exp(-2.7),
    }


def _compound_distribution(rate: float, mean: float, most: int) -> np.ndarray:
    """Distribution of a Poisson number of geometric sizes, by Panjer's recursion."""
    q = 1.0 - 1.0 / mean
    sizes = (1.0 - q) * q ** np.arange(most)
    chances = np.zeros(most + 1)
    chances[0] = math.exp(-rate)
    for total in range(1, most + 1):
        parts = np.arange(1, total + 1)
        chances[total] = rate / total * float((parts * sizes[parts - 1] * chances[total - parts]).sum())
    return chances


def p02() -> Values:
    chances = _compound_distribution(0.8 * 14, 20.0, 3000)
    totals = np.arange(len(chances))
    quantile = int(np.searchsorted(np.cumsum(chances), 0.95))
    excess = float((np.maximum(totals - quantile, 0) * chances).sum())
    first, second, _, _ = _geometric_moments(20.0)
    return {
        "threats_mean": 11.2 * first,
        "threats_var": 11.2 * second,
        "p_zero": float(chances[0]),
        "q95": float(quantile),
        "cvar95": quantile + excess / 0.05,
    }


def p04() -> Values:
    return {
        "leakers_mean_S40": 10 + 20 * 0.09,
        "p_leakers_le_11_S40": stats.binom(20, 0.09).cdf(1),
        "leakers_mean_S41_partial_salvo": 9 + 20 * 0.09 + 0.3,
        "leakers_mean_S41_full_salvo_only": 10 + 20 * 0.09,
    }


def _stock_at_the_end(days: int) -> tuple[float, float]:
    """Mean and sd of the stock after 364 days: 8 a day in advance, Poisson(1) waves of 12, empty start."""
    lot, most = 8 * days, 6000
    waves = np.arange(0, 160)[:, None]
    weights = stats.poisson(days).pmf(waves)
    chances = np.zeros(most)
    chances[0] = 1.0
    for _ in range(364 // days):
        held = np.flatnonzero(chances > 1e-16)
        left = np.maximum(held + lot - 12 * waves, 0)
        chances = np.bincount(left.ravel(), (weights * chances[held]).ravel(), most)[:most]
    stocks = np.arange(most)
    mean = float((stocks * chances).sum())
    return mean, math.sqrt(float((stocks**2 * chances).sum()) - mean**2)


def p05() -> Values:
    values = {"long_run_fraction": 2.0 / 3.0}
    for days in (1, 7, 28):
        mean, _ = _stock_at_the_end(days)
        values[f"final_stock_mean_R{days}"] = mean
        values[f"engaged_over_mean_demand_R{days}"] = (8 * 364 - mean) / (12 * 364)
    return values


def _lost_in_a_cycle(demand: float, waves_covered: int, size: int) -> tuple[float, float, float]:
    """Mean and sd of what a cycle loses, and the chance that it loses anything."""
    counts = np.arange(0, 2000)
    chances = stats.poisson(demand).pmf(counts)
    lost = size * np.maximum(counts - waves_covered, 0)
    mean = float((lost * chances).sum())
    square = float((lost.astype(float) ** 2 * chances).sum())
    return mean, math.sqrt(square - mean**2), float(stats.poisson(demand).sf(waves_covered))


def p06() -> Values:
    values: Values = {}
    for days in PERIODS:
        mean, _, chance = _lost_in_a_cycle(10.0 * days, 10 * days, 1)
        values |= {f"lost_per_day_R{days}": mean / days, f"p_stockout_R{days}": chance}
    return values


def p07() -> Values:
    values: Values = {}
    for days in PERIODS:
        mean, _, chance = _lost_in_a_cycle(days, 12, 10)
        values |= {f"lost_per_day_R{days}": mean / days, f"p_stockout_R{days}": chance}
    return values


def p08() -> Values:
    load, crews = 5.0, 6
    terms = [load**k / math.factorial(k) for k in range(crews)]
    last = load**crews / math.factorial(crews) * crews / (crews - load)
    waits = last / (sum(terms) + last)
    return {
        "p_wait": waits,
        "wait_mean": waits / (crews - load),
        "queue_mean": 5.0 * waits / (crews - load),
        "out_of_service_mean": 5.0 * waits / (crews - load) + load,
        "p_wait_over_half_day": waits * math.exp(-(crews - load) * 0.5),
    }


def p09() -> Values:
    values = {"utilisation": 0.72}
    for law, squared_cv in (("constant", 0.0), ("exponential", 1.0), ("lognormal", 2.0)):
        values[f"wait_mean_{law}"] = 0.72 * 1.2 * (1.0 + squared_cv) / (2.0 * 0.28)
    return values


def p10() -> Values:
    repair = stats.lognorm(0.8, scale=2.0 * math.exp(-0.32))

    def out(day: float) -> float:
        return 12.0 * float(integrate.quad(repair.sf, 0.0, day, epsabs=1e-12, epsrel=1e-12)[0])

    return {
        "out_mean_day1": out(1.0),
        "out_mean_day3": out(3.0),
        "out_mean_day7": out(7.0),
        "out_mean_limit": 24.0,
        "p_more_than_25_day7": stats.poisson(out(7.0)).sf(25),
        "outage_building_days_7": 12.0
        * integrate.quad(lambda age: (7.0 - age) * repair.sf(age), 0.0, 7.0, epsabs=1e-12, epsrel=1e-12)[0],
    }


def p11() -> Values:
    weights = [1.0]
    for down in range(1, 21):
        weights.append(weights[-1] * 0.1 * (21 - down) / (0.5 * min(down, 3)))
    chances = np.array(weights) / sum(weights)
    down_mean = float((np.arange(21) * chances).sum())
    return {
        "down_mean": down_mean,
        "availability": 1.0 - down_mean / 20.0,
        "p_all_crews_busy": float(chances[3:].sum()),
        "repairs_per_day": 0.1 * (20.0 - down_mean),
    }


def p12() -> Values:
    fail, mend = 1.0 / 20.0, 1.0 / 3.0
    both = fail + mend

    def up(day: float) -> float:
        return mend / both + fail / both * math.exp(-both * day)

    return {
        "availability_long_run": 20.0 / 23.0,
        "hits_per_365_days": 365.0 / 23.0,
        "availability_day1": up(1.0),
        "availability_day7": up(7.0),
        "downtime_days_in_28": fail / both * (28.0 - (1.0 - math.exp(-both * 28.0)) / both),
    }


def p16() -> Values:
    week = sum((7 - lag) * 0.8**lag for lag in range(1, 7))
    z = 23.0 / 5.0
    return {
        "T_sd": 5.0,
        "corr_lag3": 0.8**3,
        "sd_of_7_day_mean": math.sqrt(25.0 / 49.0 * (7 + 2 * week)),
        "p_below_minus15": stats.norm.cdf(-2.0),
        "heating_degree_days_28": 28.0 * (23.0 * stats.norm.cdf(z) + 5.0 * stats.norm.pdf(z)),
    }


def p17() -> Values:
    start = 40.0 * math.log(30.0 / 22.0)
    values: Values = {}
    for hours in (24, 40):
        degree_hours = 22.0 * (hours - start) - 40.0 * (22.0 - 30.0 * math.exp(-hours / 40.0))
        values[f"person_degree_hours_below_12_by_{hours}h"] = 1000.0 * degree_hours
        values[f"person_hours_below_12_by_{hours}h"] = 1000.0 * (hours - start)
    return values


def p18() -> Values:
    values = {"delivered_mean": 252.0}
    for lots in (28, 4, 1):
        arrived = stats.binom(lots, 0.9)
        values[f"delivered_sd_n{lots}"] = 280.0 / lots * arrived.std()
        values[f"p_delivered_at_least_200_n{lots}"] = arrived.sf(math.ceil(200 * lots / 280) - 1)
    return values


def p19() -> Values:
    values = {"unmet_fraction_start_of_interval": 0.0}
    return values | {f"unmet_fraction_end_of_interval_R{days}": days / 28.0 for days in PERIODS}


def p20() -> Values:
    first, second, _, _ = _geometric_moments(8.0)
    values: Values = {}
    for day in (2, 7, 21):
        alone = 3.0 * (1.0 - math.exp(-day / 3.0))
        pairs = 1.5 * (1.0 - math.exp(-2.0 * day / 3.0))
        values[f"out_mean_day{day}"] = 0.5 * first * alone
        values[f"out_var_day{day}"] = 0.5 * (second - first) * pairs + 0.5 * first * alone
    return values


FIRST, LAST = 1, 21
SHIPPED: dict[str, Callable[[], Values]] = {
    "P03": fixed_salvo,
    "P13": alerts_stop_work,
    "P14": mass_outage,
    "P15": cooling,
    "P21": ties,
}
"""Formulas that the product has, for `hearthline check --anchors`."""
CASES: dict[str, Callable[[], Values]] = {
    f"P{number:02d}": SHIPPED.get(f"P{number:02d}") or globals()[f"p{number:02d}"] for number in range(FIRST, LAST + 1)
}


def _poisson_spreads(mean: float) -> tuple[float, float]:
    return _cumulants_to_spreads(mean, mean)


def _binomial_spreads(number: int, chance: float) -> tuple[float, float]:
    variance = number * chance * (1.0 - chance)
    return _cumulants_to_spreads(variance, variance * (1.0 - 6.0 * chance * (1.0 - chance)))


def spreads() -> dict[str, Values]:
    """Case id -> quantity -> exact sd of one replication's contribution, where a closed form is at hand."""
    waves = _poisson_spreads(25.2)
    _, second, _, fourth = _geometric_moments(20.0)
    threats = _cumulants_to_spreads(11.2 * second, 11.2 * fourth)
    leakers = _binomial_spreads(30, 0.09)
    found: dict[str, Values] = {
        "P01": {"waves_mean": waves[0], "waves_var": waves[1]},
        "P02": {"threats_mean": threats[0], "threats_var": threats[1]},
        "P03": {"leakers_mean": leakers[0], "leakers_var": leakers[1]},
        "P04": {
            "leakers_mean_S40": math.sqrt(20 * 0.09 * 0.91),
            "leakers_mean_S41_partial_salvo": math.sqrt(20 * 0.09 * 0.91 + 0.21),
            "leakers_mean_S41_full_salvo_only": math.sqrt(20 * 0.09 * 0.91),
        },
        "P05": {f"final_stock_mean_R{days}": _stock_at_the_end(days)[1] for days in (1, 7, 28)},
        "P06": {f"lost_per_day_R{days}": _lost_in_a_cycle(10.0 * days, 10 * days, 1)[1] / days for days in PERIODS},
        "P07": {f"lost_per_day_R{days}": _lost_in_a_cycle(days, 12, 10)[1] / days for days in PERIODS},
        "P10": {f"out_mean_day{day}": math.sqrt(p10()[f"out_mean_day{day}"]) for day in (1, 3, 7)},
        "P18": {"delivered_mean": 10.0 * _binomial_spreads(28, 0.9)[0]},
        "P20": {f"out_mean_day{day}": math.sqrt(p20()[f"out_var_day{day}"]) for day in (2, 7, 21)},
    }
    found["P10"]["out_mean_limit"] = math.sqrt(24.0)
    for lots in (28, 4, 1):
        sd, squared = _binomial_spreads(lots, 0.9)
        found["P18"][f"delivered_sd_n{lots}"] = 280.0 / lots * squared / (2.0 * sd)
    return found


def exact_values() -> dict[str, Values]:
    """Case id -> quantity -> value, all computed anew."""
    return {case: values() for case, values in CASES.items()}
