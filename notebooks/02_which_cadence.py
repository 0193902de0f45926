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
# # Which cadence, and why
#
# A donor can send the same interceptors every day, every week, or once a month. It is easy to get the wrong answer to
# which is best, in two ways: by comparing plans that do not bring the same aid, and by taking luck for a difference.
# This notebook shows both traps, and then when a cadence matters and when it does not.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import sim

SCENARIOS = Path("../scenarios")
N = 150  # worlds of each comparison; 1,000 or more for narrower intervals
METRIC = "person_hours_below_16"
CADENCE = "aid.channels.coalition.cadence"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True})
plt.rcParams["grid.color"] = "#DDDDDD"

# %% [markdown]
# ## The first trap: earlier is not more often
#
# Suppose that plans start today (`aid.begin: switch`), and that weekly lots are sent at the *start* of the week they
# belong to (`advance`) in place of its end: the donor pays in advance, so to say. Same interceptors in all, fewer
# dispatches. Is weekly now better than daily?

# %%
TODAY = [
    "aid.begin=switch",
    "horizon.length=24 d",
    f"compare.plans.daily={{{CADENCE}: {{every: 1 d}}}}",
    f"compare.plans.weekly={{{CADENCE}: {{every: 7 d}}}}",
]
today = sim.load_scenario(SCENARIOS / "tiny.yaml", TODAY)
today = sim.with_plan(today, "weekly, in advance", {CADENCE: {"every": "7 d", "timing": "advance"}})
result = sim.compare(today, reference="daily", replications=N)
print(result)

# %% [markdown]
# Weekly in advance wins, clearly (the next cell would stop if it did not). But why? The comparison splits every
# difference with *twins* of the plans, whose lots are all sent at the middle of their time: what twins differ in is
# **cadence**; the rest is **earliness**, aid that is there sooner.

# %%
columns = ["difference"] + [f"{part}{end}" for part in ("earliness", "cadence") for end in ("", "_ci_low", "_ci_high")]
parts = result.differences().query("metric == @METRIC").set_index("plan")[[*columns, "difference_ci_high"]]
assert parts.loc["weekly, in advance", "difference_ci_high"] < 0 < parts["cadence_ci_low"].min()
parts = parts[columns]
(parts.T / 1e3).round(0).rename_axis("thousand person-hours")

# %% [markdown]
# The `cadence` rows answer the question that was asked: for the same aid at the same mean time, lots of a week are
# worse than lots of a day, whichever way the calendar is turned. What won was being early, and a daily calendar could
# be early as well.

# %% [markdown]
# ## When does it matter?
#
# A large lot helps as long as the shelf is full, and hurts while it is empty. So the cadence should matter where
# stock is short, and not where there is plenty. Ask the same town with more and more in stock on the first morning:

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
axes.errorbar(
    range(len(stocks)), by_stock["difference"] / 1e3, [low, high], fmt="o", color="#0072B2", capsize=4, markersize=7
)
axes.set_xticks(range(len(stocks)), stocks)
axes.set_xlabel("interceptors in stock on the first morning [units]")
axes.set_ylabel("daily less weekly\n[thousand person-hours]")
axes.set_title("What daily lots spare, by what is in stock (95 % intervals)", loc="left")
_ = axes.annotate(
    "below zero: better with daily lots", (0.98, 0.06), xycoords="axes fraction", ha="right", color="#666666"
)

# %% [markdown]
# With little in stock daily lots spare people a clear amount of cold. With more no difference can be told any more, and
# at last the plans are the same in every world: nothing is ever missing. Where that begins:

# %%
told = by_stock.index[(by_stock["difference_ci_low"] > 0) | (by_stock["difference_ci_high"] < 0)]
same = by_stock.index[by_stock["difference"] == 0]
print(
    f"with {told.max()} or less in stock daily lots spare {-by_stock.loc[told, 'difference'].max():,.0f} person-hours"
)
print(f"or more; with {same.min()} nothing is missing")
assert list(told) == stocks[: len(told)], "clear with little in stock"
assert list(same) == stocks[len(stocks) - len(same) :], "the same with plenty"
assert 0 < len(told) < len(stocks) - len(same), "and in between no difference is told"

# %% [markdown]
# ## A city in which it hardly matters
#
# The larger scenario [daily-versus-weekly](../scenarios/daily-versus-weekly.yaml) takes its numbers from public
# counts. There the honest answer is different:

# %%
city = sim.compare(SCENARIOS / "daily-versus-weekly.yaml", replications=N)
print(city)

# %%
shown = ["metric", "difference", "difference_ci_low", "difference_ci_high", "p_better", "unit"]
city.differences().query("metric in @city.comparison.headline_metrics")[shown].round(2)

# %% [markdown]
# Weekly lots leave the shelf empty for more hours, and that is certain. But few waves come in just those hours, and
# most of what gets through was fired at and missed. The ledger of reasons says so:

# %%
hours = city.differences().set_index("metric").loc["stockout_hours.top_tier_missile"]
assert hours["difference_ci_high"] < 0 or hours["difference_ci_low"] > 0, "certain, as the text says"
ledger = city.ledger().query("by == 'origin' and mean > 0")
for plan, lines in ledger.groupby("plan"):
    assert lines[lines["line"] != "total"].set_index("words")["mean"].idxmax() == "engaged and missed", plan
million = ["mean", "difference", "difference_ci_low", "difference_ci_high"]
ledger.set_index(["plan", "words"])[million].div(1e6).round(0).rename_axis(["plan", "million person-degree-hours"])

# %% [markdown]
# ## Choose, with a promise
#
# `decide` adds worlds until one plan can be chosen: if some plan is better than all others by the smallest difference
# that matters, it is chosen with the stated confidence. If the worlds that are allowed do not suffice, it says so,
# which is a result as well.

# %%
town = sim.load_scenario(SCENARIOS / "tiny.yaml")
town = sim.with_plan(town, "every 2 weeks", {CADENCE: {"every": "14 d", "first": "random"}})
decision = sim.decide(town, indifference="100 thousand person-hours", max_replications=800)
print(decision.headline)

# %%
decision.plot()

# %% [markdown]
# The figure sets harm against effort: each dispatch costs something, and the line joins the plans that no other beats
# in both. Which of these to take is a matter of price, not of statistics; `decision` shows up to which price each
# pays.
