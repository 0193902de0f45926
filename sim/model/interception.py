"""A wave meets the layers of defence: who is engaged, what that costs, who is stopped, who leaks and why."""

import math

from sim.kernel import Record, kernel
from sim.model.damage import strike
from sim.model.depots import note_wanted, take_out
from sim.model.notices import jot, jot_all
from sim.model.words import NONE, Note, Origin, Salvo
from sim.world.address import threat_entity

ENGAGED = -1
"""Answer of `passes`: the layer engages."""
NO_LIMIT = 1 << 40
"""Engagements of a layer without a limit."""


@kernel
def meet_wave(params: Record, world: Record, state: Record, wave: int) -> None:
    """Handle all threats of a wave, in the wave's order; leakers may do damage."""
    state.waves += 1
    if state.first_wave_min < 0:
        state.first_wave_min = state.now
    for layer in range(params.layer_count):
        state.engagements_left[layer] = most_engagements(params, world, layer, wave)
    leaked = 0
    told = int(state.note_count)
    first = int(world.wave_first[wave])
    last = int(world.wave_first[wave + 1])
    jot(state, Note.WAVE.value, last - first, 0, wave)
    open_layers(params, state)
    for place in range(first, last):
        threat_class = int(world.threat_class[place])
        state.threats[threat_class] += 1
        origin = meet_threat(params, world, state, threat_class, place)
        if origin >= 0:
            leaked += 1
            state.leakers[threat_class] += 1
            state.origins[origin] += 1
            entity = threat_entity(world.wave_entity[wave], threat_class, world.threat_number[place])
            strike(params, world, state, wave, threat_class, entity, origin)
    if state.tracing:
        state.note[told, 2] = leaked
        close_layers(params, state, told + 1)


@kernel
def open_layers(params: Record, state: Record) -> None:
    """Write two lines into the journal for each layer, to be filled when the wave is over."""
    for layer in range(params.layer_count):
        jot_all(
            state,
            Note.LAYER_MET.value,
            layer,
            -state.engaged[layer],
            -state.stopped[layer],
            -state.unengaged[layer],
        )
        jot(state, Note.FIRED.value, layer, -state.rounds[layer], NONE)


@kernel
def close_layers(params: Record, state: Record, first: int) -> None:
    """Fill the lines of the layers, from a place in the journal on."""
    for layer in range(params.layer_count):
        place = first + 2 * layer
        state.note[place, 2] += state.engaged[layer]
        state.note[place, 3] += state.stopped[layer]
        state.note[place, 4] += state.unengaged[layer]
        state.note[place + 1, 2] += state.rounds[layer]
        if params.layer_store[layer] >= 0:
            state.note[place + 1, 3] = state.store[params.layer_store[layer]].stock


@kernel
def meet_threat(params: Record, world: Record, state: Record, threat_class: int, place: int) -> int:
    """One threat, at its place among those of the world, meets the layers in order.

    Returns
    -------
    int
        -1 if it is stopped, else the `Origin` of its leaking: the first that applies over the layers that cover it.
    """
    origin = Origin.NO_LAYER.value
    for layer in range(params.layer_count):
        if params.layer_covers[layer, threat_class] == 0:
            continue
        rounds = int(world.meeting[place].rounds[layer])
        reason = passes(params, state, layer, threat_class, rounds)
        if reason == ENGAGED:
            if engage(params, world, state, layer, threat_class, place, rounds):
                state.stopped[layer] += 1
                return -1
            reason = Origin.MISSED.value
        else:
            state.unengaged[layer] += 1
            if reason == Origin.NO_STOCK:
                note_wanted(state, params.layer_store[layer], rounds)
        origin = min(origin, reason)
    return origin


@kernel
def most_engagements(params: Record, world: Record, layer: int, wave: int) -> int:
    """Engagements of a layer in a wave at most: rate x duration, floored; no limit without a rate."""
    if params.layer_engage_num[layer] < 0.0:
        return NO_LIMIT
    return int(math.floor(params.layer_engage_num[layer] * world.wave_duration[wave] / params.layer_engage_den[layer]))


@kernel
def passes(params: Record, state: Record, layer: int, threat_class: int, rounds: int) -> int:
    """ENGAGED, or the `Origin` for which a layer lets a threat pass without firing."""
    store = params.layer_store[layer]
    if store >= 0:
        least = rounds if params.layer_salvo[layer] == Salvo.FULL else min(rounds, 1)
        stock = state.store[store].stock
        if stock < least:
            return Origin.NO_STOCK.value
        reserved = params.layer_reserve_class[layer]
        if reserved >= 0 and reserved != threat_class and stock - params.layer_reserve_keep[layer] < least:
            return Origin.RESERVE.value
    return ENGAGED if state.engagements_left[layer] > 0 else Origin.LIMIT.value


@kernel
def engage(
    params: Record, world: Record, state: Record, layer: int, threat_class: int, place: int, rounds: int
) -> bool:
    """Fire a salvo; True if the threat is stopped. Shoot-look-shoot keeps the rounds it does not need."""
    store = params.layer_store[layer]
    state.engaged[layer] += 1
    state.engagements_left[layer] -= 1
    ready = rounds
    if store >= 0:
        keep = 0
        reserved = params.layer_reserve_class[layer]
        if reserved >= 0 and reserved != threat_class:
            keep = params.layer_reserve_keep[layer]
        ready = min(rounds, state.store[store].stock - keep)
    stops = world.meeting[place].stops[layer]
    stopped = stops < (1 if params.layer_per_engagement[layer] else ready)
    fired = ready
    if stopped and params.layer_salvo[layer] == Salvo.SHOOT_LOOK_SHOOT:
        fired = min(stops + 1, ready)
    state.rounds[layer] += fired
    if store >= 0:
        take_out(state, store, fired)
    return stopped
