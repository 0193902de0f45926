"""A comparison as a piece of HTML for notebooks; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as html_escape

from sim.analysis.answer import Comparison
from sim.analysis.numbers import exactly
from sim.errors import escape
from sim.present.as_json import warnings_of
from sim.present.table import sections_of


def comparison_html(comparison: Comparison) -> str:
    """Warnings, headline and one table per headline metric."""
    parts = [f"<p><em>{_said(f'Note: {warning}')}</em></p>" for warning in warnings_of(comparison)]
    parts.append(f"<p><strong>{_said(comparison.headline)}</strong></p>")
    interval = f"({exactly(comparison.confidence)} interval)"
    for section in sections_of(comparison):
        heads = ["plan", f"{section.middle} {interval}", "9 of 10 runs"]
        rows: list[tuple[str, ...]] = [(line.plan, line.level, line.spread) for line in section.lines]
        if comparison.differences:
            heads += [f"difference {interval}", "better in", "may be best"]
            rows = [
                (line.plan, line.level, line.spread, line.difference, line.better, line.best) for line in section.lines
            ]
        body = "".join(_row("td", row) for row in rows)
        parts.append(
            f"<table><caption>{_said(section.title)}</caption>"
            f"<thead>{_row('th', heads)}</thead><tbody>{body}</tbody></table>"
        )
    return f'<div class="hearthline">{"".join(parts)}</div>'


def _row(tag: str, cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{_said(cell)}</{tag}>" for cell in cells) + "</tr>"


def _said(text: str) -> str:
    return html_escape(escape(text))
