"""The verb `replan`: what to do from this morning on, several plans on the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ScenarioError, escape
from sim.hints import counted
from sim.present.as_json import comparison_json
from sim.present.replan.morning import Fact, facts_of, forecast_of, plan_text, span_of
from sim.present.results import ComparisonResult
from sim.present.verbs import Progress, compare
from sim.scenario.replan_file import Replan, load_replan
from sim.scenario.source import place_of
from sim.units import DAY_MIN, format_duration

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.study.saved import SavedState
    from sim.study.store.folder import RunFolder

SCHEMA = "hearthline.replan/1"
PAGE = "replan.html"
"""Name of the page in a folder of results."""


@dataclass(frozen=True, slots=True)
class ReplanResult:
    """Plans from a morning on, side by side.

    Parameters
    ----------
    asked : the file
    compared : their comparison
    begin, end : what is compared lies between them
    facts : what is known in the morning
    """

    asked: Replan
    compared: ComparisonResult
    begin: datetime
    end: datetime
    facts: tuple[Fact, ...]

    def __repr__(self) -> str:
        count = counted(len(self.compared.comparison.plans), "plan")
        return f"Replan of {escape(self.compared.context.scenario)} from {self.begin:%Y-%m-%d}: {count}"

    def __str__(self) -> str:
        return str(self.compared)

    @property
    def headline(self) -> str:
        """What a planner should take home, in plain words."""
        from sim.present.replan.words import answer_of

        return " ".join(answer_of(self))

    def plot(self) -> Figure:
        """Weather, buildings without heat and differences: a matplotlib figure."""
        from sim.present.replan.figure import figure_of_replan

        return figure_of_replan(self)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values in the format ``hearthline.replan/1``."""
        comparison = self.compared.comparison
        facts = [one for one in self.facts if not (comparison.public and one.sensitive)]
        scenario = self.asked.loaded.scenario
        return {
            "schema": SCHEMA,
            "from": self.begin.isoformat(timespec="minutes"),
            "to": self.end.isoformat(timespec="minutes"),
            "morning": {one.what: one.said for one in facts},
            "forecast": [
                {"date": day.isoformat(), "mean_c": mean, "sd_k": spread} for day, mean, spread in forecast_of(scenario)
            ],
            "plans": {name: plan_text(changes, comparison.public) for name, changes in self.asked.plans.items()},
            "answer": self.headline,
            "comparison": comparison_json(comparison, self.compared.context),
        }

    def page(self) -> str:
        """One page that stands alone, as HTML."""
        from sim.present.replan.page import page_of

        return page_of(self)

    def save(self, directory: str | Path) -> tuple[Path, ...]:
        """Write the page, and all files of the comparison, into a folder."""
        return (*self.compared.save(directory), self.write_page(Path(directory)))

    def write_page(self, folder: Path) -> Path:
        """Write the page into a folder."""
        from sim.present.files import storing
        from sim.study.store.files import write_whole

        file = folder / PAGE
        with storing(file):
            write_whole(file, self.page().encode("utf-8", "backslashreplace"))
        return file

    def _repr_html_(self) -> str:
        return self.compared._repr_html_()


def replan(
    file: str | Path | Replan,
    *,
    ahead: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    public: bool = False,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
    out: str | Path | RunFolder | None = None,
    executor: str | Executor | None = None,
    scheduler: str | None = None,
    languages: Sequence[str] = (),
) -> ReplanResult:
    """Run the plans of a replan file from its morning on, all on the same worlds.

    Parameters
    ----------
    file : a replan file, or what `sim.scenario.replan_file.load_replan` made of it
    ahead : how far to look (``10 d``); None: as the file says
    out : folder for all results and the page
    replications, seed, workers, public, overrides, progress, executor, scheduler, languages : as of `sim.compare`

    Raises
    ------
    ScenarioError
        If the file or the scenario that it names is not valid; each problem at its place.
    UsageError
        If a saved state belongs to another scenario.
    LimitError
        If the study needs more memory than the machine has left.
    StorageError
        If the folder holds another study, is in use, or cannot be written.
    """
    asked = file if isinstance(file, Replan) else load_replan(file, ahead, overrides)
    saved = saved_state_of(asked)
    compared = compare(
        asked.loaded,
        state=saved,
        replications=replications,
        seed=seed,
        workers=workers,
        public=public,
        progress=progress,
        out=out,
        executor=executor,
        scheduler=scheduler,
        languages=languages,
    )
    begin, end = span_of(asked.loaded.scenario, 0 if saved is None else saved.moment)
    result = ReplanResult(asked, compared, begin, end, _facts(asked, saved))
    if out is not None:
        result.write_page(Path(out) if isinstance(out, str | Path) else out.path)
    return result


def saved_state_of(asked: Replan) -> SavedState | None:
    """The saved state that a replan file names; None for an observed morning.

    Raises
    ------
    ScenarioError
        If the file says another day, or another time ahead, than the state has.
    UsageError, StorageError
        If it is no state, or cannot be read.
    """
    from sim.study.saved import load_state

    if asked.saved_state is None:
        return None
    if not asked.saved_state.is_file():
        raise ScenarioError([_problem(asked, "state", f"there is no file {asked.saved_state}", "")])
    saved = load_state(asked.saved_state)
    horizon = asked.loaded.scenario.horizon
    day, left = horizon.start + timedelta(days=saved.moment // DAY_MIN), horizon.length - saved.moment
    problems = []
    if asked.asked.today not in (None, day):
        problems.append(_problem(asked, "today", f"the state was saved on {day}", "leave it out"))
    if asked.asked.ahead not in (None, left):
        hint = "save it from a run whose horizon.length ends when you want, or leave it out"
        message = f"from the saved state its scenario goes on for {format_duration(left)}"
        problems.append(_problem(asked, "ahead", message, hint))
    if problems:
        raise ScenarioError(problems)
    return saved


def _problem(asked: Replan, key: str, message: str, hint: str) -> Problem:
    return Problem(message, key, place_of(asked.tree, (key,)), hint)


def _facts(asked: Replan, saved: SavedState | None) -> tuple[Fact, ...]:
    """What is known in the morning."""
    if saved is None:
        return tuple(facts_of(asked.loaded.scenario))
    at = datetime.combine(asked.loaded.scenario.horizon.start, time()) + timedelta(minutes=saved.moment)
    said = f"{escape(str(asked.asked.saved_state))}, saved at {at:%Y-%m-%d %H:%M} (replication {saved.replication})"
    return (Fact("saved state", said),)
