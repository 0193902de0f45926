# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your own interceptor, cadence, metric and process
#
# Four things a researcher adds, and where each of them goes. None of them touches the model.
#
# | what | where it goes |
# |---|---|
# | an interceptor | rows of a scenario file |
# | a cadence | one function from two moments to dates: `sim.with_cadence` |
# | a metric | one decorated function over what a study keeps: `sim.metric`, `result.with_metrics` |
# | a process | one SimPy generator that takes part in a run: `sim.trace(..., processes=[...])` |

# %%
from datetime import timedelta
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy import stats

import sim

TOWN = Path("../scenarios/tiny.yaml")
N = 150  # worlds of each comparison
RUNS = 20  # worlds that are run one event at a time
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True})
plt.rcParams["grid.color"] = "#DDDDDD"


def interval(values):
    """Mean of paired differences with its 95 % interval."""
    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    digits = 0 if abs(np.mean(values)) > 100 else 1
    return f"{np.mean(values):,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


# %% [markdown]
# ## An interceptor
#
# A **layer** of defence names the threats it engages, how likely one engagement stops one, and the item it fires. A
# new interceptor is a new layer and a new item; in a file:
#
# ```yaml
# extends: tiny.yaml
# defence: {layers: {interceptor_drones: {against: {drone: 55 %}, uses: interceptor_drone, rounds: 1}}}
# initial: {stock: {interceptor_drone: 40}}
# aid: {channels: {workshop: {item: interceptor_drone, accrual: {rate: 4/d}, cadence: {every: 1 d}, lead: 1 d}}}
# ```
#
# The same lines can be set on top of a file:

# %%
INTERCEPTOR = [
    "defence.layers.interceptor_drones={against: {drone: 55 %}, uses: interceptor_drone, rounds: 1}",
    "initial.stock.interceptor_drone=40",
    "aid.channels.workshop={item: interceptor_drone, accrual: {rate: 4/d}, cadence: {every: 1 d}, lead: 1 d}",
]
without = sim.run(TOWN, plan="weekly", replications=N)
with_drones = sim.run(sim.load_scenario(TOWN, INTERCEPTOR), plan="weekly", replications=N)
print(with_drones.headline)

# %% [markdown]
# What we face has changed, so these are two studies and not two plans. Their worlds are the same all the same: luck
# is drawn by address, and a new layer moves nobody else's. So replications may be held against each other one by one.

# %%
pair = {name: one.to_xarray() for name, one in {"without": without, "with": with_drones}.items()}
for metric in ("leakers", "buildings_cold_peak"):
    change = (pair["with"][metric] - pair["without"][metric]).values.ravel()
    print(f"{metric}: {interval(change)} {pair['with'][metric].attrs['units']}")
cold = (pair["with"] - pair["without"])["person_hours_below"].sel(threshold=16).values.ravel()
print(f"person-hours below 16 degC: {interval(cold)}")

# %% [markdown]
# Clearly fewer leakers, and yet little less cold: in this town few of the drones that come through do damage, but
# nearly all of the ballistic missiles. What is counted by the thousand is not what keeps people warm; the cadence of
# the scarce interceptor, next, moves several times as much.

# %%
for name, threat in sim.load_scenario(TOWN).scenario.threats.items():
    print(f"{name}: {threat.damage:.0%} of those that come through do damage")
fewer = (pair["with"]["leakers"] - pair["without"]["leakers"]).values.ravel()
assert stats.ttest_1samp(fewer, 0).pvalue < 0.001 and fewer.mean() < 0, "clearly fewer leakers"

# %% [markdown]
# ## A cadence
#
# A cadence of your own is a function from the **first** and the **last** moment of dispatch to the moments between.
# With a lot at both ends, lots arrive from the start to the end of the horizon, as those of the other plans do.


# %%
def before_the_weekend(first, last):
    """A lot every Friday at 15:00, and one at both ends."""
    yield first
    day = first.replace(hour=15)
    while day < last:
        if day > first and day.weekday() == 4:
            yield day
        day += timedelta(days=1)
    yield last


town = sim.with_cadence(TOWN, "before the weekend", "coalition", before_the_weekend)
result = sim.compare(town, reference="daily", replications=N)
spared = result.differences().query("metric == 'person_hours_below_16'").set_index("plan").loc["weekly", "difference"]
print(f"daily instead of weekly lots spare {spared / abs(cold.mean()):.1f} times what the new interceptor does")
assert spared > 2 * abs(cold.mean()), "several times as much, as the text says"
print(result)

# %% [markdown]
# The plan now holds the dates themselves, so that the scenario, its digest and its report know all there is to know.
# And it is judged as any other: a cadence that quietly brings less aid is refused before anything is drawn.

# %%
from sim.errors import ScenarioError


def only_once(first, last):
    """Everything in one lot at the end."""
    return [last]


try:
    sim.compare(sim.with_cadence(TOWN, "only once", "coalition", only_once), replications=N)
except ScenarioError as refusal:
    print(refusal)

# %% [markdown]
# ## A metric
#
# A metric is a function from the outcomes of one plan to one number per replication; unit and direction stand in the
# decorator, and its first line of text is its explanation. `runs.column(name)` is a series (replications x days),
# `runs[name]` a total of each run. Here: the longest run of days on which more than 30 buildings are without heat.


# %%
@sim.metric(unit="d", direction="lower", noun="longest run of days with more than 30 buildings without heat")
def longest_bad_run(runs):
    """Most days in a row on which more than 30 buildings are without heat at midnight."""
    longest = current = np.zeros(len(runs.outcomes))
    for bad in (runs.column("buildings_cold") > 30).T:
        current = np.where(bad, current + 1, 0)
        longest = np.maximum(longest, current)
    return longest


measured = result.with_metrics(longest_bad_run)
columns = ["plan", "metric", "difference", "difference_ci_low", "difference_ci_high", "p_better", "unit"]
measured.differences().query("metric == 'longest_bad_run'")[columns].round(2)

# %% [markdown]
# Nothing was run again: metrics are computed from what a study keeps. Yours now stands in all tables, figures, files
# and in the dataset, with paired differences and intervals that hold for all plans at once.

# %%
measured.plot.differences()

# %% [markdown]
# What a study does not keep is in the **log of events** of single runs. How long does a block wait, from losing heat
# to the begin of its refilling?


# %%
def waits(log):
    """Hours from the loss of heat of each block to the begin of its refilling."""
    events = log.to_pandas()
    dark = {}
    for event in events.itertuples():
        if event.what == "block_dark":
            dark.setdefault(event.where, event.minute)
        elif event.what == "refill_started" and event.where in dark:
            yield (event.minute - dark.pop(event.where)) / 60


hours = {
    plan: [hour for number in range(RUNS) for hour in waits(sim.trace(town, number, plan=plan))]
    for plan in ("daily", "weekly")
}
pd.DataFrame({plan: pd.Series(found).describe() for plan, found in hours.items()}).round(1)

# %% [markdown]
# ## A process
#
# The traced clock is a SimPy environment, and a process of yours is an ordinary SimPy generator `process(env, city)`.
# It can wait (`env.timeout`, in minutes), wait for the next wave or delivery, look at stock and cold buildings, and
# bring a delivery. Here a neighbouring town lends two interceptors whenever the shelf is empty after a wave: they
# take six hours, and it does so three times at most.


# %%
def neighbour(env, city):
    """Two interceptors, six hours after a wave that has left nothing, three times at most."""
    for _ in range(3):
        while city.stock("top_tier_missile") > 0:
            yield city.next_wave()
        yield env.timeout(6 * 60)
        city.add_delivery("top_tier_missile", 2)


def measured_runs(*processes):
    """Metrics of single runs of the weekly plan: a row for each world."""
    logs = (sim.trace(town, number, plan="weekly", processes=processes) for number in range(RUNS))
    return pd.DataFrame([log.metrics().set_index("metric")["value"] for log in logs]).reset_index(drop=True)


alone, helped = measured_runs(), measured_runs(neighbour)
for metric in ("person_hours_below_16", "leakers", "stockout_hours.top_tier_missile"):
    print(f"{metric}: {interval(helped[metric] - alone[metric])}")

# %% [markdown]
# A process may also only watch. This one looks every hour and writes down what it sees; a run with it ends as the run
# without it does.


# %%
def watch(seen):
    """A process that writes down stock and cold buildings every hour."""

    def process(env, city):
        while True:
            seen.append((env.now / 1440, city.stock("top_tier_missile"), city.buildings_cold()))
            yield env.timeout(60)

    return process


seen = []
sim.trace(town, 3, plan="weekly", processes=[watch(seen)])
days, stock, cold = np.array(seen).T
figure, panels = plt.subplots(2, 1, figsize=(9, 4.4), sharex=True, layout="constrained")
panels[0].step(days, stock, where="post", color="#D55E00")
panels[0].set_ylabel("units in stock")
panels[0].yaxis.get_major_locator().set_params(integer=True)
panels[0].set_title("World 3, weekly lots, looked at every hour", loc="left")
panels[1].step(days, cold, where="post", color="#0072B2")
panels[1].set_ylabel("buildings\nwithout heat")
panels[1].set_xlabel("days from 5 January 2026")
_ = panels[1].set_xlim(0, 14)

# %% [markdown]
# ## And a repair priority?
#
# That is a row of the scenario as well: `repair.dispatch.order` and its weights; plans may differ in it. `hearthline
# explain repair.dispatch` tells what there is.
