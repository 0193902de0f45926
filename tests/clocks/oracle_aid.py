"""Aid: accrual, lots, luck on the way, orders, arrival (docs/model.md, section 19)."""

from __future__ import annotations

import heapq
import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sim.scenario.laws import Uncertain
from sim.scenario.schema import Scenario
from sim.world import address
from sim.world.address import Stream
from tests.clocks.oracle_depots import stock_of
from tests.clocks.oracle_hubs import Hub
from tests.clocks.oracle_numbers import Luck, exact
from tests.clocks.oracle_time import DAY, DELIVERY, HANDLING, REVIEW, Steps, Winter

FINEST_RATE = 10**6


@dataclass
class Lot:
    """One dispatch, or what leaves a hub at once (`onward`); `is_there`: it has come to its hub or to the city."""

    channel: str
    item: str
    units: int
    sent: int
    arrival: int
    lost: bool = False
    is_order: bool = False
    onward: bool = False
    is_there: bool = False
    loaded: int = 0
    """Units when it left."""

    def __post_init__(self) -> None:
        self.loaded = self.units


@dataclass(frozen=True)
class Ramp:
    """A rate [units/d] that changes evenly from a minute on, over some minutes."""

    first: Fraction
    last: Fraction
    start: int
    over: int


def ramp_of(scenario: Scenario, name: str) -> Ramp | None:
    """The ramp of a channel: its own, what is left when it invests, or what comes of another's investment."""
    channels, begin = scenario.aid.channels, scenario.horizon.start
    rule, own = channels[name].accrual, channels[name].invest
    if rule.ramp is not None:
        ramp = rule.ramp
        return Ramp(exact(ramp.from_), exact(ramp.to), int(ramp.start.minutes(begin)), int(ramp.over))
    if own is not None and own.share:
        rate = exact(rule.rate)
        return Ramp(rate, rate * (1 - exact(own.share)), int(own.start.minutes(begin)), 1)
    for other in channels.values():
        invest = other.invest
        if invest is not None and invest.into == name and invest.share:
            rate, given = exact(rule.rate), exact(other.accrual.rate) * exact(other.fulfilment) * exact(invest.share)
            start = int(invest.start.minutes(begin)) + int(invest.delay)
            return Ramp(rate, rate + given * exact(invest.returns), start, int(invest.over))
    return None


class Accrual:
    """Units of a channel that are available to send by a minute, counted from any zero."""

    def __init__(self, scenario: Scenario, name: str, *, drawn: bool, end: int | None) -> None:
        channel = scenario.aid.channels[name]
        self.rule, self.end = channel.accrual, end
        self.start = scenario.horizon.start
        self.ramp = ramp_of(scenario, name)
        self.backlog = scenario.initial.accrued.get(name, 0)
        self.share = exact(channel.fulfilment)
        if self.rule.rate is not None:
            rate = exact(self.rule.rate) * self.share
            self.rate = (Fraction(round(rate * FINEST_RATE), FINEST_RATE) if drawn else rate) / DAY
        self.pledges = [(int(pledge.date.minutes(self.start)), pledge.units) for pledge in self.rule.pledges or ()]

    def kept(self, minute: int) -> int:
        """A minute, moved to where aid accrues: from the start to the end that plans share, or anywhere."""
        return minute if self.end is None else min(max(minute, 0), self.end)

    def by(self, minute: int) -> int:
        """A(t); nothing before the start, where plans start today with what had accrued by then."""
        if self.end is not None and minute < 0:
            return 0
        return self.backlog + self._since(minute)

    def _since(self, minute: int) -> int:
        t = self.kept(minute)
        if self.ramp is not None:
            return math.floor(self._of_ramp(t))
        if self.rule.rate is not None:
            return math.floor(self.rate * t)
        return math.floor(self.share * sum(units for date, units in self.pledges if date <= t and self._counts(date)))

    def _counts(self, date: int) -> bool:
        return self.end is None or 0 <= date <= self.end

    def _of_ramp(self, t: int) -> Fraction:
        ramp = self.ramp
        assert ramp is not None
        over, since = ramp.over, t - ramp.start
        grown, later = min(max(since, 0), over), max(since - over, 0)
        first, last = ramp.first, ramp.last
        return (first * t + (last - first) * Fraction(grown**2 + 2 * over * later, 2 * over)) * self.share / DAY

    def centre(self, begin: int, end: int) -> int:
        """Mean minute at which the units of an interval accrue."""
        low, high = self.kept(begin), self.kept(end)
        if self.pledges:
            dated = [(date, units) for date, units in self.pledges if begin < date <= high and self._counts(date)]
            if not dated:  # all of it had accrued by the start
                return end
            return sum(date * units for date, units in dated) // sum(units for _, units in dated)
        if self.ramp is not None:
            return math.floor(self._centre_of_ramp(low, high))
        return (low + high) // 2

    def _centre_of_ramp(self, low: int, high: int) -> Fraction:
        """Trapezia between the corners of the rate."""
        ramp = self.ramp
        assert ramp is not None
        start, over = ramp.start, ramp.over
        corners = sorted({low, high, *(corner for corner in (start, start + over) if low < corner < high)})
        amount = moment = Fraction(0)
        for a, b in itertools.pairwise(corners):
            at_a, at_b = (
                ramp.first + (ramp.last - ramp.first) * Fraction(min(max(t - start, 0), over), over) for t in (a, b)
            )
            amount += (at_a + at_b) * (b - a) / 2
            moment += (b - a) * (a * (at_a + at_b) / 2 + (b - a) * (at_a + 2 * at_b) / 6)
        return moment / amount if amount else Fraction(low + high, 2)


class Channel:
    """One donor's flow: when it sends, and what happens to a lot on the way."""

    def __init__(self, name: str, rule: Any, accrual: Accrual, luck: Luck) -> None:
        self.name, self.rule, self.accrual, self.luck = name, rule, accrual, luck
        self.number = address.channel_number(name)
        self.lead, self.late = luck.of(rule.lead, Stream.LEAD), luck.of(rule.late, Stream.LATE)
        self.sent_on_order = 0
        self.returned = 0

    def dispatch(self, units: int, sent: int, day: int, *, is_order: bool = False) -> Lot:
        """A lot with the luck of its bucket."""
        bucket = DAY * day // self.rule.same_for
        entity = address.channel_entity(self.number, bucket)
        time = max(0.0, self.lead(entity))
        if self.luck.chance(int(Stream.ON_TIME), entity, 0) >= self.rule.on_time:
            time += max(0.0, self.late(entity))
        lost = self.luck.chance(int(Stream.LOST), entity, 0) >= self.rule.arrives
        sent = self.after("shipment", sent)
        arrival = sent + math.floor(time)
        for begin, end in self.standstills("transit"):
            if begin < arrival and end > sent:
                arrival += end - max(begin, sent)
        return Lot(self.name, self.rule.item, units, sent, self.after("receipt", arrival), lost, is_order)

    def standstills(self, what: str) -> list[tuple[int, int]]:
        """Times in which a step stands still, in order."""
        start = self.accrual.start
        return sorted(
            (int(one.start.minutes(start)), int(one.end.minutes(start)))
            for one in self.rule.disruptions
            if one.what == what
        )

    def after(self, what: str, minute: int) -> int:
        """When a step due at a minute is taken."""
        for begin, end in self.standstills(what):
            minute = end if begin <= minute < end else minute
        return minute

    def lots(self, opened: int, length: int) -> Iterator[Lot]:
        """Lots of a calendar that opened at a minute; those in hand at the start are part of the first."""
        cadence = self.rule.cadence
        if cadence is not None and cadence.order_up_to is not None:
            return
        begin, held = opened, 0
        is_regular = cadence is not None and cadence.every is not None
        for last, end in self._intervals(opened, length) if is_regular else self._dates(opened, length):
            begin = begin if held else last
            units = self.accrual.by(end) - self.accrual.by(last) + held
            held = units
            if units >= max(1, self.rule.min_lot):
                yield self.dispatch(units, self._sent(begin, end), (end - 1) // DAY)
                held = 0

    def _intervals(self, opened: int, length: int) -> Iterator[tuple[int, int]]:
        """Begin and end of each interval of `every`."""
        cadence, running = self.rule.cadence, self.accrual.end is None
        every, first = int(cadence.every), opened + 1 if running else 1
        last = length + every if running and cadence.timing != "arrears" else length
        for end in range(first + (self._phase(every, running) - first) % every, last + 1, every):
            begin = end - every
            yield (begin if running or begin > 0 else opened), end

    def _dates(self, opened: int, length: int) -> Iterator[tuple[int, int]]:
        """The date before, and the date, of listed dates or of pledges."""
        cadence = self.rule.cadence
        if cadence is not None:
            dates = {int(moment.minutes(self.accrual.start)) for moment in cadence.dates}
        else:
            dates = {date for date, _ in self.accrual.pledges}
        yield from itertools.pairwise([opened, *sorted(date for date in dates if opened < date <= length)])

    def _phase(self, every: int, running: bool) -> int:
        first = self.rule.cadence.first
        if first is None:
            first = "random" if running else 0
        if first != "random":
            return int(first)
        cadence = self.rule.cadence
        leader = self.name if cadence.in_step_with is None else cadence.in_step_with
        entity = address.channel_entity(address.channel_number(leader), 0)
        phase = math.floor(self.luck.chance(int(Stream.PHASE), entity, 0) * every)
        return (phase + int(cadence.later_by or 0)) % every

    def _sent(self, begin: int, end: int) -> int:
        timing = self.rule.cadence.timing if self.rule.cadence is not None else "arrears"
        if timing == "arrears":
            return end
        if timing == "advance":
            return begin if self.accrual.end is None else max(0, begin)
        return self.accrual.centre(begin, end)

    def order(self, now: int, opened: int, position: int) -> Lot | None:
        """What is missing, as far as it is there to send (section 19)."""
        if self.after("order", now) > now:
            return None
        cadence = self.rule.cadence
        level = cadence.order_up_to
        reorder = level - 1 if cadence.reorder_point is None else cadence.reorder_point
        if position > reorder:
            return None
        units = level - position
        if self.accrual.rule.unlimited is None:
            accrued = self.accrual.by(now) - self.accrual.by(opened) + self.returned
            units = min(units, accrued - self.sent_on_order)
        if units < max(1, self.rule.min_lot):
            return None
        self.sent_on_order += units
        return self.dispatch(units, now, now // DAY, is_order=True)


class Aid:
    """Stocks and all that comes into them.

    Parameters
    ----------
    lookback : how far a running calendar reaches back [min]
    accrual_end : end of accrual that plans share, where they start today [min]
    """

    def __init__(self, env: Winter, scenario: Scenario, luck: Luck, drawn: set[str], span: tuple[int, int]) -> None:
        self.env, self.scenario = env, scenario
        self.running = scenario.aid.begin == "running"
        lookback, accrual_end = span
        self.opened = -lookback if self.running else -1
        end = None if self.running else accrual_end
        self.channels: dict[str, Channel] = {}
        for name, rule in scenario.aid.channels.items():
            accrual = Accrual(scenario, name, drawn=name in drawn, end=end)
            self.channels[name] = Channel(name, rule, accrual, luck)
        self.stock = {item: stock_of(env, scenario, item) for item in self._items()}
        self.lots: list[Lot] = []
        self.on_order = dict.fromkeys(self._items(), 0)
        self.from_hubs: Counter[str] = Counter()
        by_hub = {name: self._channels_via(name) for name in scenario.aid.hubs}
        self.hubs = {name: Hub(rule, by_hub[name], self.from_hubs) for name, rule in scenario.aid.hubs.items()}
        self.overflow = dict.fromkeys(self._items(), 0)
        self.put_to_use: Callable[[str, int], None] = lambda _item, _units: None
        """What becomes of units that have arrived."""
        self._begin()

    def _items(self) -> list[str]:
        used = self.scenario.items()
        sent = (channel.item for channel in self.scenario.aid.channels.values())
        given = (transit.item for transit in self.scenario.initial.in_transit)
        return list(dict.fromkeys((*used, *sent, *given)))

    def _channels_via(self, hub: str) -> dict[str, str]:
        return {name: channel.item for name, channel in self.scenario.aid.channels.items() if channel.via == hub}

    def _hub_of(self, lot: Lot) -> str | None:
        """The hub that a lot is on its way to."""
        return self.channels[lot.channel].rule.via if lot.channel and not (lot.onward or lot.lost) else None

    def _begin(self) -> None:
        start, length = self.scenario.horizon.start, self.env.length
        for transit in self.scenario.initial.in_transit:
            arrival = int(transit.arrives.minutes(start))
            self.lots.append(Lot("", transit.item, transit.units, 0, arrival))
        for channel in self.channels.values():
            self.lots += channel.lots(self.opened, length)
        ordering = {name: c for name, c in self.channels.items() if c.rule.cadence and c.rule.cadence.order_up_to}
        if self.running:
            self._live_the_past(ordering)
        for number, lot in enumerate(self.lots):
            if not lot.lost or lot.is_order:
                self._send(number, lot)
        for number, (name, channel) in enumerate(self.channels.items()):
            if name in ordering:
                self.env.process(self._reviewing(number, channel))

    def _live_the_past(self, ordering: dict[str, Channel]) -> None:
        """Orders and hubs have run as far as a calendar would reach back, with the stock of the first day."""
        serial = itertools.count()
        diary: list[tuple[int, int, int, int, Any]] = []

        def note(minute: int, kind: int, number: int, what: Any) -> None:
            heapq.heappush(diary, (minute, kind, number, next(serial), what))

        for number, lot in enumerate(self.lots):
            if self._hub_of(lot):
                note(lot.arrival, DELIVERY, number, lot)
        for row, channel in enumerate(ordering.values()):
            review = int(channel.rule.cadence.review)
            for minute in range(-(-self.opened // review) * review, 0, review):
                note(minute, REVIEW, row, channel)
        while diary and diary[0][0] <= 0:
            minute, kind, number, _, what = heapq.heappop(diary)
            made: list[Lot] = []
            if kind == DELIVERY:
                if self._arrives_at_hub(what):
                    note(minute, HANDLING, list(self.hubs).index(str(self._hub_of(what))), self._hub_of(what))
                elif not self._hub_of(what):
                    self._is_there(what)
            elif kind == HANDLING:
                made = self._leave(what, minute)
                if not self.hubs[what].is_empty:
                    note((minute // DAY + 1) * DAY, HANDLING, number, what)
            else:
                order = self._order(what, minute)
                made = [order] if order else []
            for lot in made:
                self.lots.append(lot)
                note(lot.arrival, DELIVERY, len(self.lots), lot)
        for minute, kind, _, _, what in diary:
            if kind == HANDLING:
                self.env.process(self._handling(what, minute))

    def _order(self, channel: Channel, minute: int) -> Lot | None:
        item = channel.rule.item
        order = channel.order(minute, self.opened, self.stock[item].level + self.on_order[item])
        self.on_order[item] += order.units if order else 0
        return order

    def _is_there(self, lot: Lot) -> None:
        """It is no longer on order, nor on its way from a hub."""
        self.on_order[lot.item] -= lot.units if lot.is_order else 0
        self.from_hubs[lot.item] -= lot.units if lot.onward else 0

    def _arrives_at_hub(self, lot: Lot) -> bool:
        """If a lot is on its way to a hub it waits there; True if nothing did before."""
        if not (name := self._hub_of(lot)):
            return False
        hub, lot.is_there = self.hubs[name], True
        was_empty = hub.is_empty
        hub.waiting[lot.channel] += lot.units
        return was_empty

    def _leave(self, name: str, minute: int) -> list[Lot]:
        """What a hub hands on at a minute, a lot for each channel."""
        hub, made = self.hubs[name], []
        for channel, units in hub.hand_on(minute, self.stock).items():
            arrival = minute + int(hub.rule.onward)
            cadence = self.channels[channel].rule.cadence
            is_order = cadence is not None and cadence.order_up_to is not None
            made.append(Lot(channel, hub.items[channel], units, minute, arrival, False, is_order, True))
        return made

    def _handling(self, name: str, minute: int) -> Steps:
        yield self.env.moment(minute, HANDLING, list(self.hubs).index(name))
        for lot in self._leave(name, minute):
            self.lots.append(lot)
            self.env.process(self._delivery(len(self.lots) - 1, lot))
        if not self.hubs[name].is_empty:
            self.env.process(self._handling(name, (minute // DAY + 1) * DAY))

    def _send(self, number: int, lot: Lot) -> None:
        """A lot that arrived before the start is in the initial stock already."""
        is_past = self.running and lot.channel and lot.arrival <= 0
        if not is_past:
            self.env.process(self._delivery(number, lot))

    def _delivery(self, number: int, lot: Lot) -> Steps:
        yield self.env.moment(lot.arrival, DELIVERY, number)
        if hub := self._hub_of(lot):
            if self._arrives_at_hub(lot):
                self.env.process(self._handling(hub, int(self.env.now)))
            return
        self._is_there(lot)
        lot.is_there = True
        if lot.lost:
            return
        placed = self.stock[lot.item].placing(lot.units)
        fits = sum(placed.values())
        if fits < lot.units:
            self._overflow(lot, lot.units - fits)
        for depot, units in placed.items():
            if units:
                yield from depot.put(units)
        self.put_to_use(lot.item, fits)

    def _overflow(self, lot: Lot, units: int) -> None:
        """Units without room are lost, or go back to the donor."""
        if self.scenario.aid.stores[lot.item].overflow == "lost" or not lot.channel:
            self.overflow[lot.item] += units
            return
        lot.units -= units
        later = (other for other in self.lots if other.channel == lot.channel and other.sent >= self.env.now)
        free = (other for other in later if not (other.onward or other.is_there))
        following = next(free, None)
        if following is not None:
            following.units += units
            following.loaded += units
        else:
            self.channels[lot.channel].returned += units

    def trucks(self) -> list[int]:
        """Trucks of each channel's lots that left within the horizon."""
        found = []
        for name, channel in self.channels.items():
            holds = channel.rule.truck.holds if channel.rule.truck else 0
            loads = [Fraction(one.loaded, holds) for one in self._left(name)] if holds else []
            found.append(sum(map(math.ceil, loads)))
        return found

    def bought(self) -> list[int]:
        """Units of each channel that left within the horizon, less those its donor took back."""
        return [sum(one.units for one in self._left(name)) for name in self.channels]

    def _left(self, name: str) -> list[Lot]:
        """Lots of a channel that left within the horizon; what hubs hand on is none."""
        own = (one for one in self.lots if one.channel == name and not one.onward)
        return [one for one in own if 0 <= one.sent < self.env.length]

    def _reviewing(self, number: int, channel: Channel) -> Steps:
        """Stock is looked at, an order placed."""
        for minute in range(0, self.env.length, int(channel.rule.cadence.review)):
            yield self.env.moment(minute, REVIEW, number)
            order = self._order(channel, minute)
            if order is not None:
                self.lots.append(order)
                self.env.process(self._delivery(len(self.lots) - 1, order))


def drawn_channels(scenario: Scenario) -> set[str]:
    """Channels whose rate (or fulfilment) is drawn."""
    return {
        name
        for name, channel in scenario.aid.channels.items()
        if isinstance(channel.accrual.rate, Uncertain) or isinstance(channel.fulfilment, Uncertain)
    }
