"""How many replications a study has: as many as were asked for, or as many as a precision takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sim.analysis.amounts import Amount
from sim.analysis.answer import Comparison
from sim.analysis.measures import headline_metrics, shown_measures
from sim.analysis.precision import doublings, precision_of, targets_of
from sim.errors import PartialError, UsageError
from sim.study.ensemble import StudyResult
from sim.study.layout import Layout


@dataclass(frozen=True, slots=True)
class Wish:
    """How many replications somebody wants.

    Parameters
    ----------
    replications : exactly; None: as the scenario says
    precision : texts of what is precise enough; empty: nobody asked
    max_replications : with a precision, at most; None: as the scenario says
    """

    replications: int | None = None
    precision: str | Sequence[str] = ()
    max_replications: int | None = None

    def most(self, usual: int) -> int:
        """Replications at most.

        Parameters
        ----------
        usual : those of the scenario

        Raises
        ------
        UsageError
            If a number and a precision are asked for together, or a limit to nothing.
        """
        if self.precision and self.replications is not None:
            raise UsageError("replications are a number or what a precision takes; limit these by --max-replications")
        if self.max_replications is not None and not self.precision:
            raise UsageError("--max-replications goes with --precision; without it there is --replications")
        given = self.max_replications if self.precision else self.replications
        return usual if given is None else given

    def targets(self, metrics: Sequence[str], layout: Layout) -> tuple[Amount, ...]:
        """What is precise enough, in the units of the headline metrics."""
        texts = (self.precision,) if isinstance(self.precision, str) else self.precision
        if not texts or not texts[0]:
            return ()
        known = shown_measures(layout)
        return targets_of(texts, [known[name].unit for name in headline_metrics(metrics, layout)])


def run_enough(
    run: Callable[[int, StudyResult | None], StudyResult],
    summarise: Callable[[StudyResult], Comparison],
    targets: Sequence[Amount],
    most: int,
) -> tuple[StudyResult, Comparison]:
    """Run a study at once, or twice as many worlds each time until it is precise enough; none is run twice.

    Parameters
    ----------
    run : so many replications, of which some may be known
    targets : what is precise enough; empty: all replications are run

    Raises
    ------
    PartialError
        If no replication succeeded.
    """
    study: StudyResult | None = None
    for worlds in doublings(most) if targets else (most,):
        study = run(worlds, study)
        if len(study.failures) == worlds:
            raise PartialError(f"no replication succeeded; {next(iter(study.failures.values()))}")
        found = summarise(study)
        if targets:
            found = replace(found, precision=precision_of(found, targets, most))
        if found.precision is not None and found.precision.is_reached:
            break
    if study is None:
        raise UsageError("replications are 1 or more")
    return study, found
