"""The morning it starts: stock, deliveries under way, what is already broken."""

from collections.abc import Iterable
from typing import Literal

from sim import units
from sim.scenario.check import Finding
from sim.scenario.closed import Closed
from sim.scenario.quantities import Count, Duration, Moment, Name, Positive, Temperature
from sim.scenario.roles import face


class InTransit(Closed):
    """A delivery that is under way at the start."""

    item: Name = face()
    """What."""
    units: Count = face()
    """How many."""
    arrives: Moment = face()
    """When."""


class ListedOutage(Closed):
    """Loss of heat that is known: which buildings, from when, until when.

    It may have begun before the start, and be over by then: its buildings then wait for refilling at the start.
    """

    source: Name | None = face(None)
    """A heat source (or give district, or neither: the whole city)."""
    district: Name | None = face(None)
    """A district."""
    start: Moment = face()
    """When heat is lost, or was lost before the start."""
    end: Moment | None = face(None)
    """When the supply is back; before the start: nothing is refilled before minute 0; null: not within the horizon."""

    def findings(self) -> Iterable[Finding]:
        """Report two places."""
        if self.source is not None and self.district is not None:
            yield Finding((), "an outage names a source or a district, not both")


class OpenJobs(Closed):
    """Buildings that are damaged at the start, one repair job each."""

    buildings: Positive = face()
    """How many."""
    severity: Name = face()
    """Severity of their damage (law of the work)."""


class ColdBuildings(Closed):
    """Single buildings that are cold on the morning, each with a fault of its own whose job is known and waits."""

    district: Name | None = face(None)
    """Where they are; null: anywhere in the city."""
    buildings: Positive = face()
    """How many."""
    severity: Name = face()
    """Severity of their damage (law of the work)."""
    since: Moment = face(units.Moment(None, 0.0))
    """When they lost heat, at the start or before; since then their jobs wait for a crew."""
    work_done: Duration = face(0.0)
    """Crew work already done on each of them."""


class Initial(Closed):
    """The state in which a run starts."""

    stock: dict[Name, Count | Literal["unlimited"]] = face({})
    """Units in hand by item."""
    accrued: dict[Name, Count] = face({})
    """Units by channel that had accrued and were not sent, with `aid.begin: switch`; they go with its first lot."""
    in_transit: tuple[InTransit, ...] = face(())
    """Deliveries under way."""
    outages: tuple[ListedOutage, ...] = face(())
    """Outages that are known, from the start on."""
    damaged: OpenJobs | None = face(None)
    """Buildings that are damaged at the start."""
    cold: tuple[ColdBuildings, ...] = face(())
    """Single buildings that are cold on the morning, with a job each."""
    crews: dict[Name, Count] = face({})
    """Crews of a pool on the morning, in place of its `start` in every plan."""
    outdoor: Temperature | None = face(None)
    """Mean outdoor temperature of the day before the start, from which daily deviations go on."""
    regimes: dict[Name, Moment] = face({})
    """Regimes that are under way, and when they began."""
