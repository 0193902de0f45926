"""The parameters: what a plan in its scenario says, one record ready for the rules."""

from functools import cache
from typing import Any

import numpy as np

from sim.model.words import SKILLS, AssetClass
from sim.world import sizes
from sim.world.sizes import Size

F8 = np.float64
I8 = np.int64

NEEDS = 4
"""Needs of an asset or a block, on average at most."""

BLOCK = np.dtype(
    [
        ("district", I8),
        ("archetype", I8),
        ("kin", I8),
        ("buildings", I8),
        ("residents", I8),
        ("queue", I8),
        ("water", I8),
    ]
)
"""Buildings alike in district, source and archetype. `residents`: per building; `kin`: blocks that cool alike.

`queue`: of the rota; `water`: the group of water stations that fill its pipes, counted from 1 (0: water never fails).
"""

ASSET = np.dtype([("by_crews", I8), ("rank", I8), ("is_feeder", I8), ("is_power", I8), ("capacity", F8)])
"""What a block needs. `by_crews`: repaired by crews (0: restarts after a hold); `rank`: the lowest is the cause.

`is_power`: a feeder or a queue of the rota, which generators can stand in for; `capacity`: of a feeder, relative.
"""

SHORTAGE = np.dtype([("begin", I8), ("end", I8), ("capacity", F8)])
"""A time [begin, end) with another capacity of the grid [min, share of what the whole city needs]."""

STORE = np.dtype([("need", I8), ("capacity", I8), ("initial", I8), ("share", I8)])
"""A place where an item stands. `need`: the least that anybody takes at once; `capacity`, `initial`: -1 if endless.

`share`: in millionths.
"""

HUB = np.dtype([("handles_num", I8), ("handles_den", I8), ("gives", I8), ("onward", I8)])
"""A hub that handles `handles_num`/`handles_den` units a day by the rule `gives`; `onward`: to the city [min]."""

DISRUPTION = np.dtype([("step", I8), ("begin", I8), ("end", I8)])
"""A time [begin, end) in which a step of a channel stands still [min]; those of a channel stand in order of begin."""


@cache
def params_dtype(size: Size) -> np.dtype[Any]:
    """What a plan in its scenario says, ready for the rules. Times in minutes, laws as rows of `LAW` numbers."""
    return np.dtype(_defence(size) + _city(size) + _repair() + _relief() + _aid() + _initial(), align=True)


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
        ("layer_store", I8, (layers,)),
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
        ("severity_network", F8, (severities, law)),
        ("severity_network_mean", F8, (severities,)),
        ("severity_part", I8, (severities,)),
        ("exposure", F8, (len(AssetClass),)),
        ("next_undamaged", I8),
        ("rehit_adds", I8),
    ]


def _city(size: Size) -> list[Any]:
    nodes, blocks = size.nodes, size.blocks
    return [
        ("asset_count", I8),
        ("asset", ASSET, (nodes,)),
        ("asset_reach", F8, (nodes,)),
        ("class_first", I8, (len(AssetClass),)),
        ("class_assets", I8, (len(AssetClass),)),
        ("node_group", I8, (nodes + blocks + 1,)),
        ("group_first", I8, (NEEDS * (nodes + blocks) + 1,)),
        ("group_member", I8, (NEEDS * (nodes + blocks),)),
        ("asset_user_first", I8, (nodes + 1,)),
        ("asset_user", I8, (NEEDS * (nodes + blocks),)),
        ("block_count", I8),
        ("kin_count", I8),
        ("block", BLOCK, (blocks,)),
        ("block_reach", F8, (blocks,)),
        ("with_water", I8),
        ("building_count", I8),
        ("archetype_count", I8),
        ("time_constant_min", F8, (sizes.ARCHETYPES,)),
        ("heating", I8),
        ("set_point", F8),
        ("full_heat_rise", F8),
        ("gains", F8),
        ("threshold_count", I8),
        ("threshold_c", F8, (sizes.THRESHOLDS,)),
        ("departed", F8),
        ("mortality_ratio", F8),
        ("district_count", I8),
        ("district_buildings", I8, (sizes.DISTRICTS,)),
        ("district_books", I8),
        ("up_time", F8, (sizes.LAW,)),
        ("up_time_severity", I8),
    ]


def _repair() -> list[Any]:
    shifts, law, curve = sizes.SHIFTS, sizes.LAW, sizes.CURVE
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
        ("frozen_after", F8),
        ("frozen_share", F8),
        ("skill_count", I8),
        ("crew_start", I8, (SKILLS,)),
        ("crew_to", I8, (SKILLS,)),
        ("crew_by", F8, (SKILLS,)),
        ("shift_count", I8, (SKILLS,)),
        ("shift_from", I8, (SKILLS, shifts)),
        ("shift_to", I8, (SKILLS, shifts)),
        ("output_per_day", F8, (SKILLS,)),
        ("output_minutes", F8, (SKILLS,)),
        ("output_aside", F8, (SKILLS,)),
        ("output_sigma", F8, (SKILLS,)),
        ("work", F8, (SKILLS, law)),
        ("work_mean", F8, (SKILLS,)),
        ("assess", F8, (SKILLS, law)),
        ("travel_min", I8, (SKILLS,)),
        ("test_min", I8, (SKILLS,)),
        ("crew_item", I8, (SKILLS,)),
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
        ("dispatch_equity", F8),
    ]


def _relief() -> list[Any]:
    return [
        ("generator_serves", I8),
        ("generator_store", I8),
        ("generator_move", I8),
        ("fuel_item", I8),
        ("fuel_per_day", I8),
        ("centres", I8),
        ("centre_places", I8, (sizes.DISTRICTS,)),
        ("centre_group", I8, (sizes.DISTRICTS,)),
        ("centres_on_feeders", I8),
        ("centre_from", I8),
        ("centre_to", I8),
        ("centre_rule", I8),
        ("centre_below_c", F8),
        ("centre_cold", I8),
        ("centre_comes", F8),
        ("rota_queues", I8),
        ("rota_turn", I8),
        ("rota_first", I8),
        ("grid_capacity", F8),
        ("shortage_count", I8),
        ("shortage", SHORTAGE, (sizes.LISTED,)),
    ]


def _aid() -> list[Any]:
    channels, items, law, listed = sizes.CHANNELS, sizes.ITEMS, sizes.LAW, sizes.LISTED
    return [
        ("item_count", I8),
        ("item_store", I8, (items + 1,)),
        ("item_allocation", I8, (items,)),
        ("item_returns", I8, (items,)),
        ("item_joins", I8, (items,)),
        ("store_count", I8),
        ("store", STORE, (sizes.STORES,)),
        ("running", I8),
        ("lookback", I8),
        ("accrual_end", I8),
        ("hub_count", I8),
        ("hub", HUB, (sizes.HUBS,)),
        ("channel_count", I8),
        ("channel_address", I8, (channels,)),
        ("channel_item", I8, (channels,)),
        ("channel_hub", I8, (channels,)),
        ("channel_accrual", I8, (channels,)),
        ("channel_exact", I8, (channels,)),
        ("channel_rate", F8, (channels,)),
        ("channel_rate_num", I8, (channels,)),
        ("channel_rate_den", I8, (channels,)),
        ("channel_ramp_num", I8, (channels,)),
        ("channel_ramp_start", I8, (channels,)),
        ("channel_ramp_over", I8, (channels,)),
        ("channel_fulfilment", F8, (channels,)),
        ("channel_backlog", I8, (channels,)),
        ("channel_calendar", I8, (channels,)),
        ("channel_every", I8, (channels,)),
        ("channel_first", I8, (channels,)),
        ("channel_leader", I8, (channels,)),
        ("channel_later", I8, (channels,)),
        ("channel_timing", I8, (channels,)),
        ("channel_up_to", I8, (channels,)),
        ("channel_reorder", I8, (channels,)),
        ("channel_review", I8, (channels,)),
        ("channel_min_lot", I8, (channels,)),
        ("channel_truck", I8, (channels,)),
        ("channel_lead", F8, (channels, law)),
        ("channel_on_time", F8, (channels,)),
        ("channel_late", F8, (channels, law)),
        ("channel_arrives", F8, (channels,)),
        ("channel_same_for", I8, (channels,)),
        ("channel_listed", I8, (channels,)),
        ("pledge_min", I8, (channels, listed)),
        ("pledge_units", I8, (channels, listed)),
        ("disruption_count", I8, (channels,)),
        ("disruption", DISRUPTION, (channels, sizes.DISRUPTIONS)),
        ("date_count", I8, (channels,)),
        ("date_min", I8, (channels, listed)),
    ]


def _initial() -> list[Any]:
    listed = sizes.LISTED
    return [
        ("transit_count", I8),
        ("transit_item", I8, (listed,)),
        ("transit_units", I8, (listed,)),
        ("transit_min", I8, (listed,)),
        ("listed_count", I8),
        ("listed_asset", I8, (listed,)),
        ("listed_from", I8, (listed,)),
        ("listed_to", I8, (listed,)),
        ("past_count", I8),
        ("past_min", I8, (3 * listed,)),
        ("past_row", I8, (3 * listed,)),
        ("past_kind", I8, (3 * listed,)),
        ("cold_district", I8, (listed,)),
        ("cold_buildings", I8, (listed,)),
        ("cold_severity", I8, (listed,)),
        ("cold_done", I8, (listed,)),
        ("damaged_buildings", I8),
        ("damaged_severity", I8),
    ]
