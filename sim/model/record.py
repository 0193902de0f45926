"""Records of the model: `params` (what a plan in its scenario says) and `state` (all that changes in a run)."""

from typing import Any

import numpy as np

from sim.model.words import LINES
from sim.world import sizes
from sim.world.sizes import Size

F8 = np.float64
I8 = np.int64

NOTES = 8_192
"""Room for the journal of one event in a traced run."""


ASSET = np.dtype(
    [
        ("failed", I8),
        ("until", I8),
        ("until_real", F8),
        ("turn", I8),
        ("lost", I8),
        ("origin", I8),
        ("since", I8),
        ("down", I8),
        ("due", I8),
    ]
)
"""An asset. `failed`: of itself; `down`: of itself or of its needs; `due`: marked to be looked at again."""

BLOCK = np.dtype(
    [
        ("phase", I8),
        ("scored", I8),
        ("score", F8),
        ("waiting", I8),
        ("oldest", I8),
        ("refilled", F8),
        ("since", I8),
        ("queued_at", I8),
        ("queued", I8),
        ("opened", I8),
        ("origin", I8),
        ("warm", I8),
        ("damaged", I8),
        ("first", I8),
        ("last", I8),
    ]
)
"""A block. `first` (counted from 1) and `last` cohort of its list; `score` as of the hour `scored` - 1."""

KIN = np.dtype([("scored", I8), ("since", F8), ("begin_c", F8), ("urgency", F8)])
"""Blocks of one source and archetype: the urgency last counted, and for which hour and temperature."""

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
        ("warm_at", F8),
        ("exposure", I8),
        ("since", I8),
        ("spell", F8),
        ("phase", I8),
        ("origin", I8),
        ("phase_since", I8),
        ("phase_min", I8, (LINES,)),
        ("origin_min", I8, (LINES,)),
        ("job", I8),
    ]
)
"""Buildings of one block with one history. `job`: the batch of their jobs, counted from 1; 0 without a fault."""

JOB = np.dtype(
    [
        ("next", I8),
        ("cohort", I8),
        ("skill", I8),
        ("stage", I8),
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
        ("score", F8),
        ("scored", I8),
        ("log", I8),
        ("building", I8),
    ]
)
"""Jobs of a batch, one for each building of its cohort. `place`: in the waiting list; `score`: of hour `scored` - 1."""

CREW = np.dtype([("next", I8), ("job", I8), ("since", I8), ("turn", I8)])
"""A crew at work."""

LOT = np.dtype(
    [
        ("channel", I8),
        ("item", I8),
        ("units", I8),
        ("sent_min", I8),
        ("arrival", I8),
        ("lost", I8),
        ("done", I8),
    ]
)
"""Units that travel together; channel -1: in transit at the start."""

OUTAGE = np.dtype([("block", I8), ("buildings", I8), ("begin", I8), ("end", I8)])
"""A line of the outage log [min]; end -1: open at the horizon."""

JOB_LOG = np.dtype([("block", I8), ("queued", I8), ("started", I8), ("done", I8)])
"""A line of the job log [min]; done -1: not finished."""


def params_dtype(size: Size) -> np.dtype[Any]:
    """What a plan in its scenario says, ready for the rules. Times in minutes, laws as rows of `LAW` numbers."""
    return np.dtype(_defence(size) + _city(size) + _repair() + _aid() + _initial(), align=True)


def _defence(size: Size) -> list[Any]:
    layers, classes, severities, law = sizes.LAYERS, sizes.CLASSES, sizes.SEVERITIES, sizes.LAW
    return [
        ("horizon_min", I8),
        ("observe_from", I8),
        ("series_step", I8),
        ("follow_count", I8),
        ("follow_block", I8, (sizes.FOLLOWED,)),
        ("class_count", I8),
        ("class_damage", F8, (classes,)),
        ("class_severity", F8, (classes, severities)),
        ("class_correlation", F8, (classes,)),
        ("layer_count", I8),
        ("layer_covers", I8, (layers, classes)),
        ("layer_against", F8, (layers, classes)),
        ("layer_per_engagement", I8, (layers,)),
        ("layer_item", I8, (layers,)),
        ("layer_rounds", F8, (layers,)),
        ("layer_salvo", I8, (layers,)),
        ("layer_reserve_class", I8, (layers,)),
        ("layer_reserve_keep", I8, (layers,)),
        ("layer_engage_num", F8, (layers,)),
        ("layer_engage_den", F8, (layers,)),
        ("severity_hold", F8, (severities, law)),
        ("severity_work", F8, (severities, law)),
        ("severity_work_mean", F8, (severities,)),
        ("severity_lost", I8, (severities,)),
        ("exposure", F8, (3,)),
        ("next_undamaged", I8),
        ("rehit_adds", I8),
    ]


def _city(size: Size) -> list[Any]:
    nodes, blocks = size.nodes, size.blocks
    return [
        ("asset_count", I8),
        ("asset_reach", F8, (nodes,)),
        ("node_count", I8),
        ("node_group", I8, (nodes + blocks + 1,)),
        ("group_first", I8, (nodes + blocks + 1,)),
        ("group_member", I8, (nodes + blocks,)),
        ("asset_user_first", I8, (nodes + 1,)),
        ("asset_user", I8, (nodes + blocks,)),
        ("block_count", I8),
        ("block_district", I8, (blocks,)),
        ("block_archetype", I8, (blocks,)),
        ("block_kin", I8, (blocks,)),
        ("block_buildings", I8, (blocks,)),
        ("block_residents", I8, (blocks,)),
        ("block_reach", F8, (blocks,)),
        ("building_count", I8),
        ("district_count", I8),
        ("archetype_count", I8),
        ("time_constant_min", F8, (sizes.ARCHETYPES,)),
        ("heating", I8),
        ("set_point", F8),
        ("full_heat_rise", F8),
        ("gains", F8),
        ("threshold_count", I8),
        ("threshold_c", F8, (sizes.THRESHOLDS,)),
        ("departed", F8),
        ("up_time", F8, (sizes.LAW,)),
        ("up_time_severity", I8),
    ]


def _repair() -> list[Any]:
    skills, shifts, law, curve = sizes.SKILLS, sizes.SHIFTS, sizes.LAW, sizes.CURVE
    return [
        ("refill", I8),
        ("refill_per_day", F8),
        ("refill_after", F8),
        ("frost", I8),
        ("frost_points", I8),
        ("frost_at_c", F8, (curve,)),
        ("frost_share", F8, (curve,)),
        ("drained_after", F8),
        ("drained_share", F8),
        ("drained_work", F8),
        ("crew_start", I8, (skills,)),
        ("crew_to", I8, (skills,)),
        ("crew_by", F8, (skills,)),
        ("shift_count", I8, (skills,)),
        ("shift_from", I8, (skills, shifts)),
        ("shift_to", I8, (skills, shifts)),
        ("output_per_day", F8, (skills,)),
        ("output_minutes", F8, (skills,)),
        ("output_sigma", F8, (skills,)),
        ("work", F8, (skills, law)),
        ("work_mean", F8, (skills,)),
        ("cold_points", I8),
        ("cold_at_c", F8, (curve,)),
        ("cold_factor", F8, (curve,)),
        ("alert_rate", I8),
        ("alert_settle", I8),
        ("alert_restart", I8),
        ("dispatch_order", I8),
        ("dispatch_people", F8),
        ("dispatch_urgency", F8),
        ("dispatch_work", F8),
        ("dispatch_first", I8, (2,)),
    ]


def _aid() -> list[Any]:
    channels, items, law, listed = sizes.CHANNELS, sizes.ITEMS, sizes.LAW, sizes.LISTED
    return [
        ("item_count", I8),
        ("item_need", I8, (items,)),
        ("store_capacity", I8, (items,)),
        ("store_returns", I8, (items,)),
        ("running", I8),
        ("lookback", I8),
        ("accrual_end", I8),
        ("channel_count", I8),
        ("channel_address", I8, (channels,)),
        ("channel_item", I8, (channels,)),
        ("channel_accrual", I8, (channels,)),
        ("channel_exact", I8, (channels,)),
        ("channel_rate", F8, (channels,)),
        ("channel_rate_num", I8, (channels,)),
        ("channel_rate_den", I8, (channels,)),
        ("channel_ramp_num", I8, (channels,)),
        ("channel_ramp_start", I8, (channels,)),
        ("channel_ramp_over", I8, (channels,)),
        ("channel_fulfilment", F8, (channels,)),
        ("channel_calendar", I8, (channels,)),
        ("channel_every", I8, (channels,)),
        ("channel_first", I8, (channels,)),
        ("channel_timing", I8, (channels,)),
        ("channel_up_to", I8, (channels,)),
        ("channel_reorder", I8, (channels,)),
        ("channel_review", I8, (channels,)),
        ("channel_min_lot", I8, (channels,)),
        ("channel_lead", F8, (channels, law)),
        ("channel_on_time", F8, (channels,)),
        ("channel_late", F8, (channels, law)),
        ("channel_arrives", F8, (channels,)),
        ("channel_same_for", I8, (channels,)),
        ("channel_cost", F8, (channels,)),
        ("channel_listed", I8, (channels,)),
        ("pledge_min", I8, (channels, listed)),
        ("pledge_units", I8, (channels, listed)),
        ("date_count", I8, (channels,)),
        ("date_min", I8, (channels, listed)),
    ]


def _initial() -> list[Any]:
    items, listed = sizes.ITEMS, sizes.LISTED
    return [
        ("initial_stock", I8, (items,)),
        ("transit_count", I8),
        ("transit_item", I8, (listed,)),
        ("transit_units", I8, (listed,)),
        ("transit_min", I8, (listed,)),
        ("listed_count", I8),
        ("listed_asset", I8, (listed,)),
        ("listed_from", I8, (listed,)),
        ("listed_to", I8, (listed,)),
        ("damaged_buildings", I8),
        ("damaged_severity", I8),
    ]


def state_dtype(size: Size) -> np.dtype[Any]:
    """All that changes in a run."""
    return np.dtype(_present(size) + _heat(size) + _crews(size) + _stock(size) + _memory(size), align=True)


def _present(size: Size) -> list[Any]:
    return [
        ("now", I8),
        ("status", I8),
        ("events", I8),
        ("events_this_minute", I8),
        ("outbox_count", I8),
        ("assets_used", I8),
        ("blocks_used", I8),
        ("days_used", I8),
        ("outbox", I8, (size.outbox,)),
        ("dispatch_due", I8, (sizes.SKILLS + 1,)),
        ("tracing", I8),
        ("note_count", I8),
        ("note", I8, (NOTES, 4)),
    ]


def _heat(size: Size) -> list[Any]:
    return [
        ("asset", ASSET, (size.nodes,)),
        ("asset_touched", I8, (size.nodes,)),
        ("block", BLOCK, (size.blocks,)),
        ("kin", KIN, (size.blocks,)),
        ("queue_count", I8),
        ("queue", I8, (size.blocks,)),
        ("refill_block", I8),
        ("refill_from", I8),
        ("refill_turn", I8),
        ("cohort_count", I8),
        ("cohort_free", I8),
        ("cohort", COHORT, (size.cohorts,)),
        ("next_block", I8),
        ("building_ordinal", I8, (sizes.LISTED,)),
    ]


def _crews(size: Size) -> list[Any]:
    skills = sizes.SKILLS
    return [
        ("crews", I8, (skills,)),
        ("on_shift", I8, (skills,)),
        ("busy", I8, (skills,)),
        ("job_count", I8),
        ("job_free", I8),
        ("job", JOB, (size.cohorts,)),
        ("waiting_count", I8, (skills,)),
        ("waiting", I8, (size.cohorts, skills)),
        ("waiting_jobs", I8, (skills,)),
        ("crew_count", I8),
        ("crew_free", I8),
        ("crew", CREW, (size.crews,)),
    ]


def _stock(size: Size) -> list[Any]:
    items, channels = sizes.ITEMS, sizes.CHANNELS
    return [
        ("stock", I8, (items,)),
        ("before", I8, (items,)),
        ("arrived", I8, (items,)),
        ("used", I8, (items,)),
        ("overflow", I8, (items,)),
        ("returned", I8, (items,)),
        ("aid_min", F8, (items,)),
        ("dispatches", I8, (channels,)),
        ("sent", I8, (channels,)),
        ("sent_until", I8, (channels,)),
        ("held", I8, (channels,)),
        ("rate_num", I8, (channels,)),
        ("rate_den", I8, (channels,)),
        ("ramp_num", I8, (channels,)),
        ("phase_min", I8, (channels,)),
        ("on_order", I8, (channels,)),
        ("lot_count", I8),
        ("lot", LOT, (size.lots,)),
    ]


def _memory(size: Size) -> list[Any]:
    layers, classes, items = sizes.LAYERS, sizes.CLASSES, sizes.ITEMS
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
        ("origins", I8, (LINES,)),
        ("wave_engagements", I8, (layers,)),
        ("cold_now", I8),
        ("cold_peak", I8),
        ("cold_area", I8),
        ("waiting_area", I8),
        ("busy_area", I8),
        ("on_shift_area", I8),
        ("all_busy_area", I8),
        ("empty_area", I8, (items,)),
        ("empty_first", I8, (items,)),
        ("alert_area", I8),
        ("frost_area", I8),
        ("below_min", F8, (sizes.DISTRICTS, sizes.THRESHOLDS)),
        ("below_degree_min", F8, (sizes.DISTRICTS, sizes.THRESHOLDS)),
        ("day_below_min", F8, (size.hours // 24 + 1, sizes.THRESHOLDS)),
        ("first_below_min", F8, (sizes.THRESHOLDS,)),
        ("longest_spell", F8),
        ("ledger_total", I8),
        ("ledger_origin", I8, (LINES,)),
        ("ledger_phase", I8, (LINES,)),
        ("outage_count", I8),
        ("outage", OUTAGE, (size.outages,)),
        ("outage_key", I8, (size.outages,)),
        ("job_log_count", I8),
        ("job_log", JOB_LOG, (size.jobs,)),
        ("row_count", I8),
        ("row", I8, (size.rows, 5 + sizes.FOLLOWED + items)),
    ]
