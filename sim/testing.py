"""For tests in repositories of your own: does a scenario still give what was stored?

>>> from sim.testing import assert_no_drift
>>> def test_our_winter_gives_what_it_gave():
...     assert_no_drift("scenarios/our-winter.yaml")
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from sim.analysis.check.ladder import Verdict
from sim.present.check.report import FAILING, Report
from sim.present.check.verb import check
from sim.present.check.wording import text_of

__all__ = ["assert_no_drift"]


def assert_no_drift(
    *given: str | Path,
    only: Iterable[str] = (),
    fail_on: Collection[Verdict] = FAILING,
    max_replications: int | None = None,
    workers: int | None = None,
    invariants: bool = False,
    anchors: bool = False,
) -> Report:
    """Run scenarios again, and fail the test if they do not give what their baselines say.

    Parameters
    ----------
    given : scenario files, baselines, or folders of either; none: the folder `scenarios`
    only, fail_on, max_replications, workers, invariants, anchors : as of `sim.present.check.verb.check`; without
        "equivalent" among `fail_on` changes within the margin pass

    Raises
    ------
    AssertionError
        With the report, what changed most first.
    """
    report = check(
        given,
        only=tuple(only),
        fail_on=fail_on,
        max_replications=max_replications,
        workers=workers,
        invariants=invariants,
        anchors=anchors,
    )
    if report.failing:
        raise AssertionError(f"results are not as stored\n{text_of(report)}")
    return report
