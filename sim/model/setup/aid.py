"""Aid channels, stores and the initial stock for the rules."""

import math
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import lcm

from sim.errors import LimitError
from sim.model.setup.writer import Writer
from sim.model.words import AccrualKind, Allocation, Calendar, Step, Timing
from sim.scenario.laws import Law, Uncertain
from sim.scenario.schema import Scenario
from sim.scenario.schema.aid import Accrual, Cadence, Channel, Store
from sim.scenario.schema.production import as_it_accrues
from sim.scenario.schema.relay import Hub
from sim.scenario.shares import FINEST_SHARE
from sim.units import DAY_MIN
from sim.world.address import channel_number
from sim.world.sizes import DISRUPTIONS, HUBS, LISTED, STORES

FINEST_RATE = 10**6
"""Largest denominator of the rates of a channel per day; what does not fit it is rounded."""
WIDEST = 1 << 31
"""Largest numerator and denominator of a rate, so that its product with any time fits into 64 bits."""
LARGEST = 1 << 62
"""Largest product that a ramp may come to in 64 bits."""


def write_aid(writer: Writer, scenario: Scenario, lookback: int, accrual_end: int) -> None:
    """Write channels and stores.

    Parameters
    ----------
    lookback : how far back a running calendar reaches, the same for all plans [min]
    accrual_end : when accrual ends under `switch`, the same for all plans [min]
    """
    items = scenario.items()
    writer.put("running", int(scenario.aid.begin == "running"))
    writer.put("lookback", lookback)
    writer.put("accrual_end", accrual_end)
    _write_stores(writer, scenario)
    hubs = list(scenario.aid.hubs)
    _write_hubs(writer, scenario.aid.hubs)
    writer.put("channel_count", len(scenario.aid.channels))
    for index, name in enumerate(scenario.aid.channels):
        channel = as_it_accrues(scenario.aid, name)
        writer.at("channel_address", index, channel_number(name))
        writer.at("channel_leader", index, channel_number(name))
        writer.at("channel_item", index, items.index(channel.item))
        writer.at("channel_hub", index, 0 if channel.via is None else hubs.index(channel.via) + 1)
        writer.at("channel_backlog", index, scenario.initial.accrued.get(name, 0))
        _write_way(writer, index, f"aid.channels.{name}", channel)
        longest = 2 * (scenario.horizon.length + lookback)
        _write_accrual(writer, index, f"aid.channels.{name}", channel, scenario.horizon.start, longest)
        _write_calendar(writer, index, channel.cadence, scenario)
        _write_disruptions(writer, index, name, channel, scenario.horizon.start)


def _write_stores(writer: Writer, scenario: Scenario) -> None:
    """Where items stand, how much room there is, and what is there at the start."""
    items = scenario.items()
    rows: list[tuple[int, ...]] = []
    first = [0]
    for index, item in enumerate(items):
        store = scenario.aid.stores.get(item, Store())
        stock = store.parts(scenario.initial.stock.get(item, 0))
        for depot, part, room, share in zip(scenario.depots(item), stock, store.rooms(), store.shares(), strict=True):
            initial = -1 if part == "unlimited" else part
            least = _least_needed(scenario, item, depot)
            rows.append((least, -1 if room is None else room, initial, round(share * FINEST_SHARE)))
        first.append(len(rows))
        writer.at("item_allocation", index, Allocation[store.allocation.upper()])
        writer.at("item_returns", index, int(store.overflow == "returned"))
    if len(rows) > STORES:
        raise LimitError(f"aid.stores: items stand in {len(rows)} places, at most {STORES} fit; name fewer depots")
    writer.put("item_count", len(items))
    writer.put("item_store", first)
    writer.put("store_count", len(rows))
    if rows:
        writer.put("store", rows)


def _write_hubs(writer: Writer, hubs: Mapping[str, Hub]) -> None:
    """What each hub handles, by which rule, and how far it is from there."""
    if len(hubs) > HUBS:
        raise LimitError(f"aid.hubs: there are {len(hubs)} hubs, at most {HUBS} fit; name fewer")
    writer.put("hub_count", len(hubs))
    for index, (name, hub) in enumerate(hubs.items()):
        handles = hub.handles.limit_denominator(FINEST_RATE)
        if handles.numerator > WIDEST:
            raise LimitError(f"aid.hubs.{name}.handles: a rate with so many digits does not fit; round it")
        row = (handles.numerator, handles.denominator, int(Allocation[hub.gives.upper()]), hub.onward)
        writer.at("hub", index, row)


def _least_needed(scenario: Scenario, item: str, depot: str) -> int:
    """Rounds of the least demanding layer that fires an item from a depot, the unit of a job, or a generator's fuel.

    Where nobody takes it, it is never too little.
    """
    users = [one for one in scenario.defence.layers.values() if (one.uses, one.depot or "") == (item, depot)]
    jobs = [1 for severity in scenario.damage.severities.values() if severity.part == item]
    fuel = scenario.relief.generators.fuel if scenario.relief.generators is not None else None
    burnt = [fuel.per_day] if fuel is not None and fuel.item == item else []
    return min([*(math.ceil(one.rounds) for one in users), *jobs, *burnt], default=0)


def _write_way(writer: Writer, index: int, path: str, channel: Channel) -> None:
    """What happens between dispatch and arrival."""
    writer.law("channel_lead", index, channel.lead)
    writer.law("channel_late", index, channel.late or Law(fixed=0.0))
    writer.unsure("channel_on_time", (index,), f"{path}.on_time", channel.on_time)
    writer.unsure("channel_arrives", (index,), f"{path}.arrives", channel.arrives)
    writer.unsure("channel_fulfilment", (index,), f"{path}.fulfilment", channel.fulfilment)
    writer.at("channel_same_for", index, channel.same_for)
    writer.at("channel_min_lot", index, channel.min_lot)
    writer.at("channel_truck", index, channel.truck.holds if channel.truck else 0)


def _write_disruptions(writer: Writer, index: int, name: str, channel: Channel, start: date) -> None:
    if len(channel.disruptions) > DISRUPTIONS:
        raise LimitError(f"aid.channels.{name}.disruptions: at most {DISRUPTIONS} fit; join some")
    rows = sorted(
        (one.start.minute(start), one.end.minute(start), int(Step[one.what.upper()])) for one in channel.disruptions
    )
    writer.at("disruption_count", index, len(rows))
    for number, (begin, end, step) in enumerate(rows):
        writer.at("disruption", (index, number), (step, begin, end))


def _write_accrual(writer: Writer, index: int, path: str, channel: Channel, start: date, longest: int) -> None:
    accrual = channel.accrual
    share = None if isinstance(channel.fulfilment, Uncertain) else Fraction(channel.fulfilment)
    if accrual.rate is not None:
        writer.at("channel_accrual", index, AccrualKind.RATE)
        writer.unsure("channel_rate", (index,), f"{path}.accrual.rate", accrual.rate)
        if share is not None and not isinstance(accrual.rate, Uncertain):
            _write_rates(writer, index, path, accrual.rate * share, Fraction(0))
    elif accrual.ramp is not None:
        assert share is not None, "the schema refuses an uncertain fulfilment of a ramp"
        ramp = accrual.ramp
        writer.at("channel_accrual", index, AccrualKind.RAMP)
        writer.at("channel_ramp_start", index, ramp.start.minute(start))
        writer.at("channel_ramp_over", index, ramp.over)
        begin = ramp.start.minute(start)
        times = (longest + abs(begin), int(ramp.over))
        _write_rates(writer, index, path, ramp.from_ * share, (ramp.to - ramp.from_) * share, times)
    elif accrual.pledges is not None:
        writer.at("channel_accrual", index, AccrualKind.PLEDGES)
        _write_pledges(writer, index, accrual, start)
        if share is not None:
            fulfilled = share.limit_denominator(FINEST_SHARE)
            writer.at("channel_exact", index, 1)
            writer.at("channel_rate_num", index, fulfilled.numerator)
            writer.at("channel_rate_den", index, fulfilled.denominator)
    else:
        writer.at("channel_accrual", index, AccrualKind.UNLIMITED)


def _write_rates(
    writer: Writer, index: int, path: str, rate: Fraction, growth: Fraction, times: tuple[int, int] = (0, 0)
) -> None:
    """Exact rates as whole numerators over one denominator, per minute.

    Parameters
    ----------
    times : of a ramp, the longest time it is asked for and the time it grows over [min]
    """
    writer.at("channel_exact", index, 1)
    rate = rate.limit_denominator(FINEST_RATE)
    parts = lcm(rate.denominator, growth.denominator)
    if parts > FINEST_RATE:
        parts = FINEST_RATE // rate.denominator * rate.denominator
    numerators = [round(value * parts) for value in (rate, growth)]
    denominator = parts * DAY_MIN
    longest, over = times
    ramped = 2 * over * longest * abs(numerators[0]) + abs(numerators[1]) * (over + 2 * longest) * over
    if max(abs(number) for number in numerators) > WIDEST or ramped >= LARGEST:
        raise LimitError(f"{path}.accrual: a rate with so many digits does not fit; round it")
    writer.at("channel_rate_num", index, numerators[0])
    writer.at("channel_ramp_num", index, numerators[1])
    writer.at("channel_rate_den", index, denominator)


def _write_pledges(writer: Writer, index: int, accrual: Accrual, start: date) -> None:
    pledges = sorted((pledge.date.minute(start), pledge.units) for pledge in accrual.pledges or ())
    if len(pledges) > LISTED:
        raise LimitError(f"a channel lists {len(pledges)} pledges, at most {LISTED} fit")
    writer.at("channel_listed", index, len(pledges))
    for number, (minute, units) in enumerate(pledges):
        writer.at("pledge_min", (index, number), minute)
        writer.at("pledge_units", (index, number), units)


def _write_calendar(writer: Writer, index: int, cadence: Cadence | None, scenario: Scenario) -> None:
    if cadence is None:
        writer.at("channel_calendar", index, Calendar.PLEDGES)
        return
    writer.at("channel_timing", index, Timing[cadence.timing.upper()])
    if cadence.every is not None:
        writer.at("channel_calendar", index, Calendar.EVERY)
        writer.at("channel_every", index, cadence.every)
        writer.at("channel_first", index, first_of(cadence, scenario.aid.begin))
        if cadence.in_step_with is not None:
            writer.at("channel_leader", index, channel_number(cadence.in_step_with))
            writer.at("channel_later", index, cadence.later_by or 0)
    elif cadence.dates is not None:
        dates = sorted(moment.minute(scenario.horizon.start) for moment in cadence.dates)
        writer.at("channel_calendar", index, Calendar.DATES)
        writer.at("date_count", index, len(dates))
        for number, minute in enumerate(dates):
            writer.at("date_min", (index, number), minute)
    else:
        assert cadence.order_up_to is not None
        reorder = cadence.order_up_to - 1 if cadence.reorder_point is None else cadence.reorder_point
        writer.at("channel_calendar", index, Calendar.ON_DEMAND)
        writer.at("channel_up_to", index, cadence.order_up_to)
        writer.at("channel_reorder", index, reorder)
        writer.at("channel_review", index, cadence.review)


def first_of(cadence: Cadence, begin: str) -> int:
    """End of the first interval after the start [min]; -1 marks a random phase, the default of a running calendar."""
    if cadence.first is None:
        return -1 if begin == "running" else 0
    return -1 if cadence.first == "random" else int(cadence.first)
