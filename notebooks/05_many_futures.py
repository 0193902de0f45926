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
# # Many futures: what the answer hangs on
#
# A comparison answers for one set of assumptions. But nobody knows how cold the winter will be, how many crews there
# are, or how much aid will come. **Sensitivity** asks which of these matter; **scenario discovery** asks in which
# futures a plan is not good enough. Neither says how likely a future is: ranges are assumptions.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import sim

TOWN = Path("../scenarios/tiny.yaml").resolve()
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True})
plt.rcParams["grid.color"] = "#DDDDDD"

# %% [markdown]
# ## Say what is not known
#
# A study file names keys of the scenario with their ranges, and a standard that the plan should meet: here at most 75
# hours below 16 degC per resident over the two weeks. Every future is run in the same 30 worlds; a real study takes
# more futures and more worlds.

# %%
STUDY = """\
schema_version: 1
inputs:
  weather.mean: {from: -14 degC, to: 2 degC}
  initial.stock.top_tier_missile: {from: 0, to: 12, whole: true}
  aid.channels.coalition.accrual.rate: {from: 0.5/d, to: 3/d}
  repair.crews.heat.start: {from: 1, to: 6, whole: true}
  repair.refill.capacity: {from: 20/d, to: 120/d}
design: latin_hypercube
points: 64
replications: 30
seed: 1
plan: weekly
standard: {metric: person_hours_below_16, per: resident, at_most: 75}
"""
study = Path(tempfile.mkdtemp()) / "study.yaml"
study.write_text(STUDY)
plans = sim.load_scenario(TOWN).plans
print("plans:", ", ".join(plans))

# %%
found = sim.explore(TOWN, study, overrides=["compare.reference=daily"])
print(found.headline)

# %% [markdown]
# All tables, with how to read them:

# %%
found

# %% [markdown]
# ## What matters
#
# Left what matters for how cold it gets, right what matters for the *difference* between weekly and daily lots. The
# two need not be the same: cold weather makes every plan worse, but only scarcity makes the cadence matter.

# %%
figures = found.figures()
list(figures)

# %%
figures["inputs"]

# %% [markdown]
# ## Where the plan fails
#
# Every dot is a future. A rule in words (found by peeling boxes, PRIM) says where most of the failures are; it is
# told only if chance does not make one as good. The table above has the rule of this study; it is drawn if it has two
# inputs.

# %%
figures.get("failures", "no rule with two inputs in this study")

# %% [markdown]
# ## Where it stops being the better plan

# %%
even = found.findings.break_even
figures.get(
    "break-even", f"Not drawn: {even.why_not}" if even and even.why_not else "Not drawn: nothing is surely in between"
)

# %% [markdown]
# ## On with your own tools
#
# The futures are a dataset: plans, futures and worlds, with the inputs along the futures. Here is the difference of
# weekly from daily lots in each future, with two standard errors, over what is in stock on the first morning.

# %%
futures = found.to_xarray()
futures

# %%
cold = futures["person_hours_below_16"]
change = (cold.sel(plan="weekly") - cold.sel(plan="daily")) / futures["residents"]
mean, error = change.mean("replication"), change.std("replication", ddof=1) / np.sqrt(change.sizes["replication"])
stock = futures["initial_stock_top_tier_missile"]
figure, axes = plt.subplots(figsize=(8, 3.8), layout="constrained")
axes.axhline(0, color="black", linewidth=1)
axes.errorbar(
    stock + np.linspace(-0.2, 0.2, stock.size),
    mean,
    2 * error,
    fmt="o",
    color="#0072B2",
    ecolor="#9CC5DE",
    markersize=5,
    linewidth=1,
)
axes.set_xlabel("interceptors in stock on the first morning [units]")
axes.set_ylabel("weekly less daily\n[hours below 16 °C\nper resident]")
axes.set_title("64 futures: what large lots cost, by what is in stock", loc="left")
axes.annotate("above zero: daily is better", (0.98, 0.93), xycoords="axes fraction", ha="right", color="#666666")
clear = int((abs(mean) > 2 * error).sum())
better = int((mean > 0).sum())
print(f"daily is better in {better} of {mean.size} futures; in {clear} the difference is more than two errors")

# %% [markdown]
# `found.to_ema()` gives experiments and outcomes as the [EMA workbench](https://github.com/quaquel/EMAworkbench) has
# them; `sim.explore(..., out="futures")` keeps everything and goes on where it was stopped.
