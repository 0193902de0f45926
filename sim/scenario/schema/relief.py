"""What helps where heat cannot come back yet: generators, warming centres."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Literal

from sim.scenario.check import Finding
from sim.scenario.closed import Closed, exactly_one
from sim.scenario.laws import Unsure
from sim.scenario.quantities import ClockSpan, Count, Name, Positive, Share, Temperature, WholeDuration
from sim.scenario.roles import choose, face
from sim.scenario.schema.city import District
from sim.scenario.shares import by_largest_remainder


class Fuel(Closed):
    """What generators burn."""

    item: Name = face()
    """Item that it is; it arrives through channels and stands in stock as any other."""
    per_day: Positive = face()
    """Units that one generator takes at the begin of each day that it runs."""


class Generators(Closed):
    """Generators that stand in for the grid for whole blocks: their buildings, and their part of the heat source."""

    uses: Name = face("generator")
    """Item that they are; it stands in one place, arrives through channels as any other, and comes back after use."""
    serves: Positive = face()
    """Buildings that one generator serves; a block needs them for all of its buildings."""
    move: WholeDuration = face(0)
    """Time from the decision until generators run at a block."""
    fuel: Fuel | None = face(None)
    """What they burn; without fuel they stand still. null: fuel is never short."""


class Opens(Closed):
    """On which days warming centres open."""

    replaced_whole: ClassVar[bool] = True

    below: Temperature | None = choose(None)
    """On days whose mean outdoor temperature is below this."""
    cold_buildings: Positive | None = choose(None)
    """In a district, on days on which at some moment at least so many of its buildings are without heat."""

    def findings(self) -> Iterable[Finding]:
        """Report no rule, or two."""
        yield from exactly_one(self, "opens", ("below", "cold_buildings"))


class WarmingCentres(Closed):
    """Places where residents of cold rooms can be warm; those in the coldest rooms come first."""

    places: Count | None = choose(None)
    """Places in the whole city, divided over its districts by their residents (or give by_district)."""
    by_district: dict[Name, Count] | None = choose(None)
    """Places in each district that is named."""
    opens: Opens | None = choose(None)
    """On which days they open; null: on all."""
    hours: ClockSpan | None = choose(None)
    """Opening hours; null: day and night."""
    power: Literal["own", "feeder"] = choose("own")
    """own: generators or stoves of their own; feeder: closed while the feeder of their district is down."""
    comes: Unsure[Share] = face(1.0)
    """Share of the residents in cold rooms who come, as far as there are places."""

    def places_of(self, districts: Sequence[District]) -> list[int]:
        """Places in each district."""
        if self.by_district is not None:
            return [self.by_district.get(district.name, 0) for district in districts]
        people = [float(district.people) for district in districts]
        return by_largest_remainder(self.places or 0, people if any(people) else [1.0] * len(people))

    def findings(self) -> Iterable[Finding]:
        """Report places given in no way, or in two."""
        yield from exactly_one(self, "warming centres", ("places", "by_district"))


class Relief(Closed):
    """Help where heat cannot come back yet."""

    generators: Generators | None = face(None)
    """Generators for blocks that lack nothing but power."""
    warming_centres: WarmingCentres | None = choose(None)
    """Warming centres."""
