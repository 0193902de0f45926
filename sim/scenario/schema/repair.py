"""How heat comes back: refilling, frost faults, crews, dispatch."""

from collections.abc import Iterable
from fractions import Fraction
from typing import ClassVar, Literal

from sim.scenario.check import Finding
from sim.scenario.closed import Closed
from sim.scenario.laws import WIDEST, Law, Uncertain, Unsure
from sim.scenario.quantities import (
    ClockSpan,
    Count,
    Duration,
    Factor,
    Name,
    Number,
    Rate,
    Share,
    Temperature,
    TimePerDay,
    WholeDuration,
)
from sim.scenario.roles import choose, face

MEAN_ALERT_MIN = 62.0
"""Mean length of an alert in Kyiv, January 2026 [min]: turns alert hours into a number of alerts."""
LEAST_A_DAY = Fraction(1, 1000)
"""A known rate of repair below this never repairs anything [1/d]."""


class Refill(Closed):
    """Refilling the heating water of blocks after an outage: one city-wide server, whole blocks."""

    capacity: Unsure[Rate] = face()
    """Buildings per day, shared by all open outages."""
    refill_after: Duration = face(0.0)
    """Blocks that were dark for less return at once."""

    def findings(self) -> Iterable[Finding]:
        """Report a server that never finishes."""
        if not isinstance(self.capacity, Uncertain) and self.capacity < LEAST_A_DAY:
            yield Finding(("capacity",), f"must be more than 0, at least {float(LEAST_A_DAY)}/d")


class Drained(Closed):
    """What draining a block changes."""

    share: Factor = face(0.5)
    """Factor on the share of frost faults."""
    refill_work: Factor = face(1.5)
    """Factor on the refill work."""


class Frozen(Closed):
    """What water does that stands in the pipes of a block for too long in frost."""

    after: Duration = face()
    """Hours of outage in frost, before draining, after which it freezes; draining later does not protect any more."""
    share: Factor = face(2.0)
    """Factor on the share of frost faults, in place of that of draining."""


class FrostFault(Closed):
    """Local faults that frost leaves behind, found at reconnection."""

    share_at: dict[Temperature, Share] = face(replaced_whole=True, min_length=1)
    """Share of buildings with a fault by the lowest 24-hour mean outdoor temperature (linear between)."""
    drained_after: Duration | None = face(None)
    """Hours of outage in frost after which a block is drained; null: never."""
    drained: Drained = face(Drained())
    """What draining changes."""
    frozen: Frozen | None = face(None)
    """Water left standing; null: it does no harm beyond `share_at`."""


class ObservedAt(Closed):
    """Conditions under which an output was observed: frost and alerts are already inside it."""

    outdoor: Temperature | None = face(None)
    """Outdoor temperature."""
    alert: TimePerDay | None = face(None)
    """Time of alert per day, as 1.95 h/d."""


class Output(Closed):
    """Repairs of one crew per calendar day, and where that was seen."""

    value: Unsure[Rate] = face()
    """Repairs per crew and day."""
    observed_at: ObservedAt | None = face(None)
    """Conditions of the observation; without it, none of them slowed the work."""

    def findings(self) -> Iterable[Finding]:
        """Report crews that never finish."""
        if not isinstance(self.value, Uncertain) and self.value < LEAST_A_DAY:
            yield Finding(("value",), f"must be more than 0, at least {float(LEAST_A_DAY)}/d")


class Ramp(Closed):
    """Crews that join step by step (linear, floored, at shift starts)."""

    to: Count = choose()
    """Crews in the end."""
    by: Duration = choose(gt=0)
    """When that is reached, from the start."""


class Crews(Closed):
    """One pool of crews of one skill."""

    start: Count | Literal["unlimited"] = choose()
    """Crews at the start."""
    ramp: Ramp | None = choose(None)
    """Crews that join."""
    output: Output | None = face(None)
    """Jobs done per crew and day: frost faults (heat), feeders and stations (power); or give work."""
    sigma: Number = face(0.35, ge=0)
    """With output: standard deviation of the logarithm of the work per job."""
    work: Law[Duration] | None = face(None)
    """Crew time per job (or give output): frost faults, or of the power crews hits without a `network_work`."""
    shifts: tuple[ClockSpan, ...] | None = choose(None, min_length=1)
    """Working hours; crews are split evenly over the shifts, odd ones to the first; null: all day."""
    assess: Law[Duration] | None = face(None)
    """Time after damage until a job is known and can ask for a part or a crew; it takes no crew; null: none."""
    travel: WholeDuration = face(0)
    """Time a crew is on its way before it works at a job; neither cold nor alerts change it."""
    test: WholeDuration = face(0)
    """Time a crew tests after its work at a job; neither cold nor alerts change it."""
    joined_by: Name | None = face(None)
    """Item whose units are crews from elsewhere: they join the pool when they arrive, from the next shift on."""

    @property
    def minutes_a_day(self) -> float:
        """Minutes on shift per crew and calendar day."""
        shifts = self.shifts or ((0, 1440),)
        return sum((end - begin) % 1440 or 1440 for begin, end in shifts) / len(shifts)

    def findings(self) -> Iterable[Finding]:
        """Report output and work together, a ramp without numbers, and an output that leaves no time for work."""
        if self.output is not None and self.work is not None:
            yield Finding((), "a pool takes output or work, not both")
        if self.start == "unlimited" and (self.ramp is not None or self.shifts is not None):
            yield Finding((), "unlimited crews have neither ramp nor shifts")
        if self.start == "unlimited" and self.joined_by is not None:
            yield Finding(("joined_by",), "nobody can join unlimited crews")
        if self.output is not None and not isinstance(self.output.value, Uncertain):
            each = self.minutes_a_day / max(float(self.output.value), float(LEAST_A_DAY))
            if self.travel + self.test > 0 and each <= self.travel + self.test:
                message = f"a job takes {each:.0f} min of a crew, so travel and test leave no time to work"
                yield Finding(("output", "value"), message)
        if self.sigma > WIDEST:
            yield Finding(("sigma",), f"may be at most {WIDEST:g}")


class AlertWork(Closed):
    """What an alert does to outdoor work."""

    time_lost: Share = face(1.0)
    """Share of the working time lost while an alert lasts."""
    settle_in: Duration = face(0.0)
    """Time after an alert in which nothing is done."""
    after_alert: Literal["resume", "restart"] = face("resume")
    """Interrupted work resumes with what is left, or starts again (reset at the alert's start)."""

    def share_lost(self, alert_min_per_day: float) -> float:
        """Share of working time lost to so many minutes of alert a day, settling in included."""
        alerts = alert_min_per_day / MEAN_ALERT_MIN
        return (alert_min_per_day * self.time_lost + alerts * self.settle_in) / 1440.0


class Dispatch(Closed):
    """Which job is next: score = people^a x urgency^b / work^c, or an order."""

    replaced_whole: ClassVar[bool] = True

    order: Literal["score", "fifo", "largest_first"] = choose("score")
    """score (weights below), first in first out, or most buildings first."""
    people: Number = choose(1.0, ge=0, le=10)
    """Exponent of the residents who wait for it."""
    urgency: Number = choose(1.0, ge=0, le=10)
    """Exponent of 1/(6 h + hours until the next threshold is crossed)."""
    work: Number = choose(1.0, ge=0, le=10)
    """Exponent of the expected crew time left."""
    equity: Number = choose(0.0, ge=0, le=10)
    """Exponent of the cold that the district has borne so far beside the city's, per building; 0: it does not count."""
    first: tuple[Literal["building", "frost_fault"], ...] = choose(())
    """Priority classes: jobs of the first kind before the second (non-preemptive); none by default."""

    def findings(self) -> Iterable[Finding]:
        """Report a weight that no score reads."""
        if self.equity > 0.0 and self.order != "score":
            yield Finding(("equity",), f"weighs scores, and the order is {self.order}", "write order: score")


class Repair(Closed):
    """How heat comes back."""

    refill: Refill | None = face(None)
    """Refilling; without it blocks return as soon as their source is back."""
    frost_fault: FrostFault | None = face(None)
    """Local faults found at reconnection; without it there are none."""
    crews: dict[Literal["heat", "power"], Crews] = face({})
    """Pools of crews by skill: heat for buildings, power for feeders and stations."""
    cold_factor: dict[Temperature, Share] | None = face(None, replaced_whole=True, min_length=1)
    """Work rate by outdoor temperature (linear between, level outside); null: cold does not slow work."""
    alert: AlertWork | None = face(None)
    """What alerts do to work; null: nothing."""
    dispatch: Dispatch = choose(Dispatch())
    """Which job is next."""
