"""Before the first event of a run: an empty state, the initial stock, the lots, and the first notices."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from sim.kernel import Record, entry, kernel, open_record
from sim.model.centres import make_room_for_centres
from sim.model.crews import announce_failure
from sim.model.depots import fill_at_start
from sim.model.grid import begin_grid
from sim.model.lots import plan_lots
from sim.model.notices import post
from sim.model.rules import EVENTS_PER_MINUTE, announce_wave
from sim.model.words import Event
from sim.world.record import Array

WORD = 8
"""Bytes of a field's element: all are int64 or float64."""

COUNTED_BY: Mapping[str, str] = {
    "asset": "assets_used",
    "asset_touched": "assets_used",
    "block": "blocks_used",
    "kin": "kin_used",
    "generator": "generators_used",
    "queue": "queue_used",
    "queue_score": "queue_used",
    "cohort": "cohort_count",
    "job": "job_count",
    "waiting": "job_count",
    "line": "line_used",
    "crew": "crew_count",
    "lot": "lot_count",
    "outage": "outage_count",
    "job_log": "job_log_count",
    "row": "row_count",
    "outbox": "outbox_count",
    "note": "note_count",
    "day_below_min": "days_used",
    "centre_day": "centre_day_count",
    "day_centre_min": "centre_days_used",
}
"""Tables, and the field that says how many of their rows were used."""


@cache
def spans_of(dtype: np.dtype[Any]) -> Array:
    """Where the state's words are, so that `clear` touches only what was used; the same array for all, only to be read.

    Returns
    -------
    int array, shape (fields, 4)
        First word, words per row, rows, and the word that counts the rows used (-1: all of them).
    """
    spans = []
    fields = dtype.fields
    assert fields is not None
    names = dtype.names or ()
    counters = set(COUNTED_BY.values())
    for name in sorted(names, key=lambda name: name in counters):
        kind, offset = fields[name][:2]
        rows = kind.shape[0] if kind.shape else 1
        words = kind.itemsize // WORD // rows
        counter = COUNTED_BY.get(name)
        word = fields[counter][1] // WORD if counter else -1
        spans.append((offset // WORD, words, rows, word))
    return np.array(spans, dtype=np.int64)


@kernel
def clear(words: Array, spans: Array) -> None:
    """Make a used state empty again.

    Parameters
    ----------
    words : int array
        The state, viewed as 64-bit words.
    spans : int array, shape (fields, 4)
        From `spans_of`; the counters come last.
    """
    for field in range(spans.shape[0]):
        rows = spans[field, 2]
        if spans[field, 3] >= 0:
            rows = words[spans[field, 3]]
        first = spans[field, 0]
        for word in range(first, first + rows * spans[field, 1]):
            words[word] = 0


@entry
def begin_in(params_array: Array, world_array: Array, state_array: Array, words: Array, spans: Array) -> None:
    """Set a run up in a state that may have been used before.

    Parameters
    ----------
    words : int array
        The state, viewed as 64-bit words.
    spans : int array
        From `spans_of`.
    """
    clear(words, spans)
    begin(open_record(params_array), open_record(world_array), open_record(state_array))


@kernel
def begin(params: Record, world: Record, state: Record) -> None:
    """Set a run up in an empty state."""
    state.most_events = EVENTS_PER_MINUTE
    state.first_wave_min = -1
    state.assets_used = params.asset_count
    state.blocks_used = params.block_count
    state.kin_used = params.kin_count
    state.generators_used = params.block_count if params.generator_serves > 0 else 0
    state.days_used = world.hours // 24 + 1
    make_room_for_centres(params, state)
    if params.dispatch_equity != 0.0:
        for district in range(params.district_count):
            state.district[district].favour = 1.0
    if params.rota_queues > 0:
        begin_grid(params, state)
    for index in range(params.threshold_count):
        state.first_below_min[index] = -1.0
    for block in range(params.block_count):
        state.block[block].warm = params.block[block].buildings
    fill_at_start(params, state)
    plan_lots(params, world, state)
    announce_wave(params, world, state, 0)
    announce_outages(params, world, state)
    post(params, state, 0, Event.START.value, 0, 0)
    post(params, state, 0, Event.OBSERVATION.value, 0, 0)


@kernel
def announce_outages(params: Record, world: Record, state: Record) -> None:
    """Post the listed outages and the first failure of each single building."""
    for listed in range(params.listed_count):
        post(params, state, params.listed_from[listed], Event.OUTAGE.value, listed, 0)
    if params.up_time[0] >= 0.0:
        for building in range(params.building_count):
            announce_failure(params, world, state, building)
