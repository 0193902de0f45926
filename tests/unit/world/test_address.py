"""Addresses: streams are frozen, packings never collide."""

import itertools

import pytest

from sim.world import address
from sim.world.address import NO_WAVE, Stream
from sim.world.philox import key_of, uniform

FROZEN = {
    "WAVE_GAP": 1,
    "WAVE_SIZE": 2,
    "WAVE_DURATION": 3,
    "WAVE_MINUTE": 4,
    "WAVE_HAPPENS": 5,
    "CITY_SHARE": 6,
    "THREAT_ORDER": 7,
    "THREAT_KILL": 8,
    "THREAT_ROUNDS": 9,
    "THREAT_DAMAGE": 10,
    "NIGHT_EFFECT": 11,
    "HOLD": 12,
    "WORK": 13,
    "PART": 14,
    "FROST_COUNT": 15,
    "FROST_WORK": 16,
    "UP_TIME": 17,
    "LEAD": 18,
    "ON_TIME": 19,
    "LATE": 20,
    "LOST": 21,
    "PHASE": 22,
    "WEATHER_DAY": 23,
    "ALERT": 24,
    "UNCERTAIN": 25,
    "REGIME": 26,
    "TRUCE": 27,
    "BUILDING": 28,
    "GIVEN_WORK": 29,
    "FAILURE_WORK": 30,
    "ASSESSMENT": 31,
}


def test_streams_keep_their_numbers() -> None:
    """A new stream is appended here and there; a number that moves would change every stored result."""
    assert {stream.name: int(stream) for stream in Stream} == FROZEN
    assert list(FROZEN.values()) == list(range(1, len(FROZEN) + 1))


def test_draws_of_a_stream_stay_where_they_are() -> None:
    key0, key1 = key_of(20260124)
    pinned = {
        Stream.WAVE_GAP: 0.31874323657043346,
        Stream.THREAT_KILL: 0.5952150266815055,
        Stream.BUILDING: 0.05319187525764746,
    }
    for stream, value in pinned.items():
        assert uniform(key0, key1, 17, stream, 1_048_577, 2) == value


def test_known_entities_stay_where_they_are() -> None:
    wave = address.wave_entity(1, 5)
    assert wave == 1_048_581
    assert address.threat_entity(wave, 2, 7) == (1_048_581 << 32) + (2 << 24) + 7
    assert address.outage_entity(3, wave, 1) == (3 << 42) + (1_048_581 << 16) + 1
    assert address.building_entity(9, 4) == (9 << 24) + 4
    assert address.channel_entity(6, -1) == (6 << 32) + 2**31 - 1
    assert address.text_entity("aid.channels.coalition.accrual.rate") == 3735543874351831555
    assert address.channel_number("coalition") == address.text_entity("coalition") % 2**30


WAVES = [
    address.wave_entity(kind, wave)
    for kind, wave in itertools.product((0, 1, address.KIND_LIMIT - 1), (0, 1, address.WAVE_LIMIT - 1))
]


@pytest.mark.parametrize(
    ("pack", "limits"),
    [
        (address.wave_entity, (range(address.KIND_LIMIT), range(address.WAVE_LIMIT))),
        (address.threat_entity, (WAVES, range(address.CLASS_LIMIT), range(address.THREAT_LIMIT))),
        (address.outage_entity, (range(address.BLOCK_LIMIT), [*WAVES, NO_WAVE], range(address.OUTAGE_LIMIT))),
        (address.building_entity, (range(address.BUILDING_LIMIT), range(2**24))),
        (
            address.channel_entity,
            (range(address.CHANNEL_LIMIT), range(-address.BUCKET_LIMIT, address.BUCKET_LIMIT)),
        ),
    ],
)
def test_packing_keeps_apart_what_differs_up_to_its_limits(pack, limits) -> None:
    edges = [[*values[:2], *values[-2:]] if isinstance(values, range) else values for values in limits]
    parts = list(itertools.product(*edges))
    packed = [pack(*part) for part in parts]
    assert len(set(packed)) == len(parts)
    assert min(packed) >= 0
    assert max(packed) < 2**63


def test_slots_of_draws_and_rounds_never_overlap() -> None:
    assert address.draw_slot(3) - address.draw_slot(2) == address.DRAW_SLOTS
    rounds = {address.round_slot(layer, number) for layer in range(8) for number in range(address.ROUND_SLOTS)}
    assert len(rounds) == 8 * address.ROUND_SLOTS


def test_texts_are_stable_and_differ() -> None:
    texts = [f"attack.waves.kind{number}" for number in range(1000)]
    assert len({address.text_entity(text) for text in texts}) == 1000
    assert all(0 <= address.text_entity(text) < 2**63 for text in texts)
