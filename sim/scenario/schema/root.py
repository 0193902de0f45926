"""The whole scenario, and what must fit together across its sections."""

from collections.abc import Iterable

from sim.scenario.check import Finding
from sim.scenario.closed import Closed
from sim.scenario.quantities import Name, Version
from sim.scenario.roles import face, fixed
from sim.scenario.schema.aid import Aid
from sim.scenario.schema.attack import Attack, Threat
from sim.scenario.schema.city import City, People
from sim.scenario.schema.dates import disordered_moments, moments_outside, overlapping_disruptions, uncovered_weather
from sim.scenario.schema.defence import Damage, Defence
from sim.scenario.schema.initial import Initial
from sim.scenario.schema.items import idle_centres, idle_parts, misused_crews, unfit_generators, unranked_items
from sim.scenario.schema.mornings import unfit_mornings
from sim.scenario.schema.names import idle_assets, idle_depots, unknown_names, unplaced_layers, unsupplied_items
from sim.scenario.schema.production import impossible_investments
from sim.scenario.schema.prose import CANNOT_BE_SEEN, is_prose, is_title
from sim.scenario.schema.relief import Relief
from sim.scenario.schema.repair import Repair
from sim.scenario.schema.sections import (
    contradictions,
    impossible_damage,
    missing_laws,
    missing_sections,
    unread_periods,
    unseen_output,
)
from sim.scenario.schema.setting import Alerts, Horizon, Weather
from sim.scenario.schema.steps import broken_steps
from sim.scenario.schema.study import Compare, Evidence, Study

LONGEST_TITLE = 200
"""Longest name of a scenario [characters]."""


class Scenario(Closed):
    """One winter as a scenario file describes it. Everything that is not written is off."""

    schema_version: Version = fixed()
    """Version of this format: 1."""
    name: str = fixed(min_length=1, max_length=LONGEST_TITLE)
    """Short title."""
    description: str = fixed("")
    """What the scenario asks; not taken from a file that it extends."""
    horizon: Horizon = fixed()
    """The time that is simulated."""
    weather: Weather | None = face(None)
    """Outdoor temperature; needed by heating, frost faults and cold factors."""
    alerts: Alerts = face(Alerts())
    """Alerts beside those of the waves."""
    threats: dict[Name, Threat] = face({})
    """Threat classes."""
    attack: Attack = face(Attack())
    """What comes."""
    defence: Defence = face(Defence())
    """Layers of defence."""
    damage: Damage = face(Damage())
    """What gets hit."""
    initial: Initial = face(Initial())
    """The morning it starts."""
    city: City = face(City())
    """Districts, sources, buildings."""
    people: People = face(People())
    """Whom the cold reaches."""
    repair: Repair = face(Repair())
    """How heat comes back."""
    relief: Relief = face(Relief())
    """What helps where heat cannot come back yet."""
    aid: Aid = face(Aid())
    """How aid arrives."""
    compare: Compare = fixed(Compare())
    """Plans side by side."""
    study: Study = fixed(Study())
    """How often, from which seed."""
    evidence: dict[str, Evidence] = fixed({})
    """Where numbers come from, by key path (a prefix covers all keys below)."""

    def items(self) -> tuple[str, ...]:
        """Items that are fired, needed by jobs, join a pool of crews, are lent or burnt, each in file order."""
        fired = [layer.uses for layer in self.defence.layers.values()]
        needed = [severity.part for severity in self.damage.severities.values()]
        joining = [crews.joined_by for crews in self.repair.crews.values()]
        generators = self.relief.generators
        lent = [generators.uses] if generators is not None else []
        burnt = [generators.fuel.item] if generators is not None and generators.fuel is not None else []
        return tuple(dict.fromkeys(item for item in (*fired, *needed, *joining, *lent, *burnt) if item))

    def depots(self, item: str) -> tuple[str, ...]:
        """Depots of an item in file order; one without a name where it stands in one place."""
        store = self.aid.stores.get(item)
        return tuple(store.depots) if store is not None and store.depots else ("",)

    def stores(self) -> tuple[tuple[str, str], ...]:
        """Item and depot of every stock, those of an item side by side."""
        return tuple((item, depot) for item in self.items() for depot in self.depots(item))

    def findings(self) -> Iterable[Finding]:
        """Report names that nothing carries, sections that need each other, and text that cannot be shown."""
        if not is_title(self.name, LONGEST_TITLE):
            yield Finding(("name",), "must be one line of visible characters, no blanks at its ends")
        if self.description and not is_prose(self.description):
            yield Finding(("description",), CANNOT_BE_SEEN)
        yield from unknown_names(self)
        yield from unplaced_layers(self)
        yield from unfit_generators(self)
        yield from impossible_investments(self)
        yield from broken_steps(self)
        yield from missing_sections(self)
        yield from missing_laws(self)
        yield from contradictions(self)
        yield from disordered_moments(self)
        yield from unfit_mornings(self)
        yield from overlapping_disruptions(self)
        yield from uncovered_weather(self)
        yield from unread_periods(self)
        yield from unseen_output(self)
        yield from misused_crews(self)
        yield from unranked_items(self)

    def oversights(self) -> Iterable[Finding]:
        """Report what could be run and cannot be meant."""
        yield from unsupplied_items(self)
        yield from idle_depots(self)
        yield from idle_assets(self)
        yield from idle_parts(self)
        yield from idle_centres(self)
        yield from moments_outside(self)
        yield from impossible_damage(self)
