"""What a comparison says: plain frozen values that tables, JSON and figures are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sim.analysis.aid import AidLine
from sim.analysis.equivalent import Equivalent
from sim.analysis.measures import Measure
from sim.analysis.money import Spending
from sim.analysis.registry import Values
from sim.analysis.statistics import Number
from sim.errors import escape
from sim.hints import counted, listed


@dataclass(frozen=True, slots=True)
class Summary:
    """One metric of one plan over replications.

    Parameters
    ----------
    n_defined : replications in which the metric is defined
    mean, sd : over those; None for times until something that may never happen
    median, p05, p95 : quantiles; where undefined means never, over all replications, None beyond the horizon
    ci_low, ci_high : interval of the mean at the study's confidence (of the median where there is no mean)
    """

    n_defined: int
    mean: Number
    sd: Number
    median: Number
    p05: Number
    p95: Number
    ci_low: Number
    ci_high: Number


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a difference, with its simultaneous interval."""

    mean: Number
    ci_low: Number
    ci_high: Number

    @property
    def reach(self) -> tuple[Number, Number, Number]:
        """Where it lies and how far its interval reaches, from the lower end."""
        return self.ci_low, self.mean, self.ci_high

    @property
    def is_unsure(self) -> bool:
        """True for a number other than 0 of which nobody knows how far off it may be."""
        return bool(self.mean) and self.ci_low is None


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric of a plan less that of the reference, on the same worlds.

    Parameters
    ----------
    mean, sd : of the paired differences
    ci_low, ci_high : simultaneous over all plans within the metric
    p_better : P(better) + P(equal)/2, None without a direction
    earliness, cadence : parts of the difference, None without a split
    split : ``twins``, or why there is no split
    """

    mean: Number
    sd: Number
    ci_low: Number
    ci_high: Number
    p_better: Number
    earliness: Part | None
    cadence: Part | None
    split: str

    @property
    def reach(self) -> tuple[Number, Number, Number]:
        """Where it lies and how far its interval reaches, from the lower end."""
        return self.ci_low, self.mean, self.ci_high

    @property
    def is_always_zero(self) -> bool:
        """True if the plans do exactly the same in every world."""
        return self.mean == 0.0 and not self.sd


@dataclass(frozen=True, slots=True)
class Account:
    """Cold put down to reasons, in lines that sum to the total; `TOTAL` is among the lines.

    Parameters
    ----------
    lines : names of the reasons, in the order of the model
    means : plan -> line -> mean with its interval [person-degree-hours]
    differences : plan -> line -> paired difference from the reference [person-degree-hours]; intervals hold for all
        plans and lines together, that of the total for all plans; a line that rests on few worlds has none
    """

    lines: tuple[str, ...]
    means: Mapping[str, Mapping[str, Part]]
    differences: Mapping[str, Mapping[str, Part]]

    @property
    def shown(self) -> tuple[str, ...]:
        """Lines that are a part of any plan's total worth showing."""
        return tuple(line for line in self.lines if any(_is_part(lines, line) for lines in self.means.values()))

    def is_unsure(self, reasons: Iterable[str]) -> bool:
        """True if nobody knows how far off the difference of some plan in one of these reasons may be."""
        return any(lines[line].is_unsure for line in reasons for lines in self.differences.values())


def _is_part(lines: Mapping[str, Part], line: str) -> bool:
    mean, total = lines[line].mean, lines[TOTAL].mean
    return bool(mean and total and mean >= SMALL * total)


@dataclass(frozen=True, slots=True)
class Check:
    """One number of a study that was asked to be precise, and how well it is known.

    Parameters
    ----------
    plan : whose difference from the reference it is; of a single plan whose mean
    half_width : longer half of its interval, None without one
    wanted : largest half width that was asked for; None if none was asked in the metric's unit, or there is no mean
    state : ``no spread`` if it was the same in all replications
    needed : replications that would do, about; None if they are enough, or nobody can tell
    """

    plan: str
    metric: str
    half_width: Number
    wanted: Number
    state: Literal["reached", "not reached", "no spread", "not asked"]
    needed: int | None


@dataclass(frozen=True, slots=True)
class Precision:
    """Whether a study is as precise as was asked for.

    Parameters
    ----------
    asked : as it was written
    replications : that were run
    most : that were allowed
    missing : checks of what is not known well enough, the worst first
    """

    asked: tuple[str, ...]
    replications: int
    most: int
    checks: tuple[Check, ...]
    missing: tuple[Check, ...]

    @property
    def is_reached(self) -> bool:
        """Whether everything is known well enough."""
        return not self.missing


TOTAL = "total"
"""The line of an account that its reasons sum to."""
SMALL = 0.001
"""Lines below this share of the total in every plan are left out of tables and figures."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Two accounts of the same cold.

    Parameters
    ----------
    level_c : rooms below this temperature count [degC]
    by_origin : why heat was lost
    by_phase : why heat was not back
    """

    level_c: float
    by_origin: Account
    by_phase: Account


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is said about a study; `run` has one plan and no differences.

    Parameters
    ----------
    plans : in file order
    reference : the plan that others are compared with
    metrics : every metric of the scenario, by name
    headline_metrics : the names that tables and figures show
    values : plan -> metric -> one value per kept replication, shape (n,)
    kept : numbers of the replications that did not fail in any plan
    ledger : why people were cold
    equivalents : plan -> how much more aid it needs to do as well as the reference; empty if nobody asked
    public : whether what is planning-sensitive is left out
    money : plan -> what it pays; empty where nothing has a price
    precision : whether it is as precise as was asked for; None if nobody asked
    sentences : the headline, sentence by sentence
    unspent : which plan's unspent units differ most and by how much, one sentence per item where that is much
    """

    plans: tuple[str, ...]
    reference: str
    metrics: Mapping[str, Measure]
    headline_metrics: tuple[str, ...]
    confidence: float
    replications: int
    kept: tuple[int, ...]
    summaries: Mapping[str, Mapping[str, Summary]]
    differences: Mapping[str, Mapping[str, Difference]]
    best: Mapping[str, tuple[str, ...]]
    aid: Mapping[str, Mapping[str, AidLine]]
    same_aid: str | None
    unspent: tuple[str, ...]
    banners: tuple[str, ...]
    failures: Mapping[int, str]
    sentences: tuple[str, ...]
    values: Mapping[str, Mapping[str, Values]]
    ledger: Ledger
    public: bool = False
    equivalents: Mapping[str, Equivalent] = field(default_factory=dict)
    money: Mapping[str, Spending] = field(default_factory=dict)
    precision: Precision | None = None

    @property
    def headline(self) -> str:
        """What a planner should take home, in plain words."""
        return " ".join(self.sentences)

    def __repr__(self) -> str:
        plans = f"{counted(len(self.plans), 'plan')} ({escape(listed(self.plans))})"
        return f"Comparison of {plans} in {len(self.metrics)} metrics, {counted(len(self.kept), 'replication')}"
