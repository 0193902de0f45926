"""The table of theory cases: which scenario, which runs, and how each exact value is read off the results.

Metrics read here (one value per replication; hours unless said; all count from `horizon.observe_from` on):

    waves, threats, leakers                 counts; a leaker passed every layer, engaged or not
    first_wave_day                          days from the start, not rounded; NaN or infinite if there is none
    rounds_used.round, delivered.round      units; `delivered` leaves out the initial stock, counts minute 0
    final_stock.round                       units at the end of the horizon
    jobs_done                               jobs finished
    job_wait_mean                           from the birth of a job to its first work; jobs that were started
    job_wait_share                          share of those jobs that waited at all
    job_wait_over_12                        share of those jobs that waited longer than 12 h
    queue_mean                              jobs born and not started, time average
    crew_busy_share, all_crews_busy_share   of the on-shift crew time; of the time
    building_hours_cold                     buildings without heat, integrated over time
    hours_to_16, hours_to_12, hours_to_5    until the first building is below that temperature, a real number
    degree_hours_below_18, ..._12           residents times degrees times hours
    person_hours_below_12                   residents times hours
    heating_degree_days                     sum over days of max(0, 18 degC - mean of the day) [K d]

Series read here (rows every `study.series_step`, the first at minute 0, after all events of the minute):

    outdoor_c, buildings_cold, indoor_c.BLOCK (whatever the name of the only block)

Conventions the poses rely on: `next_undamaged` walks on and starts again with the first building that is
sound; a lot in advance at minute 0 is an event of the run; a directly damaged building is cold from
the hit to the end of its job; a listed outage finds the building at its set point.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.analysis.check.anchors import CASES as SHIPPED
from tests.theory.estimators import (
    RELATIVE_ERROR,
    Array,
    Quantity,
    Sample,
    Values,
    certain,
    deviation,
    mean,
    quantile,
    ratio,
    root_mean,
    share,
    tail_mean,
    variance,
)
from tests.theory.exact import spreads

FOLDER = Path(__file__).parent
EXPECTED: dict[str, dict[str, float]] = {
    case: entry["expected"] for case, entry in json.loads((FOLDER / "theory.json").read_text(encoding="utf-8")).items()
}
SPREADS = spreads()
DAY_H = 24.0
ONE_PERCENT = RELATIVE_ERROR["full"]


@dataclass(frozen=True, slots=True)
class Run:
    """One ensemble and what is read off it.

    Parameters
    ----------
    case : id in theory.json
    label : names the run within its case
    file : scenario file in tests/theory/cases, or shipped for `hearthline check --anchors`
    overrides : texts ``key=value`` on top of the file
    quantities : exact values and their estimators
    ci_replications, full_replications : enough for standard errors of 2.5 % and 1 %
    is_long : True if it follows so many years that it needs the largest records, which take a minute to compile
    """

    case: str
    label: str
    file: str
    quantities: tuple[Quantity, ...]
    ci_replications: int = 2
    full_replications: int = 2
    overrides: tuple[str, ...] = ()
    is_long: bool = False

    @property
    def path(self) -> Path:
        """The scenario file."""
        shipped = SHIPPED / self.file
        return shipped if shipped.exists() else FOLDER / "cases" / self.file

    def exact(self, quantity: Quantity) -> float:
        """Exact value of one of the quantities."""
        return EXPECTED[self.case][quantity.name]


def metric(name: str, unit: float = 1.0) -> Values:
    """A metric, divided by a number."""
    return lambda sample: sample[name] / unit


def cold_at(day: float) -> Values:
    """Buildings without heat at the end of a day."""
    return lambda sample: sample.at("buildings_cold", day * DAY_H)


def fixed(name: str, values: Values) -> Quantity:
    """A quantity without luck."""
    return Quantity(name, certain(values), is_certain=True)


def mean_of(case: str, name: str, values: Values, relative_error: float = ONE_PERCENT) -> Quantity:
    """A mean, with its exact spread where theory gives it."""
    return Quantity(name, mean(values, SPREADS.get(case, {}).get(name)), relative_error=relative_error)


def variance_of(case: str, name: str, values: Values) -> Quantity:
    """A variance, with the exact spread of the squared deviation where theory gives it."""
    return Quantity(name, variance(values, SPREADS.get(case, {}).get(name)))


def chance(
    name: str,
    values: Values,
    low: float = -np.inf,
    high: float = np.inf,
    relative_error: float = ONE_PERCENT,
) -> Quantity:
    """The share of replications whose value lies in [low, high]."""
    inside = share(lambda sample: (values(sample) >= low) & (values(sample) <= high))
    return Quantity(name, inside, relative_error=relative_error)


def time_average(name: str, values: Values) -> Quantity:
    """The mean of values that are averages over time already."""
    return Quantity(name, mean(values))


def per_job(name: str, source: str, unit: float = 1.0) -> Quantity:
    """An average over jobs, pooled over replications."""
    return Quantity(name, ratio(lambda sample: sample.parts[source][0] / unit, lambda sample: sample.parts[source][1]))


def no_wave_in(days: float) -> Values:
    """1 where the first wave came later, 0 elsewhere."""
    return lambda sample: np.where(sample["first_wave_day"] < days, 0.0, 1.0)


def waves_and_stock() -> list[Run]:
    """P01 to P04: waves, sizes, salvos."""
    leakers = metric("leakers")
    p01 = (
        mean_of("P01", "waves_mean", metric("waves")),
        variance_of("P01", "waves_var", metric("waves")),
        chance("p_at_most_20", metric("waves"), high=20),
        chance("p_no_wave_first_3_days", no_wave_in(3.0), low=1.0),
    )
    p02 = (
        mean_of("P02", "threats_mean", metric("threats")),
        variance_of("P02", "threats_var", metric("threats")),
        chance("p_zero", metric("threats"), high=0),
        Quantity("q95", quantile(metric("threats"), 0.95)),
        Quantity("cvar95", tail_mean(metric("threats"), 0.95)),
    )
    p03 = (
        mean_of("P03", "leakers_mean", leakers),
        variance_of("P03", "leakers_var", leakers),
        chance("p_no_leaker", leakers, high=0),
        chance("p_six_or_more", leakers, low=6),
        fixed("rounds_used", metric("rounds_used.round")),
    )
    p04_even = (mean_of("P04", "leakers_mean_S40", leakers), chance("p_leakers_le_11_S40", leakers, high=11))
    odd, partial = "initial.stock.round=41", "defence.layers.missiles.salvo=partial"
    return [
        Run("P01", "28 days", "P01.yaml", p01, 23_000, 140_000),
        Run("P02", "14 days", "P02.yaml", p02, 5_000, 30_000),
        Run("P03", "one wave", "P03.yaml", p03, 33_000, 200_000),
        Run("P04", "40 rounds", "P04.yaml", p04_even, 2_500, 20_000),
        Run(
            "P04", "41 rounds, partial salvo", "P04.yaml",
            (mean_of("P04", "leakers_mean_S41_partial_salvo", leakers),), 400, 2_000, (odd, partial),
        ),
        Run(
            "P04", "41 rounds, full salvo", "P04.yaml",
            (mean_of("P04", "leakers_mean_S41_full_salvo_only", leakers),), 400, 2_000, (odd,),
        ),
    ]  # fmt: skip


def cadences() -> list[Run]:
    """P05 to P07: supply in lots and on demand."""
    demand = 12.0 * 364

    def engaged(sample: Sample) -> Array:
        return (sample["threats"] - sample["leakers"]) / demand

    def arrived(sample: Sample) -> Array:
        return (sample["rounds_used.round"] + sample["final_stock.round"]) / demand

    quantities: tuple[Quantity, ...]
    runs = []
    # The stock after 364 days is mostly 0 with lots every 28 days: 1 % would take half a million runs.
    for days, ci, full, coarse in (
        (1, 3_000, 18_000, ONE_PERCENT),
        (7, 9_800, 61_000, ONE_PERCENT),
        (28, 4_000, 22_000, 0.05),
    ):
        quantities = (
            fixed("long_run_fraction", arrived),
            Quantity(f"engaged_over_mean_demand_R{days}", mean(engaged)),
            mean_of("P05", f"final_stock_mean_R{days}", metric("final_stock.round"), coarse),
        )
        lots = f"aid.channels.supply.cadence={{every: {days} d, first: 0 d, timing: advance}}"
        runs.append(Run("P05", f"every {days} d", "P05.yaml", quantities, ci, full, (lots,)))
    for case in ("P06", "P07"):
        for days in (1, 7, 14, 28):
            level = 10 * days if case == "P06" else 120
            # P07, 7 d: a cycle rarely loses anything: 1 % would take half a million runs.
            coarse = 0.025 if (case, days) == ("P07", 7) else ONE_PERCENT
            quantities = (
                mean_of(case, f"lost_per_day_R{days}", metric("leakers", days), coarse),
                chance(f"p_stockout_R{days}", metric("leakers"), low=1, relative_error=coarse),
            )
            ci, full = (14_000, 86_000) if coarse > ONE_PERCENT else (4_500, 26_000)
            changes = (
                f"horizon.length={days} d",
                f"initial.stock.round={level}",
                f"aid.channels.supply.cadence={{order_up_to: {level}, review: {days} d}}",
            )
            runs.append(Run(case, f"every {days} d", f"{case}.yaml", quantities, ci, full, changes))
    return runs


def repair_queues() -> list[Run]:
    """P08 to P12: queues of repair jobs."""
    p08 = (
        per_job("p_wait", "job_wait_share"),
        per_job("wait_mean", "job_wait_mean", DAY_H),
        time_average("queue_mean", metric("queue_mean")),
        time_average("out_of_service_mean", metric("building_hours_cold", 600 * DAY_H)),
        per_job("p_wait_over_half_day", "job_wait_over_12"),
    )
    runs = [Run("P08", "steady state", "P08.yaml", p08, 200, 1_300)]
    for law, text, ci, full in (
        ("constant", "1.2 d", 80, 450),
        ("exponential", "{exponential: {mean: 1.2 d}}", 140, 900),
        ("lognormal", "{lognormal: {mean: 1.2 d, cv: 1.4142135623730951}}", 600, 3_500),
    ):
        quantities = (
            per_job(f"wait_mean_{law}", "job_wait_mean", DAY_H),
            time_average("utilisation", metric("crew_busy_share")),
        )
        work = f"damage.severities.broken.work={text}"
        runs.append(Run("P09", law, "P09.yaml", quantities, ci, full, (work,), is_long=True))
    p10 = (
        *(mean_of("P10", f"out_mean_day{day}", cold_at(day)) for day in (1, 3, 7)),
        chance("p_more_than_25_day7", cold_at(7), low=26),
        Quantity("outage_building_days_7", mean(metric("building_hours_cold", DAY_H))),
    )
    limit = (mean_of("P10", "out_mean_limit", cold_at(40)),)
    runs.append(Run("P10", "7 days", "P10.yaml", p10, 4_000, 24_000))
    runs.append(Run("P10", "40 days", "P10.yaml", limit, 200, 1_600, ("horizon.length=40 d",)))
    return runs + renewals()


def renewals() -> list[Run]:
    """P11 and P12: buildings that fail one by one."""
    observed = 500.0
    p11 = (
        time_average("down_mean", metric("building_hours_cold", observed * DAY_H)),
        time_average("availability", lambda sample: 1.0 - sample["building_hours_cold"] / (20 * observed * DAY_H)),
        time_average("p_all_crews_busy", metric("all_crews_busy_share")),
        time_average("repairs_per_day", metric("jobs_done", observed)),
    )
    p12 = (
        chance("availability_day1", cold_at(1), high=0),
        chance("availability_day7", cold_at(7), high=0),
        Quantity("downtime_days_in_28", mean(metric("building_hours_cold", DAY_H))),
    )
    years = 3.0
    p12_long = (
        time_average(
            "availability_long_run",
            lambda sample: 1.0 - sample["building_hours_cold"] / (years * 365 * DAY_H),
        ),
        time_average("hits_per_365_days", metric("jobs_done", years)),
    )
    return [
        Run("P11", "steady state", "P11.yaml", p11, 60, 400),
        Run("P12", "28 days", "P12.yaml", p12, 3_500, 20_000),
        Run("P12", "long run", "P12-long.yaml", p12_long, 300, 2_000, is_long=True),
    ]


def work_and_cold() -> list[Run]:
    """P13 to P17: alerts, a mass outage, cooling, weather."""
    hours = metric("building_hours_cold")

    def restored(sample: Sample) -> Array:
        dark = sample.series["buildings_cold"] > 0
        return np.asarray((dark.shape[1] - np.argmax(dark[:, ::-1], axis=1)) * sample.step_h)

    def indoor(hour: int) -> Values:
        return lambda sample: sample.block("indoor_c.")[:, hour]

    p14 = (
        fixed("all_restored_hours", restored),
        fixed("building_hours", hours),
        fixed("mean_restoration_hours", metric("building_hours_cold", 1600)),
    )
    p15 = (
        *(fixed(f"T_{hour}h", indoor(hour)) for hour in (6, 24, 48)),
        *(fixed(f"hours_to_{level}C", metric(f"hours_to_{level}")) for level in (16, 12, 5)),
        fixed("degree_hours_below_18_in_48h", metric("degree_hours_below_18")),
    )
    reheated = (fixed("T_after_24h_out_12h_reheat", indoor(36)),)
    restart = ("repair.alert.after_alert=restart",)
    runs = [
        Run("P13", "resume", "P13.yaml", (fixed("finish_hours_after_start_resume", hours),)),
        Run(
            "P13", "restart", "P13.yaml", (fixed("finish_hours_after_start_restart", hours),),
            overrides=restart,
        ),
        Run("P14", "sixteen batches", "P14.yaml", p14),
        Run("P15", "48 h without heat", "P15.yaml", p15),
        Run(
            "P15", "heat again after 24 h", "P15.yaml", reheated,
            overrides=("initial.outages=[{start: 0 h, end: 24 h}]",),
        ),
        Run("P16", "28 days", "P16.yaml", weather(), 11_000, 65_000),
    ]  # fmt: skip
    for length in (24, 40):
        p17 = (
            fixed(f"person_degree_hours_below_12_by_{length}h", metric("degree_hours_below_12")),
            fixed(f"person_hours_below_12_by_{length}h", metric("person_hours_below_12")),
        )
        runs.append(Run("P17", f"{length} h", "P17.yaml", p17, overrides=(f"horizon.length={length} h",)))
    return runs


def weather() -> tuple[Quantity, ...]:
    """P16: moments of the daily temperature around its mean of -5 degC."""

    def deviations(sample: Sample) -> Array:
        return np.asarray(sample.series["outdoor_c"][:, :28], dtype=np.float64) + 5.0

    def lagged(sample: Sample) -> Array:
        days = deviations(sample)
        return np.asarray((days[:, 3:] * days[:, :-3]).mean(axis=1) / 25.0)

    return (
        Quantity("T_sd", root_mean(lambda sample: (deviations(sample) ** 2).mean(axis=1))),
        Quantity("corr_lag3", mean(lagged)),
        Quantity("sd_of_7_day_mean", root_mean(lambda sample: deviations(sample)[:, :7].mean(axis=1) ** 2)),
        time_average("p_below_minus15", lambda sample: (deviations(sample) < -10.0).mean(axis=1)),
        Quantity("heating_degree_days_28", mean(metric("heating_degree_days"))),
    )


def convoys_and_traces() -> list[Run]:
    """P18 to P21: lost convoys, phase of lots, batch hits, ties."""
    delivered = metric("delivered.round")
    runs = []
    for days, lots in ((1, 28), (7, 4), (28, 1)):
        quantities = (
            Quantity("delivered_mean", mean(delivered)),
            Quantity(f"delivered_sd_n{lots}", deviation(delivered, SPREADS["P18"][f"delivered_sd_n{lots}"])),
            chance(f"p_delivered_at_least_200_n{lots}", delivered, low=200),
        )
        cadence = f"aid.channels.supply.cadence={{every: {days} d, first: 0 d, timing: advance}}"
        runs.append(Run("P18", f"{lots} convoys", "P18.yaml", quantities, 5_000, 22_000, (cadence,)))
    unmet = metric("leakers", 224.0)
    for timing, days in (("advance", 7), ("arrears", 1), ("arrears", 7), ("arrears", 14), ("arrears", 28)):
        start = timing == "advance"
        name = "start_of_interval" if start else f"end_of_interval_R{days}"
        cadence = f"aid.channels.supply.cadence={{every: {days} d, first: 0 d, timing: {timing}}}"
        quantity = fixed(f"unmet_fraction_{name}", unmet)
        runs.append(Run("P19", f"{timing}, every {days} d", "P19.yaml", (quantity,), overrides=(cadence,)))
    p20 = (
        *(mean_of("P20", f"out_mean_day{day}", cold_at(day)) for day in (2, 7, 21)),
        *(variance_of("P20", f"out_var_day{day}", cold_at(day)) for day in (2, 7, 21)),
    )
    runs.append(Run("P20", "21 days", "P20.yaml", p20, 20_000, 110_000))
    for name, overrides in (("delivery_first", ()), ("wave_first", ("aid.channels.supply.lead=1 min",))):
        quantities = (
            fixed(f"leakers_{name}", metric("leakers")),
            fixed(f"stock_end_{name}", metric("final_stock.round")),
            fixed(f"building_days_{name}", metric("building_hours_cold", DAY_H)),
        )
        runs.append(Run("P21", name.replace("_", " "), "P21.yaml", quantities, overrides=overrides))
    return runs


RUNS: tuple[Run, ...] = (
    *waves_and_stock(),
    *cadences(),
    *repair_queues(),
    *work_and_cold(),
    *convoys_and_traces(),
)
SHORT_RUNS = tuple(run for run in RUNS if not run.is_long)
"""Runs that both clocks follow in the fast tests; the slow ones have all, with more replications."""
QUICK_RUNS = tuple(run for run in SHORT_RUNS if run.ci_replications <= 5_000)
"""Runs held against theory in the fast tests; the slow ones have all, with more replications on the same worlds."""
