"""Which scenarios are checked, and where their baselines lie: in a folder ``baselines`` next to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.errors import UsageError, escape
from sim.hints import nearest

FOLDER = "baselines"
SCENARIOS = Path("scenarios")
"""Where scenarios are looked for if nobody says anything else."""
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Pair:
    """A scenario file and the file of its baseline; either may be missing."""

    scenario: Path
    baseline: Path

    @property
    def name(self) -> str:
        """How people call it."""
        return self.baseline.stem


def pairs_of(given: Iterable[Path], only: Iterable[str] = ()) -> list[tuple[Pair, str]]:
    """Scenarios to check, each with the one metric to look at (empty: all).

    Parameters
    ----------
    given : folders of scenarios or of baselines, scenario files, files of baselines; none: the folder `scenarios`
    only : names of scenarios, or ``name:metric``

    Raises
    ------
    UsageError
        If there is no such file or scenario.
    """
    found = {pair.baseline: pair for place in (list(given) or [SCENARIOS]) for pair in _pairs(place)}
    pairs = sorted(found.values(), key=lambda pair: pair.name)
    if not pairs:
        raise UsageError("there is no scenario and no baseline to check")
    wanted = [one.partition(":")[::2] for one in only]
    names = [pair.name for pair in pairs]
    for name, _ in wanted:
        if name not in names:
            raise UsageError(f"--only: no scenario is called {name!r}; {nearest(name, names) or ', '.join(names)}")
    if not wanted:
        return [(pair, "") for pair in pairs]
    return [(pair, metric) for pair in pairs for name, metric in wanted if name == pair.name]


def _pairs(place: Path) -> Iterator[Pair]:
    if place.is_dir():
        inside = place if place.name == FOLDER else place / FOLDER
        for file in sorted(inside.glob("*.json")):
            yield _of_baseline(file)
        for ending in ENDINGS:
            for file in sorted(inside.parent.glob(f"*{ending}")):
                yield _of_scenario(file)
    elif place.suffix == ".json" and place.exists():
        yield _of_baseline(place)
    elif place.suffix in ENDINGS and place.exists():
        yield _of_scenario(place)
    else:
        raise UsageError(f"{escape(str(place))}: there is no such folder, scenario or baseline")


def _of_scenario(file: Path) -> Pair:
    return Pair(file, file.parent / FOLDER / f"{file.stem}.json")


def _of_baseline(file: Path) -> Pair:
    """The scenario of a baseline: the one of its name beside the folder that it lies in."""
    above = file.parent.parent
    there = [above / f"{file.stem}{ending}" for ending in ENDINGS]
    return Pair(next((one for one in there if one.exists()), there[0]), file)
