"""Who lives where and what keeps them warm: districts, sources, archetypes, people."""

from collections.abc import Iterable, Sequence

from sim.hints import nearest_or_known
from sim.scenario.check import Finding
from sim.scenario.closed import Closed
from sim.scenario.laws import Unsure
from sim.scenario.quantities import (
    Alternatives,
    Count,
    Duration,
    Factor,
    Name,
    Number,
    Positive,
    Rate,
    Share,
    Temperature,
    Warmth,
)
from sim.scenario.roles import face
from sim.scenario.schema.assets import ASSET_KINDS
from sim.scenario.schema.grid import Grid


class District(Closed):
    """One row of the table of districts; abstract, no coordinates."""

    name: Name = face()
    """Name."""
    people: Count = face()
    """Residents."""
    buildings: Positive = face()
    """Residential buildings on district heating."""
    exposure: Number = face(1.0, ge=0)
    """Relative chance that damage falls here."""
    vulnerable: Share = face(0.0)
    """Share of residents who are vulnerable to cold."""
    feeder: Alternatives | None = face(None)
    """Feeder that its buildings need, for the pumps in their cellars; of `a or b` one is enough."""
    pumping: Alternatives | None = face(None)
    """Pumping station that its buildings need; of `a or b` one is enough."""
    water: Alternatives | None = face(None)
    """Water station that fills the pipes of its buildings; of `a or b` one is enough; without it water never fails."""


class Feeder(Closed):
    """One row of the table of grid feeders; abstract, no coordinates."""

    name: Name = face()
    """Name."""
    weight: Number = face(1.0, ge=0)
    """Relative chance to be hit among the feeders."""
    capacity: Number = face(1.0, ge=0)
    """Part of the grid's capacity that it brings, relative to the other feeders; needs city.grid."""


class Station(Closed):
    """One row of the table of pumping stations, or of water stations; abstract, no coordinates."""

    name: Name = face()
    """Name."""
    feeder: Alternatives | None = face(None)
    """Feeder that it needs; of `a or b` one is enough."""
    weight: Number = face(1.0, ge=0)
    """Relative chance to be hit among the stations of its table."""


class Source(Closed):
    """One row of the table of heat sources; abstract, no coordinates."""

    name: Name = face()
    """Name."""
    district: Name = face()
    """District of its buildings."""
    buildings: Positive = face()
    """Buildings it serves."""
    weight: Number | None = face(None, ge=0)
    """Relative chance to be hit within its district; the buildings it serves without this column."""
    feeder: Alternatives | None = face(None)
    """Feeder that it needs; of `a or b` one is enough."""


class Archetype(Closed):
    """Buildings that cool alike."""

    share: Share = face()
    """Share of the buildings."""
    time_constant: Unsure[Duration] = face()
    """Thermal time constant: hours in which the difference to outdoors falls to 37 %."""

    def findings(self) -> Iterable[Finding]:
        """Report buildings that hold no warmth at all."""
        if self.time_constant == 0.0:
            yield Finding(("time_constant",), "must be more than 0")


class Heating(Closed):
    """What heat does in a building."""

    set_point: Temperature = face(20.0)
    """Indoor temperature that heating holds."""
    full_heat_rise: Warmth = face(36.0, ge=0)
    """How far above outdoors full heat would bring a building in the end."""
    gains: Warmth = face(0.0, ge=0)
    """How far above outdoors people and appliances alone keep a building."""


class City(Closed):
    """The city: buildings, what serves them, how they cool."""

    districts: tuple[District, ...] = face((), json_schema_extra={"table": True})
    """Districts (rows, or the name of a CSV file)."""
    sources: tuple[Source, ...] = face((), json_schema_extra={"table": True})
    """Heat sources (rows, or the name of a CSV file)."""
    feeders: tuple[Feeder, ...] = face((), json_schema_extra={"table": True})
    """Feeders of the grid (rows, or the name of a CSV file); without them power never fails."""
    pumping: tuple[Station, ...] = face((), json_schema_extra={"table": True})
    """Pumping stations of the heating network (rows, or the name of a CSV file)."""
    water: tuple[Station, ...] = face((), json_schema_extra={"table": True})
    """Water stations (rows, or the name of a CSV file); without them water never fails."""
    grid: Grid | None = face(None)
    """What the grid can supply altogether; without it the grid never falls short."""
    archetypes: dict[Name, Archetype] = face({}, json_schema_extra={"replaced_whole": True})
    """Kinds of buildings by how they cool."""
    heating: Heating | None = face(None)
    """Heat in buildings; without it no indoor temperature is followed."""

    def findings(self) -> Iterable[Finding]:
        """Report tables that do not fit together."""
        yield from _twice("districts", "district", self.districts)
        yield from _twice("sources", "source", self.sources)
        for kind in ASSET_KINDS:
            yield from _twice(kind.table, kind.words, getattr(self, kind.table))
        served = dict.fromkeys((district.name for district in self.districts), 0)
        for row, source in enumerate(self.sources):
            if source.district not in served:
                hint = nearest_or_known(source.district, served)
                yield Finding(("sources", row, "district"), f"no district is called {source.district}", hint)
            else:
                served[source.district] += source.buildings
        for row, district in enumerate(self.districts):
            if self.sources and served[district.name] != district.buildings:
                yield Finding(
                    ("districts", row, "buildings"),
                    f"{district.name} has {district.buildings} buildings, its sources serve {served[district.name]}",
                )
        total = sum(archetype.share for archetype in self.archetypes.values())
        if self.archetypes and abs(total - 1.0) > 1e-9:
            yield Finding(("archetypes",), f"the shares must sum to 100 %, not {100 * total:g} %")
        if self.grid is not None and not self.districts:
            yield Finding(("grid",), "needs city.districts, which it supplies")
        if self.heating is not None and not self.archetypes:
            yield Finding(("heating",), "heating needs archetypes with their time constants")

    def oversights(self) -> Iterable[Finding]:
        """Report relative chances that are given for some rows and left to the default for the others."""
        yield from _partly_given("districts", "exposure", self.districts)
        yield from _partly_given("sources", "weight", self.sources)
        for kind in ASSET_KINDS:
            yield from _partly_given(kind.table, "weight", getattr(self, kind.table))
        yield from _partly_given("feeders", "capacity", self.feeders)
        if self.grid is None:
            for row, feeder in enumerate(self.feeders):
                if "capacity" in feeder.model_fields_set:
                    yield Finding(("feeders", row, "capacity"), "counts only with city.grid, which is not there")


Row = District | Source | Feeder | Station


def _twice(table: str, kind: str, rows: Sequence[Row]) -> Iterable[Finding]:
    """Report rows with the name of an earlier row."""
    seen: set[str] = set()
    for row, entry in enumerate(rows):
        if entry.name in seen:
            yield Finding((table, row, "name"), f"the {kind} {entry.name} stands twice")
        seen.add(entry.name)


def _partly_given(table: str, key: str, rows: Sequence[Row]) -> Iterable[Finding]:
    given = [key in row.model_fields_set for row in rows]
    if any(given) and not all(given):
        message = f"the key '{key}' is missing here, other rows have it: relative chances belong in all rows or in none"
        yield Finding((table, given.index(False)), message)


class Mortality(Closed):
    """An illustration of deaths, no estimate: cold that was felt outdoors in heated societies, read for cold rooms."""

    below: Temperature = face()
    """Days of residents in rooms below this count; one of people.thresholds."""
    baseline: Rate = face()
    """Deaths per day among a million residents in a usual winter."""
    rate_ratio: Unsure[Factor] = face()
    """How many times as many die on a day in the cold."""


class People(Closed):
    """Whom the cold reaches."""

    thresholds: tuple[Temperature, ...] = face((18.0, 16.0, 12.0, 8.0), min_length=1, max_length=6)
    """Indoor temperatures below which hours are counted, falling; the first is the ledger's."""
    departed: Unsure[Share] = face(0.0)
    """Share of residents who are away for the whole run."""
    mortality: Mortality | None = face(None)
    """An illustration of deaths beside the results, marked as one; null: none."""

    def findings(self) -> Iterable[Finding]:
        """Report thresholds that do not fall."""
        if list(self.thresholds) != sorted(set(self.thresholds), reverse=True):
            yield Finding(("thresholds",), "thresholds must fall from left to right")
        if self.mortality is not None and self.mortality.below not in self.thresholds:
            known = " or ".join(f"{level:g} degC" for level in self.thresholds)
            yield Finding(("mortality", "below"), "is none of people.thresholds", f"write {known}")
