"""Records of luck: `chances` (what may come, by the scenario) and `world` (what comes in one replication)."""

from functools import cache
from mmap import mmap
from typing import Any

import numpy as np

from sim.units import HOUR_MIN
from sim.world import sizes
from sim.world.sizes import Size

Array = np.ndarray[Any, Any]

LARGE = 1 << 22
"""Records of so many bytes are mapped, page by page as they are written; to fill them with zeros would take longer."""

F8 = np.float64
I8 = np.int64


def chance_dtype(size: Size) -> np.dtype[Any]:
    """What the scenario says about what comes: the input of `sim.world.draw`. All times in minutes.

    Laws are rows of `LAW` numbers: code and four parameters; code -1 means none. All fields are 8 bytes wide,
    so that the word of a number (`sim.world.uncertain.word_of`) addresses it in the record seen as float64.
    """
    return np.dtype(
        [
            ("horizon_min", I8),
            ("hours", I8),
            ("class_count", I8),
            *_generator_fields(),
            *_recorded_fields(size),
            *_regime_fields(),
            *_weather_fields(size),
            *_alert_fields(),
            *_uncertain_fields(),
            *_known_fields(),
        ],
        align=True,
    )


def _generator_fields() -> list[Any]:
    """Kinds of waves: processes, alerts, sizes.

    Rates and profiles are per minute; the Poisson process has its rate per day in `kind_per_day`.
    `kind_order` is the order of drawing: a kind comes after those it avoids (a mask of kinds).
    """
    kinds, classes, law = sizes.KINDS, sizes.CLASSES, sizes.LAW
    return [
        ("by_class", I8),
        ("kind_count", I8),
        ("kind_order", I8, (kinds,)),
        ("kind_process", I8, (kinds,)),
        ("kind_shape", F8, (kinds,)),
        ("kind_scale", F8, (kinds,)),
        ("kind_minimum", F8, (kinds,)),
        ("kind_start", I8, (kinds,)),
        ("kind_first", F8, (kinds,)),
        ("kind_per_day", F8, (kinds,)),
        ("kind_rate", F8, (kinds, 2)),
        ("kind_stay", F8, (kinds, 2)),
        ("kind_profile", F8, (kinds, 24)),
        ("kind_probability", F8, (kinds,)),
        ("kind_window_from", I8, (kinds,)),
        ("kind_window_length", I8, (kinds,)),
        ("kind_avoids", I8, (kinds,)),
        ("kind_duration", F8, (kinds, law)),
        ("kind_size", F8, (kinds, classes, law)),
        ("listed_count", I8),
        ("listed_kind", I8, (sizes.LISTED,)),
        ("listed_min", I8, (sizes.LISTED,)),
        ("city_share", F8),
        ("city_share_law", F8, (law,)),
        ("city_share_address", I8),
    ]


def _recorded_fields(size: Size) -> list[Any]:
    """Rows of recorded waves by minute and kind; neighbours with the same address are one wave."""
    return [
        ("recorded", I8),
        ("recorded_count", I8),
        ("recorded_min", I8, (size.waves,)),
        ("recorded_entity", I8, (size.waves,)),
        ("recorded_class", I8, (size.waves,)),
        ("recorded_number", I8, (size.waves,)),
        ("recorded_duration", F8, (size.waves,)),
    ]


def _regime_fields() -> list[Any]:
    """Regimes: start is even between `regime_start` and `regime_start + regime_spread`."""
    regimes = sizes.REGIMES
    return [
        ("regime_count", I8),
        ("regime_address", I8, (regimes,)),
        ("regime_start", F8, (regimes,)),
        ("regime_spread", F8, (regimes,)),
        ("regime_length", F8, (regimes,)),
        ("regime_probability", F8, (regimes,)),
        ("regime_factor", F8, (regimes,)),
        ("regime_class", I8, (regimes, sizes.CLASSES)),
        ("regime_spares", I8, (regimes,)),
    ]


def _weather_fields(size: Size) -> list[Any]:
    """Weather; `outdoor_c` holds recorded hours, `constant_c` a constant; a forecast begins on day `forecast_first`."""
    return [
        ("weather", I8),
        ("constant_c", F8),
        ("outdoor_c", F8, (size.hours,)),
        ("norm_c", F8, (size.hours // 24,)),
        ("anomaly", F8),
        ("autocorrelation", F8),
        ("daily_sd", F8),
        ("half_range", F8),
        ("warmest_hour", F8),
        ("snap_from", I8),
        ("snap_to", I8),
        ("snap_shift", F8),
        ("forecast_first", I8),
        ("forecast_days", I8),
        ("forecast_c", F8, (sizes.FORECAST,)),
        ("forecast_sd", F8, (sizes.FORECAST,)),
    ]


def _alert_fields() -> list[Any]:
    """Background alerts and listed ones, these in the order of their start."""
    return [
        ("background_per_day", F8),
        ("background_length", F8, (sizes.LAW,)),
        ("listed_alert_count", I8),
        ("listed_alert_from", I8, (sizes.LISTED,)),
        ("listed_alert_to", I8, (sizes.LISTED,)),
    ]


def _uncertain_fields() -> list[Any]:
    """Uncertain numbers by key path: law, range of the drawn value, and where in this record they go."""
    return [
        ("uncertain_count", I8),
        ("uncertain_law", F8, (sizes.UNCERTAIN, sizes.LAW)),
        ("uncertain_low", F8, (sizes.UNCERTAIN,)),
        ("uncertain_high", F8, (sizes.UNCERTAIN,)),
        ("uncertain_address", I8, (sizes.UNCERTAIN,)),
        ("patch_count", I8),
        ("patch", F8, (sizes.UNCERTAIN, 3)),
    ]


def _known_fields() -> list[Any]:
    """What is known of a winter: up to the minute `known_min` (0: nothing) it is that of a world with its own key.

    `regime_known`: a regime began by then, in force from `regime_began` to `regime_ends` [min, or
    `BY_ITS_LAW`]. `outdoor_known`: the day before the start had a mean of `outdoor_before` at a norm of `norm_before`
    [degC].
    """
    regimes = sizes.REGIMES
    return [
        ("known_min", I8),
        ("known_key0", np.uint64),
        ("known_key1", np.uint64),
        ("known_replication", I8),
        ("regime_known", I8, (regimes,)),
        ("regime_began", I8, (regimes,)),
        ("regime_ends", I8, (regimes,)),
        ("outdoor_known", I8),
        ("outdoor_before", F8),
        ("norm_before", F8),
    ]


PACE = np.dtype([("begin", I8), ("rate", I8), ("done", I8), ("cold_rate", I8), ("cold", I8)])
"""A stretch in which outdoor work goes at a constant rate [per mille]; work done and lost to cold until it begins."""

MEETING = np.dtype([("rounds", np.int8, (sizes.LAYERS,)), ("stops", np.int8, (sizes.LAYERS,))])
"""A threat at each layer, should they meet: rounds of an engagement, number of the first that stops it."""


@cache
def world_dtype(size: Size) -> np.dtype[Any]:
    """One realisation of all luck outside the city, and the key that addresses the rest.

    Below the line stand tables that follow from the draws alone: they are computed once per world by
    `sim.model.foresight` and shared by all plans.
    """
    fields: list[Any] = [
        ("key0", np.uint64),
        ("key1", np.uint64),
        ("replication", I8),
        ("status", I8),
        ("uncertain", F8, (sizes.UNCERTAIN,)),
        ("regime_from", I8, (sizes.REGIMES,)),
        ("regime_to", I8, (sizes.REGIMES,)),
        ("kinds_of_date", I8, (size.hours // 24 + 1,)),
        ("wave_count", I8),
        ("wave_min", I8, (size.waves,)),
        ("wave_kind", I8, (size.waves,)),
        ("wave_entity", I8, (size.waves,)),
        ("wave_duration", F8, (size.waves,)),
        ("wave_spared", I8, (size.waves,)),
        ("wave_first", I8, (size.waves + 1,)),
        ("threat_class", I8, (size.threats,)),
        ("threat_number", I8, (size.threats,)),
        ("hours", I8),
        ("outdoor_c", F8, (size.hours,)),
        ("alert_count", I8),
        ("alert_from", I8, (size.alerts,)),
        ("alert_to", I8, (size.alerts,)),
        # ---- derived
        ("outdoor_sum", F8, (size.hours + 1,)),
        ("frost_hours", I8, (size.hours + 1,)),
        ("day_warmest_c", F8, (size.hours // 24 + 1,)),
        ("drive_c", F8, (2, size.hours)),
        ("drive_sum", F8, (2, size.hours + 1)),
        ("response_c", F8, (2, sizes.ARCHETYPES, size.hours + 1)),
        ("decay", F8, (sizes.ARCHETYPES, size.hours + 1)),
        ("fade", F8, (sizes.ARCHETYPES, HOUR_MIN + 1)),
        ("night_against", F8, (size.waves, sizes.LAYERS, sizes.CLASSES)),
        ("meeting", MEETING, (size.threats,)),
        ("pace_count", I8),
        ("pace_of_hour", I8, (size.hours + 1,)),
        ("pace", PACE, (size.paces,)),
    ]
    return np.dtype(fields, align=True)


def new(dtype: np.dtype[Any]) -> Array:
    """An empty record: a one-element structured array of zeros. Of a large one only what is used takes memory."""
    return np.frombuffer(mmap(-1, dtype.itemsize), dtype) if dtype.itemsize >= LARGE else np.zeros(1, dtype)
