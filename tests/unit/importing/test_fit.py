"""Fits find the laws that a record was drawn from, and print what a scenario reads."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
import yaml

import sim
from sim.importing.source import Notes, read_source
from sim.importing.waves.attacks import Attacks, DayOfAttack, read_attacks
from sim.importing.waves.fit import fit_waves
from sim.importing.waves.sizes import fit_size
from sim.importing.weather.fit import fit_weather
from sim.importing.weather.formats import read_weather
from sim.importing.weather.period import Period
from sim.scenario.load import load_scenario
from tests.unit.importing.shown import said, town, written

NORMS = {11: 2.0, 12: -2.7, 1: -2.8, 2: -2.2, 3: 2.1}
ATTACKS = "time_start,time_end,model,target,launched\n"


def winters(count, anomaly_sd, gap=0.0, seed=4, phi=0.75, sd=4.3):
    """Daily means of winters from November to March as Meteostat writes them, with some days missing."""
    random = np.random.default_rng(seed)
    lines = ["date,tavg,tmin,tmax,prcp"]
    for year in range(2000, 2000 + count):
        anomaly, rest = random.normal(0.0, anomaly_sd), random.normal(0.0, sd)
        day = date(year, 11, 1)
        while day < date(year + 1, 4, 1):
            mean = NORMS[day.month] + anomaly + rest
            if random.random() >= gap:
                lines.append(f"{day},{mean:.2f},{mean - 2.5:.2f},{mean + 2.5:.2f},0")
            rest = phi * rest + random.normal(0.0, sd * math.sqrt(1.0 - phi * phi))
            day += timedelta(days=1)
    return "\n".join(lines) + "\n"


def fitted(tmp_path, text, months=()):
    return fit_weather(read_weather(read_source(written(tmp_path, text)), Notes()), months)


@pytest.mark.parametrize("gap", [0.0, 0.3])
def test_a_fit_finds_the_weather_that_was_drawn_missing_days_or_not(gap, tmp_path):
    fit = fitted(tmp_path, winters(20, 2.1, gap))
    assert fit.autocorrelation == pytest.approx(0.75, abs=4 * fit.autocorrelation_se)
    assert fit.sd_k == pytest.approx(4.3, abs=4 * fit.sd_se)
    assert fit.anomaly_sd_k == pytest.approx(2.1, abs=4 * 2.1 / math.sqrt(2 * 19))
    spread = math.sqrt((2.1**2 + 4.3**2 * 7 / 30) / 20)  # of a monthly mean over 20 winters
    assert all(abs(fit.norms[month] - norm) < 4 * spread for month, norm in NORMS.items())
    assert fit.half_range_k == pytest.approx(2.5, abs=0.01)
    assert (fit.missing > 0) == (gap > 0)


def test_standard_errors_are_as_wide_as_fits_to_other_winters_spread(tmp_path):
    fits = [fitted(tmp_path, winters(4, 0.0, seed=seed)) for seed in range(30)]
    for name in ("autocorrelation", "sd"):
        values = [fit.autocorrelation if name == "autocorrelation" else fit.sd_k for fit in fits]
        errors = [fit.autocorrelation_se if name == "autocorrelation" else fit.sd_se for fit in fits]
        assert 0.7 < np.std(values) / np.mean(errors) < 1.4
    assert np.mean([fit.autocorrelation for fit in fits]) == pytest.approx(0.75, abs=0.012)  # no bias of short records


def test_few_winters_say_nothing_of_how_winters_differ(tmp_path, capsys):
    assert fitted(tmp_path, winters(3, 3.0)).anomaly_sd_k is None
    found = said(capsys, "weather", tmp_path / "record.csv", "--fit")
    assert "\n  anomaly:" not in found.out
    assert "3 winters, too few for an anomaly" in found.out


def test_only_the_months_that_are_asked_for_are_looked_at(tmp_path):
    fit = fitted(tmp_path, winters(6, 1.0), {12, 1})
    assert set(fit.norms) == {12, 1}
    assert fit.missing == 0


def test_a_fitted_weather_is_a_part_of_a_scenario_that_is_valid_and_runs(tmp_path, capsys):
    file = written(tmp_path, winters(12, 2.0), "Köln \u202e'x\".csv")
    found = said(capsys, "weather", file, "--fit", "--plot", tmp_path / "fit.png")
    assert found.code == 0, found.err
    part = yaml.safe_load(found.out)
    assert part["evidence"]["weather.daily"]["confidence"] == "derived"
    over = "\n".join(line for line in found.out.splitlines()).replace("weather:\n", "weather:\n  mean: null\n", 1)
    loaded = load_scenario(town(tmp_path, over))
    daily = loaded.scenario.weather.daily
    assert 0.7 < daily.autocorrelation < 0.8
    assert loaded.scenario.weather.mean is None
    assert sim.run(loaded, plan="weekly", replications=1).summary() is not None
    assert (tmp_path / "fit.png").read_bytes().startswith(b"\x89PNG")


def test_hours_give_the_cycle_and_its_warmest_hour(tmp_path):
    head = "latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation\n50,30,1,0,GMT,GMT\n\n"
    random = np.random.default_rng(1)
    lines = [
        f"{date(2026, 1, 1) + timedelta(days=day)}T{hour:02d}:00,{level + 3 * math.cos(math.pi * (hour - 14) / 12):.3f}"
        for day, level in enumerate(random.normal(-3.0, 4.0, 60))
        for hour in range(24)
    ]
    fit = fitted(tmp_path, f"{head}time,temperature_2m (°C)\n" + "\n".join(lines))
    assert fit.half_range_k == pytest.approx(3.0, abs=0.002)
    assert fit.warmest_h == pytest.approx(14.0, abs=0.01)
    assert len(fit.by_hour) == 24


LAWS = {
    "poisson": lambda random, n: random.poisson(30.0, n),
    "negative_binomial": lambda random, n: random.negative_binomial(2.0, 2.0 / 22.0, n),
    "geometric": lambda random, n: random.geometric(1 / 9.0, n),
    "lognormal": lambda random, n: np.maximum(1, np.rint(random.lognormal(math.log(60.0), 0.9, n))).astype(int),
}


@pytest.mark.parametrize("law", LAWS)
def test_counts_find_the_law_that_they_were_drawn_from(law):
    counts = tuple(int(one) for one in LAWS[law](np.random.default_rng(8), 600))
    fit = fit_size(counts)
    assert fit.law == law, fit.aic
    at = np.array(sorted(set(counts)), dtype=float)
    found = np.array([np.mean(np.array(counts) <= one) for one in at])
    assert np.max(np.abs(fit.cdf(at) - found)) < 1.63 / math.sqrt(600)  # Kolmogorov, 1 %
    assert fit.cdf(np.array([-1.0, 1e9])) == pytest.approx([0.0, 1.0], abs=1e-9)


def test_counts_that_are_always_the_same_are_fixed():
    fit = fit_size((7, 7, 7))
    assert (fit.law, fit.text) == ("fixed", "7")


def drawn_attacks(days, seed=2):
    """A table of attacks with massive waves on gaps of 3 d + gamma, others on 80 % of the dates between."""
    random = np.random.default_rng(seed)
    lines, due = [], 1.0
    for number in range(days):
        day = date(2024, 1, 1) + timedelta(days=number)
        if number >= due:
            due += 3.0 + random.gamma(1.6, 3.4 / 1.6)
            lines += [
                f"{day},{day},Kalibr,x,{20 + random.poisson(9)}",
                f"{day},{day},Shahed-136,x,{random.poisson(300)}",
            ]
        elif random.random() < 0.8:
            lines.append(f"{day},{day},Shahed-136,x,{1 + random.poisson(90)}")
    return ATTACKS + "\n".join(lines) + "\n"


def test_a_fit_finds_the_process_of_waves(tmp_path):
    source = read_source(written(tmp_path, drawn_attacks(3000)))
    massive, nightly = fit_waves(read_attacks(source, {}, None, None, Notes()), 20)
    assert massive.per_day == pytest.approx(1 / 6.4, abs=4 * massive.per_day_se)
    assert np.mean(massive.process.gaps) == pytest.approx(6.4, abs=4 * 2.8 / math.sqrt(len(massive.process.gaps)))
    assert min(massive.process.gaps) == 3
    found = np.array([np.mean(np.array(massive.process.gaps) <= at) for at in (4, 6, 9, 14)])
    assert massive.process.cdf(np.array([4.5, 6.5, 9.5, 14.5])) == pytest.approx(found, abs=0.09)  # gaps are whole days
    assert massive.sizes["cruise"].mean == pytest.approx(29.0, abs=0.6)
    assert dict(nightly.process.lines)["not_on_dates_of"] == "[massive]"
    assert float(dict(nightly.process.lines)["probability"].split()[0]) == pytest.approx(80.0, abs=3.5)
    assert nightly.sizes["drone"].law == "poisson"


def test_the_rate_of_a_renewal_process_is_known_as_well_as_its_gaps_are_even(tmp_path):
    rates, errors = [], []
    for seed in range(40):
        source = read_source(written(tmp_path, drawn_attacks(400, seed)))
        massive = fit_waves(read_attacks(source, {}, None, None, Notes()), 20)[0]
        rates.append(massive.per_day)
        errors.append(massive.per_day_se)
    assert 0.7 < np.std(rates) / np.mean(errors) < 1.4


def test_few_waves_are_independent_and_even_gaps_are_fixed():
    def fit_of(numbers):
        days = tuple(DayOfAttack(date(2026, 1, number), {"cruise": 30}) for number in numbers)
        return fit_waves(Attacks(days, Period(date(2026, 1, 1), date(2026, 1, 31))), 20)[0]

    assert fit_of([2, 9]).process.lines == (("poisson", "0.0645/d"),)
    even = fit_of([2, 7, 12, 17, 22])
    assert even.process.lines == (("gap", "{fixed: 5 d}"),)
    assert even.per_day_se == 0.0


def test_fitted_waves_are_a_part_of_a_scenario_that_is_valid_and_runs(tmp_path, capsys):
    file = written(tmp_path, drawn_attacks(120), "attacks.csv")
    found = said(capsys, "waves", file, "--fit", "--plot", tmp_path / "fit.png", "--out", tmp_path / "waves.csv")
    assert found.code == 0, found.err
    assert yaml.safe_load(found.out)["attack"]["waves"]["massive"]["gap"]["minimum"] == "3 d"
    threats = "threats: {cruise: {damage: 90 %, severity: {light: 60 %, moderate: 40 %}}}\n"
    loaded = load_scenario(town(tmp_path, found.out.replace("    massive:\n", MASSIVE, 1) + threats))
    waves = loaded.scenario.attack.waves
    assert waves["massive"].gap.gamma is not None
    assert waves["nightly"].not_on_dates_of == ("massive",)
    assert sim.run(loaded, plan="weekly", replications=1).summary() is not None
    assert (tmp_path / "fit.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "waves.csv").read_text("utf-8").startswith("# Recorded waves")


MASSIVE = "    massive:\n      window: null\n"
"""The tiny town's own massive waves have a window, which a fit to counts does not know."""


def test_pictures_are_the_same_bytes_each_time(tmp_path, capsys):
    file = written(tmp_path, drawn_attacks(90), "attacks.csv")
    for name in ("a.png", "b.png"):
        assert said(capsys, "waves", file, "--fit", "-q", "--plot", tmp_path / name).code == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
