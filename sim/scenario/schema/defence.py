"""How the city defends itself: layers and their stock, damage that gets through."""

from collections.abc import Iterable
from typing import Literal

from sim.scenario.check import Finding
from sim.scenario.closed import Closed
from sim.scenario.laws import Law, Unsure
from sim.scenario.quantities import Correlation, Count, Duration, Name, Number, Rate, Share
from sim.scenario.roles import choose, face
from sim.scenario.schema.assets import AssetKey


class Reserve(Closed):
    """Rounds that are kept back for one threat class."""

    for_: Name = choose(alias="for")
    """The class that may use all rounds."""
    keep: Count = choose()
    """Rounds that the other classes leave untouched."""


class Layer(Closed):
    """One layer of defence; threats meet the layers in file order."""

    against: dict[Name, Unsure[Share]] = face(min_length=1)
    """Chance to stop a threat, per class: per round (or per engagement, see per_engagement)."""
    per_engagement: bool = face(False)
    """True: `against` counts per engagement, however many rounds it takes."""
    uses: Name | None = face(None)
    """Item whose stock the layer fires; without it the layer never runs out."""
    depot: Name | None = face(None)
    """Depot of that item it fires from, where there are several (`aid.stores`)."""
    rounds: Number = face(1.0, gt=0, le=60)
    """Rounds per engagement; a fraction is drawn per engagement."""
    salvo: Literal["full", "partial", "shoot_look_shoot"] = choose("full")
    """full: fires only with all rounds in hand; partial: with what is left; shoot_look_shoot: one after another."""
    reserve: Reserve | None = choose(None)
    """Rounds kept back for one class."""
    engagements: Rate | None = face(None)
    """Engagements per day at most (60/h); per wave that is floor(rate x duration)."""

    def oversights(self) -> Iterable[Finding]:
        """Report rounds kept back where none are counted."""
        if self.depot is not None and self.uses is None:
            yield Finding(("depot",), "a layer that uses no item fires from no depot")
        if self.reserve is not None and self.uses is None:
            yield Finding(("reserve",), "a layer that uses no item never runs out, so nothing can be kept back")


class NightEffect(Closed):
    """Good and bad nights: the chance to stop threats varies from wave to wave (beta)."""

    correlation: dict[Name, Correlation] = face()
    """Intra-wave correlation per threat class, 0 to below 1."""

    def findings(self) -> Iterable[Finding]:
        """Report correlations of 1."""
        for name, value in self.correlation.items():
            if value == 1:
                yield Finding(("correlation", name), "a correlation here is less than 1")


class Defence(Closed):
    """Layers of defence in the order in which threats meet them."""

    layers: dict[Name, Layer] = face({})
    """Layers, in file order."""
    night_effect: NightEffect | None = face(None)
    """Good and bad nights."""


class Severity(Closed):
    """What one severity of damage means."""

    hold: Law[Duration] | None = face(None)
    """Time until a heat source restarts."""
    source_lost: bool = face(False)
    """True: the source is lost for weeks; the ledger names it so."""
    work: Law[Duration] | None = face(None)
    """Crew work of the repair job of a directly damaged building [crew time]."""
    network_work: Law[Duration] | None = face(None)
    """Crew work to repair a feeder or a station; that of the power crews without this key [crew time]."""
    part: Name | None = face(None)
    """Item of which a job of this severity, at a building, feeder or station, needs a unit before a crew."""


class PerBuilding(Closed):
    """Buildings that fail one by one (used by theory cases)."""

    up_time: Law[Duration] = face()
    """Time from repair to the next failure; hits during an outage do not occur."""
    severity: Name = face()
    """Severity of each failure."""


class Damage(Closed):
    """What a leaker that does damage hits, and how long that lasts."""

    exposure: dict[Literal["heat_source", "building", AssetKey, "elsewhere"], Share] = face(
        {}, json_schema_extra={"replaced_whole": True}
    )
    """Shares of the asset classes that are hit; they sum to 100 %."""
    target: Literal["weighted", "next_undamaged"] = face("weighted")
    """weighted: by exposure weight; next_undamaged: buildings one after another (theory)."""
    rehit: Literal["adds", "ignored"] = face("adds")
    """A hit on an open outage adds work (or a fresh hold), or is ignored."""
    severities: dict[Name, Severity] = face({})
    """What each severity means."""
    per_building: PerBuilding | None = face(None)
    """Buildings that fail one by one."""

    def findings(self) -> Iterable[Finding]:
        """Report shares that do not sum to one."""
        total = sum(self.exposure.values())
        if self.exposure and abs(total - 1.0) > 1e-9:
            yield Finding(("exposure",), f"the shares must sum to 100 %, not {100 * total:g} %")
