"""Files of a store: 64 replications of all plans and twins as one array, named by its content and its place."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.study.ensemble import Ensemble, empty_ensemble
from sim.study.layout import Layout
from sim.study.part import LONGEST_KIND, LONGEST_MESSAGE, Failure, Part, Run
from sim.study.store.identity import BLOCK
from sim.world.record import Array

NAME = re.compile(r"(\d{6,})-([0-9a-f]{64})\.npy")
"""Number of a block, and the digest of the run it belongs to, its number and its bytes."""


def block_dtype(layout: Layout, runs: Sequence[Run]) -> np.dtype[Any]:
    """The row of one replication: its number, why it failed (empty if it did not), the results of every run."""
    one = empty_ensemble(layout, 1)
    of_run = np.dtype(
        [
            ("outcomes", one.outcomes.dtype),
            ("days", one.days.dtype, one.days.shape[1:]),
            ("rows", one.rows.dtype, one.rows.shape[1:]),
        ]
    )
    head = [("replication", "<i8"), ("kind", f"S{LONGEST_KIND}"), ("message", f"S{LONGEST_MESSAGE}")]
    return np.dtype([*head, *((f"run{place}", of_run) for place in range(len(runs)))])


def rows_of(
    replications: range, results: Mapping[Run, Ensemble], failures: Mapping[int, Failure], dtype: np.dtype[Any]
) -> Array:
    """The rows of a block, from the results of all replications."""
    rows = np.zeros(len(replications), dtype)
    rows["replication"] = replications
    where = slice(replications.start, replications.stop)
    for place, ensemble in enumerate(results.values()):
        rows[f"run{place}"]["outcomes"] = ensemble.outcomes[where]
        rows[f"run{place}"]["days"] = ensemble.days[where]
        rows[f"run{place}"]["rows"] = ensemble.rows[where]
    for place, replication in enumerate(replications):
        if replication in failures:
            rows["kind"][place] = failures[replication].kind.encode()
            rows["message"][place] = failures[replication].message.encode()
    return rows


def part_of(rows: Array, runs: Sequence[Run]) -> Part:
    """The results in the rows of a block."""
    ensembles = {run: _ensemble_of(rows[f"run{place}"]) for place, run in enumerate(runs)}
    failures = {
        int(row["replication"]): Failure(_text(row["kind"]), _text(row["message"])) for row in rows[rows["kind"] != b""]
    }
    first = int(rows["replication"][0])
    return Part(range(first, first + len(rows)), ensembles, failures)


def _ensemble_of(rows: Array) -> Ensemble:
    return Ensemble(rows["outcomes"], rows["days"], rows["rows"])


def _text(stored: Any) -> str:
    return bytes(stored).decode()


def bytes_of(rows: Array) -> bytes:
    """The file of a block: numpy's own format, without any pickle."""
    content = io.BytesIO()
    np.lib.format.write_array(content, rows, version=(2, 0), allow_pickle=False)
    return content.getvalue()


def name_of(run_id: str, number: int, content: bytes) -> str:
    """The name of a block, which proves what is in it and where it belongs."""
    found = hashlib.sha256(f"{run_id}|{number}|".encode())
    found.update(content)
    return f"{number:06d}-{found.hexdigest()}.npy"


def read_block(file: Path, run_id: str, dtype: np.dtype[Any]) -> Array | None:
    """The rows of a block; None if the file is not what its name says, or no block of this run.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    named = NAME.fullmatch(file.name)
    content = file.read_bytes()
    if named is None or name_of(run_id, int(named[1]), content) != file.name:
        return None
    rows: Array = np.load(io.BytesIO(content), allow_pickle=False, max_header_size=len(content))
    first = int(named[1]) * BLOCK
    is_whole = rows.dtype == dtype and rows.shape == (len(rows),) and 0 < len(rows) <= BLOCK
    return rows if is_whole and rows["replication"].tolist() == list(range(first, first + len(rows))) else None
