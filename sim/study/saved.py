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
from sim.model.record import state_dtype
from sim.scenario.identity import scenario_id
from sim.scenario.schema import Scenario
from sim.world.archive import read_arrays, write_arrays
from sim.world.record import Array
from sim.world.sizes import SIZES

FORMAT = "hearthline.state/1"


@dataclass(frozen=True, slots=True, eq=False)
class SavedState:
    """Where a run stopped.

    Parameters
    ----------
    scenario_id : digest of the plan's scenario
    seed, replication : the luck it meets
    lookback, accrual_end : how far calendars reach in the study that it belongs to [min]
    size : name of the size class of the record
    state : one-element structured array
    """

    scenario_id: str
    seed: int
    replication: int
    lookback: int
    accrual_end: int
    size: str
    state: Array = field(repr=False)

    def save(self, path: str | Path) -> None:
        """Write the state to a file.

        Raises
        ------
        StorageError
            If the file cannot be written.
        """
        words = self.state.view(np.int64)
        header = {name: getattr(self, name) for name in HEADER} | {"format": FORMAT, "hearthline": sim.__version__}
        write_arrays(path, "state", header | {"seal": _seal(header, words)}, {"words": words})


HEADER = tuple(one.name for one in fields(SavedState) if one.name != "state")


def load_state(path: str | Path, scenario: Scenario) -> SavedState:
    """Read a state that `SavedState.save` wrote, to go on with a scenario.

    Raises
    ------
    UsageError
        If it was written by another version of the model, or belongs to another scenario or plan.
    StorageError
        If it cannot be read or is damaged.
    """
    header, arrays = read_arrays(path, "state")
    seal, words = header.pop("seal", None), arrays.get("words", np.zeros(0, np.int64))
    if words.dtype != np.int64 or _seal(header, words) != seal:
        raise StorageError(f"{path}: the state is damaged: its digest does not match")
    size = next((size for size in SIZES if size.name == header.get("size")), None)
    written_by = (header.pop("format", None), header.pop("hearthline", None))
    if written_by != (FORMAT, sim.__version__) or size is None or words.nbytes != state_dtype(size).itemsize:
        raise UsageError(f"{path}: not a state of this version of the model; run it again from the start")
    if header["scenario_id"] != scenario_id(scenario, {}):
        raise UsageError(f"{path}: the state belongs to another scenario or plan")
    return SavedState(**header, state=words.view(state_dtype(size)))


def _seal(header: dict[str, Any], words: Array) -> str:
    """Digest of the state, of what is known about it, and of what its words mean."""
    meaning = [str(state_dtype(size)) for size in SIZES]
    text = json.dumps([header, meaning], sort_keys=True)
    return hashlib.sha256(text.encode() + np.ascontiguousarray(words).tobytes()).hexdigest()
