"""What a stored study is: everything that decides its numbers, and nothing of how or where they were computed."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.hints import listed
from sim.scenario.identity import content_of, differing
from sim.scenario.schema import Scenario
from sim.study.part import Run
from sim.study.saved import SavedState

FORMAT = "hearthline.store/1"
BLOCK = 64
"""Replications of one stored block."""
LUCK = "philox4x64-10, keyed by seed and replication, addressed by what is decided"
"""How luck is drawn; another scheme gives other worlds."""
OF_THE_STUDY = ("seed", "replications", "confidence")
"""Keys of `study` that decide what is asked, not what is run; the seed has a place of its own."""
TWIN_OF = "the twin of "
MODEL_FOLDERS = ("world", "model", "clock")
"""Sources that decide what a run gives."""


@functools.cache
def model_digest() -> str:
    """Digest of the sources of the model [64 hexadecimal digits]: other rules never go on with a study."""
    root = Path(__file__).parents[2]
    found = hashlib.sha256()
    for file in sorted(file for folder in MODEL_FOLDERS for file in (root / folder).rglob("*.py")):
        found.update(file.relative_to(root).as_posix().encode())
        found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def json_bytes(content: Any) -> bytes:
    """A value as JSON, always the same bytes."""
    return json.dumps(content, ensure_ascii=True, sort_keys=True, allow_nan=False, indent=1).encode() + b"\n"


def digest_of(content: Any) -> str:
    """Digest of a value [64 hexadecimal digits]."""
    return hashlib.sha256(json_bytes(content)).hexdigest()


def what_is_run(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, without what is only asked of the results."""
    content = {key: value for key, value in content_of(scenario).items() if key != "compare"}
    return content | {"study": {key: one for key, one in content["study"].items() if key not in OF_THE_STUDY}}


def identity_of(
    runs: Mapping[Run, Scenario], *, seed: int, lookback: int, accrual_end: int, start: SavedState | None
) -> dict[str, Any]:
    """Everything that decides the numbers of a study; the number of replications does not.

    Parameters
    ----------
    runs : plan or twin -> scenario with the plan's overrides applied
    seed : root of all luck
    lookback, accrual_end : from the calendars of all plans [min]
    start : the saved state that all runs go on from
    """
    return {
        "format": FORMAT,
        "model": {"version": sim.__version__, "sources": model_digest()},
        "luck": LUCK,
        "seed": seed,
        "block": BLOCK,
        "calendars": {"lookback_min": lookback, "accrual_end_min": accrual_end},
        "start": None if start is None else digest_of_state(start),
        "runs": [
            {"plan": plan, "twin": twin, "scenario_id": digest_of(what_is_run(scenario))}
            for (plan, twin), scenario in runs.items()
        ],
    }


def digest_of_state(start: SavedState) -> str:
    """Digest of a saved state: its luck, and all numbers in it."""
    found = hashlib.sha256(json_bytes([start.scenario_id, start.seed, start.replication, start.moment]))
    for record in (start.state, start.params):
        found.update(np.ascontiguousarray(record).tobytes())
    return found.hexdigest()


def contents_of(runs: Mapping[Run, Scenario]) -> list[dict[str, Any]]:
    """What the scenarios of all runs say, so that a refusal can name keys: of all but the first only what differs."""
    every = [what_is_run(scenario) for scenario in runs.values()]
    first = every[0]
    return [first, *({key: one for key, one in rest.items() if one != first.get(key)} for rest in every[1:])]


def unlike(known: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """In which words a stored study differs from the one that is asked for.

    Parameters
    ----------
    known, asked : what `run.json` holds, ``identity`` and ``contents``
    """
    mine, other = known["identity"], asked["identity"]
    found = []
    if mine["seed"] != other["seed"]:
        found.append(f"its seed is {mine['seed']}, not {other['seed']}")
    if mine["model"] != other["model"]:
        version = mine["model"]["version"]
        changed = version == other["model"]["version"]
        found.append("the model has been changed since" if changed else f"it was made by version {version}")
    if mine["start"] != other["start"]:
        found.append("it starts from another state" if mine["start"] and other["start"] else "only one has a --state")
    plans, others = ([_called(run) for run in one["runs"]] for one in (mine, other))
    if plans != others:
        found.append(_unlike_plans(plans, others))
    elif mine["runs"] != other["runs"]:
        found.append(_unlike_scenarios(known, asked))
    return "; ".join(found) or "its calendars or its luck are others"


def _unlike_plans(known: list[str], asked: list[str]) -> str:
    """Which plans only one of two studies runs."""
    gone, new = _only_in(known, asked), _only_in(asked, known)
    if gone and new:
        return f"it ran {listed(gone)}, not {listed(new)}"
    if gone or new:
        return f"it also ran {listed(gone)}" if gone else f"it did not run {listed(new)}"
    return "it ran its plans in another order"


def _only_in(mine: list[str], other: list[str]) -> list[str]:
    """Runs of one study that the other has not; twins of such plans go without saying."""
    found = [one for one in mine if one not in other]
    return [one for one in found if not (one.startswith(TWIN_OF) and one.removeprefix(TWIN_OF) in found)]


def _called(run: Mapping[str, Any]) -> str:
    return f"{TWIN_OF}{run['plan']}" if run["twin"] else str(run["plan"])


def _unlike_scenarios(known: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """The keys in which scenarios of the same plans differ."""
    keys: dict[str, None] = {}
    for mine, other in zip(_whole(known["contents"]), _whole(asked["contents"]), strict=True):
        keys |= dict.fromkeys(differing(mine, other))
    return f"its scenario has another {listed(list(keys))}" if keys else "its scenario is another"


def _whole(contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each scenario says, the part that it shares with the first filled in."""
    return [contents[0] | one for one in contents]
