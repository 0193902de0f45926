"""What comes: threat classes, waves, regimes. Aggregate counts only; an input, never a choice."""

from collections.abc import Iterable
from typing import ClassVar, Literal

from sim.scenario.check import Finding
from sim.scenario.closed import Closed, exactly_one
from sim.scenario.laws import Law, SizeLaw, Spelling, Unsure, _Choice
from sim.scenario.quantities import (
    ClockSpan,
    Count,
    Day,
    Duration,
    Factor,
    Moment,
    Name,
    Number,
    Rate,
    Share,
)
from sim.scenario.roles import face


class Threat(Closed):
    """A class of threats: how often a leaker does damage and how severe it is."""

    damage: Unsure[Share] = face(0.0)
    """Chance that a leaker damages something."""
    severity: dict[Name, Share] = face({}, json_schema_extra={"replaced_whole": True})
    """Shares of the severities of damage.severities; they sum to 100 %."""

    def findings(self) -> Iterable[Finding]:
        """Report shares that do not sum to one."""
        total = sum(self.severity.values())
        if self.severity and abs(total - 1.0) > 1e-9:
            yield Finding(("severity",), f"the shares of the severities must sum to 100 %, not {100 * total:g} %")


class MeanGap(Closed):
    """A gap by its mean."""

    mean: Duration = face(ge=1)
    """Mean, minimum included; 1 min or more."""


class GammaGap(Closed):
    """A gap by mean and shape."""

    mean: Duration = face(ge=1)
    """Mean, minimum included; 1 min or more."""
    shape: Number = face(gt=0)
    """Shape of the excess over the minimum: sd = (mean - minimum)/sqrt(shape)."""


class Gap(_Choice):
    """Time between waves of one kind: minimum + a law, its first value drawn so that no date is favoured."""

    beside: ClassVar[tuple[str, ...]] = ("minimum", "start", "first_after")

    fixed: Duration | None = face(None, ge=1)
    """Always this gap, 1 min or more."""
    exponential: MeanGap | None = face(None)
    """Memoryless above the minimum."""
    gamma: GammaGap | None = face(None)
    """By mean (minimum included) and the shape of the excess over the minimum."""
    minimum: Duration = face(0.0)
    """Least time between two waves."""
    start: Literal["stationary", "renewal", "after"] = face("stationary")
    """First gap: stationary (no favoured date), renewal (a full gap from the start), after (see first_after)."""
    first_after: Duration | None = face(None)
    """With start: after, the first wave comes exactly then."""

    def findings(self) -> Iterable[Finding]:
        """Report a mean below the minimum and a missing first wave."""
        yield from super().findings()
        chosen = self.gamma or self.exponential
        if chosen is not None and chosen.mean <= self.minimum:
            yield Finding((), "the mean of the gap includes the minimum and must be larger than it")
        if (self.start == "after") != (self.first_after is not None):
            yield Finding((), "start: after and first_after belong together")
        if self.fixed is not None and self.minimum > 0:
            yield Finding(("minimum",), "does not go with a fixed gap, which is always the same")

    def shape_and_scale(self) -> tuple[float, float]:
        """Shape and scale [min] of the excess over the minimum; shape 0 marks a fixed gap (scale: the gap)."""
        if self.fixed is not None:
            return 0.0, float(self.fixed)
        if self.exponential is not None:
            return 1.0, self.exponential.mean - self.minimum
        assert self.gamma is not None
        return self.gamma.shape, (self.gamma.mean - self.minimum) / self.gamma.shape

    def spell(self) -> Spelling:
        """A gap is sampled by world/gaps.py, not as a plain law."""
        raise AssertionError("a gap has its own sampler")


class Regime2(Closed):
    """One of two states of a two-regime process."""

    rate: Rate = face()
    """Waves per day in this state."""
    stay: Duration = face(gt=0)
    """Mean time in this state (exponential)."""


class TwoRegime(Closed):
    """Waves at two rates; the state switches at random (Markov-modulated Poisson), stationary start."""

    calm: Regime2 = face()
    """The quieter state."""
    intense: Regime2 = face()
    """The busier state."""


class Profile(Closed):
    """Waves at a rate that follows the hour of the day."""

    per_day: Rate = face()
    """How often they come on average, over all hours."""
    hours: tuple[Number, ...] = face(min_length=24, max_length=24)
    """24 weights, one per hour of the day."""

    def findings(self) -> Iterable[Finding]:
        """Report a rate of nothing, and weights that are no weights."""
        if self.per_day <= 0:
            yield Finding(("per_day",), "must be more than 0")
        if min(self.hours) < 0 or sum(self.hours) <= 0:
            yield Finding(("hours",), "weights cannot be negative, and one of them must be positive")


class Wave(Closed):
    """One kind of wave: when it comes (one process), how large, how long the alert."""

    gap: Gap | None = face(None)
    """Renewal process: time between waves."""
    poisson: Unsure[Rate] | None = face(None)
    """Poisson process: waves per day."""
    at: tuple[Moment, ...] | None = face(None, min_length=1)
    """Listed moments."""
    two_regime: TwoRegime | None = face(None)
    """Poisson at two switching rates."""
    profile: Profile | None = face(None)
    """Poisson with a daily profile."""
    probability: Share = face(1.0)
    """Chance that a wave whose time has come takes place."""
    window: ClockSpan | None = face(None)
    """Time of day between which the wave comes (with a gap: the gap picks the date)."""
    not_on_dates_of: tuple[Name, ...] = face(())
    """Dropped on a date that has a wave of these kinds."""
    duration: Law[Duration] | None = face(None)
    """Length of the alert from the wave's minute; also the time for engagements; null: no alert."""
    size: dict[Name, SizeLaw] = face(min_length=1)
    """Number of threats per class, nation-wide where city_share is below 100 %."""

    processes: ClassVar[tuple[str, ...]] = ("gap", "poisson", "at", "two_regime", "profile")

    def findings(self) -> Iterable[Finding]:
        """Report no or several processes, and a window that is not one."""
        yield from exactly_one(self, "a wave", self.processes)
        if self.window is not None:
            if self.window[0] >= self.window[1]:
                yield Finding(("window",), "the window must end after it starts, on the same day")
            if self.gap is None:
                yield Finding(("window",), "a window goes with a gap; the other processes have their own times")


class RecordedWave(Closed):
    """One row of a table of recorded waves: city counts of one class in one wave."""

    time: Moment = face()
    """When the wave came."""
    kind: Name = face("recorded")
    """Kind of wave."""
    threat: Name = face()
    """Threat class."""
    count: Count = face()
    """How many of this class came to the city."""
    duration: Duration = face(0.0)
    """Length of the alert."""


class Regime(Closed):
    """A period in which attacks are larger, smaller, or spare heat and power."""

    start: Moment | None = face(None)
    """When it begins, if that is known."""
    start_between: tuple[Day, Day] | None = face(None)
    """Two dates between which it begins at a random moment (uniform)."""
    length: Unsure[Duration] = face()
    """How long it lasts, more than 0: a time, or a law of it drawn once per winter."""
    probability: Share = face(1.0)
    """Chance that it happens at all."""
    factor: Unsure[Factor] = face(1.0)
    """What the size of a wave inside is multiplied by."""
    classes: tuple[Name, ...] | None = face(None, min_length=1)
    """Threat classes it concerns; all without this key."""
    scope: Literal["size", "heat and power"] = face("size")
    """`heat and power`: waves come and use rounds, but leakers hit nothing of heat and power."""

    def findings(self) -> Iterable[Finding]:
        """Report a missing start, dates out of order, and what nothing would read."""
        if (self.start is None) == (self.start_between is None):
            yield Finding((), "a regime takes start or start_between, one of them")
        if self.length == 0:
            yield Finding(("length",), "must be more than 0")
        if self.start_between is not None and self.start_between[0] > self.start_between[1]:
            yield Finding(("start_between",), "the second date must not lie before the first")
        if self.classes is not None and self.scope == "heat and power":
            yield Finding(("classes",), "does not go with scope `heat and power`, which spares both from all classes")

    def oversights(self) -> Iterable[Finding]:
        """Report a regime that changes nothing."""
        if self.scope == "size" and "factor" not in self.model_fields_set:
            yield Finding((), "the key 'factor' is missing: without it the regime changes nothing")


class Attack(Closed):
    """What comes, in aggregate."""

    city_share: Unsure[Share] = face(1.0)
    """Share of a nation-wide wave that comes to the city (binomial per class); per: wave (or night) draws it anew."""
    order: Literal["interleaved", "by_class"] = face("interleaved")
    """Order of the threats within a wave: keyed random, or class by class as listed under threats."""
    waves: dict[Name, Wave] = face({})
    """Kinds of waves."""
    recorded: tuple[RecordedWave, ...] | None = face(None, json_schema_extra={"table": True})
    """A past instead of the generator (rows, or the name of a CSV file); city counts, no city_share applied."""
    regimes: dict[Name, Regime] = face({})
    """Periods with other attacks."""

    def order_of_drawing(self) -> tuple[str, ...]:
        """Kinds of waves, each after those whose dates it avoids; circles are left out."""
        number = {kind: place for place, kind in enumerate(self.waves)}
        waiting = {kind: set(wave.not_on_dates_of) & number.keys() for kind, wave in self.waves.items()}
        followers: dict[str, list[str]] = {kind: [] for kind in self.waves}
        for kind, avoided in waiting.items():
            for other in avoided:
                followers[other].append(kind)
        placed: list[str] = []
        ready = [kind for kind, avoided in waiting.items() if not avoided]
        while ready:
            placed += ready
            freed = [(kind, follower) for kind in ready for follower in followers[kind]]
            for kind, follower in freed:
                waiting[follower].discard(kind)
            ready = sorted({follower for _, follower in freed if not waiting[follower]}, key=number.__getitem__)
        return tuple(placed)

    def findings(self) -> Iterable[Finding]:
        """Report kinds of waves that avoid each other's dates in a circle."""
        placed = set(self.order_of_drawing())
        for kind in self.waves:
            if kind not in placed:
                message = "kinds of waves must not avoid each other's dates (or their own) in a circle"
                yield Finding(("waves", kind, "not_on_dates_of"), message)
