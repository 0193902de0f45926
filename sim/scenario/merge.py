"""Scenario files on top of each other: `extends`, `--set` and the overrides of plans, all by one rule.

Mappings merge key by key and keep their order; a mapping that is a choice (`replaced_whole` in the schema)
and any list is replaced whole. A dotted key path names one key and sets exactly that one. null takes an entry away
and leaves a key out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sim.errors import Place, Problem, ScenarioError
from sim.hints import nearest_or_known
from sim.scenario.files import FileError, below, decode, read_below, read_named
from sim.scenario.roles import ROLES
from sim.scenario.shape import Slot
from sim.scenario.source import LONGEST_LINE, MOST_BYTES, Node, find, parse, read_text

LONGEST_CHAIN = 8
"""Most scenario files on top of each other."""
LONGEST_PATH = 12
"""Most keys in a dotted key path."""
MOST_PLANS = 50
"""Most plans that one scenario compares."""
EXTENDS = (
    "The scenario file on top of which this one lies: what is not said here is said there, but for the "
    "`description`. `name: null` takes away an entry that stands there: a plan, a channel, a wave."
)
"""Meaning of the key `extends`, which is gone once the files are merged."""
SET = "--set"
"""Label of texts given on the command line; the line number is the number of the option."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The merged tree and where its files are.

    Parameters
    ----------
    tree : all files and overrides on top of each other
    root : the scenario's folder; nothing outside is ever read
    typed : the same folder as the user named it, so that an editor finds the files that messages name
    folders : label of a file -> its folder relative to `root`
    contents : label of a file -> its bytes, in the order of reading
    extends : what the scenario file itself names under `extends`, None if nothing
    on_top : label of a morning that lies on top of all of them, empty without one
    """

    tree: Node
    root: Path
    typed: Path
    folders: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, bytes] = field(default_factory=dict)
    extends: Node | None = None
    on_top: str = ""

    @property
    def layers(self) -> list[str]:
        """Files, the one on top first; options and a morning stand above all of them."""
        return [label for label in self.contents if label != self.on_top]


def merge(base: Node, over: Node, slot: Slot | None) -> Node:
    """The tree of `over` on top of `base`; keys keep the place they had in the order."""
    if not isinstance(base.value, dict) or not isinstance(over.value, dict) or (slot and slot.replaced_whole):
        return over
    merged = dict(base.value)
    for key, child in over.value.items():
        if child.value is None and key in merged and slot is not None and slot.is_named():
            del merged[key]
        elif key in merged:
            merged[key] = merge(merged[key], child, slot.below(key) if slot else None)
        else:
            merged[key] = child
    return Node(merged, over.place, over.key_place)


def leave_out_nulls(node: Node, slot: Slot) -> Node:
    """The tree without the keys that are null and have a default of another kind; the same tree if there are none."""
    if not isinstance(node.value, dict):
        return node
    kept: dict[str, Node] = {}
    for key, child in node.value.items():
        inner = slot.below(key)
        if inner is None:
            kept[key] = child
        elif child.value is not None or inner.required or inner.may_be_nothing() or key not in slot.known_keys():
            kept[key] = leave_out_nulls(child, inner)
    changed = len(kept) < len(node.value) or any(kept[key] is not node.value[key] for key in kept)
    return Node(kept, node.place, node.key_place) if changed else node


def read_with_bases(path: Path, shape: Slot) -> Sources:
    """A scenario file on top of everything it extends."""
    try:
        content = read_named(path, MOST_BYTES)
    except FileError as error:
        raise ScenarioError([Problem(f"the file {path} {error}")]) from None
    label, root = str(path), path.resolve().parent
    typed = path.parent if path.parent.resolve() == root else root  # a link lies elsewhere than it seems to
    contents, folders, chain = {label: content}, {label: ""}, [path.name]
    trees = [read_text(content, label)]
    extends = find(trees[0], ("extends",))
    while isinstance(trees[-1].value, dict) and "extends" in trees[-1].value:
        reference = trees[-1].value["extends"]
        relative, content = _base(reference, posixpath.dirname(chain[-1]), root, chain)
        chain.append(relative)
        label = str(typed / relative)
        contents[label], folders[label] = content, posixpath.dirname(relative)
        trees.append(read_text(content, label))
    tree = _but_for("extends", trees.pop())
    while trees:  # what a base asks is not what a file on top of it asks
        tree = merge(_but_for("description", tree), _but_for("extends", trees.pop()), shape)
    return Sources(tree, root, typed, folders, contents, extends)


def with_morning(sources: Sources, path: Path, shape: Slot) -> Sources:
    """Scenario files with the morning of another file on top of their `initial`.

    Raises
    ------
    ScenarioError
        If it cannot be read, or is no mapping of keys.
    """
    try:
        content = read_named(path, MOST_BYTES)
    except FileError as error:
        raise ScenarioError([Problem(f"the file {path} {error}")]) from None
    label = str(path)
    morning = read_text(content, label)
    over = Node({"initial": Node(morning.value, morning.place, morning.place)}, morning.place)
    return replace(
        sources, tree=merge(sources.tree, over, shape), contents={**sources.contents, label: content}, on_top=label
    )


def _base(reference: Node, folder: str, root: Path, chain: Sequence[str]) -> tuple[str, bytes]:
    """Name below the scenario's folder, and bytes, of the file that `extends` names."""

    def refuse(message: str) -> ScenarioError:
        return ScenarioError([Problem(message, "extends", reference.place)])

    if not isinstance(reference.value, str):
        raise refuse("needs the name of one scenario file")
    try:
        relative = below(folder, reference.value)
        if relative in chain:
            raise refuse(f"goes round in a circle: {' -> '.join([*chain, relative])}")
        if len(chain) >= LONGEST_CHAIN:
            raise refuse(f"more than {LONGEST_CHAIN} files extend each other: {' -> '.join(chain)}")
        return relative, read_below(root, relative, MOST_BYTES)
    except FileError as error:
        raise refuse(f"the file '{reference.value}' {error}") from None


def _but_for(key: str, tree: Node) -> Node:
    """A whole file without one of its keys, whether it has it or not."""
    assert isinstance(tree.value, dict)
    return Node({name: child for name, child in tree.value.items() if name != key}, tree.place)


def apply_settings(tree: Node, settings: Sequence[str], shape: Slot) -> tuple[Node, list[Problem]]:
    """Apply every ``key=value`` of the command line in order.

    Returns
    -------
    tree : with every option that could be applied
    problems : of the others; places point into the text of the option
    """
    problems: list[Problem] = []
    for number, text in enumerate(settings, 1):
        try:
            segments, value = _setting(text, number)
            tree = put(tree, segments, value, shape)
        except ScenarioError as error:
            problems += error.problems
    return tree, problems


def _setting(text: str, number: int) -> tuple[list[tuple[str, Place]], Node]:
    """Key path and value of one ``key=value``."""
    try:
        decode(text.encode(), SET, LONGEST_LINE)
    except UnicodeEncodeError:
        place = Place(SET, number, 1, text)
        raise ScenarioError([Problem("the option is not UTF-8 text", place=place)]) from None
    key, equals, value = text.partition("=")
    place = Place(SET, number, 1, text, max(1, len(key)))
    if not equals or len(text.splitlines()) != 1:
        raise ScenarioError([Problem("needs the form key=value in one line", place=place)])
    if not value.strip():
        raise ScenarioError([Problem("no value after '='", place=place, hint="null leaves a key out")])
    node = parse(" " * (len(key) + 1) + value, SET, first_line=number, shown=text)
    return split_path(key, place), node.under(place)


def split_path(key: str, place: Place) -> list[tuple[str, Place]]:
    """The keys of a dotted path, each with its place."""
    segments, column = [], 0
    for word in key.split("."):
        segments.append((word.strip(), place.shifted(column, len(word))))
        column += len(word) + 1
    if len(segments) > LONGEST_PATH or not all(word for word, _ in segments):
        raise ScenarioError(
            [
                Problem(
                    "needs a key path like 'aid.channels.name.lead'",
                    place=place,
                    hint="keys are separated by '.'",
                )
            ]
        )
    return segments


def put(tree: Node, segments: Sequence[tuple[str, Place]], value: Node, slot: Slot | None, done: str = "") -> Node:
    """The tree with one value at a key path; what lies on the way and is missing is made.

    Raises
    ------
    ScenarioError
        If the path leads through a key that cannot exist.
    """
    if not segments:
        return _put_here(tree, value, slot, done)
    (key, place), *rest = segments
    path = f"{done}.{key}" if done else key
    children = tree.value if isinstance(tree.value, dict) else {}
    if isinstance(tree.value, list):
        raise ScenarioError([Problem(f"{done} is a list; lists are replaced whole", place=place)])
    if tree.value is not None and not isinstance(tree.value, dict):
        raise ScenarioError([Problem(f"{done} is a single value here", place=place, hint=f"set the whole of {done}")])
    problem = _unknown(key, path, place, children, slot, is_last=not rest)
    if problem:
        raise ScenarioError([problem])
    if not rest and value.value is None and slot is not None and slot.is_named():
        return _without(tree, children, key, path, place)
    inner = slot.below(key) if slot else None
    if not rest and key not in children:
        child = value.under(place)
    else:
        child = put(children.get(key, Node(None, place, place)), rest, value, inner, path)
    is_choice = slot is not None and slot.replaced_whole
    said = value.under(place) if is_choice else tree  # a choice was last made where a part of it was
    return Node({**children, key: child}, said.place, said.key_place)


def _put_here(tree: Node, value: Node, slot: Slot | None, path: str) -> Node:
    """A value on top of what stands at its key path."""
    merged = merge(tree, value, slot)
    if value.value == {} and isinstance(merged.value, dict) and merged.value:
        message = f"an empty mapping changes nothing: it is merged into {path}"
        raise ScenarioError([Problem(message, place=value.place, hint="null takes one entry away")])
    return merged


def _without(tree: Node, children: Mapping[str, Node], key: str, path: str, place: Place) -> Node:
    """The tree without a named entry."""
    if key not in children:
        hint = nearest_or_known(key, list(children))
        raise ScenarioError([Problem(f"there is no '{path}' to take away", place=place, hint=hint)])
    return Node({name: child for name, child in children.items() if name != key}, tree.place, tree.key_place)


def _unknown(
    key: str, path: str, place: Place, children: Mapping[str, Node], slot: Slot | None, *, is_last: bool
) -> Problem | None:
    """The problem of a key that the schema does not know, or of a name on the way that does not exist."""
    if slot is None or slot.is_anything() or key in slot.known_keys():
        return None
    if slot.is_named():
        if is_last or key in children:
            return None
        return Problem(f"there is no '{path}'", place=place, hint=nearest_or_known(key, list(children)))
    if not slot.known_keys():
        return Problem(f"'{path}': there are no keys inside", place=place)
    return Problem(f"unknown key '{path}'", place=place, hint=slot.hint(key, path.removesuffix(key).removesuffix(".")))


def plan_overrides(tree: Node) -> dict[str, dict[str, Node]]:
    """Plan name -> dotted key path -> value, where `compare.plans` has that form.

    Raises
    ------
    ScenarioError
        If there are very many plans.
    """
    compare = tree.value.get("compare") if isinstance(tree.value, dict) else None
    plans = compare.value.get("plans") if compare and isinstance(compare.value, dict) else None
    found = plans.value if plans and isinstance(plans.value, dict) else {}
    if plans and len(found) > MOST_PLANS:
        place = plans.key_place or plans.place
        raise ScenarioError([Problem(f"more than {MOST_PLANS} plans", "compare.plans", place)])
    return {name: plan.value for name, plan in found.items() if isinstance(plan.value, dict)}


def apply_plan(tree: Node, overrides: Mapping[str, Node], shape: Slot) -> tuple[Node, list[Problem]]:
    """The tree of one plan; only what planners choose may differ.

    Returns
    -------
    tree : with every override that is allowed
    problems : one for each that is not
    """
    problems: list[Problem] = []
    said = _Said()
    for key, value in overrides.items():
        place = value.key_place or value.place
        try:
            segments = split_path(key, place)
            changed = put(tree, segments, value, shape)
        except ScenarioError as error:
            problems += error.problems
            continue
        path = ".".join(word for word, _ in segments)
        settings = list(_settings(_descend(shape, segments), value, path))
        refused = [*_not_chosen(settings), *_set_twice(settings, key, said)]
        problems += refused
        tree = tree if refused else changed
    return tree, problems


def _descend(shape: Slot, segments: Sequence[tuple[str, Place]]) -> Slot | None:
    slot: Slot | None = shape
    for key, _ in segments:
        slot = slot.below(key) if slot else None
    return slot


Setting = tuple[str, Slot, Node]
"""Dotted key path of something that an override replaces, what may stand there, and the new value."""


def _settings(slot: Slot | None, value: Node, path: str) -> Iterator[Setting]:
    """Everything that an override replaces: itself, or the keys below where mappings merge."""
    if slot is None:
        return
    inner = value.value if isinstance(value.value, dict) and not slot.replaced_whole else {}
    if inner and (slot.known_keys() or slot.is_named()):  # an empty one is itself what is set: a new entry of a table
        for key, child in inner.items():
            yield from _settings(slot.below(key), child, f"{path}.{key}")
    else:
        yield path, slot, value


def _not_chosen(settings: Iterable[Setting]) -> Iterator[Problem]:
    """A problem for every value that a plan may not change."""
    hint = "write it outside `compare`, or use --set, so that it holds for all plans"
    for path, slot, value in settings:
        if slot.role != "choose":
            why = ROLES.get(slot.role or "fixed", ROLES["fixed"])
            yield Problem(f"{path} is {why}", place=value.key_place or value.place, hint=hint)


def overruled(settings: Sequence[str], overrides: Mapping[str, Node], shape: Slot) -> tuple[str, ...]:
    """Key paths of options that a plan does not heed, because its overrides set all of what they set.

    Parameters
    ----------
    settings : every ``key=value`` of the command line, valid
    overrides : dotted key path -> value of the plan, valid
    """
    said = _Said()
    for key, value in overrides.items():
        for path, _, _ in _settings(_descend(shape, split_path(key, value.place)), value, key):
            said.add(path, key)
    found = []
    for number, text in enumerate(settings, 1):
        segments, value = _setting(text, number)
        path = ".".join(word for word, _ in segments)
        if all(said.wholly(one) for one, _, _ in _settings(_descend(shape, segments), value, path)):
            found.append(path)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the overrides of one plan have set so far.

    Parameters
    ----------
    whole : dotted key path of something that was set -> the override that did
    inside : dotted key path of which something inside was set -> the override that did
    """

    whole: dict[str, str] = field(default_factory=dict)
    inside: dict[str, str] = field(default_factory=dict)

    def by(self, path: str) -> str:
        """The override that has set a key path, something inside it, or something it is inside of; empty if none."""
        return self.wholly(path) or self.inside.get(path, "")

    def wholly(self, path: str) -> str:
        """The override that has set a key path or something it is inside of; empty if none."""
        return next((self.whole[one] for one in (path, *_above(path)) if one in self.whole), "")

    def add(self, path: str, key: str) -> None:
        """Remember what an override sets."""
        self.whole.setdefault(path, key)
        for one in _above(path):
            self.inside.setdefault(one, key)


def _above(path: str) -> list[str]:
    """Every dotted key path that a key path goes through, without itself."""
    words = path.split(".")
    return [".".join(words[:length]) for length in range(1, len(words))]


def _set_twice(settings: Sequence[Setting], key: str, said: _Said) -> Iterator[Problem]:
    """A problem for every value that an earlier override of the same plan has set, in part or as a whole."""
    for path, _, value in settings:
        if said.by(path):
            message = f"this plan sets {path} twice, by '{said.by(path)}' as well"
            yield Problem(message, place=value.key_place or value.place)
    for path, _, _ in settings:
        said.add(path, key)
