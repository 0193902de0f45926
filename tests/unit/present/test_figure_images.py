"""Every figure as a picture, held against a stored one: what moves, is lost or changes its look is seen.

After a wanted change: ``HEARTHLINE_NEW_IMAGES=1 pytest tests/unit/present/test_figure_images.py``; then look at each.
"""

import os
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from sim.analysis.futures import Future
from sim.importing.source import Notes, read_source
from sim.importing.waves.attacks import Attacks, DayOfAttack
from sim.importing.waves.classes import CRUISE
from sim.importing.waves.fit import fit_waves
from sim.importing.weather.fit import fit_weather
from sim.importing.weather.formats import read_weather
from sim.importing.weather.period import Period
from sim.model.series import COLUMNS
from sim.present.explore.verb import ExploreResult
from sim.present.files import figures_of
from sim.present.plots.fit import figure_of_waves, figure_of_weather
from sim.present.plots.frame import figure_bytes, new_figure
from sim.present.plots.frontier import figure_of_frontier
from sim.present.plots.heat_map import figure_of_futures
from sim.present.plots.restoration import draw_restoration
from sim.present.plots.traced import figure_of_trace
from sim.present.report.words import words_in
from sim.present.results import Asked
from sim.present.story.entries import Entry
from sim.present.story.event_log import EventLog
from sim.present.style import NARROW, WIDE, Sheet, drawn_on, house_style
from tests.unit.analysis.test_decision import decided, plans_of
from tests.unit.importing.test_fit import winters
from tests.unit.present.cold import cold_result
from tests.unit.present.shown import CONTEXT, plan, result
from tests.unit.present.test_explore import context, made_up

IMAGES = Path(__file__).parent / "images"
DPI = 40.0
"""Of stored pictures: small files in which a letter is still seen to move."""
MOST_RMS = 1.5
"""Root mean square of what two pictures may differ by, of 255: edges of letters, not letters."""
OF_PLANS = ("differences", "buildings-cold", "cost", "stock-missile")
OF_A_RESULT = ("ledger", "ledger-bars", "districts", "districts-schematic", "indoor-3")
SPEAKING = Sheet(width_in=WIDE.width_in, speak=words_in("uk").spoken)


@cache
def lively():
    """A result in which plans differ: buildings without heat rise after waves and fall again."""
    found = result()
    random = np.random.default_rng(5)
    for place, ensemble in enumerate(found.study.plans.values()):
        rows = ensemble.rows[:, :, COLUMNS.index("buildings_cold")]
        time = np.arange(rows.shape[1])
        rows[:] = random.uniform(100, 900, size=(len(rows), 1)) * np.exp(-(time % 4) / (1.0 + place))
    return found


@cache
def drawn(name):
    """What draws the figure of a result."""
    return dict(figures_of(lively() if name in OF_PLANS else cold_result()))[name]


def waves():
    """Counts of attacks drawn from laws that are known."""
    random = np.random.default_rng(3)
    found, day = [], date(2025, 11, 3)
    for _ in range(40):
        found.append(DayOfAttack(day, {"drone": int(60 + random.poisson(40)), CRUISE: int(1 + random.poisson(12))}))
        day += timedelta(days=int(random.integers(2, 6)))
    return fit_waves(Attacks(tuple(found), Period(date(2025, 11, 1), day)), 1)


def entry(minute, what, where="", count=None, of_which=None, detail=""):
    return Entry(minute, "", "", what, where, count, of_which, None, detail, "", "")


def log():
    """A run of six days with waves, deliveries and three crews."""
    told = [entry(300 + 1500 * wave, "wave", "massive", 20, 4) for wave in range(6)]
    told += [
        entry(300 + 1500 * wave, "fired", "patriots", 4, left, "missile") for wave, left in enumerate((6, 2, 8, 4))
    ]
    told += [entry(3100, "delivered", "missile", 10, 0), entry(7200, "delivered", "missile", 5, 0)]
    for crew in range(3):
        who, start = f"heat crew {crew}", 700 + 400 * crew
        for what, after in (("crew_set_out", 0), ("crew_started", 60), ("crew_tests", 1400), ("crew_done", 1700)):
            told += [entry(start + 2100 * round_ + after, what, "block 1", detail=who) for round_ in range(3)]
    return EventLog("Made up", "weekly", 7, 0, (), tuple(sorted(told, key=lambda one: one.minute)))


def restoration():
    hours = np.arange(0, 241)
    random = np.random.default_rng(2)
    cold = 4000.0 * np.exp(-hours / random.uniform(40.0, 80.0, size=(60, 1)))
    with house_style():
        figure = new_figure(3.0)
        draw_restoration(hours / 24.0, cold, [(1.0, 2800), (3.0, 1300), (6.0, 300)], [(2.0, 2500)], figure.subplots())
        figure.axes[0].legend(frameon=False)
    return figure


def weather(tmp_path):
    file = tmp_path / "winters.csv"
    file.write_text(winters(6, 2.0))
    fit = fit_weather(read_weather(read_source(file), Notes()), ())
    return figure_of_weather(fit, "winters.csv", "2000 to 2006")


def explored(name):
    tried, laid, found = made_up()
    return ExploreResult(tried, laid, found, (), context(), Asked("", {})).figures()[name]


def frontier():
    found, _ = decided(plans_of(daily=-3_000_000.0, late=2_000_000.0))
    return figure_of_frontier(found, CONTEXT)


def heat_map():
    """Differences that are clear to both sides, larger in one future, and one that is not clear."""
    made = {"mild, few crews": (-1.9e6, 2e5, 9e5), "cold, many crews": (-4.1e6, -1e5, 2.5e6)}
    futures = []
    for name, gaps in made.items():
        others = zip(("daily", "on demand", "every 4 weeks"), gaps, (2, 3, 4), strict=True)
        plans = {"weekly": plan(0.0, 1, 12)} | {other: plan(gap, seed, 9) for other, gap, seed in others}
        futures.append(Future(name, {}, name, result(plans).comparison))
    return figure_of_futures(futures, CONTEXT)


FIGURES = {
    **{name: (lambda tmp_path, name=name: drawn(name)()) for name in (*OF_PLANS, *OF_A_RESULT)},
    "heat-map": lambda tmp_path: heat_map(),
    "frontier": lambda tmp_path: frontier(),
    **{f"explored-{one}": (lambda tmp_path, one=one: explored(one)) for one in ("inputs", "failures", "break-even")},
    "fit-weather": weather,
    "fit-waves": lambda tmp_path: figure_of_waves(waves(), "attacks.csv", "2025"),
    "trace-stock": lambda tmp_path: figure_of_trace(log(), "missile"),
    "trace-crews": lambda tmp_path: figure_of_trace(log(), "crews"),
    "restoration": lambda tmp_path: restoration(),
}
ON_OTHER_SHEETS = (("narrow", NARROW, "differences"), ("narrow", NARROW, "buildings-cold"), ("uk", SPEAKING, "ledger"))


def pixels(figure, file):
    """A figure as numbers, drawn small."""
    file.write_bytes(figure_bytes(figure, "png", DPI))
    return mpl.image.imread(file)[..., :3]


def apart(one, other):
    """Root mean square difference of two pictures of one size, of 255."""
    return 255.0 * float(np.sqrt(np.mean((one - other) ** 2)))


def hold(figure, name, tmp_path):
    found = pixels(figure, tmp_path / f"{name}.png")
    stored = IMAGES / f"{name}.png"
    if os.environ.get("HEARTHLINE_NEW_IMAGES"):
        stored.write_bytes((tmp_path / f"{name}.png").read_bytes())
    wanted = mpl.image.imread(stored)[..., :3]
    assert found.shape == wanted.shape
    assert apart(found, wanted) < MOST_RMS, f"look at {tmp_path / name}.png beside {stored}"


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_looks_as_it_did(name, tmp_path):
    hold(FIGURES[name](tmp_path), name, tmp_path)


@pytest.mark.parametrize(("sheet", "paper", "name"), ON_OTHER_SHEETS)
def test_a_figure_looks_as_it_did_on_another_sheet(sheet, paper, name, tmp_path):
    with drawn_on(paper):
        hold(drawn(name)(), f"{sheet}-{name}", tmp_path)


def test_every_figure_that_is_written_has_a_stored_picture():
    written = set(dict(figures_of(cold_result()))) | set(dict(figures_of(result())))
    stored = {file.stem for file in IMAGES.glob("*.png")}
    assert stored == {*FIGURES, *(f"{sheet}-{name}" for sheet, _, name in ON_OTHER_SHEETS)}
    same_kind = {"cold-hours", "leak-through", "sources-out", "came-through"}  # as buildings-cold, and as districts
    assert written <= stored | same_kind


def test_a_label_that_moves_a_little_or_changes_a_word_is_seen(tmp_path):
    wanted = mpl.image.imread(IMAGES / "differences.png")[..., :3]
    moved = drawn("differences")()
    moved.axes[0].xaxis.labelpad = 8.0
    assert apart(pixels(moved, tmp_path / "moved.png"), wanted) > MOST_RMS
    renamed = drawn("differences")()
    renamed.axes[0].set_title("Person-hours under 16 \u00b0C")
    assert apart(pixels(renamed, tmp_path / "renamed.png"), wanted) > MOST_RMS
