"""Checking scenarios against their baselines, and storing baselines."""

from __future__ import annotations

import datetime
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from sim.analysis.check.baseline import (
    Baseline,
    Change,
    UnsoundBaselineError,
    read_baseline,
    write_baseline,
)
from sim.analysis.check.ladder import Finding, Held, Verdict, corrected, hold
from sim.analysis.check.taken import Taken, kept_plans, take
from sim.errors import HearthlineError, UsageError
from sim.hints import counted, listed
from sim.present.case import AS_WRITTEN, Case, case_of
from sim.present.check.parting import where_they_part
from sim.present.check.places import Pair, pairs_of
from sim.present.check.report import FAILING, WORST_FIRST, Checked, Report
from sim.present.check.sound import anchors_checked, with_laws
from sim.present.verbs import versions
from sim.scenario.schema import Scenario
from sim.study.store.identity import LUCK

REPLICATIONS = 64
"""Replications of a baseline, and of the first comparison."""
LONGEST_S = 1.2
"""A baseline has fewer replications where so many would take longer [s, estimated, on one processor]."""
FEWEST = 8
MOST_MOVED = 5
"""Lines on what changed that an entry of the history has."""

Progress = Callable[[str], None]
"""Told the name of each scenario before it is run."""


def check(
    given: Iterable[str | Path] = (),
    *,
    only: Sequence[str] = (),
    fail_on: Collection[Verdict] = FAILING,
    max_replications: int | None = None,
    workers: int | None = None,
    store: bool = False,
    invariants: bool = False,
    anchors: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Run scenarios again, and hold what they give against their baselines.

    Parameters
    ----------
    given : folders of scenarios or baselines, or files of either; none: the folder `scenarios`
    only : names of scenarios, or ``name:metric``
    fail_on : verdicts that fail the check
    max_replications : never more, if 64 do not settle it; None: as many as the baseline has
    workers : threads; None: one per processor
    store : also make what baselines would hold now, for `update`
    invariants : also look at laws after every event of the first world of every plan
    anchors : also run cases with exact answers

    Raises
    ------
    UsageError
        If there is nothing to check.
    """
    found = []
    for pair, metric in pairs_of(map(Path, given), only):
        if progress is not None:
            progress(pair.name)
        checked = _checked(pair, metric, max_replications, workers, store=store)
        found.append(with_laws(checked) if invariants else checked)
    if anchors:
        if progress is not None:
            progress("anchors")
        found.append(anchors_checked())
    return Report(_held_together(found), tuple(fail_on), versions())


def update(report: Report, reason: str, *, only_missing: bool = False) -> list[Path]:
    """Store what a check found as baselines, where it differs from what is stored.

    Parameters
    ----------
    report : of a check with `store`
    reason : why the results are to change, for the history
    only_missing : add baselines where there are none, and leave the others alone

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    UsageError
        Without a reason, where the environment says that this is a job of continuous integration, or where a law is
        broken or a case with an exact answer comes out otherwise.
    """
    refuse_update(reason, only_missing=only_missing)
    broken = [one.pair.name for one in report.scenarios if "broken" in one.verdicts]
    if broken:
        raise UsageError(f"nothing is stored: what must hold is broken in {listed(broken)}")
    written = []
    for checked in report.scenarios:
        stays = checked.verdict != "missing" if only_missing else checked.verdict == "identical"
        if checked.new is None or stays:
            continue
        write_baseline(checked.pair.baseline, _with_history(checked, reason or "first baseline"))
        written.append(checked.pair.baseline)
    return written


def refuse_update(reason: str, *, only_missing: bool = False) -> None:
    """Refuse to store baselines without a reason, or by a job that nobody looks at."""
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        raise UsageError("baselines are not stored where CI is set: a check must not turn green by itself")
    if not only_missing and not reason.strip():
        raise UsageError('--update needs a reason for the history: --reason "why the results change"')


def _checked(pair: Pair, metric: str, most: int | None, workers: int | None, *, store: bool) -> Checked:
    """One scenario against its baseline, with as many replications as that takes."""
    stored, trouble = _stored(pair)
    if not pair.scenario.exists():
        return _undecided(pair, "missing", f"there is no scenario {pair.scenario.name} for this baseline")
    try:
        case = case_of(pair.scenario)
    except HearthlineError as error:
        return _undecided(pair, "stale", f"the scenario is not valid any more: {error}")
    plans = dict(case.plans) or {AS_WRITTEN: case.base}
    if stored is None or stored.luck != LUCK or not stored.plans.keys() & plans.keys():
        verdict, said = trouble or ("stale", _why_stale(stored, plans))
        if not store:
            return _undecided(pair, verdict, said)
        taken = take(plans, seed=case.base.study.seed, replications=_replications(case.base, plans), workers=workers)
        return _undecided(pair, verdict, said, _baseline(pair, case, plans, taken, stored))
    is_stale = stored.scenario_id != case.identity
    taken, held = _held(stored, plans, metric, min(stored.replications, most or stored.replications), workers)
    sentences = where_they_part(plans, held, taken, stored.seed, same_scenario=not is_stale)
    new = _baseline(pair, case, plans, taken, stored) if store else None
    count = len(next(iter(taken.plans.values())).outcomes)
    if not is_stale:
        return Checked(pair, held.findings, tuple(sentences), count, new)
    stale = Finding("", "", "", "stale", said=_why_stale(stored, plans))
    return Checked(pair, (stale, *held.findings), (stale.said, *_beside(held), *sentences), count, new)


def _held(
    stored: Baseline, plans: dict[str, Scenario], metric: str, most: int, workers: int | None
) -> tuple[Taken, Held]:
    """What the plans of a baseline give now, held against it, with as many replications as that takes."""
    known = replace(stored, plans={name: one for name, one in stored.plans.items() if name in plans})
    count = min(REPLICATIONS, most)
    while True:
        taken = take(plans, seed=stored.seed, replications=count, workers=workers)
        held = hold(known, taken, metric)
        further = min(2 * count, most)
        if further <= count or not any(one.verdict == "inconclusive" for one in held.findings):
            return taken, held
        count = further


def _beside(held: Held) -> list[str]:
    """What has become of the numbers of a baseline whose scenario has changed."""
    counts = Counter(one.verdict for one in held.findings)
    said = ", ".join(f"{counts[verdict]} {verdict}" for verdict in WORST_FIRST if counts[verdict])
    return [f"Its numbers with the changed scenario, on the same luck: {said}."]


def _stored(pair: Pair) -> tuple[Baseline | None, tuple[Verdict, str] | None]:
    """The baseline of a scenario, or what is wrong with it."""
    if not pair.baseline.exists():
        return None, ("missing", "there is no baseline; `hearthline check --update-new` adds it")
    try:
        return read_baseline(pair.baseline), None
    except UnsoundBaselineError as error:
        return None, ("unsound", f"{error}; take it back from version control, or store it anew with --update")


def _undecided(pair: Pair, verdict: Verdict, said: str, new: Baseline | None = None) -> Checked:
    return Checked(pair, (Finding("", "", "", verdict, said=said),), (said,), new=new)


def _why_stale(stored: Baseline | None, plans: Collection[str]) -> str:
    """Why a baseline does not belong to what its scenario is now."""
    if stored is not None and stored.luck != LUCK:
        return "the scheme of random numbers is another one"
    before = [] if stored is None else list(stored.plans)
    gone = [name for name in before if name not in plans]
    come = [name for name in plans if name not in before]
    said = [f"{word} {listed(names)}" for word, names in (("without", gone), ("new:", come)) if names and before]
    what = f" ({'; '.join(said)})" if said else ""
    return f"the scenario has changed since it was stored{what}: look at the change, then store it with --update"


def _replications(base: Scenario, plans: Collection[str]) -> int:
    """Replications of a new baseline: fewer where runs are long, always the same for the same scenario."""
    from sim.study.estimate import Extent, seconds_of

    count = REPLICATIONS
    while count > FEWEST and seconds_of(Extent(base, tuple(plans), 0, count), compiled=True) > LONGEST_S:
        count //= 2
    return count


def _baseline(
    pair: Pair, case: Case, plans: dict[str, Scenario], taken: Taken, stored: Baseline | None
) -> Baseline | None:
    """What a baseline would hold now; None if something failed, which is never stored."""
    if taken.failures:
        return None
    count = len(next(iter(taken.plans.values())).outcomes)
    seed = case.base.study.seed
    if stored is not None and (stored.replications > count or stored.seed != seed):
        count = max(count, stored.replications)
        taken = take(plans, seed=seed, replications=count)
    return Baseline(
        scenario=os.path.relpath(pair.scenario, pair.baseline.parent).replace(os.sep, "/"),
        scenario_id=case.identity,
        luck=LUCK,
        seed=seed,
        replications=count,
        worlds=taken.worlds,
        plans=kept_plans(taken, case.base.compare.metrics, _margins(stored)),
        environment=versions(),
        history=stored.history if stored is not None else (),
    )


def _margins(stored: Baseline | None) -> dict[str, dict[str, float]]:
    """Margins of a baseline: they stay as they are declared, so that small steps do not widen them."""
    plans = {} if stored is None else stored.plans
    return {plan: {name: one.margin for name, one in kept.metrics.items()} for plan, kept in plans.items()}


def _with_history(checked: Checked, reason: str) -> Baseline:
    """What is stored, with a line in its history."""
    new = checked.new
    assert new is not None
    old = _stored(checked.pair)[0]
    moved = [
        f"{one.plan}: {one.metric} {one.old:.6g} -> {one.new:.6g}"
        for one in checked.changed
        if one.old is not None and one.new is not None
    ]
    more = [f"and {counted(len(moved) - MOST_MOVED, 'metric')} more"] if len(moved) > MOST_MOVED else []
    change = Change(
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        commit=_commit(checked.pair.baseline.parent),
        reason=" ".join(reason.split()),
        old="" if old is None else old.results,
        new=new.results,
        moved=(*moved[:MOST_MOVED], *more),
    )
    return new.with_history((*new.history, change))


def _commit(folder: Path) -> str:
    """The commit that the working tree stands at, empty without version control."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
    try:
        found = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"], cwd=there, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""


def _held_together(found: Sequence[Checked]) -> tuple[Checked, ...]:
    """All scenarios, with verdicts of tests that hold together.

    Where the scenario itself has changed, tests are about another question, and hold together for that scenario.
    """
    families: dict[str, dict[tuple[str, int], Finding]] = {}
    for number, checked in enumerate(found):
        family = families.setdefault(str(number) if checked.verdict == "stale" else "", {})
        family |= {(str(number), place): one for place, one in enumerate(checked.findings)}
    settled = {key: one for family in families.values() for key, one in corrected(family).items()}
    return tuple(
        replace(
            checked,
            findings=tuple(settled.get((str(number), place), one) for place, one in enumerate(checked.findings)),
        )
        for number, checked in enumerate(found)
    )
