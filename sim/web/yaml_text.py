"""The scenario of the page as one file: valid by itself, with the same numbers."""

from __future__ import annotations

from typing import Any

import yaml

from sim.errors import LimitError
from sim.hints import counted
from sim.scenario.evidence import unknown_evidence
from sim.scenario.load import LoadedScenario
from sim.scenario.schema import Scenario
from sim.scenario.shape import top
from sim.scenario.source import MOST_BYTES, MOST_NODES, Node, children, find, values
from sim.web.asked import Asked
from sim.web.desk import Desk

SCHEMA_LINE = "# yaml-language-server: $schema=../docs/scenario.schema.json"
WIDTH = 118


class _Texts(yaml.SafeDumper):
    """Writes every text in quotes that a reader might take for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out: scenario files have no anchors."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_plain = text.replace(" ", "").replace("_", "").isalpha() and text.isascii() and text not in WORDS
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_plain else '"')


WORDS = ("true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL")
_Texts.add_representer(str, _text)


def scenario_text(desk: Desk, asked: Asked, worlds: int) -> str:
    """The scenario that the page shows, tables and all, as one YAML file.

    Parameters
    ----------
    worlds : that the page has shown: `hearthline compare` then gives the same numbers

    Raises
    ------
    LimitError
        If it is too large to stand in one file.
    """
    variant = desk.variant(asked)
    _refuse_large(variant, desk, asked)
    content = values(variant.tree)
    assert isinstance(content, dict)
    content["evidence"] = _evidence(variant, desk, asked)
    content["study"] = {**content.get("study", {}), "replications": worlds, "seed": variant.scenario.study.seed}
    head = [
        SCHEMA_LINE,
        f"# Written by the planner page of hearthline from {next(iter(variant.sources.contents), 'a scenario')!r}.",
    ]
    body = yaml.dump(content, Dumper=_Texts, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None)
    return "\n".join([*(one.replace("\n", " ") for one in head), body])


def _evidence(variant: LoadedScenario, desk: Desk, asked: Asked) -> dict[str, Any]:
    """What the files say about where numbers come from, without what is about other values than these."""
    entries = find(variant.tree, ("evidence",))
    found = entries.value if entries is not None and isinstance(entries.value, dict) else {}
    moved = [desk.path_of(key) for key in asked.faced]
    kept = {}
    for key, entry in found.items():
        alone = Node({**children(variant.tree), "evidence": Node({key: entry}, entry.place)}, entry.place)
        is_moved = any(key == path or key.startswith(f"{path}.") for path in moved)
        if not is_moved and not unknown_evidence(alone, alone, top(Scenario)):
            kept[key] = values(entry)
    return kept | {path: {"from": "Set on the planner page", "confidence": "assumption"} for path in moved}


def _refuse_large(variant: LoadedScenario, desk: Desk, asked: Asked) -> None:
    """Refuse what a reader of scenario files would refuse."""
    count = _count(variant.tree)
    if count > MOST_NODES:
        lines = " ".join(f"--set '{line}'" for line in desk.lines_of(asked))
        raise LimitError(
            f"the scenario has {counted(count, 'value')}, one file may have {MOST_NODES:,} and {MOST_BYTES:,} bytes; "
            f"compare the file itself with {lines}"
        )


def _count(node: Node) -> int:
    """Values of a tree."""
    below = node.value.values() if isinstance(node.value, dict) else node.value if isinstance(node.value, list) else ()
    return 1 + sum(map(_count, below))
