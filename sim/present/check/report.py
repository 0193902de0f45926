"""What a check found, scenario by scenario, and what that comes to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sim.analysis.check.baseline import Baseline
from sim.analysis.check.ladder import Finding, Verdict
from sim.errors import ExitCode
from sim.present.check.places import Pair

WORST_FIRST: tuple[Verdict, ...] = (
    "broken",
    "drift",
    "unsound",
    "missing",
    "stale",
    "inconclusive",
    "equivalent",
    "round-off",
    "identical",
    "holds",
)
FINE: tuple[Verdict, ...] = ("identical", "holds")
"""Verdicts of what nobody needs to look at."""
FAILING: tuple[Verdict, ...] = ("broken", "drift", "equivalent", "unsound", "missing", "stale", "inconclusive")
"""Verdicts that fail a check unless somebody says otherwise: what has changed is to be acknowledged."""
MEANINGS: dict[Verdict, str] = {
    "identical": "the same numbers, bit for bit, and the same events",
    "round-off": "the same but for rounding",
    "equivalent": "changed, by less than the margin",
    "drift": "changed, by more than the margin",
    "inconclusive": "changed; too few replications to say by how much",
    "stale": "the scenario or the random numbers are not those of the baseline any more",
    "missing": "no baseline, or no scenario",
    "unsound": "the file of the baseline was edited, is damaged, or has another format",
    "broken": "a law does not hold in some run, or a case whose answer is known exactly comes out otherwise",
    "holds": "laws hold after every event looked at, or the exact answer comes out",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """How one scenario stands.

    Parameters
    ----------
    findings : of all metrics, in the order of the baseline; a single one where there is nothing to compare
    said : why it could not be compared, or where runs part; sentences
    replications : compared
    new : what a baseline would hold now; None where nothing was run
    """

    pair: Pair
    findings: tuple[Finding, ...]
    said: tuple[str, ...] = ()
    replications: int = 0
    new: Baseline | None = None

    @property
    def verdicts(self) -> frozenset[Verdict]:
        """Those of its findings; only that it is stale where the scenario has changed: numbers are told beside."""
        found = frozenset(one.verdict for one in self.findings)
        beside: tuple[Verdict, ...] = ("stale", "broken")
        return frozenset(one for one in beside if one in found) if "stale" in found else found

    @property
    def verdict(self) -> Verdict:
        """The worst of them."""
        return min(self.verdicts, key=WORST_FIRST.index)

    @property
    def changed(self) -> list[Finding]:
        """What has changed or is broken, worst first."""
        return sorted(
            (one for one in self.findings if one.verdict not in FINE),
            key=lambda one: (WORST_FIRST.index(one.verdict), -_weight(one)),
        )


def _weight(finding: Finding) -> float:
    """How many margins a difference is."""
    difference = finding.difference
    return abs(difference) / finding.margin if difference is not None and finding.margin > 0.0 else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    Parameters
    ----------
    fail_on : verdicts that fail it
    environment : versions with which it ran
    """

    scenarios: tuple[Checked, ...]
    fail_on: tuple[Verdict, ...]
    environment: dict[str, str]

    @property
    def worst_first(self) -> list[Checked]:
        """Scenarios, those that changed most first."""
        return sorted(self.scenarios, key=lambda one: (WORST_FIRST.index(one.verdict), one.pair.name))

    @property
    def failing(self) -> list[Checked]:
        """Scenarios that fail the check, worst first."""
        return [one for one in self.worst_first if one.verdicts & set(self.fail_on)]

    def fails(self, checked: Checked, finding: Finding) -> bool:
        """True for a finding by which its scenario fails the check."""
        return finding.verdict in self.fail_on and finding.verdict in checked.verdicts

    @property
    def exit_code(self) -> ExitCode:
        """1 if anything has changed or is broken, 4 if something could not be compared or shown, 0 otherwise."""
        verdicts = {verdict for checked in self.scenarios for verdict in checked.verdicts} & set(self.fail_on)
        if verdicts & {"broken", "drift", "equivalent", "round-off"}:
            return ExitCode.DRIFT
        return ExitCode.BASELINE if verdicts else ExitCode.DONE

    def counts(self) -> Iterator[tuple[Verdict, int]]:
        """How many scenarios have each verdict, worst first."""
        for verdict in WORST_FIRST:
            count = sum(one.verdict == verdict for one in self.scenarios)
            if count:
                yield verdict, count


def fail_on_of(words: Collection[str]) -> tuple[Verdict, ...]:
    """Verdicts that somebody wants a check to fail on; the usual ones if nothing is said."""
    return tuple(verdict for verdict in WORST_FIRST if verdict in words) if words else FAILING
