"""What luck holds for each threat at each layer, should they meet: known with the world, the same for all plans."""

import math

from sim.kernel import Record, kernel
from sim.world.address import Stream, draw_slot, round_slot, threat_entity
from sim.world.chance import chance
from sim.world.philox import uniforms4
from sim.world.samplers import beta_number

NEVER = 127
"""In place of the number of a round: none of them stops the threat. An engagement has at most 60 rounds."""


@kernel
def tabulate_nights(params: Record, world: Record) -> None:
    """How good each night is: the chance per round of each layer and class, a beta with the layer's mean.

    All layers read the same slots of a class, so that a good night is good for all. With intra-wave correlation r the
    shapes are p(1 - r)/r and (1 - p)(1 - r)/r: the correlation of two threats of a beta-binomial is 1/(a + b + 1).
    """
    for wave in range(world.wave_count):
        for threat_class in range(params.class_count):
            correlation = params.class_correlation[threat_class]
            for layer in range(params.layer_count):
                against = params.layer_against[layer, threat_class]
                if correlation > 0.0 and 0.0 < against < 1.0 and params.layer_covers[layer, threat_class]:
                    weight = (1.0 - correlation) / correlation
                    against = beta_number(
                        against * weight,
                        (1.0 - against) * weight,
                        world.key0,
                        world.key1,
                        world.replication,
                        Stream.NIGHT_EFFECT.value,
                        world.wave_entity[wave],
                        draw_slot(threat_class),
                    )
                world.night_against[wave, layer, threat_class] = against


@kernel
def tabulate_meetings(params: Record, world: Record) -> None:
    """For each threat and each layer that covers it: rounds of an engagement, and the first of them that stops it."""
    for wave in range(world.wave_count):
        for place in range(world.wave_first[wave], world.wave_first[wave + 1]):
            threat_class = world.threat_class[place]
            entity = threat_entity(world.wave_entity[wave], threat_class, world.threat_number[place])
            for layer in range(params.layer_count):
                if params.layer_covers[layer, threat_class]:
                    rounds = rounds_wanted(params, world, layer, entity)
                    tries = 1 if params.layer_per_engagement[layer] else rounds
                    against = world.night_against[wave, layer, threat_class]
                    world.meeting[place].rounds[layer] = rounds
                    world.meeting[place].stops[layer] = first_stop(world, layer, entity, tries, against)


@kernel
def rounds_wanted(params: Record, world: Record, layer: int, entity: int) -> int:
    """Rounds of one engagement; the fraction is drawn per engagement."""
    whole = int(math.floor(params.layer_rounds[layer]))
    fraction = params.layer_rounds[layer] - whole
    if fraction > 0.0 and chance(world, Stream.THREAT_ROUNDS.value, entity, layer) < fraction:
        return whole + 1
    return whole


@kernel
def first_stop(world: Record, layer: int, entity: int, tries: int, against: float) -> int:
    """Number of the first round that stops a threat, from 0; `NEVER` if none of so many does.

    Four rounds share a block of luck, which is drawn once.
    """
    for number in range(0, tries, 4):
        slot = round_slot(layer, number)
        first, second, third, fourth = uniforms4(
            world.key0, world.key1, world.replication, Stream.THREAT_KILL.value, entity, slot
        )
        stop = NEVER
        if first < against:
            stop = number
        elif second < against:
            stop = number + 1
        elif third < against:
            stop = number + 2
        elif fourth < against:
            stop = number + 3
        if stop < tries:
            return stop
    return NEVER
