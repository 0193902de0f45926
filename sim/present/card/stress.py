"""The STRESS checklist for discrete-event models (Monks et al. 2019), filled in as far as the model knows.

What only people know is left open, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import escape
from sim.hints import counted, listed
from sim.present.card.subject import Subject
from sim.scenario.schema import Scenario
from sim.units import format_duration

OPEN = "Not known to the model: fill in."
PAGE = "docs/model.md"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the checklist.

    Parameters
    ----------
    number, name : of the checklist
    text : what the model knows
    open : what only people know; empty if nothing is left
    """

    number: str
    name: str
    text: str
    open: str = ""


def checklist_of(subject: Subject) -> list[Item]:
    """The checklist of results."""
    plans = subject.plans
    base = next(iter(plans.values()), None)
    return [
        *_objectives(subject),
        *_logic(plans, base),
        *_inputs(base),
        *_experiment(subject, base),
        *_program(subject),
    ]


def checklist_text(items: Iterable[Mapping[str, Any]], scenario: str) -> str:
    """The checklist as Markdown."""
    lines = [f"# STRESS checklist: {escape(scenario)}", ""]
    lines += ["For discrete-event models, after Monks et al. 2019 (https://doi.org/10.1080/17477778.2018.1442155).", ""]
    for one in items:
        lines += [f"## {one['number']} {one['name']}", "", *filter(None, (one["text"], one["open"])), ""]
    return "\n".join(lines).rstrip() + "\n"


def _objectives(subject: Subject) -> Iterator[Item]:
    question = " ".join(subject.question.split())
    yield Item("1.1", "Purpose of the model", question, f"Who decides what with it: {OPEN.lower()}")
    more = f", and {subject.more_outputs} more (`hearthline describe metrics`)" if subject.more_outputs else ""
    yield Item("1.2", "Model outputs", f"{', '.join(subject.outputs)}{more}.")
    tried = "; ".join(f"`{key}`: {values}" for key, values in subject.varied.items())
    yield Item("1.3", "Aims of the experiment", subject.aims + (f" Varied: {tried}." if tried else ""))


def _logic(plans: Mapping[str, Scenario], base: Scenario | None) -> Iterator[Item]:
    yield Item("2.1", "Overview", f"The diagram at the beginning of {PAGE}.")
    yield Item(
        "2.2", "Logic of the base model", f"{PAGE}, sections 1 to 23: every state variable, event, rule and tie."
    )
    yield Item("2.3", "Logic of the scenarios", _changes(plans))
    yield Item(
        "2.4", "Algorithms", f"Dispatch, refilling, the rota and hubs: {PAGE}; heat: closed forms between events."
    )
    if base is None:
        yield Item("2.5", "Components", "", OPEN)
        return
    people = sum(district.people for district in base.city.districts)
    buildings = sum(district.buildings for district in base.city.districts)
    yield Item(
        "2.5.1",
        "Entities",
        f"Waves of threats ({listed(base.attack.waves)}), lots of aid, repair jobs, blocks of {buildings:,} buildings "
        f"with {people:,} residents.",
    )
    yield Item(
        "2.5.2", "Activities", "Interception, holds, refilling, assessment, way, work and test of crews, transport."
    )
    crews, layers = listed(base.repair.crews) or "none", listed(base.defence.layers) or "none"
    yield Item("2.5.3", "Resources", f"Crews ({crews}), one refilling server, layers of defence ({layers}), stock.")
    yield Item(
        "2.5.4", "Queues", "Jobs of each pool of crews, blocks that wait for refilling, units that wait at hubs."
    )
    channels = listed(base.aid.channels) or "none"
    yield Item("2.5.5", "Entry and exit", f"Waves come by their laws of chance; aid by channels ({channels}).")


def _changes(plans: Mapping[str, Scenario]) -> str:
    """What plans choose."""
    from sim.scenario.identity import content_of, differing

    names = list(plans)
    if len(names) < 2:
        return "One plan."
    first = content_of(plans[names[0]])
    told = []
    for name in names[1:]:
        keys = [f"`{key}`" for key in differing(first, content_of(plans[name]))]
        told.append(f"{escape(name)} differs from {escape(names[0])} in {listed(keys) or 'nothing'}")
    return "; ".join(told) + "."


def _inputs(base: Scenario | None) -> Iterator[Item]:
    if base is None:
        yield Item("3", "Input", "", OPEN)
        return
    sources = [f"- `{key}` ({one.confidence}): {' '.join(one.from_.split())}" for key, one in base.evidence.items()]
    missing = "" if sources else f"The scenario has no `evidence`. {OPEN}"
    yield Item("3.1", "Sources", "\n".join(map(escape, sources)), missing)
    yield Item(
        "3.2", "Preparation of inputs", "", f"How sources became numbers, beyond the lines above: {OPEN.lower()}"
    )
    yield Item(
        "3.3", "Input parameters", "All of them: the scenario file; `hearthline explain` says where one comes from."
    )
    yield Item("3.4", "Assumptions", f"Those in force are on the results card; all stand in {PAGE}, section 24.")


def _experiment(subject: Subject, base: Scenario | None) -> Iterator[Item]:
    start, length = "", OPEN
    if base is not None:
        seen = (
            f"; results count from {format_duration(base.horizon.observe_from)} on" if base.horizon.observe_from else ""
        )
        start = f"Starts at {base.horizon.start} from what the scenario says under `initial`{seen}. "
        start += "Calendars in force before the start are run from their past."
        length = f"{format_duration(base.horizon.length)}; no steady state is sought."
    yield Item("4.1", "Initialisation", start, "" if start else OPEN)
    yield Item("4.2", "Run length", length)
    confidence = f"{100.0 * subject.confidence:g} %"
    worlds = counted(subject.replications, "replication")
    yield Item(
        "4.3",
        "Estimation",
        f"{worlds}, each a world that all plans meet; paired differences with simultaneous intervals at {confidence}.",
    )


def _program(subject: Subject) -> Iterator[Item]:
    context = subject.context
    versions = ", ".join(f"{name} {version}" for name, version in context.versions.items())
    yield Item("5.1", "Software", f"{versions}.")
    yield Item(
        "5.2",
        "Random sampling",
        f"{context.rng[:1].upper()}{context.rng[1:]}; seed {context.seed}. Each draw belongs to "
        "what it decides, so plans share their luck whatever they do.",
    )
    yield Item(
        "5.3",
        "Execution",
        "Next event first; events of one minute in a fixed order (`hearthline describe order`); whole minutes.",
    )
    yield Item("5.4", "Machine", "Results do not depend on it, but for rounding.", f"Machine and time: {OPEN.lower()}")
    yield Item(
        "6.1", "Access to the model", "Apache-2.0; CITATION.cff names the version to cite.", f"Address: {OPEN.lower()}"
    )
