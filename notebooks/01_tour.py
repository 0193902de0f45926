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
# # A tour in ten minutes
#
# A city heats its people while waves of attack wear down its defence. Partners send interceptors. **With the same
# total aid, is it better to send a little every day, or a lot every week?** This notebook asks that of a small
# invented town, and shows what you can do with the answer. Nothing in it is a forecast, and attacks are only ever an
# input.
#
# Everything here is also a command: `hearthline compare scenarios/tiny.yaml`.

# %%
from pathlib import Path

import sim

SCENARIOS = Path("../scenarios")
N = 200  # worlds; 1,000 or more make intervals narrower

# %% [markdown]
# ## The question
#
# A **scenario** is a text file: what we face (weather, attacks, a city) and the **plans** that planners may choose
# from. Every number carries its unit, and a mistake is answered with its line and a proposal.

# %%
town = sim.load_scenario(SCENARIOS / "tiny.yaml")
print(town)
print(town.scenario.description)
for name, plan in town.plans.items():
    print(f"{name}: a lot every {plan.aid.channels['coalition'].cadence.every / 1440:g} d")

# %% [markdown]
# ## The answer
#
# `compare` draws `N` **worlds**: waves, weather, delays, all luck there is. Every plan meets the *same* worlds, so
# what differs between plans is the plan and not the luck. That is why a difference is known far better than the means
# are: compare the two columns of intervals below.

# %%
result = sim.compare(town, replications=N)
print(result)

# %% [markdown]
# On its own line, `result` shows all tables: who is cold, why heat was lost and why it was not back, where the aid
# went, and how much of the difference comes from the size of the lots and how much from aid simply arriving earlier.

# %%
result

# %% [markdown]
# ## Pictures
#
# Each mark is a mean difference from the weekly plan over the same worlds, each line the interval that holds for all
# plans at once. Left of zero is better for cold people.

# %%
result.plot.differences()

# %% [markdown]
# How the stock behaves tells why. Weekly lots leave the town without interceptors for longer than daily lots do, which
# arrive as they are used up:

# %%
empty = result.summary().query("metric == 'stockout_hours.top_tier_missile'").set_index("plan")["mean"] / 24
print(f"days without: {empty['weekly']:.1f} with weekly lots, {empty['daily']:.1f} with daily ones")
assert empty["weekly"] > empty["daily"], "the text above says so"
result.plot.stock()

# %%
result.plot.cold()

# %% [markdown]
# ## One world, event by event
#
# An average is not a story. `trace` runs one world again under SimPy and writes down everything that happened; the
# numbers are the same to the last digit as those of the study.

# %%
log = sim.trace(town, 3, plan="weekly")
log

# %%
block = next(entry.about.split(";")[0] for entry in log.entries if entry.what == "block_dark")
print(log.story(block))

# %% [markdown]
# ## Numbers for your own analysis
#
# Results are data frames with units, and an xarray `Dataset` with named dimensions: plan, replication, and where they
# apply threshold, district, item, day, time. `to_netcdf` writes the same as a file that R, Julia or MATLAB read.

# %%
columns = ["plan", "metric", "difference", "difference_ci_low", "difference_ci_high", "p_better", "unit"]
result.differences()[columns].query("metric in ['person_hours_below_16', 'leakers', 'buildings_cold_peak']")

# %%
winter = result.to_xarray()
winter["person_hours_below_by_district"]

# %% [markdown]
# Hours below 16 degC per resident, district by district: a mean over worlds, and what one world in twenty is worse
# than.

# %%
hours = winter["person_hours_below_by_district"].sel(threshold=16) / winter["people"]
table = hours.mean("replication").to_pandas().round(1)
table.columns = [f"{name}, mean" for name in table.columns]
bad = hours.quantile(0.95, "replication").to_pandas().round(1)
table[[f"{name}, 1 in 20" for name in bad.columns]] = bad
table

# %% [markdown]
# ## Turn a knob
#
# How long a lot is on its way is one line of the scenario. Move the slider: the plans are compared afresh on the same
# 60 worlds. (In a rendered page the slider rests where it was.)

# %%
from ipywidgets import IntSlider, interact


def answer(lead_days: int) -> None:
    """Compare the plans when every lot takes this long."""
    changed = sim.load_scenario(SCENARIOS / "tiny.yaml", [f"aid.channels.coalition.lead={lead_days} d"])
    print(sim.compare(changed, replications=60))


_ = interact(answer, lead_days=IntSlider(value=3, min=1, max=10, description="lead [d]", continuous_update=False))

# %% [markdown]
# ## Where to go on
#
# [02](02_which_cadence.ipynb) asks when a cadence matters at all. [03](03_your_own.ipynb) adds an interceptor, a
# cadence, a metric and a process of your own. [04](04_from_public_counts.ipynb) goes from published counts to a
# scenario, [05](05_many_futures.ipynb) through many futures, and [06](06_how_it_was_verified.ipynb) asks why any of
# it can be believed.
