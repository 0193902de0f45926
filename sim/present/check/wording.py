"""A report of a check as text for a terminal, as Markdown and as JSON; what changed most comes first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from sim.analysis.check.ladder import Finding
from sim.errors import escape
from sim.hints import counted
from sim.present.as_json import finite
from sim.present.card.page import plain
from sim.present.check.report import MEANINGS, Checked, Report

SCHEMA = "hearthline.check/1"
MOST_ROWS = 12
"""Changed metrics of a scenario that a table lists; the others are counted."""
HEAD = ("verdict", "plan", "metric", "before", "now", "difference", "margin")


def text_of(report: Report) -> str:
    """The report for a terminal."""
    lines = [_headline(report), ""]
    for checked in report.worst_first:
        lines.append(_scenario_line(checked))
        lines += [f"    {sentence}" for sentence in checked.said]
        rows = [HEAD, *map(_cells, _shown(checked))]
        if len(rows) > 1:
            widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
            lines += [
                "    " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                for row in rows
            ]
            lines += _rest(checked, "    ")
    return "\n".join(lines) + "\n"


def markdown_of(report: Report) -> str:
    """The report as Markdown, for a page or for the summary of a job."""
    lines = ["# Check of baselines", "", _headline(report), ""]
    lines += ["| scenario | verdict | what that means |", "|---|---|---|"]
    lines += [f"| {plain(one.pair.name)} | {one.verdict} | {MEANINGS[one.verdict]} |" for one in report.worst_first]
    for checked in report.worst_first:
        rows = [_cells(one) for one in _shown(checked)]
        if not rows and not checked.said:
            continue
        lines += ["", f"## {plain(checked.pair.name)}: {checked.verdict}", ""]
        lines += [f"{plain(sentence)}  " for sentence in checked.said]
        if rows:
            lines += ["", f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
            lines += [f"| {' | '.join(map(plain, row))} |" for row in rows]
            lines += ["", *_rest(checked, "")]
    return "\n".join(lines).rstrip() + "\n"


def json_of(report: Report) -> dict[str, Any]:
    """The report as plain values for JSON, in the format ``hearthline.check/1``."""
    return {
        "schema": SCHEMA,
        "passed": not report.failing,
        "exit_code": int(report.exit_code),
        "fail_on": list(report.fail_on),
        "environment": report.environment,
        "scenarios": [
            {
                "name": checked.pair.name,
                "verdict": checked.verdict,
                "replications": checked.replications,
                "said": list(checked.said),
                "identical": sum(one.verdict == "identical" for one in checked.findings),
                "holds": sum(one.verdict == "holds" for one in checked.findings),
                "findings": [_finding(one) for one in checked.changed],
            }
            for checked in report.worst_first
        ],
    }


def number_text(value: float | None) -> str:
    """A number with five digits, for comparing by eye."""
    return (
        "-" if value is None or not math.isfinite(value) else f"{value:,.5g}" if abs(value) < 1e5 else f"{value:,.0f}"
    )


def sentence_of(finding: Finding) -> str:
    """A finding in one line."""
    if finding.old is None and finding.new is None:
        return f"{finding.metric or 'baseline'}: {finding.verdict}. {finding.said or MEANINGS[finding.verdict]}"
    bounds = f" ({number_text(finding.low)} to {number_text(finding.high)})" if finding.low is not None else ""
    if finding.verdict == "broken":
        exact, found, most = map(number_text, (finding.old, finding.new, finding.margin))
        return f"{finding.plan}, {finding.metric}: broken. Exactly {exact}, but {found} came out; {most} apart at most"
    figures = f"{number_text(finding.old)} before, {number_text(finding.new)} now {finding.unit}".strip()
    change = f"difference {number_text(finding.difference)}{bounds}, margin {number_text(finding.margin)}"
    return f"{finding.plan}, {finding.metric}: {finding.verdict}. {figures}; {change}"


def _headline(report: Report) -> str:
    said = ", ".join(f"{count} {verdict}" for verdict, count in report.counts())
    outcome = f"{counted(len(report.failing), 'scenario')} to look at" if report.failing else "nothing to look at"
    return f"{counted(len(report.scenarios), 'scenario')} checked: {said}; {outcome}."


def _scenario_line(checked: Checked) -> str:
    what = counted(len(checked.findings), "comparison")
    of = f" ({what}, {counted(checked.replications, 'replication')})" if checked.replications else ""
    return f"{escape(checked.pair.name)}: {checked.verdict}, {MEANINGS[checked.verdict]}{of}"


def _shown(checked: Checked) -> list[Finding]:
    return [one for one in checked.changed if one.metric][:MOST_ROWS]


def _rest(checked: Checked, indent: str) -> Iterable[str]:
    more = sum(bool(one.metric) for one in checked.changed) - MOST_ROWS
    return [f"{indent}and {more} more; --json has all"] if more > 0 else []


def _cells(finding: Finding) -> tuple[str, ...]:
    difference = number_text(finding.difference)
    if finding.low is not None:
        difference += f" ({number_text(finding.low)} to {number_text(finding.high)})"
    said = f" ({finding.said})" if finding.said else ""
    margin = number_text(finding.margin) if finding.margin else "-"
    means = number_text(finding.old), number_text(finding.new)
    return (str(finding.verdict), escape(finding.plan), escape(finding.metric + said), *means, difference, margin)


def _finding(finding: Finding) -> dict[str, Any]:
    found = {key: value for key, value in asdict(finding).items() if key != "test"} | {"difference": finding.difference}
    return {key: finite(value) for key, value in found.items()}


def github_commands(report: Report, most: int = 10) -> Iterator[str]:
    """Commands that a job on GitHub shows beside the files, worst first: one for each scenario that fails."""
    for checked in report.failing[:most]:
        told = next(one for one in checked.changed if report.fails(checked, one))
        title = f"{checked.pair.name}: {checked.verdict}"
        body = "\n".join([sentence_of(told), *checked.said])
        file = checked.pair.scenario.as_posix()
        yield f"::error file={_property(file)},line=1,title={_property(title)}::{_body(body)}"


def _body(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _body(text).replace(":", "%3A").replace(",", "%2C")
