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
# # From public counts to a scenario
#
# Weather services publish temperatures, and attacks are counted in public tables. This notebook turns both into a
# scenario: once as they were **recorded**, and once as **laws** fitted to them, so that many winters of the same kind
# can be drawn.
#
# The two excerpts below are made up, in the form in which the records are published: Meteostat's daily table, and the
# public [table of missile attacks](https://www.kaggle.com/datasets/piterfm/massive-missile-attacks-on-ukraine). Put
# real files in their place and everything else stays as it is. `hearthline import` reads dates, classes and counts
# only; places and targets are never read.

# %%
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from IPython.display import Image

import sim

N = 100  # worlds of each comparison
FOLDER = Path(tempfile.mkdtemp())
shutil.copy("../scenarios/tiny.yaml", FOLDER)


def hearthline(*words):
    """Run the command and show what it says, as a terminal would."""
    command = [sys.executable, "-m", "sim", *map(str, words)]
    found = subprocess.run(command, capture_output=True, text=True, cwd=FOLDER)
    print(f"$ hearthline {' '.join(map(str, words))}\n{found.stderr}{found.stdout}".rstrip())


# %% [markdown]
# ## The records
#
# Eight weeks of daily temperatures, and the attacks of the same time.

# %%
MEAN = """-6 -3 0 -3 -4 -5 -4 -4 -3 -8 -3 -4 -2 -3 -4 -3 -2 -3 -3 -2 -4 -8 -6 -7 -11 -12 -11 -13
-14 -12 -8 -8 -9 -7 -4 -5 -3 -1 -2 -4 -3 -2 0 -3 -5 -6 -10 -8 -5 -7 -2 0 1 1 3 -1"""
FIRST = date(2026, 1, 5)
lines = ["year,month,day,temp,temp_source,tmin,tmin_source,tmax,tmax_source,rhum,prcp"]
for number, mean in enumerate(map(float, MEAN.split())):
    day = FIRST + timedelta(days=number)
    low, high = mean - 2.5, mean + 2.0
    lines.append(f"{day.year},{day.month},{day.day},{mean},isd_lite,{low},isd_lite,{high},isd_lite,85,0.0")
(FOLDER / "meteostat.csv").write_text("\n".join(lines) + "\n")

COLUMNS = (
    "time_start,time_end,model,launch_place,target,target_main,launched,destroyed,not_reach_goal,still_attacking,"
    "border_crossing,is_shahed,num_hit_location,num_fall_fragment_location,carrier,turbojet,turbojet_destroyed,"
    "affected region,destroyed_details,launched_details,launch_place_details,source"
).split(",")
MASSIVE = {
    2: (41, 17, 6),
    6: (46, 12, 8),
    11: (38, 20, 5),
    15: (52, 15, 9),
    21: (44, 25, 4),
    26: (60, 14, 7),
    33: (39, 18, 6),
    38: (47, 22, 10),
    44: (55, 16, 5),
    51: (43, 19, 7),
}
QUIET = {
    0: 17,
    3: 21,
    4: 15,
    8: 24,
    9: 12,
    13: 19,
    18: 27,
    19: 14,
    23: 22,
    24: 18,
    28: 25,
    30: 16,
    35: 20,
    36: 13,
    41: 23,
    42: 19,
    47: 26,
    48: 15,
    53: 21,
    54: 18,
}
rows = [",".join(COLUMNS)]


def reported(number, model, launched):
    """One line of the table: a model, how many, and the night of which it was reported."""
    evening, morning = (f"{FIRST + timedelta(days=number + shift)}" for shift in (-1, 0))
    known = {
        "time_start": f"{evening} 18:00",
        "time_end": f"{morning} 09:00",
        "model": model,
        "launched": f"{launched}.0",
    }
    rows.append(",".join(known.get(column, "") for column in COLUMNS))


for number in sorted({*MASSIVE, *QUIET}):
    drones, cruise, ballistic = MASSIVE.get(number, (QUIET.get(number), 0, 0))
    reported(number, "Shahed-136/131", drones)
    if number in MASSIVE:
        reported(number, "X-101/X-555", cruise)
        reported(number, "Iskander-M/KN-23", ballistic)
(FOLDER / "attacks.csv").write_text("\n".join(rows) + "\n")
print(*lines[:3], "...", *rows[:3], "...", sep="\n")

# %% [markdown]
# ## As recorded
#
# `import weather` sees the format from what stands in the file, and says what it took, what it dropped and why. The
# table that it writes carries this provenance above its first line.

# %%
hearthline(
    "import",
    "weather",
    "meteostat.csv",
    "--from",
    "2026-01-05",
    "--to",
    "2026-01-18",
    "--day",
    "range",
    "--out",
    "hours.csv",
)

# %% [markdown]
# Counts are of a whole country. Which share comes to a city is not published: `--share` is *your* assumption, and so
# are the hour and the length of a wave, which the table does not know.

# %%
hearthline(
    "import",
    "waves",
    "attacks.csv",
    "--from",
    "2026-01-05",
    "--to",
    "2026-01-18",
    "--share",
    "35 %",
    "--at",
    "03:00",
    "--duration",
    "3 h",
    "--out",
    "waves.csv",
)
print((FOLDER / "waves.csv").read_text()[-330:])

# %% [markdown]
# A thin scenario on top of the tiny town puts both in its place. It says only what is different; `null` takes away a
# law that the record replaces.

# %%
RECORDED = """\
schema_version: 1
name: Tiny town, two weeks as recorded
extends: tiny.yaml
weather: {hours: hours.csv, mean: null, daily: null, cycle: null}
threats: {cruise: {damage: 60 %, severity: {light: 50 %, moderate: 50 %}}}
defence: {layers: {mobile_teams: {against: {drone: 80 %, cruise: 40 %}}}}
attack:
  waves: {massive: null}
  recorded: waves.csv
"""
(FOLDER / "recorded.yaml").write_text(RECORDED)
hearthline("validate", "recorded.yaml")

# %%
recorded = sim.compare(FOLDER / "recorded.yaml", replications=N)
print(recorded)

# %% [markdown]
# The attacks are the same in every world now, and so is the weather. What still differs is what is left to luck: who
# is hit, what is stopped, how long a repair takes, when a lot arrives.

# %%
recorded.plot.cold()

# %% [markdown]
# ## As laws
#
# Two recorded weeks are one winter. With `--fit` the same records become laws, from which other winters of the same
# kind are drawn. Look at the picture before you use a fit.

# %%
hearthline("import", "waves", "attacks.csv", "--fit", "--plot", "waves.png")

# %%
Image(FOLDER / "waves.png", width=900)

# %%
hearthline("import", "weather", "meteostat.csv", "--fit", "--plot", "weather.png")

# %%
Image(FOLDER / "weather.png", width=900)

# %% [markdown]
# Eight weeks are little: the memory of this record falls off faster than that of the law that was fitted, and each
# month has a norm from a few weeks of one winter. Ten winters of a real station are the same command.

# %% [markdown]
# What counts cannot say has to be added: hours and lengths of waves, and the share of the city. So each fit becomes a
# file of its own, with its provenance, and a thin file on top says what is assumed.


# %%
def keep_fit(kind, record, file, base):
    """Keep what `hearthline import --fit` prints as a scenario on top of another."""
    command = [sys.executable, "-m", "sim", "import", kind, record, "--fit", "--quiet"]
    part = subprocess.run(command, capture_output=True, text=True, cwd=FOLDER, check=True).stdout
    head = f"schema_version: 1\nname: Fitted {kind}\nextends: {base}\n"
    (FOLDER / file).write_text(head + part)


keep_fit("weather", "meteostat.csv", "weather.yaml", "tiny.yaml")
keep_fit("waves", "attacks.csv", "waves.yaml", "weather.yaml")
FITTED = """\
schema_version: 1
name: Tiny town, winters of this kind
extends: waves.yaml
weather: {mean: null}
threats: {cruise: {damage: 60 %, severity: {light: 50 %, moderate: 50 %}}}
defence: {layers: {mobile_teams: {against: {drone: 80 %, cruise: 40 %}}}}
attack:
  city_share: 35 %
  waves:
    nightly: {window: "20:00-24:00", duration: 50 min}
"""
(FOLDER / "fitted.yaml").write_text(FITTED)
hearthline("validate", "fitted.yaml")

# %%
fitted = sim.compare(FOLDER / "fitted.yaml", replications=N)
print(fitted)

# %% [markdown]
# One recorded fortnight and many of its kind need not give the same answer: the record is one draw. The second
# question, *which plan is better over winters like this one*, is usually the one that planners have. And both rest on
# a share of 35 %, which nobody has published: [the next notebook](05_many_futures.ipynb) asks what such an assumption
# decides.

# %% [markdown]
# ## Damaged files
#
# What is wrong is shown where it stands, all of it at once, and nothing is written.

# %%
damaged = [*lines]
damaged[4] = "2026,1,8,warm,isd_lite,,,,,85,0.0"
damaged[27] = damaged[27].replace("2026,1,31,", "2026,1,32,")
(FOLDER / "damaged.csv").write_text("\n".join(damaged) + "\n")
hearthline("import", "weather", "damaged.csv")
