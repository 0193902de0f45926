"""What comes, as the record of chances holds it: processes, sizes, recorded waves, regimes."""

from __future__ import annotations

import math

import numpy as np

from sim.kernel import OpenRecord
from sim.scenario.law_codes import StartCode
from sim.scenario.laws import Uncertain
from sim.scenario.schema import Scenario
from sim.scenario.schema.attack import Gap
from sim.units import DAY_MIN
from sim.world.address import text_entity, wave_entity
from sim.world.codes import Process
from sim.world.regimes import BY_ITS_LAW
from sim.world.uncertain import NO_LAW, Placement, row_of

_CITY_SHARE = "attack.city_share"


def kinds_of(scenario: Scenario) -> tuple[str, ...]:
    """Kinds of waves by number: the file's order, then kinds that only recorded waves have.

    A kind's number addresses its luck, so a kind that is appended moves no other draw.
    """
    recorded = [row.kind for row in scenario.attack.recorded or ()]
    return tuple(dict.fromkeys([*scenario.attack.waves, *recorded]))


def set_waves(scenario: Scenario, chances: OpenRecord, placement: Placement) -> None:
    """Processes, sizes and alerts of all kinds."""
    waves = scenario.attack.waves
    kinds = list(waves)
    classes = list(scenario.threats)
    chances.by_class = scenario.attack.order == "by_class"
    chances.kind_count = len(kinds)
    chances.kind_order[: len(kinds)] = [kinds.index(name) for name in scenario.attack.order_of_drawing()]
    chances.kind_size[:, :, 0] = -1.0
    for kind, (name, wave) in enumerate(waves.items()):
        _set_process(scenario, chances, placement, kind, name)
        chances.kind_probability[kind] = wave.probability
        chances.kind_window_from[kind] = wave.window[0] if wave.window else -1
        chances.kind_window_length[kind] = wave.window[1] - wave.window[0] if wave.window else 0
        chances.kind_avoids[kind] = sum(1 << kinds.index(other) for other in set(wave.not_on_dates_of))
        chances.kind_duration[kind] = row_of(wave.duration)
        for threat, law in wave.size.items():
            chances.kind_size[kind, classes.index(threat)] = row_of(law)
    _set_listed(scenario, chances)


def _set_process(scenario: Scenario, chances: OpenRecord, placement: Placement, kind: int, name: str) -> None:
    """When the waves of one kind come."""
    wave = scenario.attack.waves[name]
    if wave.gap is not None:
        chances.kind_process[kind] = Process.GAP
        _set_gap(chances, kind, wave.gap)
    elif wave.poisson is not None:
        chances.kind_process[kind] = Process.POISSON
        placement.put(f"attack.waves.{name}.poisson", wave.poisson, "kind_per_day", kind)
    elif wave.two_regime is not None:
        chances.kind_process[kind] = Process.TWO_REGIME
        states = (wave.two_regime.calm, wave.two_regime.intense)
        chances.kind_rate[kind] = [float(state.rate) / DAY_MIN for state in states]
        chances.kind_stay[kind] = [state.stay for state in states]
    elif wave.profile is not None:
        chances.kind_process[kind] = Process.PROFILE
        weights = np.array(wave.profile.hours)
        chances.kind_profile[kind] = float(wave.profile.per_day) * weights / weights.sum() / 60.0
    else:
        chances.kind_process[kind] = Process.LISTED


def _set_gap(chances: OpenRecord, kind: int, gap: Gap) -> None:
    """A renewal process; a fixed gap is a minimum without excess."""
    shape, scale = gap.shape_and_scale()
    is_fixed = shape == 0.0
    chances.kind_shape[kind] = 1.0 if is_fixed else shape
    chances.kind_scale[kind] = 0.0 if is_fixed else scale
    chances.kind_minimum[kind] = scale if is_fixed else gap.minimum
    chances.kind_start[kind] = StartCode[gap.start.upper()]
    chances.kind_first[kind] = gap.first_after or 0.0


def _set_listed(scenario: Scenario, chances: OpenRecord) -> None:
    """Listed moments of all kinds, each kind in the order of its list."""
    start = scenario.horizon.start
    rows = [
        (kind, moment.minute(start))
        for kind, wave in enumerate(scenario.attack.waves.values())
        for moment in wave.at or ()
    ]
    chances.listed_count = len(rows)
    for row, (kind, minute) in enumerate(rows):
        chances.listed_kind[row] = kind
        chances.listed_min[row] = minute


def set_recorded(scenario: Scenario, chances: OpenRecord) -> None:
    """Recorded rows within the horizon, by minute, kind and row; waves are numbered over the whole table."""
    recorded = scenario.attack.recorded
    if recorded is None:
        return
    kinds, classes = kinds_of(scenario), list(scenario.threats)
    start = scenario.horizon.start
    rows = sorted((row.time.minute(start), kinds.index(row.kind), place) for place, row in enumerate(recorded))
    numbers = dict.fromkeys(kinds, 0)
    addresses: dict[tuple[int, int], int] = {}
    for minute, kind, _ in rows:
        if (minute, kind) not in addresses:
            addresses[minute, kind] = wave_entity(kind, numbers[kinds[kind]])
            numbers[kinds[kind]] += 1
    rows = [row for row in rows if 0 <= row[0] < scenario.horizon.length]
    chances.recorded = 1
    chances.recorded_count = len(rows)
    for entry, (minute, kind, place) in enumerate(rows):
        chances.recorded_min[entry] = minute
        chances.recorded_entity[entry] = addresses[minute, kind]
        chances.recorded_class[entry] = classes.index(recorded[place].threat)
        chances.recorded_number[entry] = recorded[place].count
        chances.recorded_duration[entry] = recorded[place].duration


def set_city_share(scenario: Scenario, chances: OpenRecord, placement: Placement) -> None:
    """The share of a wave that heads for the city: one number, or a law drawn for each wave."""
    share = scenario.attack.city_share
    if isinstance(share, Uncertain) and share.per != "winter":
        chances.city_share_law[:] = row_of(share.uncertain)
        chances.city_share_address = text_entity(_CITY_SHARE)
    else:
        chances.city_share_law[:] = NO_LAW
        placement.put(_CITY_SHARE, share, "city_share")


def set_regimes(scenario: Scenario, chances: OpenRecord, placement: Placement) -> None:
    """Regimes: a start that is not known lies anywhere between two midnights."""
    start = scenario.horizon.start
    chances.regime_count = len(scenario.attack.regimes)
    for place, (name, regime) in enumerate(scenario.attack.regimes.items()):
        chances.regime_address[place] = text_entity(name)
        if regime.start is not None:
            chances.regime_start[place] = regime.start.minutes(start)
        else:
            assert regime.start_between is not None
            first, last = regime.start_between
            chances.regime_start[place] = (first - start).days * DAY_MIN
            chances.regime_spread[place] = (last - first).days * DAY_MIN
        placement.put(f"attack.regimes.{name}.length", regime.length, "regime_length", place)
        chances.regime_probability[place] = regime.probability
        placement.put(f"attack.regimes.{name}.factor", regime.factor, "regime_factor", place)
        concerned = regime.classes if regime.classes is not None else tuple(scenario.threats)
        chances.regime_class[place, : len(scenario.threats)] = [threat in concerned for threat in scenario.threats]
        chances.regime_spares[place] = regime.scope == "heat and power"
        if name in scenario.initial.regimes:
            began = scenario.initial.regimes[name].minutes(start)
            chances.regime_known[place] = 1
            chances.regime_began[place] = math.floor(began)
            chances.regime_start[place] = began
            chances.regime_ends[place] = BY_ITS_LAW
