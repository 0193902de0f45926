"""Records of luck: `forcing` (what the scenario says about what comes) and `world` (what comes in one replication)."""

from typing import Any

import numpy as np

from sim.world import sizes
from sim.world.sizes import Size

Array = np.ndarray[Any, Any]

F8 = np.float64
I8 = np.int64


def chance_dtype(size: Size) -> np.dtype[Any]:
    """What the scenario says about what comes: the input of `draw_world`. All times in minutes.

    Laws are rows of `LAW` numbers: code and four parameters; code -1 means none.
    """
    kinds, classes, law = sizes.KINDS, sizes.CLASSES, sizes.LAW
    fields: list[Any] = [
        ("horizon_min", I8),
        ("hours", I8),
        ("class_count", I8),
        ("kind_count", I8),
        ("by_class", I8),
        ("recorded", I8),
        ("kind_process", I8, (kinds,)),
        ("kind_shape", F8, (kinds,)),
        ("kind_scale", F8, (kinds,)),
        ("kind_minimum", F8, (kinds,)),
        ("kind_start", I8, (kinds,)),
        ("kind_first", F8, (kinds,)),
        ("kind_rate", F8, (kinds, 2)),
        ("kind_stay", F8, (kinds, 2)),
        ("kind_profile", F8, (kinds, 24)),
        ("kind_probability", F8, (kinds,)),
        ("kind_window_from", I8, (kinds,)),
        ("kind_window_length", I8, (kinds,)),
        ("kind_avoids", I8, (kinds, kinds)),
        ("kind_duration", F8, (kinds, law)),
        ("kind_size", F8, (kinds, classes, law)),
        ("listed_count", I8),
        ("listed_kind", I8, (sizes.LISTED,)),
        ("listed_min", I8, (sizes.LISTED,)),
        ("city_share", F8),
        ("city_share_law", F8, (law,)),
        ("regime_count", I8),
        ("regime_start", F8, (sizes.REGIMES,)),
        ("regime_spread", F8, (sizes.REGIMES,)),
        ("regime_length", F8, (sizes.REGIMES,)),
        ("regime_probability", F8, (sizes.REGIMES,)),
        ("regime_factor", F8, (sizes.REGIMES,)),
        ("regime_class", I8, (sizes.REGIMES, classes)),
        ("regime_spares", I8, (sizes.REGIMES,)),
        ("weather", I8),
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
        ("background_per_day", F8),
        ("background_length", F8, (law,)),
        ("given_alert_count", I8),
        ("given_alert_from", I8, (sizes.LISTED,)),
        ("given_alert_to", I8, (sizes.LISTED,)),
        ("uncertain_count", I8),
        ("uncertain_law", F8, (sizes.UNCERTAIN, law)),
        ("uncertain_address", I8, (sizes.UNCERTAIN,)),
    ]
    return np.dtype(fields, align=True)


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
        ("pace_count", I8),
        ("pace_from", I8, (size.paces,)),
        ("pace_rate", I8, (size.paces,)),
        ("pace_done", I8, (size.paces,)),
        ("pace_cold_rate", I8, (size.paces,)),
        ("pace_cold", I8, (size.paces,)),
    ]
    return np.dtype(fields, align=True)


def new(dtype: np.dtype[Any]) -> Array:
    """An empty record: a one-element structured array of zeros."""
    return np.zeros(1, dtype)
