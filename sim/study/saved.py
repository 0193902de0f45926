"""A run that stopped before its horizon, kept in a file: it goes on as if it had not stopped."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.errors import StorageError, UsageError
from sim.hints import listed
from sim.model.record import state_dtype
from sim.model.setup.record import params_dtype
from sim.scenario.identity import content_of, differing, scenario_id
from sim.scenario.schema import Scenario
from sim.world.archive import read_arrays, write_arrays
from sim.world.record import Array
from sim.world.sizes import SIZES, Size

FORMAT = "hearthline.state/2"


@dataclass(frozen=True, slots=True, eq=False)
class SavedState:
    """Where a run stopped.

    Parameters
    ----------
    scenario_id : digest of the plan's scenario
    seed, replication : the luck it meets
    lookback, accrual_end : how far calendars reach in the study that it belongs to [min]
    size : name of the size class of the records
    content : what the plan's scenario says, as `sim.scenario.identity.content_of` writes it
    state, params : one-element structured arrays; the parameters are those under which the state came about
    """

    scenario_id: str
    seed: int
    replication: int
    lookback: int
    accrual_end: int
    size: str
    content: Any = field(repr=False)
    state: Array = field(repr=False)
    params: Array = field(repr=False)

    @property
    def moment(self) -> int:
        """When it stopped: nothing of this minute has happened [min]."""
        return int(self.state["stopped_at"][0])

    @property
    def had_forecast(self) -> bool:
        """Whether its own run was told a forecast of the weather."""
        return bool((self.content.get("weather") or {}).get("forecast"))

    def save(self, path: str | Path) -> None:
        """Write the state to a file.

        Raises
        ------
        StorageError
            If the file cannot be written.
        """
        words = {"words": self.state.view(np.int64), "params": self.params.view(np.int64)}
        header = {name: getattr(self, name) for name in HEADER} | {"format": FORMAT, "hearthline": sim.__version__}
        write_arrays(path, "state", header | {"seal": _seal(header, words)}, words)


RECORDS = ("state", "params")
HEADER = tuple(one.name for one in fields(SavedState) if one.name not in RECORDS)


def load_state(path: str | Path, scenario: Scenario | None = None) -> SavedState:
    """Read a state that `SavedState.save` wrote.

    Parameters
    ----------
    scenario : of the plan whose run is to go on as if it had not stopped; None: it is not asked for

    Raises
    ------
    UsageError
        If it was written by another version of the model, or belongs to another scenario or plan.
    StorageError
        If it cannot be read or is damaged.
    """
    header, arrays = read_arrays(path, "state")
    nothing = np.zeros(0, np.int64)
    words = {name: arrays.get(name, nothing) for name in ("words", "params")}
    seal = header.pop("seal", None)
    if any(one.dtype != np.int64 for one in words.values()) or _seal(header, words) != seal:
        raise StorageError(f"{path}: the state is damaged: its digest does not match")
    size = next((size for size in SIZES if size.name == header.get("size")), None)
    written_by = (header.pop("format", None), header.pop("hearthline", None))
    if written_by != (FORMAT, sim.__version__) or size is None or not _fit(words, size):
        raise UsageError(f"{path}: not a state of this version of the model; run it again from the start")
    if scenario is not None and header["scenario_id"] != scenario_id(scenario, {}):
        unlike = listed(differing(header["content"], content_of(scenario)))
        raise UsageError(f"{path}: the state belongs to another scenario or plan, which differs in {unlike}")
    state, params = words["words"].view(state_dtype(size)), words["params"].view(params_dtype(size))
    return SavedState(**header, state=state, params=params)


def _fit(words: dict[str, Array], size: Size) -> bool:
    """True if records have the length of a size class."""
    of_params = words["params"].nbytes == params_dtype(size).itemsize
    return of_params and words["words"].nbytes == state_dtype(size).itemsize


def _seal(header: dict[str, Any], words: dict[str, Array]) -> str:
    """Digest of the state, of what is known about it, and of what its words mean."""
    meaning = [[str(state_dtype(size)), str(params_dtype(size))] for size in SIZES]
    found = hashlib.sha256(json.dumps([header, meaning], sort_keys=True).encode())
    for name in sorted(words):
        found.update(np.ascontiguousarray(words[name]).tobytes())
    return found.hexdigest()
