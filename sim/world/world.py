"""A world to look at: the tables of one realisation of all luck, kept in a file and read back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import StorageError, UsageError
from sim.world.archive import SIGNS_OF_DAMAGE, read_arrays, write_arrays
from sim.world.record import Array, new, world_dtype
from sim.world.sizes import Need, fitting

if TYPE_CHECKING:
    import pandas as pd

FORMAT_VERSION = 1
"""Version of the file format."""

_WAVE_TABLES = ("wave_min", "wave_kind", "wave_entity", "wave_duration", "wave_spared")
_THREAT_TABLES = ("threat_class", "threat_number")
_ALERT_TABLES = ("alert_from", "alert_to")
_REGIME_TABLES = ("regime_from", "regime_to")
_ONE_NUMBER = ("key0", "key1", "replication")


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers in a world's tables stand for.

    Parameters
    ----------
    start : date of minute 0
    kinds : kinds of waves
    threats : threat classes
    regimes : regimes
    uncertain : key paths of uncertain numbers
    """

    start: date
    kinds: tuple[str, ...]
    threats: tuple[str, ...]
    regimes: tuple[str, ...]
    uncertain: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """One realisation of all luck outside the city.

    Parameters
    ----------
    array : the record, a one-element structured array
    names : what its numbers stand for
    """

    array: Array
    names: Names

    def tables(self) -> dict[str, Array]:
        """The parts of the record that are in use, without what follows from them."""
        row = self.array[0]
        waves, hours, alerts = int(row["wave_count"]), int(row["hours"]), int(row["alert_count"])
        lengths = dict.fromkeys(_WAVE_TABLES, waves)
        lengths |= {"wave_first": waves + 1}
        lengths |= dict.fromkeys(_THREAT_TABLES, int(row["wave_first"][waves]))
        lengths |= {"outdoor_c": hours}
        lengths |= dict.fromkeys(_ALERT_TABLES, alerts)
        lengths |= dict.fromkeys(_REGIME_TABLES, len(self.names.regimes))
        lengths |= {"uncertain": len(self.names.uncertain)}
        numbers = {name: self.array[name] for name in _ONE_NUMBER}
        return numbers | {name: row[name][:length] for name, length in lengths.items()}

    def digest(self) -> str:
        """SHA-256 of names and tables, equal for equal worlds whatever the size of their records."""
        found = hashlib.sha256(json.dumps(_header(self.names), sort_keys=True).encode())
        for name, table in self.tables().items():
            found.update(f"\n{name} {table.size}\n".encode())
            found.update(np.ascontiguousarray(table, table.dtype.newbyteorder("<")).tobytes())
        return found.hexdigest()

    def waves(self) -> pd.DataFrame:
        """One row per wave: minute, time, kind, number within the kind, alert length [min] and threats."""
        tables = self.tables()
        return self._frame(
            minute=tables["wave_min"],
            time=self._times(tables["wave_min"]),
            kind=_named(self.names.kinds, tables["wave_kind"]),
            number=tables["wave_entity"] & 2**20 - 1,
            duration_min=tables["wave_duration"],
            spares_heat_and_power=tables["wave_spared"] > 0,
            threats=np.diff(tables["wave_first"]),
        )

    def threats(self) -> pd.DataFrame:
        """One row per threat that heads for the city, in the order in which they come."""
        tables = self.tables()
        counts = np.diff(tables["wave_first"])
        return self._frame(
            wave=np.repeat(np.arange(len(counts)), counts),
            threat=_named(self.names.threats, tables["threat_class"]),
            number=tables["threat_number"],
        )

    def weather(self) -> pd.DataFrame:
        """One row per hour: outdoor temperature [degC]."""
        outdoor_c = self.tables()["outdoor_c"]
        return self._frame(time=self._times(60 * np.arange(len(outdoor_c))), outdoor_c=outdoor_c)

    def alerts(self) -> pd.DataFrame:
        """One row per alert: from one minute to before another."""
        tables = self.tables()
        return self._frame(
            from_min=tables["alert_from"],
            to_min=tables["alert_to"],
            time=self._times(tables["alert_from"]),
        )

    def uncertain(self) -> pd.DataFrame:
        """One row per uncertain number of the scenario: key path and what was drawn [base unit]."""
        return self._frame(key=np.array(self.names.uncertain, object), value=self.tables()["uncertain"])

    def regimes(self) -> pd.DataFrame:
        """One row per regime that happens: from one minute to before another, perhaps beyond the horizon."""
        tables = self.tables()
        happens = tables["regime_to"] > tables["regime_from"]
        return self._frame(
            regime=np.array(self.names.regimes, object)[happens],
            from_min=tables["regime_from"][happens],
            to_min=tables["regime_to"][happens],
        )

    def _times(self, minutes: Array) -> Array:
        return np.datetime64(self.names.start, "m") + minutes.astype("timedelta64[m]")

    @staticmethod
    def _frame(**columns: Array) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({name: column.copy() for name, column in columns.items()})

    def save(self, path: str | Path) -> None:
        """Write the world to a file (.npz, no pickled objects); an existing one is replaced at the end.

        Raises
        ------
        StorageError
            If the file cannot be written.
        """
        write_arrays(path, "world", _header(self.names), self.tables())

    @classmethod
    def load(cls, path: str | Path) -> World:
        """Read a world from a file that `save` wrote.

        Raises
        ------
        UsageError
            If the file has another format version.
        StorageError
            If it cannot be read or is damaged.
        """
        header, tables = read_arrays(path, "world")
        if header.pop("format_version", None) != FORMAT_VERSION:
            raise UsageError(f"{path}: not a world of format version {FORMAT_VERSION}; draw it again")
        try:
            return _filled(_names(header), tables)
        except SIGNS_OF_DAMAGE as error:
            raise StorageError(f"{path}: the world is damaged: {error}") from error


def _named(names: tuple[str, ...], numbers: Array) -> Array:
    """Names instead of numbers."""
    return np.array(names, object)[numbers]


def _header(names: Names) -> dict[str, Any]:
    """Version and names."""
    return {
        "format_version": FORMAT_VERSION,
        "start": names.start.isoformat(),
        "kinds": names.kinds,
        "threats": names.threats,
        "regimes": names.regimes,
        "uncertain": names.uncertain,
    }


def _names(header: dict[str, Any]) -> Names:
    """Names from a file's header."""
    lists = {key: tuple(map(str, header[key])) for key in ("kinds", "threats", "regimes", "uncertain")}
    return Names(start=date.fromisoformat(header["start"]), **lists)


def _filled(names: Names, tables: dict[str, Array]) -> World:
    """A world from the tables of a file; ValueError if they do not fit together."""
    waves, threats = len(tables["wave_min"]), len(tables["threat_class"])
    hours, alerts = len(tables["outdoor_c"]), len(tables["alert_from"])
    counts = {"waves": waves, "threats": threats, "hours": hours, "alerts": alerts}
    size = fitting({name: Need(count, name) for name, count in counts.items()})
    world = World(new(world_dtype(size)), names)
    row = world.array[0]
    row["wave_count"], row["hours"], row["alert_count"] = waves, hours, alerts
    row["wave_first"][waves] = threats
    expected = world.tables()
    for name, room in expected.items():
        if tables[name].shape != room.shape or tables[name].dtype != room.dtype:
            raise ValueError(f"table {name} has another shape or type")
    if set(tables) != set(expected):
        raise ValueError("it holds unknown tables")
    _check(names, tables, threats)
    for name, room in expected.items():
        room[...] = tables[name]
    return world


def _check(names: Names, tables: dict[str, Array], threats: int) -> None:
    """Refuse tables that a run could not read."""
    first = tables["wave_first"]
    alerts = np.stack([tables["alert_from"], tables["alert_to"]], axis=1).ravel()
    kinds, classes = len(names.kinds), len(names.threats)
    sound = (
        first[0] == 0 and first[-1] == threats and bool(np.all(np.diff(first) >= 0)),
        bool(np.all(np.diff(tables["wave_min"]) >= 0)),
        bool(np.all((tables["wave_kind"] >= 0) & (tables["wave_kind"] < kinds))),
        bool(np.all(tables["wave_entity"] >> 20 == tables["wave_kind"])),
        bool(np.all((tables["threat_class"] >= 0) & (tables["threat_class"] < classes))),
        bool(np.all(np.diff(alerts) > 0)),
        all(bool(np.all(np.isfinite(tables[name]))) for name in ("wave_duration", "outdoor_c", "uncertain")),
    )
    if not all(sound):
        raise ValueError("its tables contradict each other")
