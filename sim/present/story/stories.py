"""Stories: what happened to one block, asset, crew, item, channel, lot or hub in a run, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.hints import counted, nearest, shown
from sim.model.words import Leg
from sim.present.caution import TRACE_FOOT
from sim.present.story.cast import ASSET_SORTS, CREWS, NOTHING, Cast, ColdBooks, number_of, sort_of
from sim.present.story.frame import BROKEN, FRAMES
from sim.present.story.told import Told

if TYPE_CHECKING:
    from sim.present.story.entries import Entry
    from sim.present.story.event_log import EventLog

KINDS = ("block", *ASSET_SORTS, *CREWS, "item", "depot", "layer", "channel", "lot", "hub")
"""What a story can be of."""

LOST = {"block_dark": "heat", "water_lost": "water"}
"""What blocks lose by a line of a sort."""
ONE_BY_ONE = (*LOST, "block_cause")
"""Lines of single blocks, which the story of their cause counts together."""


@dataclass(frozen=True, slots=True)
class Story:
    """The life of one subject in one run.

    Parameters
    ----------
    subject : as it was asked for
    title : who or what it is
    opening : how it stands where the story begins, in sentences, if the run began before
    entries : what happened to it, in order, with what caused it
    closing : what it comes to, in sentences
    books : what a block adds to the ledger; None for all else
    """

    subject: str
    title: str
    opening: tuple[str, ...]
    entries: tuple[Entry, ...]
    closing: tuple[str, ...]
    books: ColdBooks | None = None

    def text(self) -> str:
        """The story as sentences, one line each, and below how far it may be shown around."""
        told = [str(entry) for entry in self.entries] or ["Nothing happens to it."]
        return "".join(f"{line}\n" for line in (self.title, *self.opening, *told, *self.closing, TRACE_FOOT))

    def __str__(self) -> str:
        return self.text().rstrip("\n")


def story_of(log: EventLog, subject: str) -> Story:
    """The story of a subject of a run.

    Raises
    ------
    UsageError
        If nothing in the run is called so, or the log is not that of a run.
    """
    if log.cast is None:
        raise UsageError("this log was not made by a run: it tells no stories")
    kind = _kind_of(subject, subjects_of(log.cast, log.entries))
    own, causes = _own_and_causes(log.cast, kind, subject)
    indices = _told(log.entries, own, causes, one_by_one=kind == "block")
    entries = [log.entries[index] for index in indices]
    if kind in ASSET_SORTS:
        entries = _together(entries)
    if kind in ("channel", "lot"):
        entries = _with_departures(log.cast, entries, own)
    about = tuple(entry for entry in entries if own & _about(entry))
    frame = FRAMES[kind]
    return Story(
        subject=subject,
        title=frame.title(log.cast, subject),
        opening=tuple(frame.opening(log.cast, subject)),
        entries=tuple(entries),
        closing=tuple(frame.closing(Told(log.cast, subject, about, log.entries))),
        books=log.cast.books.get(number_of(subject), NOTHING) if kind == "block" else None,
    )


def subjects_of(cast: Cast, entries: Iterable[Entry]) -> dict[str, list[str]]:
    """All subjects of a run, by kind; crews are those that had work in it."""
    names = cast.names
    at_work = {word for entry in entries for word in _about(entry) if word.startswith(CREWS)}
    at_work |= {f"{CREWS[skill]} {crew}" for skill, crew in cast.first.crews}
    several = [store for store in names.stores if "." in store]
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    found["block"] = [f"block {number}" for number in range(len(names.blocks))]
    for asset, name in zip(cast.network.assets, names.asset_subjects, strict=True):
        found[sort_of(asset)].append(name)
    for kind in CREWS:
        found[kind] = sorted((word for word in at_work if word.startswith(kind)), key=number_of)
    found["item"] = [f"item {name}" for name in names.items]
    found["depot"] = [f"depot {name}" for name in several]
    found["layer"] = [f"layer {name}" for name in names.layers]
    found["channel"] = [f"channel {name}" for name in names.channels]
    found["hub"] = [f"hub {name}" for name in names.hubs]
    found["lot"] = [f"lot {number}" for number in range(len(names.lots))]
    return found


def _kind_of(subject: str, known: dict[str, list[str]]) -> str:
    """The kind of a subject, refused if there is no such thing in the run."""
    kind = next((kind for kind, names in known.items() if subject in names), None)
    if kind is not None:
        return kind
    meant = next((kind for kind in KINDS if subject == kind or subject.startswith(f"{kind} ")), None)
    everything = [name for names in known.values() for name in names]
    if meant is None:
        kinds = ", ".join(kind for kind in KINDS if known[kind])
        hint = nearest(subject, everything) or f"for example {shown(everything[0])}"
        raise UsageError(f"there is no story of {shown(subject)}: here it is of a {kinds}; {hint}")
    names = known[meant]
    if not names:
        raise UsageError(f"there is no {shown(subject)}: this run has no {meant}")
    extent = f"there is one, {names[0]}"
    if len(names) > 1:
        extent = f"there are {counted(len(names), meant)}, {names[0]} to {names[-1]}"
    hint = nearest(subject, names)
    raise UsageError(f"there is no {shown(subject)}; {extent}" + (f"; {hint}" if hint else ""))


def _about(entry: Entry) -> set[str]:
    return set(entry.about.split("; "))


def _own_and_causes(cast: Cast, kind: str, subject: str) -> tuple[set[str], set[str]]:
    """Whose lines a story tells: the subject's own, and those of what can be the cause of what happens to it."""
    names = cast.names
    if kind == "block":
        return {subject}, {names.asset_subjects[asset] for asset in cast.all_needs_of_block(number_of(subject))}
    if kind in ASSET_SORTS:
        needs = cast.needs_of_asset(names.asset_subjects.index(subject))
        return {subject}, {names.asset_subjects[asset] for asset in needs}
    return {subject}, set()


def _told(entries: Sequence[Entry], own: set[str], causes: set[str], *, one_by_one: bool) -> list[int]:
    """Numbers of the lines of a story: own ones, causes, and for what a wave did the wave and who let it pass.

    Parameters
    ----------
    one_by_one : whether a line of a single block counts only if the block is the subject
    """
    found: set[int] = set()
    wave, layers = -1, list[int]()
    for index, entry in enumerate(entries):
        about = _about(entry)
        if entry.what == "wave":
            wave, layers = index, []
        elif entry.what == "layer_met" and entry.detail:
            layers.append(index)
        of_another = entry.what in ONE_BY_ONE and not own & {entry.about.split("; ")[0]}
        if not (own & about and not (one_by_one and of_another)) and not (causes & about and not of_another):
            continue
        found.add(index)
        if entry.event == "wave":
            found.add(wave)
            if entry.what in (*BROKEN, "building_damaged", "hit_again") and "missed" not in entry.detail:
                found.update(layers)
    return sorted(found - {-1})


def _together(entries: Sequence[Entry]) -> list[Entry]:
    """Lines of single blocks counted together: those of one minute and one sort are one line."""
    told: list[Entry] = []
    groups: dict[tuple[int, str], list[Entry]] = {}
    for entry in entries:
        if entry.what in ONE_BY_ONE:
            group = groups.setdefault((entry.minute, entry.what), [])
            if not group:
                told.append(entry)
            group.append(entry)
        else:
            told.append(entry)
    return [_sum_of(groups[entry.minute, entry.what]) if entry.what in ONE_BY_ONE else entry for entry in told]


def _sum_of(group: Sequence[Entry]) -> Entry:
    """One line for blocks to which the same happens."""
    first, blocks = group[0], counted(len(group), "block")
    if first.what in LOST:
        buildings = sum(entry.count or 0 for entry in group)
        verb = "loses" if len(group) == 1 else "lose"
        text = f"{blocks} with {counted(buildings, 'building')} {verb} {LOST[first.what]} ({first.detail})"
        return replace(first, where=blocks, count=buildings, text=text)
    verb = "stays" if len(group) == 1 else "stay"
    return replace(first, where=blocks, text=f"{blocks} {verb} without heat ({first.detail})")


def _with_departures(cast: Cast, entries: Sequence[Entry], own: set[str]) -> list[Entry]:
    """Lines of a channel or lot with the departures of lots, which are planned and no events of the journal."""
    from sim.present.story.entries import Entry

    names, ordered = cast.names, {word for entry in entries if entry.what == "ordered" for word in _about(entry)}
    told = list(entries)
    for number, lot in enumerate(names.lots):
        about = names.lot_subjects(number)
        if lot.leg == Leg.ONWARD or not own & set(about) or f"lot {number}" in ordered:
            continue
        if not cast.begin <= lot.sent < cast.end:
            continue
        text = f"{lot.channel} sends {counted(lot.units, 'unit')} of {lot.item} (lot {number})"
        time = names.clock(lot.sent)
        told.append(
            Entry(lot.sent, time, "", "sent", lot.channel, lot.units, None, lot.arrival, "", "; ".join(about), text)
        )
    return sorted(told, key=lambda entry: (entry.minute, entry.what != "sent"))
