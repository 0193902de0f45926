"""The verb `sweep`: every combination of some values, as futures that plans face and as plans that are chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.futures import Future, future_rows, headline_of_futures
from sim.errors import UsageError, escape
from sim.hints import counted
from sim.present.as_json import Context, comparison_json
from sim.present.case import AS_WRITTEN
from sim.present.results import Asked
from sim.present.sweep.regret import regret_json
from sim.scenario.axes import Axis, axes_of, labels_of, name_of, plan_settings, points_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.present.verbs import Progress, Where
    from sim.study.store.folder import RunFolder

SCHEMA = "hearthline.sweep/1"
WORDS = 2
"""Last words of a key that name a future, at least: `mean` alone does not say of what."""


@dataclass(frozen=True, slots=True)
class SweepResult:
    """Plans in every future of a sweep.

    Parameters
    ----------
    axes : what was varied
    futures : in the order of the axes, the last one changing fastest
    context : where the numbers come from; its digest is that of the first future
    asked : the question, and the plans in the first future
    """

    axes: tuple[Axis, ...]
    futures: tuple[Future, ...]
    context: Context
    asked: Asked

    def __repr__(self) -> str:
        plans = counted(len(self.futures[0].comparison.plans), "plan")
        luck = f"{counted(self.context.replications, 'replication')} each, seed {self.context.seed}"
        return f"Sweep of {escape(self.context.scenario)}: {counted(len(self.futures), 'future')}, {plans}, {luck}"

    @property
    def headline(self) -> str:
        """What a planner should take home, in plain words."""
        return headline_of_futures(self.futures)

    @property
    def failed(self) -> int:
        """Replications without a result, in all futures."""
        return sum(len(one.comparison.failures) for one in self.futures)

    def to_pandas(self) -> pd.DataFrame:
        """One row per future, plan and metric: what is set, mean, interval, difference from the reference."""
        import pandas as pd

        return pd.DataFrame(list(future_rows(self.futures)))

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values: each future as `compare` writes it, without the context that all share."""
        shared = ("schema", "scenario", "scenario_id", "seed", "replications", "versions", "rng")
        context = comparison_json(self.futures[0].comparison, self.context)
        return {
            "schema": SCHEMA,
            **{key: context[key] for key in shared[1:] if key != "scenario_id"},
            "axes": [
                {"key": axis.key, "values": list(axis.values), "role": "choose" if axis.chosen else "face"}
                for axis in self.axes
            ],
            "headline": self.headline,
            "regret": regret_json(self.futures),
            "futures": [self._future(future, shared) for future in self.futures],
        }

    def _future(self, future: Future, shared: Iterable[str]) -> dict[str, Any]:
        found = comparison_json(future.comparison, self.context)
        own = {key: value for key, value in found.items() if key not in shared}
        return {"name": future.name, "settings": dict(future.settings), "scenario_id": future.scenario_id} | own

    def heat_map(self, metric: str | None = None) -> Figure:
        """Differences from the reference by future and plan; of one plan alone its means."""
        from sim.present.plots.heat_map import figure_of_futures

        return figure_of_futures(self.futures, self.context, metric)

    def card(self) -> str:
        """The results card: one page of Markdown on what this is, what it rests on, and what could flip it."""
        from sim.present.card.content import card_files
        from sim.present.card.of_sweep import subject_of_sweep

        return card_files(subject_of_sweep(self))["card.md"]

    def save(self, directory: str | Path) -> tuple[Path, ...]:
        """Write sweep.json, sweep.csv, the results card and a heat map for each headline metric into a folder."""
        from sim.present.sweep.files import write_sweep

        return write_sweep(Path(directory), self)


def sweep(
    scenario: str | Path,
    over: Sequence[str],
    *,
    replications: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    where: Where | None = None,
    progress: Progress | None = None,
    out: str | Path | RunFolder | None = None,
) -> SweepResult:
    """Run a scenario with every combination of some values, all on the same luck.

    Values of what a plan may choose make plans, in place of the scenario's own; values of what all plans face make
    futures. Without chosen values the scenario's plans run in every future.

    Parameters
    ----------
    scenario : a file
    over : texts ``key.path=value,value,...``
    replications, seed : None: as the scenario says
    overrides : texts ``key.path=value`` that hold everywhere
    where : workers and executor; no result depends on it
    progress : called with replications done and in all
    out : folder for all results; the same call again goes on where it was stopped

    Raises
    ------
    ScenarioError
        If an axis or a combination is not valid, or plans do not bring the same aid.
    StorageError
        If the folder holds other studies, is in use, or cannot be written.
    """
    from sim.present.futures import place_of, run_futures, settings_of
    from sim.present.verbs import Where, versions
    from sim.study.room import room_for
    from sim.study.store.folder import opened
    from sim.study.store.identity import LUCK
    from sim.study.warm import warm_up

    axes = axes_of(over)
    if not axes:
        raise UsageError("a sweep needs at least one axis: key=value,value,...")
    chosen, faced = _apart(axes)
    held = [*overrides, *(plan_settings(chosen) if chosen else ())]
    labels = labels_of(faced, WORDS)
    points: list[tuple[str, Mapping[str, str]]] = [(name_of(point, labels), point) for point in points_of(faced)]
    settings = settings_of(scenario, held, points)
    base = settings[0].case.base
    replications = base.study.replications if replications is None else replications
    seed = base.study.seed if seed is None else seed
    warm_up(room_for(base))
    with opened(out) as folder:
        if folder is not None:
            folder.begin_several()
        with (where or Where()).opened() as place:
            found = tuple(
                run_futures(
                    settings,
                    replications=replications,
                    seed=seed,
                    where=place,
                    progress=progress,
                    folder=folder,
                )
            )
        context = Context(base.name, settings[0].case.identity, seed, replications, versions(), LUCK)
        asked = Asked(base.description, dict(settings[0].case.plans) or {AS_WRITTEN: base})
        result = SweepResult(axes, found, context, asked)
        if folder is not None:
            folder.write(replications, result.save, [place_of(one.values) for one in settings])
    return result


def _apart(axes: Iterable[Axis]) -> tuple[list[Axis], list[Axis]]:
    """Axes of what is chosen, and of what is faced."""
    known = list(axes)
    return [axis for axis in known if axis.chosen], [axis for axis in known if not axis.chosen]
