"""The closed lists of the model: event kinds, origins, phases, and the codes of settings.

The order of `Event` is the rule for ties: at equal minutes the kind that stands higher happens first. Weather, alerts
and regimes stand outside the list: they are known per world and cost no events.
"""

from enum import IntEnum


class Event(IntEnum):
    """Kinds of events in the order in which they happen within one minute."""

    START = 0
    """What stands at the start: the pools of crews, and what is broken already."""
    DELIVERY = 1
    """A lot arrives (before a wave of the same minute: it can still be fired)."""
    HANDLING = 2
    """A hub hands on what waits there, as much as it may still handle on this day."""
    WAVE = 3
    """A wave comes; all its threats are handled now."""
    OUTAGE = 4
    """A listed outage begins, or a single building fails."""
    STAGE = 5
    """A stage ends: a hold; a crew's way, work or test; the move of generators; the assessment of a job."""
    ROTA = 6
    """Who has power is settled anew where the grid cannot supply all; a turn of the rota ends."""
    REFILL = 7
    """A block has been refilled and is reconnected."""
    SHIFT = 8
    """Crews change shift; crews join or leave."""
    DISPATCH = 9
    """Free crews and the refill server take the next job; free generators are sent."""
    REVIEW = 10
    """A channel on demand looks at its stock and orders."""
    OBSERVATION = 11
    """A row of the series is written, after everything else of the minute."""


class Past(IntEnum):
    """What happened before the start, in the order in which it does within one minute."""

    BEGIN = 0
    """A listed outage began."""
    END = 1
    """A listed outage was over."""
    COLD = 2
    """Single buildings got cold."""


class Origin(IntEnum):
    """Why heat was lost; for a leaker the first that applies, over the layers that cover its class."""

    NO_STOCK = 0
    """A layer had no rounds left."""
    RESERVE = 1
    """Rounds were held back for another class."""
    LIMIT = 2
    """A layer had reached its engagements of this wave."""
    MISSED = 3
    """Engaged and missed."""
    NO_LAYER = 4
    """No layer covers the class."""
    GIVEN = 5
    """Given in the scenario: at the start, or a listed outage."""
    ROTA = 6
    """The grid cannot supply all, and it is the turn of others."""


class Phase(IntEnum):
    """Why heat is not back: the state of the first unmet need, upstream first."""

    WARM = 0
    """Heat is on (no line of the ledger)."""
    LOST = 1
    """The source is lost for weeks."""
    HOLD = 2
    """The source has not restarted yet."""
    REFILL = 3
    """Waiting for refilling, or being refilled."""
    ASSESSMENT = 4
    """What has to be done is not known yet."""
    PART = 5
    """Waiting for a part."""
    CREW = 6
    """Waiting for a crew, or for its shift."""
    TRAVEL = 7
    """A crew is on its way."""
    REPAIR = 8
    """A crew works."""
    ALERT = 9
    """Work time lost to alerts."""
    COLD = 10
    """Work time lost to cold."""
    TEST = 11
    """The work is done, and the crew tests it."""
    POWER_CUT = 12
    """Cut by the rota, until the turn ends or the grid can supply all."""
    WATER = 13
    """Supplied with heat, and waiting for water to fill the pipes."""


class Skill(IntEnum):
    """Skills of crews."""

    HEAT = 0
    """Heating repairs in buildings."""
    POWER = 1
    """Repairs of feeders and stations."""


SKILLS = len(Skill)

REFILL_SERVER = SKILLS
"""Who a dispatch is for: a skill's crews, this one (the refill server), or generators."""

GENERATORS = SKILLS + 1
"""A dispatch of free generators."""

LINES = SKILLS + 1
"""Lines of those who wait for a choice by score: jobs of each skill, and blocks to refill."""


class Stage(IntEnum):
    """How far a job has come."""

    ASSESSMENT = 0
    """What has to be done is not known yet."""
    PART = 1
    """Waiting for its part."""
    CREW = 2
    """Waiting for a crew."""
    TRAVEL = 3
    """A crew is on its way."""
    WORK = 4
    """A crew works on it."""
    TEST = 5
    """A crew tests what it has repaired."""


class AssetClass(IntEnum):
    """What damage can hit."""

    HEAT_SOURCE = 0
    """Restarts by itself after a hold."""
    BUILDING = 1
    FEEDER = 2
    """Power: what needs it stands still until crews have repaired it."""
    PUMPING = 3
    """Circulation of the heating water, as a feeder."""
    WATER = 4
    """Water to fill pipes with: what is full stays warm without it."""
    ELSEWHERE = 5


class Salvo(IntEnum):
    """How a layer fires its rounds."""

    FULL = 0
    PARTIAL = 1
    SHOOT_LOOK_SHOOT = 2


class Opening(IntEnum):
    """When warming centres open."""

    ALWAYS = 0
    OUTDOOR = 1
    """On days whose mean outdoor temperature is low."""
    COLD_BUILDINGS = 2
    """On days on which many buildings of the district are without heat."""


class Order(IntEnum):
    """Which job is next."""

    SCORE = 0
    FIFO = 1
    LARGEST_FIRST = 2


class Allocation(IntEnum):
    """Which depot of an item gets what arrives, and what a hub hands on first."""

    PROPORTIONAL = 0
    """By fixed shares; at a hub by what waits there."""
    DAYS_OF_SUPPLY = 1
    """Where, or of which item, stock would be used up first."""
    PRIORITY = 2
    """The first in file order with room, or with something to hand on."""


class Leg(IntEnum):
    """Part of the way that a lot travels."""

    DIRECT = 0
    """From the donor to the city."""
    TO_HUB = 1
    ONWARD = 2
    """From the hub to the city."""


class Step(IntEnum):
    """Steps of a channel that a disruption can stop."""

    ORDER = 0
    SHIPMENT = 1
    TRANSIT = 2
    RECEIPT = 3


class Timing(IntEnum):
    """Where in its interval a lot is sent."""

    ARREARS = 0
    ADVANCE = 1
    CENTRED = 2


class Calendar(IntEnum):
    """How a channel cuts its accrual."""

    PLEDGES = 0
    """Each pledge is its own lot."""
    EVERY = 1
    DATES = 2
    ON_DEMAND = 3


class AccrualKind(IntEnum):
    """Shape of an accrual curve."""

    RATE = 0
    RAMP = 1
    PLEDGES = 2
    UNLIMITED = 3


class JobKind(IntEnum):
    """Why a building, a feeder or a station needs a crew."""

    FROST_FAULT = 0
    """Frost left a fault behind, found at reconnection."""
    DAMAGE = 1
    """A hit on the building itself."""
    GIVEN = 2
    """Damaged at the start."""
    FAILURE = 3
    """A building that fails by itself (theory)."""
    NETWORK = 4
    """A hit on a feeder or a station."""


class Status(IntEnum):
    """How a run went; anything but FINE stops it with a clear error."""

    FINE = 0
    TOO_MANY_NOTICES = 1
    TOO_MANY_COHORTS = 2
    TOO_MANY_OUTAGES = 3
    TOO_MANY_JOBS = 4
    TOO_MANY_CREWS = 5
    TOO_MANY_LOTS = 6
    TOO_MANY_ROWS = 7
    TOO_MANY_THREATS = 8
    TOO_MANY_WAVES = 9
    TOO_MANY_ALERTS = 10
    TOO_MANY_PACES = 11
    NO_PROGRESS = 12
    """More events in one minute than any scenario needs."""
    TOO_MANY_NOTES = 13
    TOO_MANY_EVENTS = 14
    """More events in one run than any scenario needs."""


class Note(IntEnum):
    """What the journal of a traced run tells."""

    WAVE = 0
    """A wave, before what its leakers do: threats, leakers, number of the wave."""
    SOURCE_DOWN = 1
    """A source fails, or is held longer: asset, minute of restart (perhaps `NEVER`), origin, how.

    How: 1 if it was down already, 2 if it is lost for weeks, 3 if both.
    """
    SOURCE_UP = 2
    """A source is back: asset."""
    BLOCK_DARK = 3
    """A block loses heat: block, buildings that had it, origin, cause (an asset)."""
    BLOCK_QUEUED = 4
    """A block waits for refilling: block."""
    REFILL_STARTED = 5
    """Refilling begins: block, planned end."""
    BLOCK_HEATED = 6
    """A block is reconnected: block, buildings heated, faults found."""
    BUILDING_DAMAGED = 7
    """One building loses heat by its own damage: block, severity, kind of job, origin."""
    CREW_STARTED = 8
    """A crew begins or resumes a job: crew, node (asset, or block behind the assets), planned finish, skill.

    The finish is `NEVER` where it is not before the end of the run: what stops work then is not known.
    """
    CREW_DONE = 9
    """A crew has finished: crew, node, skill."""
    CREW_STOPPED = 10
    """A crew's shift ends; the job waits: crew, node, work left [milliminutes], skill."""
    DELIVERED = 11
    """A lot arrives: item, units that found room, units that did not, lot (-1: brought by a process of the user's)."""
    LOT_LOST = 12
    """A lot was lost on the way: channel, units, lot."""
    ORDERED = 13
    """Units are ordered: channel, units, arrival, lot."""
    SHIFT = 14
    """Another number of crews is on shift: skill, crews."""
    NETWORK_DOWN = 15
    """A feeder or station fails: asset, severity, origin."""
    NETWORK_UP = 16
    """A feeder or station is repaired: asset."""
    CREW_SET_OUT = 17
    """A crew sets out for a job: crew, node, arrival there."""
    CREW_TESTS = 18
    """A crew has worked and tests: crew, node, end of the test."""
    PART_AWAITED = 19
    """A job has to wait for its part: item, node."""
    PART_GIVEN = 20
    """A job gets its part: item, node, store it is taken from."""
    CREWS_JOINED = 21
    """Crews that arrived join a pool: skill, crews."""
    GENERATOR_SENT = 22
    """Generators are on their way: block, units, minute from which they run."""
    GENERATOR_ON = 23
    """Generators run: block, units."""
    GENERATOR_BACK = 24
    """Generators are free again: block, units."""
    AT_HUB = 25
    """A lot reaches its hub: channel, units, hub, lot."""
    HANDED_ON = 26
    """A hub hands units on: channel, units, arrival, lot."""
    LAYER_MET = 27
    """What a layer did in a wave: layer, threats engaged, stopped, passed without being engaged."""
    FIRED = 28
    """What a layer fired in a wave: layer, rounds, units left where it fires from (-1: it uses no item)."""
    PLACED = 29
    """Units of a lot come to one of several depots: store, units, units there now."""
    BLOCK_CAUSE = 30
    """A block without supply has another cause: block, origin, cause (an asset)."""
    REFILL_STOPPED = 31
    """The block being refilled loses its supply again, or its water: block."""
    COLD_COUNTED = 32
    """The books of a spell are closed, a line of the ledger: block, line, by origin, by phase [ledger units]."""
    QUEUE_CUT = 33
    """A queue of the rota is cut: asset, buildings that lose power."""
    QUEUE_BACK = 34
    """A queue of the rota has power again: asset, buildings that get it."""
    HIT_AGAIN = 35
    """What is down or damaged already is hit once more: node (asset, or block behind the assets), severity, origin."""
    GENERATOR_DRY = 36
    """Generators stand still at a block for want of fuel: block, units."""
    FUEL_TAKEN = 37
    """The generators of a block take what they burn on a day: block, units, store."""
    WATER_LOST = 38
    """A block has no water: block, its buildings, origin, cause (an asset)."""
    WATER_BACK = 39
    """A block has water again: block, its buildings."""


NONE = -1
"""In place of a number: there is none."""

ORIGINS = len(Origin)
PHASES = len(Phase)
