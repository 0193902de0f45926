# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Which cadence, and why
#
# A donor can send the same interceptors every day, every week, or once a month. It is easy to get the wrong answer to
# which is best, in two ways: by comparing plans that do not bring the same aid, and by taking luck for a difference. This
# notebook shows both traps, and then when a cadence matters and when it does not.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import sim

SCENARIOS = Path("../scenarios")
N = 150  # worlds of each comparison; 1,000 or more for narrower intervals
METRIC = "person_hours_below_16"
CADENCE = "aid.channels.coalition.cadence"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": "#DDDDDD"})


def told(result, metric=METRIC):
    """The rows of one metric, in thousands where they are person-hours."""
    rows = result.differences().query("metric == @metric").set_index("plan")
    columns = ["difference", "difference_ci_low", "difference_ci_high", "p_better"]
    return rows[columns].round(2 if metric != METRIC else 0)


# %% [markdown]
# ## The first trap: earlier is not more often
#
# Suppose weekly lots are sent at the *start* of the week they belong to (`advance`), in place of its end. The donor pays
# in advance, so to say: the aid is on average half a week older when it arrives. Is weekly now better than daily?

# %%
town = sim.load_scenario(SCENARIOS / "tiny.yaml")
in_advance = {CADENCE: {"every": "7 d", "first": "random", "timing": "advance"}}
plans = sim.with_plan(town, "weekly, in advance", in_advance)
result = sim.compare(plans, reference="daily", replications=N)
print(result)

# %% [markdown]
# What looks like a victory of large lots is earliness. The comparison splits every difference with *twins* of the plans,
# whose lots are all sent at the middle of their time: what twins differ in is cadence, the rest is aid that comes
# earlier or later.

# %%
parts = result.differences().query("metric == @METRIC").set_index("plan")
parts[["difference", "earliness", "earliness_ci_low", "earliness_ci_high", "cadence", "cadence_ci_low", "cadence_ci_high"]].T.round(0)

# %% [markdown]
# The `cadence` row is the answer to the question that was asked: for the same aid at the same mean time, lots of a week
# are worse than lots of a day, whichever way the calendar is turned.

# %% [markdown]
# ## When does it matter?
#
# A large lot helps as long as the shelf is full, and hurts while it is empty. So the cadence should matter where stock is
# short, and not where there is plenty. Ask the same town with more and more in stock on the first morning:

# %%
stocks = [0, 4, 8, 16, 32]
rows = []
for units in stocks:
    changed = sim.load_scenario(SCENARIOS / "tiny.yaml", [f"initial.stock.top_tier_missile={units}"])
    found = sim.compare(changed, replications=N)
    row = found.differences().query("metric == @METRIC").iloc[0]
    weekly = found.summary().query("metric == @METRIC and plan == 'weekly'")["mean"].item()
    rows.append({"stock": units, "weekly": weekly, **row[["difference", "difference_ci_low", "difference_ci_high"]]})
by_stock = pd.DataFrame(rows).set_index("stock").astype(float)
by_stock.round(-3)

# %%
figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
low = (by_stock["difference"] - by_stock["difference_ci_low"]) / 1e3
high = (by_stock["difference_ci_high"] - by_stock["difference"]) / 1e3
axes.axhline(0, color="black", linewidth=1)
axes.errorbar(range(len(stocks)), by_stock["difference"] / 1e3, [low, high], fmt="o", color="#0072B2", capsize=4, markersize=7)
axes.set_xticks(range(len(stocks)), stocks)
axes.set_xlabel("interceptors in stock on the first morning [units]")
axes.set_ylabel("daily less weekly\n[thousand person-hours]")
axes.set_title("What daily lots spare, by what is in stock (95 % intervals)", loc="left")
axes.annotate("better with daily lots", (0.02, 0.05), xycoords="axes fraction", color="#666666");

# %% [markdown]
# With little in stock daily lots spare several hundred thousand person-hours; with a full shelf nothing can be told apart,
# and the interval says how small a difference could still hide there.

# %% [markdown]
# ## A city in which it hardly matters
#
# The larger scenario [daily-versus-weekly](../scenarios/daily-versus-weekly.yaml) takes its numbers from public counts.
# There the honest answer is different:

# %%
city = sim.compare(SCENARIOS / "daily-versus-weekly.yaml", replications=N)
print(city)

# %%
pd.concat({metric: told(city, metric) for metric in city.comparison.headline_metrics})

# %% [markdown]
# Weekly lots leave the shelf empty for many more hours, and that is certain. But few waves come in just those hours, and
# most of what gets through was fired at and missed. The ledger of reasons says so:

# %%
ledger = city.ledger()
ledger[ledger["table"] == "origin"].drop(columns=["table"]) if "table" in ledger else ledger.head(8)

# %% [markdown]
# ## Choose, with a promise
#
# `decide` adds worlds until one plan can be chosen: if some plan is better than all others by the smallest difference
# that matters, it is chosen with the stated confidence. If the worlds that are allowed do not suffice, it says so, which
# is a result as well.

# %%
decision = sim.decide(plans, indifference="100 thousand person-hours", max_replications=800)
print(decision.headline)

# %%
decision.plot()

# %% [markdown]
# The figure sets harm against effort: each dispatch costs something, and the line joins the plans that no other beats in
# both. Which of these to take is a matter of price, not of statistics; `decision` shows up to which price each pays.
