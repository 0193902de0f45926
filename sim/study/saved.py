"""A run that stopped before its horizon, kept in a file: it goes on as if it had not stopped."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import StorageError, UsageError
from sim.model.record import state_dtype
from sim.scenario.identity import scenario_id
from sim.scenario.schema import Scenario
from sim.world.archive import write_arrays
from sim.world.record import Array
from sim.world.sizes import SIZES, Size

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
    state: Array

    def save(self, path: str | Path) -> None:
        """Write the state to a file (.npz, no pickled objects); an existing one is replaced at the end.

        Raises
        ------
        StorageError
            If the file cannot be written.
        """
        words = self.state.view(np.int64)
        header = {name: getattr(self, name) for name in _HEADER} | {"format": FORMAT, "seal": _seal(words)}
        write_arrays(path, "state", {"header": np.frombuffer(json.dumps(header).encode(), np.uint8), "words": words})


_HEADER = ("scenario_id", "seed", "replication", "lookback", "accrual_end", "size")
_SIGNS_OF_DAMAGE = (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)


def load_state(path: str | Path, scenario: Scenario) -> SavedState:
    """Read a state that `SavedState.save` wrote, to go on with a scenario.

    Raises
    ------
    UsageError
        If it was written by another version of the model, or belongs to another scenario or plan.
    StorageError
        If it cannot be read or is damaged.
    """
    try:
        with Path(path).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            header, words = json.loads(file["header"].tobytes()), file["words"]
        given, seal = header.pop("format"), header.pop("seal")
        kept = {name: header[name] for name in _HEADER}
    except OSError as error:
        raise StorageError(f"{path}: the state cannot be read: {error.strerror or error}") from error
    except _SIGNS_OF_DAMAGE as error:
        raise StorageError(f"{path}: the state is damaged: {error}") from error
    size = next((size for size in SIZES if size.name == kept["size"]), None)
    if given != FORMAT or size is None or words.nbytes != state_dtype(size).itemsize:
        raise UsageError(f"{path}: not a state of this version of the model; run it again from the start")
    if _seal(words) != seal:
        raise StorageError(f"{path}: the state is damaged: its digest does not match")
    if kept["scenario_id"] != scenario_id(scenario, {}):
        raise UsageError(f"{path}: the state belongs to another scenario or plan")
    return SavedState(**kept, state=words.view(state_dtype(size)))


def stopped(
    scenario: Scenario, size: Size, state: Array, *, seed: int, replication: int, lookback: int, accrual_end: int
) -> SavedState:
    """The state of a run that has stopped, with all that is needed to go on."""
    return SavedState(scenario_id(scenario, {}), seed, replication, lookback, accrual_end, size.name, state.copy())


def _seal(words: Array) -> str:
    """Digest of the state and of what its words mean."""
    fields = [str(state_dtype(size)) for size in SIZES]
    return hashlib.sha256(repr(fields).encode() + np.ascontiguousarray(words).tobytes()).hexdigest()
