"""Who owns which random number: the streams, the packing of entities, and the slots.

This is the only place that says how an address is made. A stream answers one question; an entity is what the
question is asked about, packed into 63 bits so that it is a plain non-negative int64 everywhere; a slot is
the position inside the entity (a layer, a round, a threat class, or the attempts of a sampler). Two purposes
never share an address.

Entities, from the highest bits to the lowest:

=================  ===============================================================  ====
wave               kind 6, wave of that kind 20                                      26
threat             wave 26, threat class 8, number within wave and class 24          58
outage             block 20, wave that opened it 26 (or ``NO_WAVE``), ordinal 16      62
building           building 32, ordinal of its outage 24                             56
channel            channel 30, bucket + 2**31 in 32 (buckets may be negative)        62
text               upper 63 bits of the first eight bytes of SHA-256 of the text      63
number             the number itself (a day, an alert)                               63
=================  ===============================================================  ====

A sampler may use up to ``DRAW_SLOTS`` slots from its first one; the n-th draw of an entity starts at
``draw_slot(n)``.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum

from sim.kernel import kernel

DRAW_SLOTS = 128
"""Slots set aside for one draw: a beta reads two gammas of 64 slots each, inversion only the first slot."""

ROUND_SLOTS = 64
"""Slots set aside for the rounds fired by one layer at one threat."""

KIND_LIMIT = 2**6 - 1
"""Wave kinds of a scenario (the last code is taken by ``NO_WAVE``)."""

WAVE_LIMIT = 2**20
"""Waves of one kind."""

CLASS_LIMIT = 2**8
"""Threat classes of a scenario."""

THREAT_LIMIT = 2**24
"""Threats of one class in one wave."""

BLOCK_LIMIT = 2**20
"""Blocks of a city."""

OUTAGE_LIMIT = 2**16
"""Outages of one block opened by one wave."""

BUILDING_LIMIT = 2**32
"""Buildings of a city."""

CHANNEL_LIMIT = 2**30
"""Numbers that may name a channel."""

BUCKET_LIMIT = 2**31
"""Buckets of a channel lie in [-BUCKET_LIMIT, BUCKET_LIMIT)."""

NO_WAVE = KIND_LIMIT << 20
"""Stands for the wave of an outage that no wave opened: given at start, listed, rota."""


class Stream(IntEnum):
    """What a draw decides, with the entity and the slots it is addressed by.

    The numbers are frozen: a new stream is appended, none is ever renumbered or reused.
    """

    WAVE_GAP = 1
    """Gap before a wave [wave; draw 0 the gap, draw 1 its place in a stationary start]."""
    WAVE_SIZE = 2
    """National number of threats of a class [wave; draw = threat class]."""
    WAVE_DURATION = 3
    """Length of the wave's alert [wave; draw 0]."""
    WAVE_MINUTE = 4
    """Place in the wave's window [wave; slot 0]."""
    WAVE_HAPPENS = 5
    """Whether a wave that comes with a probability comes [wave; slot 0]."""
    CITY_SHARE = 6
    """Binomial number of a wave's threats that head for the city [wave; slot = threat class]."""
    THREAT_ORDER = 7
    """Sorting key of a threat within its wave [threat 0 of its class; slot = number]."""
    THREAT_KILL = 8
    """Whether a round stops a threat [threat; ``round_slot(layer, round)``]."""
    THREAT_ROUNDS = 9
    """Rounding of a fractional number of rounds [threat; slot = layer]."""
    THREAT_DAMAGE = 10
    """A leaker's way [threat; slot 0 damages or not, 1 asset class, 2 asset, 3 severity]."""
    NIGHT_EFFECT = 11
    """How good a night is for the defence [wave; draw = threat class]."""
    HOLD = 12
    """Hold before a source restarts [threat; draw 0]."""
    WORK = 13
    """Work of the job a hit opens [threat; draw 0]."""
    PART = 14
    """Whether a job needs a part [threat; slot 0]."""
    FROST_COUNT = 15
    """Binomial number of frost faults of a cohort [outage; slot 0]."""
    FROST_WORK = 16
    """Work of one frost fault [outage; draw = index of the job]."""
    UP_TIME = 17
    """Time until a building fails again [building; draw 0]."""
    LEAD = 18
    """Lead time of a lot or an order [channel; draw 0]."""
    ON_TIME = 19
    """Whether it comes on time [channel; slot 0]."""
    LATE = 20
    """Delay if it does not [channel; draw 0]."""
    LOST = 21
    """Whether it is lost [channel; slot 0]."""
    PHASE = 22
    """Phase of a channel's calendar, shared by all plans [channel, bucket 0; slot 0]."""
    WEATHER_DAY = 23
    """Daily anomaly of temperature [day; slot 0]."""
    ALERT = 24
    """Background alerts [number of the alert; draw 0 gap, draw 1 length]."""
    UNCERTAIN = 25
    """A number of the scenario that is not known [text of its key path; draw 0 the winter, 1 + wave a wave]."""
    REGIME = 26
    """Stays of a two-regime process [wave = ordinal of the stay; slot 0 length, slot 1 first regime]."""
    TRUCE = 27
    """A calendar regime [text of its name; draw 0 start, draw 1 whether it happens]."""
    BUILDING = 28
    """Which building a direct hit damages [threat; slot 0]."""
    GIVEN_WORK = 29
    """Work of a job that is open at the start [outage; draw 0]."""
    FAILURE_WORK = 30
    """Work of a building that failed by itself [building; draw 0]."""
    ASSESSMENT = 31
    """Time to assess a job, or a batch of frost faults [threat, outage or building; draw = kind of job]."""


@kernel
def wave_entity(kind: int, wave: int) -> int:
    """The wave number ``wave`` of a kind, whatever other kinds do [kind < KIND_LIMIT, wave < WAVE_LIMIT]."""
    return kind << 20 | wave


@kernel
def threat_entity(wave: int, threat_class: int, number: int) -> int:
    """A threat: ``wave`` is a ``wave_entity``, ``number`` counts from 0 within wave and class."""
    return wave << 32 | threat_class << 24 | number


@kernel
def outage_entity(block: int, wave: int, ordinal: int) -> int:
    """An outage: ``wave`` is a ``wave_entity`` or ``NO_WAVE``, ``ordinal`` counts within block and wave."""
    return block << 42 | wave << 16 | ordinal


@kernel
def building_entity(building: int, ordinal: int) -> int:
    """The ``ordinal``-th outage of a single building."""
    return building << 24 | ordinal


@kernel
def channel_entity(channel: int, bucket: int) -> int:
    """A channel's bucket of days, shared by all plans; days before the start have negative buckets."""
    return channel << 32 | bucket + 2147483648


@kernel
def draw_slot(ordinal: int) -> int:
    """First slot of the ``ordinal``-th draw of an entity."""
    return ordinal * DRAW_SLOTS


@kernel
def round_slot(layer: int, number: int) -> int:
    """Slot of a round: ``number`` < ROUND_SLOTS counts from 0 within layer and threat."""
    return layer * ROUND_SLOTS + number


def text_entity(text: str) -> int:
    """A key path or a name as an entity [0, 2**63): unlike an index, stable when others come and go."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def channel_number(name: str) -> int:
    """A channel's number for ``channel_entity``, from its name: other channels do not move it [0, 2**30)."""
    return text_entity(name) % CHANNEL_LIMIT
