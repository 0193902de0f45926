"""Who takes part in a run: the names behind the numbers of its journal, and what a story says of them besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.reasons import origin_words, phase_words
from sim.model.notices import LATEST_MIN
from sim.model.words import ORIGINS, PHASES, AssetClass, JobKind, Leg, Note, Origin, Phase, Skill
from sim.present.story.moment import Moment, OnJob, at_start, moment_of
from sim.scenario.schema.assets import ASSET_KINDS

if TYPE_CHECKING:
    from sim.clock.traced import Line
    from sim.model.setup.network import Asset, Network
    from sim.scenario.schema import Scenario
    from sim.world.record import Array

CALLED: dict[AssetClass | None, str] = {
    AssetClass.HEAT_SOURCE: "source",
    **{AssetClass[kind.key.upper()]: kind.words for kind in ASSET_KINDS},
    None: "supply",
}
"""What assets are called in subjects; None: the supply of a place with a listed outage."""

QUEUE = "queue"
"""What a queue of the rota is called in subjects, with its number."""

ASSET_SORTS = (*CALLED.values(), QUEUE)
"""What any asset can be called in subjects."""

CREWS = ("heat crew", "power crew")
"""What crews are called in subjects, by skill."""


def number_of(subject: str) -> int:
    """The number at the end of a subject; -1 without one."""
    last = subject.rpartition(" ")[2]
    return int(last) if last.isdecimal() else -1


def words(code: Origin | Phase | JobKind | Skill) -> str:
    """A code of the model as people say it; lines of the ledger as tables have them."""
    name = code.name.lower()
    known = origin_words() if isinstance(code, Origin) else phase_words() if isinstance(code, Phase) else {}
    return known.get(name, name.replace("_", " "))


def why_dark(asset: str, origin: Origin) -> str:
    """Why a block is dark, by the asset that is the cause."""
    return f"{asset} is cut by the rota" if origin == Origin.ROTA else f"{asset} is down: {words(origin)}"


@dataclass(frozen=True, slots=True)
class Lot:
    """Units that travel together.

    Parameters
    ----------
    channel : that sends them; empty: under way at the start, of no channel
    item : what
    units : how many
    sent, arrival : when they leave and arrive [min]
    lost : on the way; `arrival` is then when that is known
    leg : to the city, to a hub, or onward from there
    """

    channel: str
    item: str
    units: int
    sent: int
    arrival: int
    lost: bool
    leg: Leg = Leg.DIRECT


@dataclass(frozen=True, slots=True)
class Names:
    """Names behind the numbers of a journal.

    Parameters
    ----------
    start : date of minute 0
    end : length of the horizon [min]
    waves : kind of each wave of the world
    assets, blocks, items, channels, hubs, severities, layers : by number
    asset_subjects : what a story of each asset is asked for by
    stores : where items stand: ``item``, or ``item.depot`` where there are several
    fires_from : store of each layer; empty if it uses no item
    lots : by number
    via : hub of each channel; empty if it goes by none
    joined_by : item whose units join the crews of each skill; empty if none does
    generators : the item that generators are; empty if there are none
    """

    start: date
    end: int
    waves: tuple[str, ...]
    assets: tuple[str, ...]
    blocks: tuple[str, ...]
    items: tuple[str, ...]
    channels: tuple[str, ...]
    hubs: tuple[str, ...]
    severities: tuple[str, ...]
    asset_subjects: tuple[str, ...]
    layers: tuple[str, ...]
    stores: tuple[str, ...]
    fires_from: tuple[str, ...]
    lots: tuple[Lot, ...]
    via: tuple[str, ...] = ()
    joined_by: tuple[str, ...] = ()
    generators: str = ""

    def node(self, number: int) -> str:
        """Name of an asset, or of a block, which stand behind the assets."""
        return (*self.assets, *self.blocks)[number]

    def node_subject(self, number: int) -> str:
        """What a story of an asset or block is asked for by."""
        assets = len(self.asset_subjects)
        return self.asset_subjects[number] if number < assets else f"block {number - assets}"

    def stock_subjects(self, store: str) -> tuple[str, ...]:
        """What the stories of a place where an item stands, and of the item, are asked for by; none without a name."""
        item, dot, _ = store.partition(".")
        return ((f"item {item}", f"depot {store}") if dot else (f"item {item}",)) if store else ()

    def arrival_subjects(self, item: str) -> tuple[str, ...]:
        """What the stories of an item that arrives, and of its only depot, are asked for by; several get own lines."""
        stores = [store for store in self.stores if store.partition(".")[0] == item]
        return self.stock_subjects(stores[0]) if len(stores) == 1 else (f"item {item}",)

    def lot_subjects(self, number: int) -> tuple[str, ...]:
        """What the stories of a lot and of its channel are asked for by; none of units that came in no lot (-1)."""
        if number < 0:
            return ()
        channel = self.lots[number].channel
        return (f"lot {number}", f"channel {channel}") if channel else (f"lot {number}",)

    def item_subjects(self, item: str) -> tuple[str, ...]:
        """What the story of an item is asked for by; none without a name."""
        return (f"item {item}",) if item else ()

    def clock(self, minute: int) -> str:
        """A minute as people write it: date and time of day; far beyond any horizon it is never."""
        if minute > LATEST_MIN:
            return "never"
        return f"{datetime.combine(self.start, time()) + timedelta(minutes=minute):%Y-%m-%d %H:%M}"


def names_of(scenario: Scenario, network: Network, world: Array, state: Array) -> Names:
    """Names of a scenario, of the waves of one of its worlds and of the lots of a run (one-element arrays)."""
    from sim.world.setup_attack import kinds_of

    districts = [district.name for district in scenario.city.districts]
    kinds = kinds_of(scenario)
    waves = world["wave_kind"][0, : int(world["wave_count"][0])].tolist()
    layers = scenario.defence.layers.values()
    return Names(
        start=scenario.horizon.start,
        end=scenario.horizon.length,
        waves=tuple(kinds[kind] for kind in waves),
        assets=tuple(_titled(asset) for asset in network.assets),
        blocks=tuple(f"block {number} ({districts[block.district]})" for number, block in enumerate(network.blocks)),
        items=scenario.items(),
        channels=tuple(scenario.aid.channels),
        hubs=tuple(scenario.aid.hubs),
        severities=tuple(scenario.damage.severities),
        asset_subjects=tuple(_subject(asset) for asset in network.assets),
        layers=tuple(scenario.defence.layers),
        stores=tuple(f"{item}.{depot}" if depot else item for item, depot in scenario.stores()),
        fires_from=tuple(".".join(part for part in (layer.uses, layer.depot) if part) for layer in layers),
        lots=_lots(scenario, state),
        via=tuple(channel.via or "" for channel in scenario.aid.channels.values()),
        joined_by=tuple(_joined_by(scenario, skill) for skill in Skill),
        generators=scenario.relief.generators.uses if scenario.relief.generators is not None else "",
    )


def _joined_by(scenario: Scenario, skill: Skill) -> str:
    """The item whose units join the crews of a skill; empty if none does."""
    pools = scenario.repair.crews.items()
    return next((crews.joined_by or "" for name, crews in pools if name == words(skill)), "")


def sort_of(asset: Asset) -> str:
    """What an asset is called in subjects."""
    return QUEUE if asset.is_queue else CALLED[asset.asset_class]


def _subject(asset: Asset) -> str:
    """What a story of an asset is asked for by; supplies of listed outages and queues are called so already."""
    return asset.name if asset.asset_class is None else f"{sort_of(asset)} {asset.name}"


def _titled(asset: Asset) -> str:
    """Name of an asset, behind what it is where a name alone does not say it."""
    return asset.name if asset.asset_class == AssetClass.HEAT_SOURCE else _subject(asset)


def _lots(scenario: Scenario, state: Array) -> tuple[Lot, ...]:
    """The lots of a run, in their order."""
    channels, items = tuple(scenario.aid.channels), scenario.items()
    rows = state["lot"][0, : int(state["lot_count"][0])]
    return tuple(
        Lot(
            channel="" if row["channel"] < 0 else channels[row["channel"]],
            item=items[row["item"]],
            units=int(row["units"]),
            sent=int(row["sent_min"]),
            arrival=int(row["arrival"]),
            lost=bool(row["lost"]),
            leg=Leg(row["leg"]),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class ColdBooks:
    """What one block adds to the ledger [person-millidegree-minutes below the first threshold].

    Parameters
    ----------
    by_origin, by_phase : whole numbers, a line for each origin and phase
    """

    by_origin: tuple[int, ...]
    by_phase: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of either table."""
        return sum(self.by_origin)


NOTHING = ColdBooks((0,) * ORIGINS, (0,) * PHASES)
"""The books of a block that was never cold."""


def cold_books(journal: Iterable[Line]) -> dict[int, ColdBooks]:
    """What each block adds to the ledger, from the lines that close the books of its spells."""
    found: dict[int, list[list[int]]] = {}
    for line in journal:
        if line.note == Note.COLD_COUNTED:
            block, place, by_origin, by_phase = line.numbers
            sums = found.setdefault(block, [[0] * ORIGINS, [0] * PHASES])
            if place < ORIGINS:
                sums[0][place] += by_origin
            sums[1][place] += by_phase
    return {block: ColdBooks(tuple(origin), tuple(phase)) for block, (origin, phase) in found.items()}


@dataclass(frozen=True, slots=True)
class Cast:
    """What stories of a run draw on besides its journal.

    Parameters
    ----------
    names : behind the numbers
    scenario, network : what the city is like
    books : of each block that was cold
    present : share of residents who are there
    ledger_total : of the whole run so far [person-millidegree-minutes]
    begin, end : what part of the run is told [min]
    over : whether the run has reached its horizon
    first, last : how things stand at the begin and at the end
    """

    names: Names
    scenario: Scenario
    network: Network
    books: dict[int, ColdBooks]
    present: float
    ledger_total: int
    begin: int
    end: int
    over: bool
    first: Moment
    last: Moment

    def crew_at_first(self, subject: str) -> OnJob | None:
        """What a crew was at where the story begins."""
        skill = Skill(CREWS.index(subject.rpartition(" ")[0]))
        return self.first.crews.get((skill, number_of(subject)))

    def needs_of_block(self, block: int) -> tuple[int, ...]:
        """Assets that a block needs for heat, directly or through others, by number."""
        return self._with_needs(self.network.needs[block])

    def all_needs_of_block(self, block: int) -> tuple[int, ...]:
        """Assets that a block needs for heat or for water, directly or through others, by number."""
        return tuple(sorted({*self.needs_of_block(block), *self.water_of_block(block)}))

    def water_of_block(self, block: int) -> tuple[int, ...]:
        """Assets that a block needs for water, directly or through others, by number; none where water never fails."""
        return self._with_needs((self.network.water[block],))

    def needs_of_asset(self, asset: int) -> tuple[int, ...]:
        """Assets that an asset needs, by number."""
        return self._with_needs(self.network.assets[asset].needs)

    def _with_needs(self, groups: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
        found = {member for group in groups for member in group}
        for member in tuple(found):
            found |= set(self._with_needs(self.network.assets[member].needs))
        return tuple(sorted(found))


def cast_of(
    scenario: Scenario, world: Array, state: Array, params: Array, journal: tuple[Line, ...], begun: Array | None
) -> Cast:
    """What stories of a run draw on.

    Parameters
    ----------
    scenario : with the plan's overrides applied
    world, state, params : of the run, at its end
    journal : everything that happened
    begun : the state that the run went on from; None: it began at the start
    """
    from sim.model.setup.network import network_of

    network = network_of(scenario)
    over = bool(state["now"][0] >= scenario.horizon.length)
    return Cast(
        names=names_of(scenario, network, world, state),
        scenario=scenario,
        network=network,
        books=cold_books(journal),
        present=1.0 - float(params["departed"][0]),
        ledger_total=int(np.int64(state["ledger_total"][0])),
        begin=0 if begun is None else int(begun["stopped_at"][0]),
        end=int(state["now"][0] if over else state["stopped_at"][0]),
        over=over,
        first=at_start(params) if begun is None else moment_of(params, begun),
        last=moment_of(params, state),
    )
