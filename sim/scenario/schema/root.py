"""The whole scenario, and what must fit together across its sections."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from sim.scenario.check import Finding
from sim.scenario.closed import Closed
from sim.scenario.quantities import Name
from sim.scenario.roles import face, fixed
from sim.scenario.schema.aid import Aid
from sim.scenario.schema.attack import Attack, Threat
from sim.scenario.schema.city import City, People
from sim.scenario.schema.defence import Damage, Defence
from sim.scenario.schema.initial import Initial
from sim.scenario.schema.repair import Repair
from sim.scenario.schema.setting import Alerts, Horizon, Weather
from sim.scenario.schema.study import Compare, Evidence, Study
from sim.scenario.uncertainties import uncertainties


class Scenario(Closed):
    """One winter as a scenario file describes it. Everything that is not written is off."""

    schema_version: int = fixed(ge=1, le=1)
    """Version of this format: 1."""
    name: str = fixed(min_length=1, max_length=200)
    """Short title."""
    description: str = fixed("")
    """What the scenario asks."""
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
    aid: Aid = face(Aid())
    """How aid arrives."""
    compare: Compare = fixed(Compare())
    """Plans side by side."""
    study: Study = fixed(Study())
    """How often, from which seed."""
    evidence: dict[str, Evidence] = fixed({})
    """Where numbers come from, by key path (a prefix covers all keys below)."""

    def items(self) -> tuple[str, ...]:
        """Items that some layer uses, in file order."""
        return tuple(dict.fromkeys(layer.uses for layer in self.defence.layers.values() if layer.uses))

    def findings(self) -> Iterable[Finding]:
        """Report names that nothing carries and sections that need each other."""
        yield from self._unknown_threats()
        yield from self._unknown_severities()
        yield from self._unknown_items()
        yield from self._unknown_places()
        yield from self._missing_sections()
        yield from self._missing_laws()
        yield from self._contradictions()
        yield from self._moments_before_start()
        yield from self._unknown_weather()
        yield from self._backward_alerts()
        yield from self._unread_periods()

    def _unknown_threats(self) -> Iterator[Finding]:
        places: list[tuple[tuple[str | int, ...], str]] = []
        for kind, wave in self.attack.waves.items():
            places += [(("attack", "waves", kind, "size", name), name) for name in wave.size]
            for name in wave.not_on_dates_of:
                if name not in self.attack.waves:
                    avoided = ("attack", "waves", kind, "not_on_dates_of")
                    yield Finding(avoided, f"no wave kind is called {name}", _nearest(name, self.attack.waves))
        for row, recorded in enumerate(self.attack.recorded or ()):
            places.append((("attack", "recorded", row, "threat"), recorded.threat))
        for key, regime in self.attack.regimes.items():
            places += [(("attack", "regimes", key, "classes"), name) for name in regime.classes or ()]
        for key, layer in self.defence.layers.items():
            places += [(("defence", "layers", key, "against", name), name) for name in layer.against]
            if layer.reserve is not None:
                places.append((("defence", "layers", key, "reserve", "for"), layer.reserve.for_))
        if self.defence.night_effect is not None:
            effect = self.defence.night_effect.correlation
            places += [(("defence", "night_effect", "correlation", name), name) for name in effect]
        for place, name in places:
            if name not in self.threats:
                yield Finding(place, f"no threat class is called {name}", _nearest(name, self.threats))

    def _unknown_severities(self) -> Iterator[Finding]:
        known = self.damage.severities
        for key, threat in self.threats.items():
            for name in threat.severity:
                if name not in known:
                    place = ("threats", key, "severity", name)
                    yield Finding(place, f"no severity is called {name}", _nearest(name, known))
        if self.initial.damaged is not None and self.initial.damaged.severity not in known:
            name = self.initial.damaged.severity
            yield Finding(("initial", "damaged", "severity"), f"no severity is called {name}", _nearest(name, known))

    def _unknown_items(self) -> Iterator[Finding]:
        known = self.items()
        places: list[tuple[tuple[str | int, ...], str]] = []
        places += [(("initial", "stock", name), name) for name in self.initial.stock]
        under_way = enumerate(self.initial.in_transit)
        places += [(("initial", "in_transit", row, "item"), lot.item) for row, lot in under_way]
        places += [(("aid", "channels", key, "item"), channel.item) for key, channel in self.aid.channels.items()]
        places += [(("aid", "stores", name), name) for name in self.aid.stores]
        for place, name in places:
            if name not in known:
                yield Finding(place, f"no layer uses an item called {name}", _nearest(name, known))
        for name, store in self.aid.stores.items():
            stock = self.initial.stock.get(name, 0)
            if stock != "unlimited" and stock > store.capacity:
                yield Finding(("initial", "stock", name), f"more than the store holds ({store.capacity})")

    def _unknown_places(self) -> Iterator[Finding]:
        sources = [source.name for source in self.city.sources]
        districts = [district.name for district in self.city.districts]
        for row, outage in enumerate(self.initial.outages):
            for key, name, known in (
                ("source", outage.source, sources),
                ("district", outage.district, districts),
            ):
                if name is not None and name not in known:
                    place = ("initial", "outages", row, key)
                    yield Finding(place, f"no {key} is called {name}", _nearest(name, known))

    def _missing_sections(self) -> Iterator[Finding]:
        if self.weather is None:
            for place, wanted in (
                (("city", "heating"), self.city.heating),
                (("repair", "frost_fault"), self.repair.frost_fault),
                (("repair", "cold_factor"), self.repair.cold_factor),
            ):
                if wanted is not None:
                    yield Finding(place, "needs a `weather:` section")
        exposure = self.damage.exposure
        if exposure.get("heat_source") and not self.city.sources:
            yield Finding(("damage", "exposure", "heat_source"), "needs city.sources")
        if exposure.get("building") and not self.city.districts:
            yield Finding(("damage", "exposure", "building"), "needs city.districts")
        if any(_damages(threat.damage) for threat in self.threats.values()) and not exposure:
            yield Finding(("damage",), "threats do damage, so damage.exposure must say what they hit")
        needs_crews = self.repair.frost_fault is not None or exposure.get("building") or self.initial.damaged
        if needs_crews and "heat" not in self.repair.crews:
            yield Finding(("repair", "crews"), "repair jobs can occur, so a pool of `heat` crews is needed")
        if self.repair.frost_fault is not None and "heat" in self.repair.crews:
            crews = self.repair.crews["heat"]
            if crews.output is None and crews.work is None:
                yield Finding(("repair", "crews", "heat"), "frost faults need `output` or `work` of the crews")

    def _unknown_weather(self) -> Iterator[Finding]:
        if self.weather is None:
            return
        hours = -(-self.horizon.length // 60)
        if self.weather.hours is not None and len(self.weather.hours) < hours:
            message = f"the horizon has {hours} hours, the table {len(self.weather.hours)}"
            yield Finding(("weather", "hours"), message)
        if self.weather.station_normals is not None:
            known = [row.month for row in self.weather.station_normals]
            dates = (self.horizon.start + timedelta(days=day) for day in range(-(-hours // 24)))
            missing = sorted({date.month for date in dates} - set(known))
            if missing:
                message = f"no norm for the months {', '.join(map(str, missing))} of the horizon"
                yield Finding(("weather", "station_normals"), message)
            for row, month in enumerate(known):
                if month in known[:row]:
                    yield Finding(("weather", "station_normals", row, "month"), f"month {month} stands here twice")

    def _backward_alerts(self) -> Iterator[Finding]:
        for row, alert in enumerate(self.alerts.listed):
            if alert.end.minutes(self.horizon.start) <= alert.start.minutes(self.horizon.start):
                yield Finding(("alerts", "listed", row, "end"), "an alert must end after it starts")

    def _unread_periods(self) -> Iterator[Finding]:
        for path, number in uncertainties(self):
            if number.per in ("wave", "night") and path == ("attack", "city_share"):
                continue
            if number.per != "winter":
                message = f"this number is drawn once per winter, never per {number.per}"
                yield Finding((*path, "per"), message, "only attack.city_share can be drawn per wave")

    def _missing_laws(self) -> Iterator[Finding]:
        """What a severity must say depends on what its hits can fall on."""
        hit = {name for threat in self.threats.values() for name, share in threat.severity.items() if share > 0.0}
        wanted = {name: set[str]() for name in self.damage.severities}
        for name in hit & set(wanted):
            wanted[name] |= {"hold"} if self.damage.exposure.get("heat_source") else set()
            wanted[name] |= {"work"} if self.damage.exposure.get("building") else set()
        for opened in (self.initial.damaged, self.damage.per_building):
            if opened is not None and opened.severity in wanted:
                wanted[opened.severity].add("work")
        for name, laws in wanted.items():
            for law in sorted(laws):
                if getattr(self.damage.severities[name], law) is None:
                    yield Finding(("damage", "severities", name), f"hits of this severity need `{law}`")
        for name, threat in self.threats.items():
            if _damages(threat.damage) and not threat.severity:
                yield Finding(("threats", name, "severity"), "threats that do damage need shares of severities")

    def _contradictions(self) -> Iterator[Finding]:
        """Values that are each valid and do not go together."""
        if self.damage.per_building is not None and self.damage.exposure.get("building"):
            yield Finding(("damage", "per_building"), "does not go with hits on buildings (damage.exposure.building)")
        if self.city.heating is not None and self.people.thresholds[0] > self.city.heating.set_point:
            yield Finding(("people", "thresholds"), "a threshold above the set point of the heating is never reached")
        if self.repair.refill is not None and self.repair.refill.capacity == 0:
            yield Finding(("repair", "refill", "capacity"), "must be more than 0")
        if "heat" in self.repair.crews:
            output = self.repair.crews["heat"].output
            if output is not None and output.value == 0:
                yield Finding(("repair", "crews", "heat", "output", "value"), "must be more than 0")

    def _moments_before_start(self) -> Iterator[Finding]:
        start = self.horizon.start
        for row, outage in enumerate(self.initial.outages):
            begin = outage.start.minutes(start)
            if begin < 0:
                yield Finding(("initial", "outages", row, "start"), "an outage cannot begin before the start")
            if outage.end is not None and outage.end.minutes(start) < begin:
                yield Finding(("initial", "outages", row, "end"), "an outage cannot end before it begins")
        for row, lot in enumerate(self.initial.in_transit):
            if lot.arrives.minutes(start) < 0:
                place = ("initial", "in_transit", row, "arrives")
                yield Finding(place, "has arrived before the start: count it in initial.stock")


def _damages(share: object) -> bool:
    return share != 0.0


def _nearest(name: str, known: Iterable[str]) -> str:
    """A hint naming the nearest known word, or all of them when there are few."""
    import difflib

    words = list(known)
    close = difflib.get_close_matches(name, words, 1)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"known: {', '.join(words[:12])}" if words else ""
