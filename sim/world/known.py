"""Worlds that share a past: up to a moment all that came is known, from then on each has its own luck.

What is known is a world that was drawn before: its waves, alerts and weather up to the moment, the regimes that had
begun by then, and all numbers that hold for the whole winter. The key stays the replication's own, and so does all
luck that is read by address.
"""

from __future__ import annotations

import numpy as np

from sim.scenario.law_codes import LawCode
from sim.world.record import Array
from sim.world.status import WorldStatus

OF_WAVES = ("wave_min", "wave_kind", "wave_entity", "wave_duration", "wave_spared")
OF_THREATS = ("threat_class", "threat_number")
NUMBER_BITS = 20
"""Of a wave's address: its number within its kind."""


def know(chances: Array, known: Array, moment: int) -> None:
    """Write into chances what is known of a winter, for all worlds that are drawn from them.

    Parameters
    ----------
    chances : one-element structured array, changed
    known : world that was drawn from them before
    moment : up to when it is known [min]
    """
    row, world = chances[0], known[0]
    row["known_min"] = moment
    for name in ("key0", "key1", "replication"):
        row[f"known_{name}"] = world[name]
    count = int(row["regime_count"])
    begun = (world["regime_from"] < moment) & (world["regime_to"] > world["regime_from"])
    row["regime_known"][:count] |= begun[:count]
    row["regime_began"][:count] = world["regime_from"][:count]
    row["regime_ends"][:count] = world["regime_to"][:count]
    for number in range(int(row["uncertain_count"])):
        row["uncertain_law"][number] = 0.0
        row["uncertain_law"][number][:2] = LawCode.CONSTANT.value, world["uncertain"][number]


def share_past(world: Array, known: Array, moment: int, horizon: int) -> None:
    """Give a world the waves, alerts and weather of a known one up to a moment; its status says if they have no room.

    Waves to come keep their luck, but for their numbers: those used up by the past are not used again.

    Parameters
    ----------
    world, known : one-element structured arrays
    moment, horizon : [min]
    """
    row, past = world[0], known[0]
    hours = min(-(-moment // 60), int(row["hours"]))
    row["outdoor_c"][:hours] = past["outdoor_c"][:hours]
    _share_waves(row, past, moment)
    _share_alerts(row, past, moment, horizon)


def _share_waves(row: np.void, past: np.void, moment: int) -> None:
    before = int(np.searchsorted(past["wave_min"][: past["wave_count"]], moment))
    count = int(row["wave_count"])
    after = int(np.searchsorted(row["wave_min"][:count], moment))
    first = row["wave_first"][: count + 1].copy()
    to_come = {name: row[name][after:count].copy() for name in OF_WAVES}
    threats = {name: row[name][first[after] : first[count]].copy() for name in OF_THREATS}
    to_come["wave_entity"] = _renumbered(to_come["wave_entity"], past["wave_entity"][:before])
    waves = before + count - after
    known_threats = int(past["wave_first"][before])
    if waves > row["wave_min"].size or known_threats + first[count] - first[after] > row["threat_class"].size:
        row["status"] = WorldStatus.TOO_MANY_WAVES.value
        return
    later = first[after + 1 :] - first[after] + known_threats
    _rewrite(row, "wave_first", np.concatenate([past["wave_first"][: before + 1], later]))
    for name in OF_WAVES:
        _rewrite(row, name, np.concatenate([past[name][:before], to_come[name]]))
    for name in OF_THREATS:
        _rewrite(row, name, np.concatenate([past[name][:known_threats], threats[name]]))
    row["wave_count"] = waves


def _renumbered(to_come: Array, gone: Array) -> Array:
    """Addresses of waves to come, moved up within their kind if the past has used one of them."""
    found = to_come.copy()
    for kind in np.unique(to_come >> NUMBER_BITS):
        of_kind = to_come >> NUMBER_BITS == kind
        used = gone[gone >> NUMBER_BITS == kind]
        if np.isin(to_come[of_kind], used).any():
            found[of_kind] += used.max() + 1 - to_come[of_kind].min()
    return found


def _share_alerts(row: np.void, past: np.void, moment: int, horizon: int) -> None:
    """Alerts that had begun end as they do there; the others begin later, or with waves to come."""
    gone = _spans(past)
    coming = _spans(row)
    waves = slice(int(np.searchsorted(row["wave_min"][: row["wave_count"]], moment)), int(row["wave_count"]))
    begin = row["wave_min"][waves]
    end = np.floor(np.minimum(begin + row["wave_duration"][waves], horizon)).astype(np.int64)
    of_waves = np.stack([begin, end], axis=1)
    spans = np.concatenate([gone[gone[:, 0] < moment], coming[coming[:, 0] >= moment], of_waves[end > begin]])
    merged: list[list[int]] = []
    for first, last in sorted(spans.tolist()):
        if merged and first <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    if len(merged) > row["alert_from"].size:
        row["status"] = WorldStatus.TOO_MANY_ALERTS.value
        return
    table = np.array(merged, np.int64).reshape(-1, 2)
    _rewrite(row, "alert_from", table[:, 0])
    _rewrite(row, "alert_to", table[:, 1])
    row["alert_count"] = len(merged)


def _spans(row: np.void) -> Array:
    count = int(row["alert_count"])
    return np.stack([row["alert_from"][:count], row["alert_to"][:count]], axis=1)


def _rewrite(row: np.void, name: str, values: Array) -> None:
    """Write a table anew; what it held beyond is forgotten, as a fresh draw would have it."""
    row[name][: values.size] = values
    row[name][values.size :] = 0
