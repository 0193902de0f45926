"""What `run` and `compare` give to Python users: tables, series, plots, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.answer import Comparison
from sim.analysis.ledger import ledger_rows
from sim.analysis.tidy import replication_frame, series_frame, summary_rows
from sim.errors import escape
from sim.hints import counted, listed, shown
from sim.present.as_json import Context, comparison_json
from sim.scenario.schema import Scenario
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from sim.analysis.registry import Compute


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked.

    Parameters
    ----------
    question : the scenario's description
    plans : plan -> scenario under that plan
    """

    question: str
    plans: Mapping[str, Scenario]


@dataclass(frozen=True, slots=True)
class Plots:
    """Figures of a result; each is a matplotlib figure that notebooks show."""

    result: ComparisonResult

    def __repr__(self) -> str:
        names = ".differences(), .ledger(), .stock(store), .cold()"
        return f"Figures of {shown(escape(self.result.context.scenario))}: {names}"

    def differences(self) -> Figure:
        """Paired differences from the reference with their intervals."""
        from sim.present.plots.of_comparison import figure_of_differences

        return figure_of_differences(self.result.comparison, self.result.context)

    def ledger(self) -> Figure:
        """Why plans differ from the reference."""
        from sim.present.plots.ledger import figure_of_ledger

        return figure_of_ledger(self.result.comparison, self.result.context)

    def stock(self, store: str | None = None) -> Figure:
        """Stock of an item (or `item.depot`) over time, one panel per plan; None: of what a channel brings first."""
        from sim.present.plots.of_comparison import figure_of_stock

        layout = self.result.layout
        brought = [name for _, item, _ in layout.channels for name in layout.stores if name.split(".")[0] == item]
        wanted = store or next((name for name in [*brought, *layout.stores] if layout.has_stock(name)), "")
        return figure_of_stock(self.result.study, layout, self.result.comparison.kept, wanted, self.result.context)

    def cold(self) -> Figure:
        """Buildings without heat over time, one panel per plan."""
        from sim.present.plots.of_comparison import figure_of_cold

        result = self.result
        return figure_of_cold(result.study, result.layout, result.comparison.kept, result.context)


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """Plans compared on the same worlds, or one plan.

    Parameters
    ----------
    comparison : the numbers
    study : outcomes, days and series of every replication
    layout : what their places stand for
    context : where they come from
    asked : the question and the plans, for the results card; None if it is not known
    """

    comparison: Comparison
    study: StudyResult
    layout: Layout
    context: Context
    asked: Asked | None = None

    def __repr__(self) -> str:
        found, context = self.comparison, self.context
        luck = f"{counted(context.replications, 'replication')}, seed {context.seed}"
        if not found.differences:
            return f"Run of {shown(escape(context.scenario))}: {escape(listed(found.plans))}, {luck}"
        plans = f"{escape(listed(found.plans))}; reference {escape(found.reference)}"
        return f"Comparison of {shown(escape(context.scenario))}: {counted(len(found.plans), 'plan')}, {luck}\n{plans}"

    def __str__(self) -> str:
        from sim.present.table import main_text

        return main_text(self.comparison)

    @property
    def headline(self) -> str:
        """What a planner should take home, in plain words."""
        return self.comparison.headline

    @property
    def plot(self) -> Plots:
        """Figures: ``.differences()``, ``.ledger()``, ``.stock(store)``, ``.cold()``."""
        return Plots(self)

    def summary(self) -> pd.DataFrame:
        """Metrics of each plan: mean, sd, quantiles, interval, with units; one row per plan and metric."""
        import pandas as pd

        columns = ["plan", "metric", "unit", "direction", "n_defined", "mean", "sd"]
        columns += ["median", "p05", "p95", "ci_low", "ci_high"]
        return pd.DataFrame(list(summary_rows(self.comparison)), columns=columns)

    def differences(self) -> pd.DataFrame:
        """Paired differences from the reference with simultaneous intervals; one row per plan and metric."""
        import pandas as pd

        columns = ["plan", "metric", "unit", "direction", "difference", "difference_sd"]
        columns += ["difference_ci_low", "difference_ci_high", "p_better"]
        columns += ["earliness", "earliness_ci_low", "earliness_ci_high"]
        columns += ["cadence", "cadence_ci_low", "cadence_ci_high"]
        rows = [row for row in summary_rows(self.comparison) if row["plan"] != self.comparison.reference]
        return pd.DataFrame(rows, columns=columns)

    def ledger(self) -> pd.DataFrame:
        """Why heat was lost and why it was not back: one row per table, plan and reason, with differences."""
        import pandas as pd

        return pd.DataFrame(list(ledger_rows(self.comparison.ledger)))

    def to_pandas(self) -> pd.DataFrame:
        """Every metric of every replication, tidy: plan, replication, metric, value, unit."""
        return replication_frame(self.comparison)

    def series(self) -> pd.DataFrame:
        """Every series of every replication, tidy: plan, replication, time_min, series, value, unit."""
        return series_frame(self.study, self.layout, self.comparison.kept)

    def to_xarray(self) -> xr.Dataset:
        """Every metric and series of every replication as arrays with named dimensions and units."""
        from sim.present.labelled import dataset_of

        return dataset_of(self)

    def to_netcdf(self, file: str | Path) -> Path:
        """Write what `to_xarray` gives as a NetCDF 3 file, the same bytes each time; returns the file."""
        from sim.present.labelled import write_netcdf

        return write_netcdf(self.to_xarray(), file)

    def with_metrics(self, *own: Compute) -> ComparisonResult:
        """The same result with metrics of your own beside those of the headline; nothing is run again.

        Parameters
        ----------
        own : functions decorated with `sim.metric`

        Raises
        ------
        UsageError
            If a function is no metric, has the name of another, or gives anything but one value per replication.
        """
        from sim.analysis.own import with_own

        return replace(self, comparison=with_own(self.comparison, self.study, self.layout, own))

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values in the format ``hearthline.compare/1``."""
        return comparison_json(self.comparison, self.context)

    def card(self) -> str:
        """The results card: one page of Markdown on what this is, what it rests on, and what could flip it."""
        from sim.present.card.content import card_files
        from sim.present.card.of_comparison import subject_of_comparison

        return card_files(subject_of_comparison(self))["card.md"]

    def save(self, directory: str | Path, languages: Sequence[str] = ()) -> tuple[Path, ...]:
        """Write compare.json, tables as CSV, figures and the report into a folder; the report in more languages too."""
        from sim.present.files import write_folder

        return write_folder(Path(directory), self, languages)

    def _repr_html_(self) -> str:
        from sim.present.html import comparison_html

        return comparison_html(self.comparison)
