"""A comparison as a piece of HTML for notebooks; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as html_escape

from sim.analysis.answer import Comparison
from sim.errors import escape
from sim.present.sections import Section, notes_of, said_above, sections_of

LEFT = ' style="text-align: left"'
"""Of cells that hold words."""


def comparison_html(comparison: Comparison) -> str:
    """What the tables on a terminal say: warnings, headline, all tables and how to read them."""
    return report_html(said_above(comparison), comparison.headline, sections_of(comparison), notes_of(comparison))


def report_html(
    above: Iterable[str], headline: str, sections: Iterable[Section], notes: Iterable[str], words: int = 1
) -> str:
    """Warnings, a headline, tables and how to read them; every text is escaped.

    Parameters
    ----------
    words : first columns of tables that hold words, which begin at the left; notebooks put all else at the right
    """
    parts = [f"<p><em>{_said(one)}</em></p>" for one in above]
    parts.append(f"<p><strong>{_said(headline)}</strong></p>")
    parts += [_table(section, words) for section in sections]
    parts += [f"<p><small>{_said(note)}</small></p>" for note in notes]
    return f'<div class="hearthline">{"".join(parts)}</div>'


def _table(section: Section, words: int) -> str:
    heads = _row("th", (head.replace("\n", " ") for head in section.heads), words)
    body = "".join(_row("td", row, words) for row in section.rows)
    caption = f"<caption>{_said(section.title)}</caption>"
    return f"<table>{caption}<thead>{heads}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Iterable[str], words: int) -> str:
    written = (f"<{tag}{LEFT if place < words else ''}>{_said(cell)}</{tag}>" for place, cell in enumerate(cells))
    return f"<tr>{''.join(written)}</tr>"


def _said(text: str) -> str:
    return html_escape(escape(text))
