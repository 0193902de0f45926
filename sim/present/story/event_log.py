"""What happened in one run: the entries of the traced clock, to be read, drawn, counted and written."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError, escape
from sim.hints import counted
from sim.present.caution import TRACE_FOOT
from sim.present.story.entries import COLUMNS, Entry, as_csv

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.present.story.cast import Cast
    from sim.present.story.stories import Story
    from sim.study.layout import Layout
    from sim.study.replay import Replay
    from sim.study.saved import SavedState


MOST_TOLD = 10
"""Events that a printed log tells."""


@dataclass(frozen=True, slots=True)
class EventLog:
    """Everything that happened in one run, in order.

    Parameters
    ----------
    scenario, plan : titles; the plan is empty if the scenario was run as it stands
    seed, replication : which luck
    processes : names of the user's own processes that took part; the run is then not one of the study
    entries : lines of the log
    stopped : where the run stopped before the horizon, to go on from; None if it is over
    cast : what stories draw on besides; None in a log that no run has made
    run : the run itself and what its numbers stand for, if it is over
    """

    scenario: str
    plan: str
    seed: int
    replication: int
    processes: tuple[str, ...]
    entries: tuple[Entry, ...]
    stopped: SavedState | None = None
    cast: Cast | None = field(default=None, repr=False)
    run: tuple[Replay, Layout] | None = field(default=None, repr=False, compare=False)

    def summary(self) -> str:
        """Which run this is, in one line."""
        plan = f", plan {self.plan}" if self.plan else ""
        own = f", with the processes {', '.join(self.processes)}" if self.processes else ""
        run = f"{self.scenario}{plan}, seed {self.seed}, replication {self.replication}{own}"
        return f"{run}: {counted(len(self.entries), 'event')}"

    def __repr__(self) -> str:
        return f"Event log of {escape(self.summary())}"

    def __str__(self) -> str:
        lines = [escape(self.summary()), *map(str, self.entries[:MOST_TOLD])]
        more = len(self.entries) - MOST_TOLD
        return "\n".join([*lines, f"and {more:,} more; .text() has all"] if more > 0 else lines)

    def text(self) -> str:
        """The log as sentences, one line each, and below how far it may be shown around."""
        return "".join(f"{line}\n" for line in (*self.entries, TRACE_FOOT))

    def story(self, subject: str) -> Story:
        """What happened to one subject, and why: ``block 12``, ``source upper_plant``, ``heat crew 3``, ``lot 5``.

        Raises
        ------
        UsageError
            If nothing in the run is called so; it says what there is.
        """
        from sim.present.story.stories import story_of

        return story_of(self, subject)

    def plot(self, what: str) -> Figure:
        """A figure of this run: ``crews``, or a stock by its name, with its waves and deliveries.

        Raises
        ------
        UsageError
            If the run tells of no such stock, or no crew works in it.
        """
        from sim.present.plots.traced import figure_of_trace

        return figure_of_trace(self, what)

    def draw(self, what: str, file: str | Path) -> None:
        """Write a figure of this run into a PNG or SVG file."""
        from sim.present.plots.frame import figure_bytes, form_of
        from sim.study.store.files import in_words

        content = figure_bytes(self.plot(what), form_of(file))
        with in_words(Path(file)):
            Path(file).write_bytes(content)

    def csv(self) -> str:
        """The log as a table with a header (`COLUMNS`)."""
        return as_csv(self.entries)

    def to_pandas(self) -> pd.DataFrame:
        """The log as a table with the columns of `COLUMNS`."""
        import pandas as pd

        return pd.DataFrame([astuple(entry) for entry in self.entries], columns=list(COLUMNS))

    def metrics(self) -> pd.DataFrame:
        """Every metric of this run: metric, value, unit; those that a study has of the same replication.

        Raises
        ------
        UsageError
            If the run has stopped before the horizon.
        """
        import pandas as pd

        from sim.analysis.single import metrics_of_run

        if self.run is None:
            raise UsageError("the run has stopped before its end: metrics are of whole runs")
        return pd.DataFrame(list(metrics_of_run(*self.run)), columns=["metric", "value", "unit"])

    def _repr_html_(self) -> str:
        from sim.present.html import report_html
        from sim.present.sections import Section

        rows = tuple((one.time, one.text) for one in self.entries[:MOST_TOLD])
        more = len(self.entries) - MOST_TOLD
        notes = [f"and {more:,} more; .text() and .to_pandas() have all"] if more > 0 else []
        table = Section("", ("time", "what happened"), rows)
        return report_html((), self.summary(), [table], [*notes, TRACE_FOOT], words=2)
