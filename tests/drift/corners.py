"""Small towns in which something happens that neither shipped nor random scenarios bring about often."""

from sim.scenario.schema import Scenario
from tests.laws.small import ALL_HIT, hit, town
from tests.laws.test_depots import DAILY
from tests.laws.test_fuel import FUEL, at
from tests.laws.test_generators import STORY as HELPED
from tests.laws.test_generators import two_blocks
from tests.laws.test_hubs import TOWN as DEFENDED
from tests.laws.test_hubs import pledge
from tests.laws.test_networks import CITY, feeders
from tests.laws.test_networks import STORY as CUT
from tests.laws.test_rota import STORY as ROTA
from tests.laws.test_water import FED

APART = two_blocks(20, 10) | {
    "districts": [
        {"name": "town", "people": 2000, "buildings": 20, "feeder": "north"},
        {"name": "village", "people": 1000, "buildings": 10, "feeder": "south"},
    ],
    "feeders": [{"name": "north", "weight": 1}, {"name": "south", "weight": 1}],
}
"""Two places, each with a feeder of its own."""
CROWDED = APART | {
    "districts": [
        {"name": "town", "people": 3000, "buildings": 20, "feeder": "north"},
        {"name": "village", "people": 300, "buildings": 30, "feeder": "south"},
    ],
    "sources": two_blocks(20, 30)["sources"],
}
"""Two places, of which the one with more buildings has fewer people."""
HAMLETS = {
    "districts": [{"name": f"hamlet_{n}", "people": 40 * n, "buildings": n} for n in range(1, 13)],
    "sources": [{"name": f"boiler_{n}", "district": f"hamlet_{n}", "buildings": n} for n in range(1, 13)],
    "archetypes": {"panel": {"share": "100 %", "time_constant": "20 h"}},
    "heating": {},
}
PARCHED = FED | {
    "districts": [
        {"name": "town", "people": 3000, "buildings": 30, "water": "works"},
        {"name": "village", "people": 300, "buildings": 10, "feeder": "south"},
    ],
    "feeders": [{"name": "north", "weight": 1}, {"name": "south", "weight": 1}],
}
"""Without the feeder `north` the town has no water but stays warm; without `south` the village gets cold."""
BOTH_DOWN = {
    "attack.recorded": [hit(f"{1440 + minutes} min") for minutes in range(20)],
    "damage.rehit": "ignored",
    "repair.crews.power": {"start": 1, "shifts": ["12:00-18:00"]},
}
"""Two feeders are hit in the night, and one crew comes at noon."""
NIGHTS = [hit(f"{day} d", count=4) for day in range(1, 15)]
DAMAGED = {"threats": ALL_HIT, "damage.exposure": {"building": "100 %"}, "attack.recorded": NIGHTS}
"""Every night four buildings of the small town are damaged."""

ORDERED = DAMAGED | {
    "defence.layers": {"top": {"against": {"drone": "50 %"}, "uses": "missile"}},
    "initial.stock": {"missile": 6},
}
"""The same with a layer that stops some of them, and a channel that orders what it fires."""


def on_demand(review: str, lead: str) -> dict[str, object]:
    """A channel that orders up to six missiles, whenever it looks."""
    cadence = {"order_up_to": 6, "review": review}
    return {"donor": {"item": "missile", "accrual": {"unlimited": True}, "cadence": cadence, "lead": lead}}


def corners() -> dict[str, Scenario]:
    """Name -> scenario."""
    return {
        "crews without shifts join": town(
            DAMAGED
            | {
                "repair.crews.heat": {"start": 1, "work": "20 h", "joined_by": "team"},
                "aid.channels": {"brigade": DAILY | {"item": "team", "accrual": {"rate": "1/week"}}},
            }
        ),
        "fuel runs out at one of two blocks": town(
            HELPED
            | FUEL
            | {
                "city": two_blocks(20, 10),
                "attack.recorded": [hit("1 d"), hit("10 d")],
                "initial.stock": {"generator": 2, "diesel": 0},
                "relief.generators.serves": 20,
                "initial.in_transit": [at(60, 1), at(70, 1), at(250, 1), at(260, 3)],
            }
        ),
        "three channels share the days of a hub": town(
            DEFENDED
            | {
                "aid.hubs": {"vilnius": {"handles": "4/d", "gives": "proportional"}},
                "aid.channels": {"one": pledge(2, 7), "two": pledge(2, 9, "shell"), "three": pledge(3, 4)},
            }
        ),
        "one building is hit again and again": town(
            DAMAGED
            | {
                "city": CITY | {"districts": CITY["districts"][:1], "sources": CITY["sources"][:1], "pumping": []},
                "attack.recorded": [hit(f"{hours} h", count=20) for hours in range(24, 34)],
                "repair.crews": {"heat": {"start": 1, "work": "5 h"}, "power": {"start": 1}},
            }
        ),
        "a depot has no room": town(
            DEFENDED
            | {
                "aid.stores": {"missile": {"capacity": 0}, "shell": {"capacity": 6}},
                "attack.recorded": [hit(f"{day} d", count=2) for day in range(1, 15)],
                "aid.channels": {
                    "one": DAILY | {"accrual": {"rate": "2/d"}},
                    "two": DAILY | {"item": "shell", "accrual": {"rate": "3/d"}},
                },
            }
        ),
        "of two feeders one is enough, and both wait for one crew": town(
            CUT
            | {
                "city": feeders(1, 1)
                | {"districts": [row | {"feeder": "north or south"} for row in CITY["districts"]]},
                "attack.recorded": [
                    hit(f"{minutes} min") for day in (1, 6) for minutes in range(1440 * day, 1440 * day + 20)
                ],
                "damage.rehit": "ignored",
                "repair.crews.power": {"start": 1, "shifts": ["12:00-18:00"]},
            }
        ),
        "one of two feeders is back, and fuel comes for the other": town(
            HELPED
            | FUEL
            | {
                "city": APART,
                "attack.recorded": [hit(f"{1440 + minutes} min") for minutes in range(20)],
                "damage.rehit": "ignored",
                "damage.severities.light.network_work": "2 d",
                "repair.crews.power": {"start": 1},
                "initial.stock": {"generator": 2, "diesel": 3},
                "relief.generators.serves": 20,
                "initial.in_transit": [at(80, 2)],
            }
        ),
        "a crew chooses between a dark place and one on generators": town(
            HELPED | BOTH_DOWN | {"city": APART, "initial.stock": {"generator": 1}}
        ),
        "a crew takes the place with more buildings first": town(
            HELPED | BOTH_DOWN | {"city": CROWDED, "initial.stock": {}, "repair.dispatch": {"order": "largest_first"}}
        ),
        "a crew chooses between a dark place and one without water": town(CUT | BOTH_DOWN | {"city": PARCHED}),
        "an order of before the start arrives in the minute after it": town(
            DEFENDED
            | {
                "aid.begin": "running",
                "aid.channels": {
                    "donor": {
                        "item": "missile",
                        "accrual": {"unlimited": True},
                        "cadence": {"order_up_to": 6, "review": "1 d"},
                        "lead": "1441 min",
                    }
                },
                "attack.recorded": NIGHTS,
            }
        ),
        "a wave comes in the minute in which a listed outage begins": town(
            {
                "threats": ALL_HIT,
                "damage.exposure": {"heat_source": "100 %"},
                "attack.recorded": [hit("1 d")],
                "initial.outages": [{"source": "plant", "start": "24 h", "end": "60 h"}],
            }
        ),
        "pipes are full in the minute in which the rota turns": town(
            ROTA
            | {
                "initial.outages": [{"source": "plant_0", "start": "20 h", "end": "28 h"}],
                "repair.refill": {"capacity": "60/d", "refill_after": "2 h"},
            }
        ),
        "pipes are full in the minute in which a shift begins": town(
            {
                "initial.outages": [{"source": "plant", "start": "20 h", "end": "36 h"}],
                "repair.refill": {"capacity": "60/d", "refill_after": "2 h"},
                "repair.crews.heat": {"start": 2, "work": "5 h", "shifts": ["00:00-12:00"]},
            }
        ),
        "a crew sets out in the minute in which a lot is ordered": town(
            ORDERED | {"aid.channels": on_demand("1 h", "1 d")}
        ),
        "a lot is ordered and there in the minute in which stock is counted": town(
            ORDERED
            | {
                "attack.recorded": [hit(f"{24 * day - 1} h", count=4) for day in range(1, 15)],
                "aid.channels": on_demand("1 d", "0 d"),
            }
        ),
        "buildings fail by themselves": town({"damage.per_building": {"up_time": "9 d", "severity": "light"}}),
        "a dozen places wait for heat at once": town(
            {
                "city": HAMLETS,
                "initial.outages": [
                    {"source": f"boiler_{n}", "start": f"{24 + n % 3} h", "end": f"{2880 + 7 * n} min"}
                    for n in range(1, 13)
                ],
                "repair.refill": {"capacity": "2000/d"},
            }
        ),
    }
