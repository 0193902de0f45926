"""A made-up study whose differences are known: no model is run."""

from datetime import date

import numpy as np

from sim.model.tally import OUTCOME
from sim.study.ensemble import Ensemble, StudyResult
from sim.study.layout import Column, Layout, Load

DAYS = 12
LAYOUT = Layout(
    start=date(2026, 1, 5),
    horizon_min=DAYS * 1440,
    observe_from=0,
    series_step=1440,
    thresholds=(18.0, 16.0, 12.5),
    districts=(("north", 1000, 0.25), ("south", 3000, 0.5)),
    classes=("drone", "ballistic"),
    layers=("teams", "top_tier"),
    items=("missile",),
    stores=("missile",),
    store_first=(0, 1),
    channels=(("coalition", "missile", 25_000.0), ("bilateral", "missile", 1_000.0)),
    loads=(Load(), Load()),
    hubs=(),
    columns=(
        Column("outdoor_c", "degC", 1000.0),
        Column("buildings_cold", "buildings", 1.0),
        Column("crews_busy", "crews", 1.0),
        Column("jobs_waiting", "jobs", 1.0),
        Column("indoor_c.3", "degC", 1_000_000.0),
        Column("stock.missile", "units", 1.0, sensitive=True),
        Column("used.missile", "units", 1.0, sensitive=True),
        Column("threats", "threats", 1.0),
        Column("leakers", "threats", 1.0),
    ),
    weather=True,
    days=DAYS,
    rows=DAYS + 1,
)


def outcomes(hours, rng=None, **fields):
    """Outcomes with person-hours below 16 degC as given, half of them in each district."""
    hours = np.asarray(hours, dtype=np.float64)
    rows = np.zeros(len(hours), OUTCOME)
    rows["below_min"][:, 0, 1] = hours * 30.0
    rows["below_min"][:, 1, 1] = hours * 30.0
    rows["below_min"][:, :2, 0] = 2.0 * rows["below_min"][:, :2, 1]
    rows["restored_min"] = -1
    rows["first_below_min"] = -1.0
    rows["empty_first"] = -1
    rows["accrued"][:, 0] = 100
    rows["arrived"][:, 0] = 80
    rows["used"][:, 0] = 60
    rows["stock"][:, 0] = 20
    rows["lost"][:, 0] = 5
    rows["in_transit"][:, 0] = 10
    rows["unsent"][:, 0] = 5
    rows["aid_min"][:, 0] = 80 * 6 * 1440.0
    for name, values in fields.items():
        rows[name] = values
    return rows


def ensemble(hours, first_day=0, last_day=DAYS, **fields):
    """An ensemble whose person-hours fall evenly on some of the days."""
    hours = np.asarray(hours, dtype=np.float64)
    days = np.zeros((len(hours), DAYS, 3), np.float32)
    days[:, first_day:last_day, 1] = (hours * 60.0 / (last_day - first_day))[:, None]
    rows = np.zeros((len(hours), DAYS + 1, len(LAYOUT.columns)), np.int64)
    rows[:, :, 0] = -5_000
    rows[:, :, 1] = (np.abs(hours) / 1000.0).astype(np.int64)[:, None]
    rows[:, :, 4] = 19_500_000
    rows[:, :, 5] = np.arange(DAYS + 1) * 7 % 5
    rows[:, :, 6] = np.arange(DAYS + 1) // 2
    return Ensemble(outcomes(hours, **fields), days, rows)


def study(plans, twins=None, **changes):
    """A study of ensembles by plan."""
    settings = {"no_split": {}, "same_aid": None, "banners": (), "failures": {}} | changes
    return StudyResult(plans=plans, twins=twins or {}, **settings)


def winters(count=200, seed=7):
    """Person-hours of a reference plan, as skewed as winters are."""
    return np.random.default_rng(seed).gamma(2.0, 10_000_000.0, count)


def noise(count=200, seed=8, size=1.0):
    """Differences of mean exactly 0 and standard deviation exactly `size`."""
    drawn = np.random.default_rng(seed).normal(size=count)
    return size * (drawn - drawn.mean()) / drawn.std(ddof=1)
