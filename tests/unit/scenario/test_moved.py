"""A scenario read on a later day: whatever counts from its start stays on the calendar day on which it was."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from sim.errors import ScenarioError
from sim.scenario.load import load_scenario
from sim.scenario.replan_file import load_replan
from sim.scenario.schema import Scenario
from sim.scenario.shape import top
from sim.units import DAY_MIN, Moment

TINY = (Path(__file__).parents[3] / "scenarios" / "tiny.yaml").read_text(encoding="utf-8")
"""Begins on 5 January."""
MORNING = """\
schema_version: 1
scenario: winter.yaml
today: 2026-01-12
ahead: 20 d
state: {}
plans:
  as now: {}
  other: {}
"""
PASSED = 7 * DAY_MIN


def replanned(folder, scenario, morning=MORNING, *changes):
    (folder / "winter.yaml").write_text(scenario, encoding="utf-8")
    for old, new in changes:
        assert old in morning
        morning = morning.replace(old, new)
    (folder / "morning.yaml").write_text(morning, encoding="utf-8")
    return load_replan(folder / "morning.yaml").loaded.scenario


def problems(folder, scenario, morning=MORNING, *changes):
    with pytest.raises(ScenarioError) as caught:
        replanned(folder, scenario, morning, *changes)
    return [(Path(one.place.file).name, one.path, one.message, one.hint) for one in caught.value.problems]


def tiny(*changes):
    text = TINY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


PLAIN = 'gap: {gamma: {mean: 2.5 d, shape: 2}, minimum: 1 d}\n      window: "00:00-06:00"'
CHANNEL = "cadence: {every: 7 d, first: random, timing: arrears}\n      lead"
CASES = {
    "weather.cold_snap.start": (
        "half_range: 2 K}}",
        "half_range: 2 K}, cold_snap: {start: 9 d, length: 1 d, shift: -3 K}}",
    ),
    "alerts.listed.[].start": ("alerts: {", "alerts: {listed: [{start: 9 d, end: 10 d}], "),
    "alerts.listed.[].end": ("alerts: {", "alerts: {listed: [{start: 8 d, end: 9 d}], "),
    "attack.waves.*.at.[]": (PLAIN, "at: [9 d]"),
    "attack.recorded.[].time": ("attack:\n", "attack:\n  recorded: [{time: 9 d, threat: drone, count: 3}]\n"),
    "attack.regimes.*.start": ("attack:\n", "attack:\n  regimes: {truce: {start: 9 d, length: 2 d, factor: x 0.5}}\n"),
    "city.grid.listed.[].start": ("city:\n", "city:\n  grid: {listed: [{start: 9 d, end: 10 d, capacity: x 0.8}]}\n"),
    "city.grid.listed.[].end": ("city:\n", "city:\n  grid: {listed: [{start: 8 d, end: 9 d, capacity: x 0.8}]}\n"),
    "initial.in_transit.[].arrives": (
        "top_tier_missile: 2}}",
        "top_tier_missile: 2}, in_transit: [{item: top_tier_missile, units: 1, arrives: 9 d}]}",
    ),
    "initial.outages.[].start": (
        "top_tier_missile: 2}}",
        "top_tier_missile: 2}, outages: [{source: lower_plant, start: 9 d}]}",
    ),
    "initial.outages.[].end": (
        "top_tier_missile: 2}}",
        "top_tier_missile: 2}, outages: [{source: lower_plant, start: 2 d, end: 9 d}]}",
    ),
    "aid.channels.*.accrual.pledges.[].date": ("{rate: 1.6/d}", "{pledges: [{date: 9 d, units: 3}]}"),
    "aid.channels.*.accrual.ramp.start": ("{rate: 1.6/d}", "{ramp: {from: 1/d, to: 2/d, start: 9 d, over: 7 d}}"),
    "aid.channels.*.cadence.dates.[]": (CHANNEL, "cadence: {dates: [9 d]}\n      lead"),
    "aid.channels.*.disruptions.[].start": (
        CHANNEL,
        "disruptions: [{what: transit, start: 9 d, end: 10 d}]\n      " + CHANNEL,
    ),
    "aid.channels.*.disruptions.[].end": (
        CHANNEL,
        "disruptions: [{what: transit, start: 8 d, end: 9 d}]\n      " + CHANNEL,
    ),
    "aid.channels.*.invest.start": (
        CHANNEL,
        "invest: {share: 10 %, into: later, start: 9 d, delay: 1 d, returns: x 2, over: 7 d}\n      " + CHANNEL,
    ),
    "initial.cold.[].since": (
        "top_tier_missile: 2}}",
        "top_tier_missile: 2}, cold: [{buildings: 5, severity: light, since: 9 d}]}",
    ),
    "initial.regimes.*": (
        "attack:\n",
        "initial: {regimes: {truce: 9 d}}\nattack:\n  regimes: {truce: {start: 9 d, length: 2 d, factor: x 0.5}}\n",
    ),
}
"""Key path of a moment -> how the small town says it as a time after the start: always 9 d, that is 14 January."""
LATER = "\n    later: {item: top_tier_missile, accrual: {rate: 0/d}, cadence: {every: 1 d}}\n"
"""What is made of an investment."""
PAST = {"initial.cold.[].since", "initial.regimes.*"}
"""Moments that may not lie after the start; they are told where they were written."""


def moments(part, path=()):
    """Every moment of a scenario with its key path, names and places left out."""
    if isinstance(part, Moment):
        yield path, part
    elif isinstance(part, dict):
        for child in part.values():
            yield from moments(child, (*path, "*"))
    elif isinstance(part, list | tuple):
        for child in part:
            yield from moments(child, (*path, "[]"))
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from moments(getattr(part, name), (*path, name.rstrip("_")))


def keys_of(kind, slot=None, path=(), law=False):
    """Key paths of the schema at which a kind of quantity may stand, parameters of laws left out."""
    slot = slot or top(Scenario)
    quantity = slot.quantity()
    if quantity is not None and quantity.kind == kind:
        yield ".".join(path)
    if any(model.__name__.startswith(("Law_", "SizeLaw", "Uncertain")) for model in slot.models()) or len(path) > 9:
        return
    for key in slot.known_keys():
        yield from keys_of(kind, slot.below(key), (*path, key))
    if slot.is_named():
        yield from keys_of(kind, slot.below("any"), (*path, "*"))
    elif slot.below(0) is not None:
        yield from keys_of(kind, slot.below(0), (*path, "[]"))


def test_every_moment_of_the_schema_has_a_case_here():
    assert set(keys_of("moment")) == set(CASES)


@pytest.mark.parametrize("key", sorted(set(CASES) - PAST))
def test_a_moment_after_the_start_stays_on_its_calendar_day(tmp_path, key):
    text = tiny(CASES[key])
    if "invest" in key:
        text = text.replace("\ncompare:", LATER + "compare:")
    found = [one for path, one in moments(replanned(tmp_path, text)) if ".".join(path) == key]
    assert [one.minutes(date(2026, 1, 12)) for one in found] == [2 * DAY_MIN]


@pytest.mark.parametrize("key", sorted(PAST))
def test_what_cannot_lie_after_today_is_told_where_the_scenario_says_it(tmp_path, key):
    text = tiny(CASES[key], ("light: {hold", "light: {work: 6 h, hold")).replace(
        "\ninitial: {stock: {top_tier_missile: 2}}\n", "\n", int("regimes" in key)
    )
    ((file, path, message, _),) = problems(tmp_path, text)
    assert file == "winter.yaml"
    assert path.startswith(key.split(".[]")[0].removesuffix(".*"))
    assert "at the start or before" in message


def test_a_moment_that_is_over_by_today_is_told_where_the_scenario_says_it(tmp_path):
    text = tiny((CASES["weather.cold_snap.start"][0], CASES["weather.cold_snap.start"][1].replace("9 d", "36 h")))
    assert problems(tmp_path, text)[0][:3] == (
        "winter.yaml",
        "weather.cold_snap.start",
        "lies before the start of the horizon (2026-01-12)",
    )
    snap = ("plans:", "changes: {weather.cold_snap: null}\nplans:")
    assert replanned(tmp_path, text, MORNING, snap).weather.cold_snap is None
    today = ("plans:", "changes: {weather.cold_snap.start: 36 h}\nplans:")
    start = replanned(tmp_path, text, MORNING, today).weather.cold_snap.start
    assert start.minutes(date(2026, 1, 12)) == 36 * 60  # what the file itself says counts from today


def test_defaults_that_count_from_the_start_stay_there(tmp_path):
    cold = ("top_tier_missile: 2}}", "top_tier_missile: 2}, cold: [{buildings: 5, severity: light}]}")
    invest = (CHANNEL, "invest: {share: 10 %, into: later, delay: 9 d, returns: x 2, over: 7 d}\n      " + CHANNEL)
    work = ("light: {hold", "light: {work: 6 h, hold")
    text = tiny(cold, invest, work).replace("\ncompare:", LATER + "compare:")
    scenario = replanned(tmp_path, text)
    assert scenario.initial.cold[0].since.minutes(date(2026, 1, 12)) == -PASSED
    assert scenario.aid.channels["coalition"].invest.start.minutes(date(2026, 1, 12)) == -PASSED


def test_relative_times_in_tables_stay_on_their_days(tmp_path):
    (tmp_path / "waves.csv").write_text("time,threat,count\n2 d,drone,1\n9 d,drone,3\n")
    (tmp_path / "dated.csv").write_text("time,threat,count\n2026-01-07,drone,1\n2026-01-14,drone,3\n")
    found = [
        [(row.time.minutes(date(2026, 1, 12)), row.count) for row in replanned(tmp_path, text).attack.recorded]
        for text in (tiny(("attack:\n", f"attack:\n  recorded: {name}.csv\n")) for name in ("waves", "dated"))
    ]
    assert found == [[(-5 * DAY_MIN, 1), (2 * DAY_MIN, 3)]] * 2


def hourly(folder, hours):
    (folder / "hours.csv").write_text("hour,outdoor_c\n" + "".join(f"{hour},{-hour / 100}\n" for hour in range(hours)))
    weather = TINY[TINY.index("weather:") : TINY.index("alerts:")]
    return tiny((weather, "weather: {hours: hours.csv}\n"))


def test_hours_of_a_table_go_on_from_today(tmp_path):
    scenario = replanned(tmp_path, hourly(tmp_path, 20 * 24), MORNING, ("ahead: 20 d", "ahead: 10 d"))
    assert [(row.hour, row.outdoor_c) for row in scenario.weather.hours[:2]] == [(0, -1.68), (1, -1.69)]
    assert len(scenario.weather.hours) == 13 * 24
    found = problems(tmp_path, hourly(tmp_path, 15 * 24))
    assert found[0][:3] == ("winter.yaml", "weather.hours", "the horizon has 480 hours, the table 192")
    over = problems(tmp_path, hourly(tmp_path, 7 * 24))
    assert ("winter.yaml", "weather.hours") in [one[:2] for one in over if "none of them is today's" in one[2]]
    other = ("plans:", "changes: {weather.hours: null, weather.mean: -5 degC}\nplans:")
    assert replanned(tmp_path, hourly(tmp_path, 7 * 24), MORNING, other).weather.mean == -5.0


RAMP = ("heat: {start: 3,", "heat: {start: 3, ramp: {to: 24, by: 14 d},")


def test_of_a_ramp_is_left_what_is_left_today(tmp_path):
    heat = replanned(tmp_path, tiny(RAMP)).repair.crews["heat"]
    assert (heat.start, heat.ramp.to, heat.ramp.by) == (13, 24, PASSED)  # 3 + 21 x 7/14 = 13.5, floored
    over = replanned(tmp_path, tiny(RAMP), MORNING, ("2026-01-12", "2026-01-20")).repair.crews["heat"]
    assert (over.start, over.ramp) == (24, None)
    said = ("plans:", "changes: {repair.crews.heat.ramp: {to: 9, by: 2 d}}\nplans:")
    assert replanned(tmp_path, tiny(RAMP), MORNING, said).repair.crews["heat"].ramp.by == 2 * DAY_MIN


def test_a_ramp_that_has_not_begun_is_told(tmp_path):
    early = ("2026-01-12", "2026-01-02")
    ((file, path, message, hint),) = problems(tmp_path, tiny(RAMP), MORNING, early)
    assert (file, path) == ("winter.yaml", "repair.crews.heat.ramp.by")
    assert "2026-01-05" in message
    assert "repair.crews.heat.ramp" in hint
    said = ("plans:", "changes: {repair.crews.heat.ramp: {to: 9, by: 2 d}}\nplans:")
    assert replanned(tmp_path, tiny(RAMP), MORNING, early, said).repair.crews["heat"].ramp.to == 9


def first_wave(text):
    return tiny((PLAIN, f'gap: {text}\n      window: "00:00-06:00"'))


def test_a_first_wave_that_is_known_comes_on_its_day_or_is_told(tmp_path):
    gap = "{fixed: 3 d, start: after, first_after: %s}"
    assert replanned(tmp_path, first_wave(gap % "9 d")).attack.waves["massive"].gap.first_after == 2 * DAY_MIN
    found = problems(tmp_path, first_wave(gap % "2 d"))
    assert found[0][:2] == ("winter.yaml", "attack.waves.massive.gap.first_after")
    assert "2026-01-07" in found[0][2]
    assert "attack.waves.massive.gap" in found[0][3]
    said = ("plans:", "changes: {attack.waves.massive.gap: {fixed: 3 d}}\nplans:")
    assert replanned(tmp_path, first_wave(gap % "2 d"), MORNING, said).attack.waves["massive"].gap.first_after is None


def test_a_gap_that_begins_with_the_scenario_is_told(tmp_path):
    renewal = "{gamma: {mean: 2.5 d, shape: 2}, minimum: 1 d, start: renewal}"
    assert problems(tmp_path, first_wave(renewal))[0][:2] == ("winter.yaml", "attack.waves.massive.gap.start")


@pytest.mark.parametrize(
    ("begin", "cadence", "first"),
    [
        ("switch", "{every: 10 d, first: 2 d}", 5 * DAY_MIN),  # 7, 17 January
        ("switch", "{every: 7 d, first: 2 d}", 2 * DAY_MIN),
        ("switch", "{every: 10 d}", 3 * DAY_MIN),  # 15 January
        ("running", "{every: 10 d, first: 2 d}", 5 * DAY_MIN),
        ("running", "{every: 10 d, first: random}", "random"),
        ("running", "{every: 10 d}", "random"),
    ],
)
def test_lots_leave_on_the_days_on_which_they_left_before(tmp_path, begin, cadence, first):
    text = tiny(("begin: running", f"begin: {begin}"), (CHANNEL, f"cadence: {cadence}\n      lead"))
    assert replanned(tmp_path, text).aid.channels["coalition"].cadence.first == first


def test_on_the_first_day_of_the_scenario_nothing_moves(tmp_path):
    text = tiny(RAMP, ("begin: running", "begin: switch"), (CHANNEL, "cadence: {every: 10 d}\n      lead"))
    found = replanned(tmp_path, text, MORNING, ("2026-01-12", "2026-01-05"))
    base = load_scenario(tmp_path / "winter.yaml").scenario
    assert (found.repair, found.aid.channels, found.attack) == (base.repair, base.aid.channels, base.attack)


LENGTHS = {
    "horizon.length", "horizon.observe_from",  # `today` and `ahead` stand in their place
    "weather.cold_snap.length", "attack.recorded.[].duration", "attack.regimes.*.length",
    "attack.waves.*.gap.fixed", "attack.waves.*.gap.minimum", "attack.waves.*.gap.exponential.mean",
    "attack.waves.*.gap.gamma.mean", "attack.waves.*.two_regime.calm.stay", "attack.waves.*.two_regime.intense.stay",
    "initial.cold.[].work_done", "city.grid.rota.turn", "city.archetypes.*.time_constant",
    "repair.refill.refill_after", "repair.frost_fault.drained_after", "repair.frost_fault.frozen.after",
    "repair.crews.*.travel", "repair.crews.*.test", "repair.alert.settle_in", "relief.generators.move",
    "aid.channels.*.accrual.ramp.over", "aid.channels.*.invest.delay", "aid.channels.*.invest.over",
    "aid.channels.*.cadence.every", "aid.channels.*.cadence.later_by", "aid.channels.*.cadence.review",
    "aid.channels.*.same_for", "aid.hubs.*.onward", "study.series_step",
}  # fmt: skip
"""Durations that are as long on any day."""
COUNTED = {"repair.crews.*.ramp.by", "attack.waves.*.gap.first_after", "aid.channels.*.cadence.first"}
"""Durations that count from the start: each has a test above."""


def test_every_duration_of_the_schema_is_a_length_or_is_moved():
    assert set(keys_of("duration")) == LENGTHS | COUNTED
