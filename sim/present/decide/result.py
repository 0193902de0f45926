"""What `decide` gives to Python users: a headline, tables, JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.analysis.decide.frontier import Frontier
from sim.analysis.decision import Decision
from sim.analysis.question import harm_sign
from sim.errors import escape
from sim.hints import counted, shown
from sim.present.as_json import Context, json_text
from sim.present.caution import CAUTION, sensitivity
from sim.present.decide.prices import switching_sentences
from sim.present.decide.tables import sections_of
from sim.present.decide.words import headline_of, notes_of, sentences_of
from sim.present.results import Asked

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.present.report.short import Shown

SCHEMA = "hearthline.decide/1"
FORMS: tuple[Literal["png", "svg"], ...] = ("png", "svg")
"""Forms of the figure."""


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """Which plan to choose, and all that speaks for and against it.

    Parameters
    ----------
    decision : the numbers
    context : where they come from
    asked : the question and the plans
    """

    decision: Decision
    context: Context
    asked: Asked

    def __repr__(self) -> str:
        plans = counted(len(self.decision.plans), "plan")
        return f"Decision of {shown(escape(self.context.scenario))}: {plans}, {self.chosen or 'not decided'}"

    def __str__(self) -> str:
        from sim.present.table import report_text

        return report_text(self.warnings, self.headline, list(sections_of(self.decision)), self.notes)

    @property
    def chosen(self) -> str | None:
        """The plan that is selected; None if the worlds that were allowed do not suffice."""
        return self.decision.chosen

    @property
    def headline(self) -> str:
        """What a planner should take home, in plain words."""
        return headline_of(self.decision)

    @property
    def warnings(self) -> list[str]:
        """What must be said above every result."""
        return [f"Note: {escape(one)}" for one in self.decision.banners]

    @property
    def notes(self) -> list[str]:
        """Switching points, and how to read the tables."""
        return [*switching_sentences(self.decision), *notes_of(self.decision)]

    def to_pandas(self) -> pd.DataFrame:
        """One row per plan: worlds, mean, what it loses beside the best, chances, bad luck, cost; with the unit."""
        import pandas as pd

        return pd.DataFrame(self._rows())

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values in the format ``hearthline.decide/1``."""
        return decision_json(self.decision, self.context)

    def card(self) -> str:
        """The results card: one page of Markdown on what this is, what it rests on, and what could flip it."""
        from sim.present.card.content import card_files
        from sim.present.card.of_decision import subject_of_decision

        return card_files(subject_of_decision(self))["card.md"]

    def save(self, directory: str | Path) -> tuple[Path, ...]:
        """Write decision.json, plans.csv, the results card and the figure into a folder; returns the files."""
        from sim.present.card.of_decision import subject_of_decision
        from sim.present.csv_text import table_lines
        from sim.present.files import storing
        from sim.present.plots.frame import figure_bytes
        from sim.present.report.short import write_narrow, write_short

        folder = Path(directory)
        content = {
            "decision.json": json_text(self.to_json()).encode("ascii"),
            "plans.csv": "".join(table_lines(self._rows())).encode("utf-8", "backslashreplace"),
        }
        drawn = {} if self.decision.frontier is None else {"frontier": self.plot}
        for name, draw in drawn.items():
            figure = draw()
            content |= {f"{name}.{form}": figure_bytes(figure, form) for form in FORMS}
        with storing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for name, written in content.items():
                (folder / name).write_bytes(written)
            narrow = write_narrow(folder, drawn)
        beside = write_short(folder, subject_of_decision(self), self._shown())
        return (*(folder / name for name in content), *narrow, *beside)

    def _shown(self) -> Shown:
        from sim.present.report.short import Shown

        return Shown(
            reference=self.decision.reference,
            said=list(sentences_of(self.decision)),
            warnings=list(self.decision.banners),
            sections=list(sections_of(self.decision)),
            notes=list(notes_of(self.decision)),
            figures={} if self.decision.frontier is None else {"frontier.svg": "Harm against dispatches."},
        )

    def _rows(self) -> list[dict[str, Any]]:
        """One flat row for each plan."""
        return [{"plan": plan, **_flat(row)} for plan, row in self.to_json()["plans"].items()]

    def plot(self) -> Figure:
        """Harm against dispatches: a matplotlib figure."""
        from sim.present.plots.frontier import figure_of_frontier

        return figure_of_frontier(self.decision, self.context)

    def _repr_html_(self) -> str:
        from sim.present.html import report_html

        return report_html(self.warnings, self.headline, sections_of(self.decision), self.notes)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Nested values in one row."""
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{key}_{name}": one for name, one in value.items()}
        else:
            flat[key] = value
    return flat


def decision_json(decision: Decision, context: Context) -> dict[str, Any]:
    """A decision as plain values: null only, keys in a fixed order, in the metric's own direction."""
    question, found = decision.question, decision.selection
    standard = question.standard
    return {
        "schema": SCHEMA,
        "scenario": context.scenario,
        "scenario_id": context.scenario_id,
        "seed": context.seed,
        "metric": question.measure.name,
        "unit": question.measure.unit,
        "direction": question.measure.direction,
        "confidence": question.confidence,
        "indifference": {"asked": question.indifference.text, "value": decision.indifference},
        "reference": decision.reference,
        "versions": dict(context.versions),
        "rng": context.rng,
        "sensitivity": sensitivity(decision.public),
        "caution": CAUTION,
        "warnings": list(decision.banners),
        "chosen": decision.chosen,
        "contenders": [decision.plans[place] for place in found.contenders],
        "decided_at_most_with": found.at_most or None,
        "max_replications": decision.most,
        "failed": {str(number): why for number, why in decision.failures.items()},
        "standard": None if standard is None else standard.text,
        "plans": {plan: _plan(decision, place) for place, plan in enumerate(decision.plans)},
        "switching": {
            "dispatches": _switches(decision, decision.frontier),
            "EUR": _switches(decision, decision.money),
        },
        "headline": headline_of(decision),
    }


def _plan(decision: Decision, place: int) -> dict[str, Any]:
    sign = harm_sign(decision.question.measure)
    loss = None if decision.losses is None else decision.losses[place]
    worst, tail = decision.quantiles[place], decision.tails[place]
    told: dict[str, Any] = {
        "worlds_needed": decision.selection.worlds[place],
        "worlds_run": decision.worlds[place],
        "mean": asdict(decision.means[place]),
        "loss_beside_best_other": None if loss is None else asdict(loss),
        "p_best": float(decision.chances.best[place]),
        "expected_loss": float(decision.chances.expected_loss[place]),
        "worst_of_20": None if worst is None else _turned(sign, worst.value, worst.low, worst.high),
        "mean_of_worst_of_20": None
        if tail is None
        else _turned(sign, tail.value, tail.low, tail.high)
        | {"error": tail.error, "worlds": tail.worlds, "is_enough": tail.is_enough},
    }
    if decision.met:
        told["standard"] = asdict(decision.met[place])
    for name, frontier in (("dispatches", decision.frontier), ("cost_eur", decision.money)):
        if frontier is not None:
            point = frontier.points[place]
            efficient = {"is_efficient": point.is_efficient, "p_efficient": point.p_efficient}
            told[name] = asdict(point.cost) | efficient
    return told


def _turned(sign: float, value: float, low: float | None, high: float | None) -> dict[str, Any]:
    """A number of harm with its bounds as values of the metric."""
    ends = [None if bound is None else sign * bound for bound in (low, high)]
    low, high = ends if sign > 0.0 else ends[::-1]
    return {"value": sign * value, "ci_low": low, "ci_high": high}


def _switches(decision: Decision, found: Frontier | None) -> list[dict[str, Any]]:
    """Where it pays to switch: harm that one unit of cost avoids."""
    if found is None:
        return []
    plans = decision.plans
    return [
        {"dear": plans[one.dear], "cheap": plans[one.cheap], "price": one.price, "ci_low": one.low, "ci_high": one.high}
        for one in found.switches
    ]
