"""Where stock stands: what arrives is shared out among the depots of an item, what is fired leaves one of them."""

from typing import Any

from sim.kernel import Record, kernel
from sim.model.record import WEEK
from sim.model.words import NONE, Allocation
from sim.units import DAY_MIN

MOST_STEPS = 10_000
"""A lot is placed in about so many steps at most: one unit at a time, or bundles of a large lot."""
PLENTY = 1 << 50
"""Stock of an item that never runs out [units]."""


def is_plenty(stock: Any) -> Any:
    """True where a stock, or a mean of stocks, is that of an item that never runs out, whatever was taken out of it."""
    return stock >= PLENTY / 2


@kernel
def fill_at_start(params: Record, state: Record) -> None:
    """Put the initial stock in its places; plenty of an item that never runs out."""
    for store in range(params.store_count):
        initial = int(params.store[store].initial)
        state.store[store].stock = initial if initial >= 0 else PLENTY
        state.store[store].empty_first = NONE


@kernel
def stock_of(params: Record, state: Record, item: int) -> int:
    """Units of an item that the city has, in all its depots and lent."""
    stock = 0
    for store in range(params.item_store[item], params.item_store[item + 1]):
        stock += state.store[store].stock + state.store[store].lent
    return min(stock, PLENTY)


@kernel
def take_in(params: Record, state: Record, item: int, units: int) -> int:
    """Put units of an item into its depots as far as there is room; returns how many that are."""
    first = params.item_store[item]
    if params.item_store[item + 1] == first + 1:
        placed = min(units, room_in(params, state, first))
        put_in(params, state, first, placed)
        return placed
    placed = 0
    while placed < units:
        store = next_depot(params, state, item)
        if store < 0:
            break
        bundle = min(max(1, units // MOST_STEPS), units - placed, room_in(params, state, store))
        put_in(params, state, store, bundle)
        placed += bundle
    return placed


@kernel
def room_in(params: Record, state: Record, store: int) -> int:
    """Units that still fit into a depot."""
    if params.store[store].capacity < 0:
        return PLENTY
    return max(0, int(params.store[store].capacity - state.store[store].stock - state.store[store].lent))


@kernel
def put_in(params: Record, state: Record, store: int, units: int) -> None:
    """Units arrive in a depot."""
    state.store[store].stock += units
    state.store[store].arrived += units
    state.store[store].aid_min += units * float(params.horizon_min - state.now)


@kernel
def take_out(state: Record, store: int, units: int) -> None:
    """Units of a depot are used."""
    state.store[store].stock -= units
    state.store[store].used += units
    note_wanted(state, store, units)


@kernel
def lend(state: Record, store: int, units: int) -> None:
    """Units of a depot go where they are needed, and will come back."""
    state.store[store].stock -= units
    state.store[store].lent += units


@kernel
def take_back(state: Record, store: int, units: int) -> None:
    """Units that were lent are in their depot again."""
    state.store[store].stock += units
    state.store[store].lent -= units


@kernel
def note_wanted(state: Record, store: int, units: int) -> None:
    """Units of a depot are wanted today, whether it has them or not; what was wanted a week ago is forgotten."""
    day = state.now // DAY_MIN
    for past in range(max(state.store[store].wanted_until, day - WEEK) + 1, day + 1):
        state.store[store].wanted_on[past % WEEK] = 0
    state.store[store].wanted_until = day
    state.store[store].wanted_on[day % WEEK] += units


@kernel
def wanted_lately(state: Record, store: int) -> int:
    """Units wanted of a depot on the last seven days, today among them."""
    wanted = 0
    for day in range(max(0, state.now // DAY_MIN - WEEK + 1), state.store[store].wanted_until + 1):
        wanted += state.store[store].wanted_on[day % WEEK]
    return wanted


@kernel
def next_depot(params: Record, state: Record, item: int) -> int:
    """The depot with room that gets the next unit; -1 if none has any."""
    best = NONE
    for store in range(params.item_store[item], params.item_store[item + 1]):
        if room_in(params, state, store) > 0 and (best < 0 or comes_before_depot(params, state, item, store, best)):
            best = store
    return best


@kernel
def comes_before_depot(params: Record, state: Record, item: int, store: int, other: int) -> bool:
    """True if a depot gets the next unit rather than one that stands before it in the file.

    Ranks are fractions and compared exactly; those over 0 come last. Ties: the smaller stock, unlimited stocks being
    equal.
    """
    above, below = rank_of_depot(params, state, item, store)
    other_above, other_below = rank_of_depot(params, state, item, other)
    stock, other_stock = limited_stock(params, state, store), limited_stock(params, state, other)
    return has_lower_rank(above, below, stock, other_above, other_below, other_stock)


@kernel
def has_lower_rank(above: int, below: int, stock: int, other_above: int, other_below: int, other_stock: int) -> bool:
    """True if the fraction above/below is the smaller of two, those over 0 last; of equals if its stock is smaller."""
    if (below == 0) != (other_below == 0):
        return bool(other_below == 0)
    if below > 0 and above * other_below != other_above * below:
        return bool(above * other_below < other_above * below)
    return bool(stock < other_stock)


@kernel
def limited_stock(params: Record, state: Record, store: int) -> int:
    """Stock of a depot; the same number for all that never run out."""
    return PLENTY if params.store[store].initial < 0 else int(state.store[store].stock)


@kernel
def rank_of_depot(params: Record, state: Record, item: int, store: int) -> tuple[int, int]:
    """Where a depot stands in the order of allocation, as a fraction: the lowest gets the next unit.

    Proportional: Webster's divisors, (arrived + 1/2)/share. Days of supply: stock by what was wanted on the last seven
    days, endless where nothing was and of unlimited stock. Priority: the order of the file.
    """
    rule = params.item_allocation[item]
    if rule == Allocation.PRIORITY:
        return int(store), 1
    if rule == Allocation.PROPORTIONAL:
        return int(2 * state.store[store].arrived + 1), int(params.store[store].share)
    wanted = wanted_lately(state, store) if params.store[store].initial >= 0 else 0
    return int(state.store[store].stock), int(wanted)
