"""How aid arrives: channels, accrual, cadence, luck on the way, stores."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Literal

from sim.scenario.check import Finding
from sim.scenario.closed import Closed, exactly_one
from sim.scenario.laws import Law, Uncertain, Unsure
from sim.scenario.quantities import Count, Duration, Mass, Moment, Money, Name, Positive, Rate, Share, WholeDuration
from sim.scenario.roles import choose, face, fixed
from sim.scenario.schema.relay import Hub, Invest, Truck
from sim.scenario.shares import by_largest_remainder
from sim.units import format_duration


class Pledge(Closed):
    """Units that become available on one date."""

    date: Moment = choose()
    """When they can be sent."""
    units: Count = choose()
    """How many."""


class RampUp(Closed):
    """A rate that grows linearly, as new production does."""

    from_: Rate = choose(alias="from")
    """Units per day before the start."""
    to: Rate = choose()
    """Units per day afterwards."""
    start: Moment = choose()
    """When growth begins."""
    over: WholeDuration = choose(gt=0)
    """How long growth lasts."""


class Accrual(Closed):
    """When aid becomes available to send: exactly one of these."""

    replaced_whole: ClassVar[bool] = True

    rate: Unsure[Rate] | None = choose(None)
    """Units per day."""
    ramp: RampUp | None = choose(None)
    """A growing rate."""
    pledges: tuple[Pledge, ...] | None = choose(None, min_length=1)
    """Listed pledges."""
    unlimited: Literal[True] | None = choose(None)
    """No limit (theory; with orders only)."""

    def findings(self) -> Iterable[Finding]:
        """Report no or several curves."""
        yield from exactly_one(self, "accrual", type(self).model_fields)


class Cadence(Closed):
    """How accrued aid is cut into lots: every so often, on listed dates, or on demand."""

    replaced_whole: ClassVar[bool] = True

    every: WholeDuration | None = choose(None, gt=0)
    """A lot each interval of this length."""
    first: Literal["random"] | WholeDuration | None = choose(None)
    """End of the first interval: a time or random, one for all plans; without it random if running, else as every."""
    in_step_with: Name | None = choose(None)
    """A channel with the same interval whose random phase this one shares; without it the phase is its own."""
    later_by: WholeDuration | None = choose(None)
    """How much later in the interval than that channel; without it at the same time."""
    timing: Literal["arrears", "advance", "centred"] = choose("arrears")
    """When a lot is sent: arrears (end of its interval, the default), advance (its start), centred (mean accrual)."""
    dates: tuple[Moment, ...] | None = choose(None, min_length=1)
    """Listed dates: each sends what has accrued since the one before."""
    order_up_to: Positive | None = choose(None)
    """On demand: order what is missing to this level of stock and orders."""
    reorder_point: Count | None = choose(None)
    """On demand: order only when stock and orders have fallen to this level."""
    review: WholeDuration | None = choose(None, gt=0)
    """On demand: how often stock is looked at."""

    @property
    def is_on_demand(self) -> bool:
        """True if lots are ordered, by what is missing."""
        return self.order_up_to is not None

    def findings(self) -> Iterable[Finding]:
        """Report keys that do not go together."""
        yield from exactly_one(self, "a cadence", ("every", "dates", "order_up_to"))
        if self.is_on_demand != (self.review is not None):
            yield Finding((), "order_up_to and review belong together")
        if self.reorder_point is not None and not self.is_on_demand:
            yield Finding(("reorder_point",), "goes with order_up_to")
        if self.first is not None and self.every is None:
            yield Finding(("first",), "goes with every")
        if self.in_step_with is not None and (self.every is None or isinstance(self.first, int)):
            yield Finding(("in_step_with",), "goes with every and first: random")
        if self.later_by is not None and self.in_step_with is None:
            yield Finding(("later_by",), "goes with in_step_with")

    def oversights(self) -> Iterable[Finding]:
        """Report keys that nothing reads, and levels that are never reached."""
        if self.every is None and self.dates is None and "timing" in self.model_fields_set:
            yield Finding(("timing",), "goes with every or dates: an order is sent when it is placed")
        if self.reorder_point is not None and self.order_up_to is not None and self.reorder_point > self.order_up_to:
            yield Finding(("reorder_point",), f"must not be above order_up_to ({self.order_up_to})")
        if self.every is not None and isinstance(self.first, int) and self.first > self.every:
            message = f"the first interval cannot be longer than the others ({format_duration(self.every)})"
            yield Finding(("first",), message)
        if self.every is not None and self.later_by is not None and self.later_by >= self.every:
            message = f"must be less than the interval ({format_duration(self.every)})"
            yield Finding(("later_by",), message)


class Disruption(Closed):
    """A time in which a step of a channel stands still."""

    what: Literal["order", "shipment", "transit", "receipt"] = face()
    """order: nothing is ordered; shipment: nothing leaves; transit: nothing moves; receipt: nothing is taken in."""
    start: Moment = face()
    """From when on."""
    end: Moment = face()
    """Until when; what waited goes on then."""


class Channel(Closed):
    """One donor's flow of one item."""

    item: Name = face()
    """What is sent; a layer uses it, a job needs it as a part, or it joins a pool of crews."""
    accrual: Accrual = choose()
    """When it becomes available to send."""
    invest: Invest | None = choose(None)
    """Part of it that pays for production instead of being sent."""
    cadence: Cadence | None = choose(None)
    """How it is cut into lots; without it each pledge is its own lot."""
    fulfilment: Unsure[Share] = face(1.0)
    """Share of the accrual that really comes about."""
    min_lot: Positive = choose(1)
    """Smaller lots wait for the next interval."""
    lead: Law[Duration] = choose(Law(fixed=0.0))
    """Time from dispatch to arrival when nothing goes wrong."""
    on_time: Unsure[Share] = choose(1.0)
    """Share of lots without extra delay."""
    late: Law[Duration] | None = choose(None)
    """Extra delay of the others."""
    via: Name | None = choose(None)
    """The hub that lots go by; lead, delay, loss and disruptions are then those of the way to it."""
    arrives: Unsure[Share] = face(1.0)
    """Share of lots that are not lost on the way."""
    same_for: WholeDuration = face(10080, gt=0)
    """Lots whose aid accrued within the same period share lead, delay and loss (a bad week is bad for all)."""
    donor: Name | None = face(None)
    """Who sends it; donors with several channels are told as one."""
    unit_cost: Money = face(0.0)
    """Price of one unit, paid when it is sent."""
    dispatch_cost: Money = face(0.0)
    """Fixed cost per dispatch."""
    dispatch_emissions: Mass = face(0.0)
    """Greenhouse gases per dispatch, as carbon dioxide."""
    truck: Truck | None = face(None)
    """What lots are loaded on; without it a dispatch counts as a whole."""
    disruptions: tuple[Disruption, ...] = face(())
    """Times in which orders, shipment, transit or receipt stand still: a strike, a closed border, a full depot."""

    def findings(self) -> Iterable[Finding]:
        """Report parts that do not go together."""
        if self.cadence is None and self.accrual.pledges is None:
            yield Finding((), "a channel needs a cadence unless it has listed pledges")
        if self.accrual.unlimited and not (self.cadence and self.cadence.is_on_demand):
            yield Finding(("accrual",), "unlimited aid goes with order_up_to only")
        if self.accrual.ramp is not None and isinstance(self.fulfilment, Uncertain):
            yield Finding(("fulfilment",), "with a ramp the share that is fulfilled must be known")
        if self.late is None and self.on_time != 1.0:
            yield Finding(("on_time",), "lots that are not on time need `late`, the law of their delay")

    def oversights(self) -> Iterable[Finding]:
        """Report a delay that no lot has, and orders that are never large enough."""
        level = self.cadence.order_up_to if self.cadence else None
        if level is not None and self.min_lot > level:
            yield Finding(("min_lot",), f"is more than order_up_to ({level}), so nothing would ever be ordered")
        if level is None and any(one.what == "order" for one in self.disruptions):
            yield Finding(("disruptions",), "only channels that order (order_up_to) can have their orders paused")
        if self.late is not None and "on_time" not in self.model_fields_set:
            yield Finding(("late",), "the key 'on_time' is missing beside it: without it every lot is on time")


class Depot(Closed):
    """One of several places where an item stands."""

    share: Share | None = face(None)
    """Part of the initial stock and, with `allocation: proportional`, of what arrives; equal parts without any."""
    capacity: Count | None = face(None)
    """Units that fit; without it there is room for all."""


class Store(Closed):
    """Where an item stands, and how much room there is."""

    capacity: Count | None = face(None)
    """Units that fit; `initial.stock` may not exceed it. With depots each has its own."""
    overflow: Literal["lost", "returned"] = face("lost")
    """What happens to units that do not fit."""
    depots: dict[Name, Depot] = face({})
    """Several places; each layer that uses the item names the one it fires from."""
    allocation: Literal["proportional", "days_of_supply", "priority"] = choose("proportional")
    """Which depot gets what arrives: by shares; where stock is used up first; the first in file order with room."""

    def shares(self) -> list[float]:
        """Parts of the depots in file order; the whole of one place."""
        equal = 1.0 / max(1, len(self.depots))
        return [equal if depot.share is None else depot.share for depot in self.depots.values()] or [equal]

    def rooms(self) -> list[int | None]:
        """Capacities of the depots in file order, or of the one place."""
        return [depot.capacity for depot in self.depots.values()] or [self.capacity]

    def parts(self, stock: int | Literal["unlimited"]) -> Sequence[int | Literal["unlimited"]]:
        """What of an initial stock stands in each depot, in file order."""
        shares = self.shares()
        return ["unlimited"] * len(shares) if stock == "unlimited" else by_largest_remainder(stock, shares)

    def findings(self) -> Iterable[Finding]:
        """Report rooms given twice or not at all, and shares that are missing or do not sum to one."""
        if self.capacity is not None and self.depots:
            yield Finding(("capacity",), "with depots each depot has its own capacity")
        if self.capacity is None and not self.depots:
            yield Finding((), "the key 'capacity' (or depots) is missing here")
        given = [depot.share for depot in self.depots.values() if depot.share is not None]
        if given and len(given) < len(self.depots):
            yield Finding(("depots",), "give every depot a share, or none")
        elif given and abs(sum(given) - 1.0) > 1e-9:
            yield Finding(("depots",), f"the shares must sum to 100 %, not {100 * sum(given):g} %")

    def oversights(self) -> Iterable[Finding]:
        """Report an allocation without depots, and depots that would never get anything."""
        if not self.depots and "allocation" in self.model_fields_set:
            yield Finding(("allocation",), "goes with depots")
        if self.allocation == "priority":
            for name, depot in list(self.depots.items())[:-1]:
                if depot.capacity is None:
                    message = "without a capacity it takes all, and nothing is left for the depots below it"
                    yield Finding(("depots", name), message)


class Aid(Closed):
    """How aid arrives."""

    begin: Literal["running", "switch"] = fixed("switch")
    """running: the calendar was in force long before the start; switch: plans start today from one pipeline."""
    channels: dict[Name, Channel] = face({})
    """Donor channels."""
    hubs: dict[Name, Hub] = face({})
    """Places on the way of the channels that name them in `via`."""
    stores: dict[Name, Store] = face({})
    """Where items stand, by item; without an entry in one place with room for all."""

    @property
    def is_running(self) -> bool:
        """True if the calendar was in force long before the start."""
        return self.begin == "running"
