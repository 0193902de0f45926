"""The state: all that changes in a run, one record with tables of rows."""

from functools import cache
from typing import Any

import numpy as np

from sim.model.words import GENERATORS, LINES, ORIGINS, PHASES, SKILLS
from sim.world import sizes
from sim.world.sizes import Size

F8 = np.float64
I8 = np.int64

NOTES = 131_072
"""Room for the journal of one event in a traced run: more than the threats of a wave and the blocks of a city."""


ASSET = np.dtype(
    [
        ("failed", I8),
        ("until_real", F8),
        ("turn", I8),
        ("lost", I8),
        ("origin", I8),
        ("since", I8),
        ("cause", I8),
        ("due", I8),
        ("job", I8),
    ]
)
"""An asset. `failed`: of itself, `since` [min] `until_real` [real min]; `cause`: why it is down, itself or an asset
upstream, counted from 1 (0: it works).

`turn`: of its latest notice; `lost`: for weeks; `origin`: of its first hit; `due`: marked to be looked at again; `job`:
its repair, counted from 1 (0: none).
"""

BLOCK = np.dtype(
    [
        ("phase", I8),
        ("refilled", F8),
        ("since", I8),
        ("queued", I8),
        ("queued_at", I8),
        ("place", I8),
        ("stand", I8),
        ("opened", I8),
        ("origin", I8),
        ("cause", I8),
        ("warm", I8),
        ("damaged", I8),
        ("first", I8),
        ("last", I8),
        ("wired", I8),
        ("draws", I8),
        ("only_cut", I8),
        ("waterless", I8),
        ("reviewed", I8),
    ]
)
"""A block. Dark `since` [min] by what is `opened` (a wave, a listed outage); `warm` and `damaged` buildings.

`cause`: the asset that keeps it without supply, counted from 1 (0: it is supplied).

`queued`: it stands in line for refilling, since `queued_at` [min], at `place` of the queue (counted from 1; 0: none)
and `stand` of its line. `refilled`: server time already spent [min]. `first` (counted from 1) and `last` cohort of its
list.

Where the grid can fall short: `wired`, its feeders work; `draws`, it takes power from the grid. `only_cut`: it is dark
for nothing but cuts of the rota. `waterless`: none of its water stations works. `reviewed`: looked at already, while a
change is carried through the network.
"""

QUEUED = np.dtype(
    [
        ("block", I8),
        ("weighed", I8),
        ("people_part", F8),
        ("work_part", F8),
        ("drained", I8),
        ("buildings", I8),
        ("oldest", I8),
    ]
)
"""A supplied block that waits for refilling, with its cold `buildings` without a fault, the `oldest` cohort of them.

Of its score, people^a and work^c [min^c] do not change by the hour: they are known if it is `weighed`. The scores
stand apart (`queue_score`), those of hour `queue_hour` - 1.
"""

KIN = np.dtype(
    [
        ("since", F8),
        ("begin_c", F8),
        ("scored", I8),
        ("urgency", F8),
        ("crossed", I8),
        ("cross", F8, (sizes.THRESHOLDS,)),
    ]
)
"""Blocks of one source and archetype, and what is known of those that lost heat `since` [min], at `begin_c` [degC].

Their urgency [1/h], counted for hour `scored` - 1, and when they fall below thresholds, of which `crossed` are known.
"""

COHORT = np.dtype(
    [
        ("next", I8),
        ("block", I8),
        ("buildings", I8),
        ("heated", I8),
        ("at", F8),
        ("temp", F8),
        ("hour", I8),
        ("offset", F8),
        ("crossed", I8),
        ("cross", F8, (sizes.THRESHOLDS,)),
        ("warm_at", F8),
        ("exposure", I8),
        ("since", I8),
        ("spell", F8),
        ("phase", I8),
        ("origin", I8),
        ("phase_since", I8),
        ("phase_min", I8, (PHASES,)),
        ("origin_min", I8, (ORIGINS,)),
        ("job", I8),
    ]
)
"""Buildings of one block with one history. `job`: the batch of their jobs, counted from 1; 0 without a fault.

The present segment of cooling or heating (`heated`) began `at` [real min] with `temp` [degC]; `hour` is the first whole
hour in it, `offset` the distance from the response of the weather there [K]. `cross`: when it crosses each threshold
[real min], of which `crossed` are known, in the order in which they are crossed. `warm_at`: when a heated cohort is at
the set point [real min]. `exposure`: per building [millidegree-minutes]. Cold `since` [min], in a `spell` since [min].
`phase` and `origin` since `phase_since` [min], and minutes of the spell by both.
"""

JOB = np.dtype(
    [
        ("next", I8),
        ("cohort", I8),
        ("asset", I8),
        ("skill", I8),
        ("stage", I8),
        ("number", I8),
        ("known", I8),
        ("kind", I8),
        ("severity", I8),
        ("origin", I8),
        ("entity", I8),
        ("ordinal", I8),
        ("work", I8),
        ("spent", I8),
        ("crew", I8),
        ("queued", I8),
        ("place", I8),
        ("stand", I8),
        ("score", F8),
        ("scored", I8),
        ("log", I8),
        ("building", I8),
    ]
)
"""Jobs of a batch, one for each building of its cohort; or the one job of an `asset` (-1: buildings).

`kind`, `severity`, `entity`, `ordinal`: where its luck stands. Its assessment has a `number` and ends at `known` [min].
`next`: the next empty place, the next job under assessment, or the next that waits for the same part, from 1.
`work` to do and `spent` [crew-milliminutes] of the job under way; waiting since `queued` [min] at `place` of its
skill's list, at `stand` of its line; `score`: of hour `scored` - 1; `log`: its line; `building`: one that fails by
itself, -1 for others.
"""

LINE = np.dtype([("who", I8), ("rank", I8), ("score", F8)])
"""A place in a line (`sim.model.line`): a job or a block that waits, with what decides whose turn it is."""

CREW = np.dtype([("next", I8), ("job", I8), ("since", I8), ("turn", I8)])
"""A crew at a job, in its present stage `since` [min]; `turn`: of its latest notice."""

GENERATOR = np.dtype(
    [("units", I8), ("running", I8), ("turn", I8), ("dry", I8), ("place", I8), ("listed", I8), ("score", F8)]
)
"""Generators at a block or on their way to it [units], `running` or not; `turn`: of their latest notice.

`dry`: they are there and have waited for fuel since `dry` - 1 [min]; 0: they have not.

The first `unpowered` rows also hold a list, in no order, of the blocks that lack nothing but power and have no
generators: `listed` is one of them, `score` its score in the latest choice; `place` is where a block stands, plus 1.
"""

DISTRICT = np.dtype([("cold", I8), ("since", I8), ("cold_min", I8), ("burden", F8), ("favour", F8)])
"""A district: `cold` buildings without heat `since` a minute, until which they made up `cold_min` [building-minutes].

`burden`: what its buildings have borne, relative to the city's; `favour`: its weight in dispatch by that, 0 until it is
asked for.
"""

CENTRE_DAY = np.dtype([("open_min", F8), ("most_cold", I8), ("below_min", F8, (sizes.THRESHOLDS,))])
"""Warming centres of a district on a day: time open with power [min], most buildings of the district without heat.

`below_min`: what residents are in rooms below each threshold during opening hours [person-min].
"""

QUEUE = np.dtype([("demand", I8), ("chosen", I8), ("minutes", I8)])
"""A queue of the rota. `demand`: buildings that take power from the grid, or would if it were not cut; `chosen`: to be
cut now; `minutes`: how long it was cut, up to the end of its last cut [min]."""

WEEK = 7

STORE = np.dtype(
    [
        ("stock", I8),
        ("used", I8),
        ("lent", I8),
        ("arrived", I8),
        ("aid_min", F8),
        ("empty_area", I8),
        ("empty_first", I8),
        ("wanted_on", I8, (WEEK,)),
        ("wanted_until", I8),
    ]
)
"""Stock of an item in one place [units], `lent` now, used and arrived since minute 0.

`aid_min`: units x minutes left at arrival.

`empty_area`: time with too little to fire [min], `empty_first`: since when [min], -1: never. `wanted_on`: units wanted
on each of the last seven days, up to the day `wanted_until`.
"""

LOT = np.dtype(
    [
        ("channel", I8),
        ("item", I8),
        ("units", I8),
        ("sent_min", I8),
        ("arrival", I8),
        ("lost", I8),
        ("done", I8),
        ("leg", I8),
        ("due", I8),
        ("until", I8),
        ("returned", I8),
    ]
)
"""Units that travel together, from `sent_min` to `arrival` [min]; channel -1: in transit at the start.

`lost`: on the way; `leg`: to the city, to a hub, or from there; `done`: its units stand at the hub or have left it, or
it came before the start and is no longer on order or on its way from a hub.

Of a calendar's lot: `due` to be sent [min], with all that accrued `until` a minute, and `returned` units beside that.
"""

HUB = np.dtype([("day", I8), ("handled_today", I8), ("handled", I8), ("could_apart", I8), ("next_arrival", I8)])
"""A hub. `handled_today`: units handed on on its latest `day`; `handled`: from minute 0 on; `next_arrival` [min]: of a
lot, before the start.

`could_apart`: how many more it could have handled before the run went on under another plan.
"""

OUTAGE = np.dtype([("block", I8), ("buildings", I8), ("begin", I8), ("end", I8)])
"""A line of the outage log [min]; end -1: open at the horizon."""

JOB_LOG = np.dtype([("node", I8), ("queued", I8), ("started", I8), ("done", I8)])
"""A line of the job log [min]; done -1: not finished. `node`: an asset, or a block behind the assets."""


@cache
def state_dtype(size: Size) -> np.dtype[Any]:
    """All that changes in a run."""
    return np.dtype(_present(size) + _heat(size) + _crews(size) + _stock(size) + _memory(size), align=True)


def _present(size: Size) -> list[Any]:
    return [
        ("now", I8),
        ("stopped_at", I8),
        ("status", I8),
        ("events", I8),
        ("most_events", I8),
        ("last_kind", I8),
        ("outbox_count", I8),
        ("assets_used", I8),
        ("blocks_used", I8),
        ("kin_used", I8),
        ("queue_used", I8),
        ("days_used", I8),
        ("centre_days_used", I8),
        ("centre_day_count", I8),
        ("outbox", I8, (size.outbox,)),
        ("dispatch_due", I8, (GENERATORS + 1,)),
        ("tracing", I8),
        ("note_count", I8),
        ("note", I8, (NOTES, 6)),
    ]


def _heat(size: Size) -> list[Any]:
    return [
        ("asset", ASSET, (size.nodes,)),
        ("asset_touched", I8, (size.nodes,)),
        ("block", BLOCK, (size.blocks,)),
        ("kin", KIN, (size.blocks,)),
        ("queue_count", I8),
        ("queue", QUEUED, (size.blocks,)),
        ("queue_score", F8, (size.blocks,)),
        ("queue_hour", I8),
        ("refill_block", I8),
        ("refill_from", I8),
        ("refill_turn", I8),
        ("cohort_count", I8),
        ("cohort_free", I8),
        ("cohort", COHORT, (size.cohorts,)),
        ("next_block", I8),
        ("building_ordinal", I8, (sizes.LISTED,)),
        ("generators_out", I8),
        ("blocks_dry", I8),
        ("unpowered", I8),
        ("generator_area", I8),
        ("generators_used", I8),
        ("district", DISTRICT, (sizes.DISTRICTS,)),
        ("generator", GENERATOR, (size.blocks,)),
        ("grid_wired", I8),
        ("grid_short", I8),
        ("rewired", I8),
        ("rota_due", I8),
        ("rota_turn", I8),
        ("rota", QUEUE, (sizes.QUEUES,)),
        ("cut_now", I8),
        ("cut_peak", I8),
        ("cut_area", I8),
        ("waterless_now", I8),
        ("waterless_people", I8),
        ("waterless_peak", I8),
        ("waterless_people_peak", I8),
        ("waterless_area", I8),
    ]


def _crews(size: Size) -> list[Any]:
    return [
        ("crews", I8, (SKILLS,)),
        ("on_shift", I8, (SKILLS,)),
        ("busy", I8, (SKILLS,)),
        ("job_count", I8),
        ("job_free", I8),
        ("job", JOB, (size.cohorts,)),
        ("waiting_count", I8, (SKILLS,)),
        ("waiting", I8, (size.cohorts, SKILLS)),
        ("waiting_jobs", I8, (SKILLS,)),
        ("line_hour", I8, (LINES,)),
        ("line_looks", I8, (LINES,)),
        ("line_count", I8, (LINES,)),
        ("line_used", I8),
        ("line", LINE, (size.cohorts, LINES)),
        ("crew_count", I8),
        ("crew_free", I8),
        ("crew", CREW, (size.crews,)),
        ("joined", I8, (SKILLS,)),
        ("assessments", I8),
        ("assessing", I8),
        ("part_first", I8, (sizes.ITEMS,)),
        ("part_last", I8, (sizes.ITEMS,)),
        ("part_waiting", I8),
        ("awaited", I8, (sizes.ITEMS,)),
        ("given", I8, (sizes.ITEMS,)),
    ]


def _stock(size: Size) -> list[Any]:
    items, channels = sizes.ITEMS, sizes.CHANNELS
    return [
        ("store", STORE, (sizes.STORES,)),
        ("before", I8, (items,)),
        ("overflow", I8, (items,)),
        ("returned", I8, (items,)),
        ("dispatches", I8, (channels,)),
        ("trucks", I8, (channels,)),
        ("brought", I8, (channels,)),
        ("sent", I8, (channels,)),
        ("sent_until", I8, (channels,)),
        ("accrued_apart", I8, (channels,)),
        ("held", I8, (channels,)),
        ("rate_num", I8, (channels,)),
        ("rate_den", I8, (channels,)),
        ("ramp_num", I8, (channels,)),
        ("phase_min", I8, (channels,)),
        ("on_order", I8, (channels,)),
        ("review_min", I8, (channels,)),
        ("lot_count", I8),
        ("lot", LOT, (size.lots,)),
        ("hub", HUB, (sizes.HUBS,)),
        ("at_hub", I8, (channels,)),
        ("leaving_hub", I8, (channels,)),
        ("from_hub", I8, (items,)),
        ("handed_on", I8, (items,)),
        ("hub_area", I8, (items,)),
    ]


def _memory(size: Size) -> list[Any]:
    layers, classes = sizes.LAYERS, sizes.CLASSES
    return [
        ("waves", I8),
        ("first_wave_min", I8),
        ("threats", I8, (classes,)),
        ("leakers", I8, (classes,)),
        ("damaging", I8),
        ("engaged", I8, (layers,)),
        ("stopped", I8, (layers,)),
        ("rounds", I8, (layers,)),
        ("unengaged", I8, (layers,)),
        ("origins", I8, (ORIGINS,)),
        ("engagements_left", I8, (layers,)),
        ("cold_now", I8),
        ("centres_due", I8),
        ("centres_noted", I8),
        ("centres_since", I8),
        ("hour_weighed", I8),
        ("cold_peak", I8),
        ("cold_area", I8),
        ("waiting_area", I8),
        ("part_area", I8),
        ("busy_area", I8, (SKILLS,)),
        ("on_shift_area", I8, (SKILLS,)),
        ("all_busy_area", I8),
        ("lost_to_alerts", I8),
        ("lost_to_cold", I8),
        ("below_min", F8, (sizes.DISTRICTS, sizes.THRESHOLDS)),
        ("below_degree_min", F8, (sizes.DISTRICTS, sizes.THRESHOLDS)),
        ("day_below_min", F8, (size.hours // 24 + 1, sizes.THRESHOLDS)),
        ("first_below_min", F8, (sizes.THRESHOLDS,)),
        ("centre_day", CENTRE_DAY, ((size.hours // 24 + 1) * sizes.DISTRICTS,)),
        ("day_centre_min", F8, (size.hours // 24 + 1, sizes.THRESHOLDS)),
        ("centre_min", F8, (sizes.DISTRICTS, sizes.THRESHOLDS)),
        ("centre_room_min", F8),
        ("longest_spell", F8),
        ("ledger_total", I8),
        ("ledger_origin", I8, (ORIGINS,)),
        ("ledger_phase", I8, (PHASES,)),
        ("origin_before", I8, (ORIGINS,)),
        ("phase_before", I8, (PHASES,)),
        ("outage_count", I8),
        ("outage", OUTAGE, (size.outages,)),
        ("job_log_count", I8),
        ("job_log", JOB_LOG, (size.jobs,)),
        ("row_count", I8),
        ("row", I8, (size.rows, 9 + sizes.FOLLOWED + 2 * sizes.STORES + sizes.ITEMS)),
    ]
