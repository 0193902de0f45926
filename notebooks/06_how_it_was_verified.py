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
# # Why believe it? How the model was verified
#
# A simulator is easy to write and hard to trust. This notebook repeats, in small, what the tests do in full: cases
# that have an **exact answer**, **laws** that must hold in every run, **two clocks** that must agree to the last bit,
# and finally what was **counted** in January 2026. Each step can fail, and says so with an `assert`.
#
# *Verification* asks whether the program does what [the model](../docs/model.md) says; *validation* whether the model
# resembles the world. The last section is about the second, and more modest.

# %%
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Image
from scipy import stats

import sim

TOWN = Path("../scenarios/tiny.yaml")
CASES = Path("../tests/theory/cases")
ANCHORS = Path("../sim/analysis/check/cases")  # those that `hearthline check --anchors` runs as well
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True})
plt.rcParams["grid.color"] = "#DDDDDD"


def against(name, values, exact):
    """An estimate with its standard error, held against an exact value; more than 4.6 errors apart is a failure."""
    estimate, error = np.mean(values), stats.sem(values)
    z = (estimate - exact) / error
    print(f"{name}: exact {exact:.4f}, found {estimate:.4f}, standard error {error:.4f}, {z:+.1f} errors apart")
    assert abs(z) < 4.6


# %% [markdown]
# ## A layer of defence is a coin, thrown for each threat
#
# One wave of 30 drones meets salvos of two rounds that each hit with 70 %. A drone passes with (1 - 0.7)², so the
# number that passes is binomial with 30 and 0.09.

# %%
raid = sim.run(ANCHORS / "P03.yaml", replications=2000).to_xarray()
leakers = raid["leakers"].values.ravel()
law = stats.binom(30, 0.3**2)
against("mean of what passes", leakers, law.mean())
against("chance that nothing passes", leakers == 0, law.pmf(0))

figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
numbers = np.arange(11)
axes.bar(numbers, [np.mean(leakers == number) for number in numbers], color="#9CC5DE", label="2,000 runs")
axes.plot(numbers, law.pmf(numbers), "o", color="#D55E00", label="binomial law")
axes.set_xlabel("drones that pass")
axes.set_ylabel("share of runs")
_ = axes.legend(frameon=False)

# %% [markdown]
# ## A building cools by a law of physics
#
# Without heat a room at 20 degC goes to -10 degC outdoors with a time constant of 40 h. There is no time step in the
# model, so nothing is off by a step: the answer is exact to rounding.

# %%
cooling = sim.run(ANCHORS / "P15.yaml", replications=1).to_xarray()
hours = np.arange(cooling.sizes["time"])
exact = -10 + 30 * np.exp(-hours / 40)
found = cooling["indoor_c_over_time"].values.ravel()
print(f"largest deviation in 48 h: {np.max(np.abs(found - exact)):.1e} degC")
assert np.allclose(found, exact, atol=1e-8)

below = cooling["hours_to"].sel(threshold=[16, 12, 5]).values.ravel()
print(
    "hours to 16, 12, 5 degC:", below.round(4), "by the formula:", (40 * np.log(30 / np.array([26, 22, 15]))).round(4)
)

# %% [markdown]
# ## Repair is a queue
#
# Five jobs a day, six crews, a day of work on average, all exponential: the queue M/M/6 of the textbooks. Erlang's
# formula says how often a job waits and for how long.


# %%
def erlang_c(arrivals, service, crews):
    """Chance that a job of an M/M/c queue waits, and its mean wait."""
    load = arrivals / service
    terms = np.cumprod([1.0, *(load / n for n in range(1, crews + 1))])
    last = terms[-1] / (1 - load / crews)
    waits = last / (terms[:-1].sum() + last)
    return waits, waits / (crews * service - arrivals)


waits, days = erlang_c(5, 1, 6)
queue = sim.run(CASES / "P08.yaml", replications=40).to_xarray()
against("share of jobs that wait", queue["job_wait_share"].values.ravel(), waits)
against("mean wait in days", queue["job_wait_mean"].values.ravel() / 24, days)

# %% [markdown]
# ## All cases together
#
# The tests hold many such scenarios against exact numbers: waves, salvos, stocks, queues, interruptions, frost,
# weather. If the program is right, the deviations in standard errors scatter like a normal law. They are read here
# from [the page](../docs/theory.md) that the tests write.

# %%
cells = [line.split("|") for line in Path("../docs/theory.md").read_text().splitlines() if re.match(r"\| P\d\d ", line)]
page = pd.DataFrame([[cell.strip() for cell in row[1:10]] for row in cells])
page.columns = ["case", "run", "quantity", "exact", "estimate", "se", "z", "n", "verdict"]
z = pd.to_numeric(page["z"], errors="coerce").dropna()
print(f"{page['case'].nunique()} scenarios, {len(page)} exact numbers")
print(page["verdict"].str.split().str[0].value_counts().to_dict())
print(f"{len(z)} deviations: standard deviation {z.std():.2f}, largest {z.abs().max():.2f}")
chance = 1 - (2 * stats.norm.cdf(z.abs().max()) - 1) ** len(z)
print(f"chance that one of them lies this far out although all is right: {chance:.0%}")

figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.hist(
    z, bins=np.arange(-4, 4.5, 0.5), density=True, color="#9CC5DE", edgecolor="white", label=f"{len(z)} deviations"
)
grid = np.linspace(-4, 4, 200)
axes.plot(grid, stats.norm.pdf(grid), color="#D55E00", label="normal law")
axes.set_xlabel("deviation from the exact value [standard errors]")
axes.set_ylabel("density")
_ = axes.legend(frameon=False)

# %% [markdown]
# ## Laws that hold in every run
#
# Some things must be true not on average but in each world: units of aid are neither made nor lost, and the two
# tables of reasons put down every hour of cold exactly once.

# %%
result = sim.compare(TOWN, replications=100)
winter = result.to_xarray()
total = winter["degree_hours_below"].sel(threshold=18)
for account in ("ledger_origin", "ledger_phase"):
    gap = abs(winter[account].sum(account.removeprefix("ledger_")) - total).max().item()
    print(f"{account}: largest gap between its lines and the cold itself {gap:.3f} of {total.max().item():,.0f}")
    assert gap < 1

stock = winter["stock_over_time"].isel(store=0)
balance = stock.isel(time=0) + winter["delivered"].isel(item=0) - winter["used_over_time"].isel(store=0, time=-1)
assert (balance == stock.isel(time=-1)).all()
print("stock at the start + delivered - used = stock at the end, in each of", balance.size, "runs")

# %% [markdown]
# More of a good thing must not hurt where the rules are simple enough for that. With one round per engagement and the
# same luck, more in stock never lets more through, in any world:

# %%
few = result.to_xarray()["leakers"]
many = sim.compare(sim.load_scenario(TOWN, ["initial.stock.top_tier_missile=6"]), replications=100).to_xarray()[
    "leakers"
]
print(f"four interceptors more: fewer leakers in {int((many < few).sum())} runs, more in {int((many > few).sum())}")
assert (many <= few).all()

# %% [markdown]
# ## Two clocks
#
# The rules of the model are written once. Ensembles run them on a compiled clock; `trace` runs the very same rules
# one by one under SimPy. All metrics of a world must come out the same, bit by bit.

# %%
table = result.to_pandas().query("plan == 'weekly'").set_index(["replication", "metric"])["value"]
compared = 0
for number in range(6):
    traced = sim.trace(TOWN, number, plan="weekly").metrics().set_index("metric")["value"]
    assert np.array_equal(traced.to_numpy(), table[number][traced.index].to_numpy(), equal_nan=True)
    compared += len(traced)
print(f"{compared:,} numbers of 6 worlds: all equal")

# %% [markdown]
# Equal clocks prove that nothing depends on the way it is run, not that the rules are right. For that the tests have
# a third simulator: a small one in ordinary SimPy, written from the model's page alone by other means and sharing no
# code, that is held against this one on hundreds of random scenarios. Where the two disagreed, the page told which of
# them was wrong ([what came of it](../docs/validation.md)).

# %% [markdown]
# ## Intervals that keep their promise
#
# An interval of 95 % should hold the truth in 95 of 100 studies. The truth of the tiny town is not known, but a study
# of many worlds comes close; small studies of other seeds are held against it. Of twenty, nineteen should hold it on
# average; thousands of studies whose truth is known are on the page about [statistics](../docs/statistics.md).

# %%
METRIC = "person_hours_below_16"


def weekly(seed, worlds):
    """Mean and interval of the difference of daily from weekly lots."""
    rows = sim.compare(TOWN, replications=worlds, seed=seed).differences().set_index("metric")
    return rows.loc[METRIC, ["difference", "difference_ci_low", "difference_ci_high"]].astype(float)


truth = weekly(1, 800)["difference"]
studies = pd.DataFrame([weekly(seed, 40) for seed in range(100, 120)])
held = ((studies["difference_ci_low"] <= truth) & (truth <= studies["difference_ci_high"])).sum()
print(f"{held} of {len(studies)} intervals hold the difference of the large study, {truth:,.0f} person-hours")
assert held >= stats.binom.ppf(0.001, len(studies), 0.95), "fewer than chance explains"

figure, axes = plt.subplots(figsize=(8, 3.4), layout="constrained")
half = [studies["difference"] - studies["difference_ci_low"], studies["difference_ci_high"] - studies["difference"]]
axes.errorbar(
    range(len(studies)), studies["difference"] / 1e3, np.array(half) / 1e3, fmt="o", color="#0072B2", capsize=3
)
axes.axhline(truth / 1e3, color="#D55E00", label="study of 800 worlds")
axes.axhline(0, color="black", linewidth=1)
axes.set_xticks([])
axes.set_xlabel("twenty studies of 40 worlds, each with its own seed")
axes.set_ylabel("daily less weekly\n[thousand person-hours]")
_ = axes.legend(frameon=False, loc="lower right")

# %% [markdown]
# ## And the world?
#
# After the attacks of 9 and 24 January 2026 the number of Kyiv buildings without heat was published day by day. The
# picture holds those counts against the model, given the damage and the frost of those days. Some numbers of the base
# scenario were **tuned** to these counts: the picture says that the scenario resembles that January, not that it
# predicts the next. For the attack of 20 January, which was not tuned to, the model is too quick. The page on
# [validation](../docs/validation.md) lists what was tuned and what does not fit.

# %%
Image("../docs/restoration.png", width=900)
