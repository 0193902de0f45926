"""Parts of a scenario as YAML text: numbers as people read them, texts that stay texts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sim.errors import escape


def plain(value: float, digits: int = 3) -> str:
    """A number with some significant digits, never in powers of ten; whole numbers as they are."""
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" in text:
        text = f"{float(text):.12f}".rstrip("0").rstrip(".")
    return text or "0"


def quoted(text: str) -> str:
    """A text in double quotes, on one line, with nothing in it that cannot be seen."""
    return json.dumps(escape(" ".join(text.split())), ensure_ascii=False)


def evidence_lines(entries: Sequence[tuple[str, str]]) -> list[str]:
    """The part ``evidence`` of a fragment: key path and where its numbers come from; all are derived."""
    lines = ["evidence:"]
    for key, text in entries:
        lines += [f"  {key}:", f"    from: {quoted(text)}", "    confidence: derived"]
    return lines
