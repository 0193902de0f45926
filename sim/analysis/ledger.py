"""Why people were cold: the two tables of the ledger, and how plans differ in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum

import numpy as np

from sim.analysis.answer import TOTAL, Account, Ledger, Part
from sim.analysis.differences import part_of
from sim.analysis.intervals import freedom_of, level_interval
from sim.analysis.reasons import ALL_TOGETHER, ORIGIN_WORDS, PHASE_WORDS, origin_words, phase_words
from sim.analysis.registry import Runs, Values
from sim.analysis.statistics import Number, mean_of
from sim.units import HOUR_MIN

MILLE = 1000.0
UNIT = "person-degree-hours"
Accounts = tuple[tuple[str, Account, dict[str, str]], ...]
"""Both tables of the ledger, each with its name and the words for its lines."""
NOT_COMPARED = Part(None, None, None)
ENOUGH_WORLDS = 200
"""Fewer do not show the tails that intervals of many lines ask for if they are to hold together."""
ENOUGH_FREEDOM = 12.0
"""Below it few worlds make up a line's difference, and others like them may have been missed (docs/statistics.md)."""


def ledger_of(runs: Mapping[str, Runs], reference: str, confidence: float) -> Ledger:
    """Both accounts of a study.

    Parameters
    ----------
    runs : plan -> outcomes of the same replications
    confidence : of the intervals
    """
    origins = {plan: _lines(run, "ledger_origin", ORIGIN_WORDS) for plan, run in runs.items()}
    phases = {plan: _lines(run, "ledger_phase", PHASE_WORDS) for plan, run in runs.items()}
    moving = _moving(origins) | _moving(phases)
    return Ledger(
        runs[reference].layout.thresholds[0],
        _account(origins, reference, confidence, len(moving)),
        _account(phases, reference, confidence, len(moving)),
    )


def _lines(runs: Runs, table: str, reasons: Iterable[IntEnum]) -> dict[str, Values]:
    """Line -> person-degree-hours of each run; the total is the one that was summed as rooms cooled and warmed."""
    scale = runs.present / (MILLE * HOUR_MIN)
    lines = {reason.name.lower(): runs.total(table, slice(reason, reason + 1)) * scale for reason in reasons}
    return {**lines, TOTAL: runs["ledger_total"] * scale}


def _moving(found: Mapping[str, Mapping[str, Values]]) -> set[str]:
    """Lines that are not 0 in every run."""
    return {line for lines in found.values() for line, values in lines.items() if line != TOTAL and np.any(values)}


def _account(found: Mapping[str, Mapping[str, Values]], reference: str, confidence: float, moving: int) -> Account:
    """Means and paired differences, line by line; `moving` lines of both accounts are not always 0."""
    base, others = found[reference], len(found) - 1
    return Account(
        lines=tuple(line for line in base if line != TOTAL),
        means={
            plan: {line: Part(*level_interval(values[~np.isnan(values)], confidence)) for line, values in lines.items()}
            for plan, lines in found.items()
        },
        differences={
            plan: {
                line: part_of(values - base[line], confidence, others)
                if line == TOTAL
                else line_difference(values - base[line], confidence, moving * others)
                for line, values in lines.items()
            }
            for plan, lines in found.items()
            if plan != reference
        },
    )


def line_difference(differences: Values, confidence: float, family: int) -> Part:
    """What a line differs by, with an interval that holds together with all others, where there is one.

    Parameters
    ----------
    differences : from the reference, world by world
    family : lines of all plans
    """
    known = differences[~np.isnan(differences)]
    freedom = freedom_of(known)
    if len(known) < ENOUGH_WORLDS or freedom is None or freedom < ENOUGH_FREEDOM:
        return Part(mean_of(known), None, None)
    return part_of(known, confidence, family)


def accounts_of(ledger: Ledger) -> Accounts:
    """Both accounts, each with its name and the words for its lines."""
    total = {TOTAL: ALL_TOGETHER}
    return (
        ("origin", ledger.by_origin, origin_words() | total),
        ("phase", ledger.by_phase, phase_words() | total),
    )


def ledger_rows(ledger: Ledger) -> Iterator[dict[str, str | Number]]:
    """One row per table, plan and line, the total last: means, and differences from the reference."""
    for by, account, words in accounts_of(ledger):
        for plan, means in account.means.items():
            for line in (*account.lines, TOTAL):
                mean = means[line]
                found = account.differences.get(plan, {}).get(line, NOT_COMPARED)
                yield {
                    "plan": plan,
                    "by": by,
                    "line": line,
                    "words": words[line],
                    "unit": UNIT,
                    "mean": mean.mean,
                    "ci_low": mean.ci_low,
                    "ci_high": mean.ci_high,
                    "difference": found.mean,
                    "difference_ci_low": found.ci_low,
                    "difference_ci_high": found.ci_high,
                }
