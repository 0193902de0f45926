"""The verb `explore`: many futures of what is not known, and what they say about a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.explore.design import Design, lay, refuse_without_salib
from sim.analysis.explore.findings import Findings, findings_of
from sim.analysis.explore.futures import Numbers, Tried
from sim.errors import escape
from sim.hints import counted
from sim.present.as_json import Context
from sim.present.results import Asked

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from sim.present.verbs import Progress, Where
    from sim.study.store.folder import RunFolder


@dataclass(frozen=True, slots=True)
class ExploreResult:
    """A plan in many futures.

    Parameters
    ----------
    tried : the futures, and what plans come to in them
    design : how they were laid
    findings : what they say
    warnings : what must be said above
    context : where the numbers come from; its digest is that of the scenario as it is written
    asked : the question, and the plans in the first future
    """

    tried: Tried
    design: Design
    findings: Findings
    warnings: tuple[str, ...]
    context: Context
    asked: Asked

    def __repr__(self) -> str:
        futures = counted(len(self.tried.settings), "future")
        luck = f"{counted(self.context.replications, 'replication')} each, seed {self.context.seed}"
        inputs = counted(len(self.tried.keys), "input")
        return f"Exploration of {escape(self.context.scenario)}: {futures} of {inputs}, {luck}"

    @property
    def headline(self) -> str:
        """What a planner should take home, in plain words."""
        from sim.present.explore.words import headline_of

        return headline_of(self.tried, self.findings)

    @property
    def failed(self) -> int:
        """Replications without a result, in all different futures."""
        return self.tried.failed

    def to_pandas(self) -> pd.DataFrame:
        """One row per future, plan and metric: what is set, mean, standard error, difference from the reference."""
        import pandas as pd

        from sim.present.explore.content import explored_rows

        return pd.DataFrame(list(explored_rows(self.tried)))

    def to_xarray(self) -> xr.Dataset:
        """Metrics by plan, future and replication; what is set in each future stands along the futures."""
        from sim.present.labelled import explored_dataset

        return explored_dataset(self)

    def to_netcdf(self, file: str | Path) -> Path:
        """Write what `to_xarray` gives as a NetCDF 3 file, the same bytes each time; returns the file."""
        from sim.present.labelled import write_netcdf

        return write_netcdf(self.to_xarray(), file)

    def to_ema(self) -> tuple[pd.DataFrame, dict[str, Numbers]]:
        """Experiments and outcomes as the EMA workbench has them: a row for every future and plan."""
        from sim.present.explore.ema import ema_results

        return ema_results(self.tried, self.context.scenario)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values in the format ``hearthline.explore/1``."""
        from sim.present.explore.content import explored_json

        return explored_json(self.tried, self.findings, self.warnings, self.context)

    def figures(self) -> dict[str, Figure]:
        """All figures there are, by name: ``inputs``, ``failures``, ``break-even``."""
        from sim.present.plots.explored import figures_of_explored

        drawn = figures_of_explored(self.tried, self.findings, self.design.even, self.context)
        return {name: draw() for name, draw in drawn}

    def card(self) -> str:
        """The results card: one page of Markdown on what this is, what it rests on, and what could flip it."""
        from sim.present.card.content import card_files
        from sim.present.card.of_explored import subject_of_explored

        return card_files(subject_of_explored(self))["card.md"]

    def _repr_html_(self) -> str:
        from sim.present.explore.sections import notes_of_explored, sections_of_explored
        from sim.present.html import report_html

        tables, notes = sections_of_explored(self.tried, self.findings), notes_of_explored(self.tried, self.findings)
        return report_html(self.warnings, self.headline, tables, notes)

    def save(self, directory: str | Path) -> tuple[Path, ...]:
        """Write explore.json, futures.csv, results.tar.gz (EMA workbench), the card and figures into a folder."""
        from sim.present.explore.files import write_explored

        return write_explored(Path(directory), self)


def explore(
    scenario: str | Path,
    study: str | Path,
    *,
    replications: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    where: Where | None = None,
    progress: Progress | None = None,
    out: str | Path | RunFolder | None = None,
) -> ExploreResult:
    """Try a plan in many futures of what is not known, all on the same worlds.

    Parameters
    ----------
    scenario : a file
    study : a study file: inputs with their ranges, the design, the plan and its standard
    replications : worlds of each future; None: as the study file says
    seed : of the worlds; None: as the scenario says
    overrides : texts ``key.path=value`` that hold in every future
    where : workers and executor; no result depends on it
    progress : called with replications done and in all
    out : folder for all results; the same call again goes on where it was stopped

    Raises
    ------
    ScenarioError
        If the study file or the scenario is not valid, or values of inputs do not go together.
    UsageError
        If SALib is not installed.
    StorageError
        If the folder holds other studies, is in use, or cannot be written.
    """
    from sim.present.explore.inputs import question_of
    from sim.present.explore.points import try_all
    from sim.present.futures import place_of
    from sim.present.verbs import Where, versions
    from sim.study.room import room_for
    from sim.study.store.folder import opened
    from sim.study.store.identity import LUCK
    from sim.study.warm import warm_up

    refuse_without_salib()
    question = question_of(scenario, study, tuple(overrides))
    asked, base = question.study, question.loaded.scenario
    replications = asked.replications if replications is None else replications
    seed = base.study.seed if seed is None else seed
    design = lay(asked.design, asked.points, len(asked.inputs), asked.seed)
    warm_up(room_for(base))
    with opened(out) as folder:
        if folder is not None:
            folder.begin_several()
        with (where or Where()).opened() as place:
            tried, warnings = try_all(
                question,
                design,
                replications=replications,
                seed=seed,
                where=place,
                progress=progress,
                folder=folder,
            )
        findings = findings_of(tried, design, base.study.confidence)
        context = Context(base.name, question.loaded.scenario_id, seed, replications, versions(), LUCK)
        about = Asked(base.description, question.scenario_with(dict(tried.settings[0])))
        result = ExploreResult(tried, design, findings, warnings, context, about)
        if folder is not None:
            places = [place_of(one) for one in tried.settings]
            folder.write(replications, result.save, dict.fromkeys(places))
    return result
