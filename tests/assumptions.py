"""Assumptions for results cards, from the table of docs/model.md: python -m tests.assumptions writes them."""

import json
from pathlib import Path

from sim.present.card.assumptions import FILE

PAGE = Path(__file__).parents[1] / "docs" / "model.md"


def table() -> str:
    """The file of the package, as the page says it."""
    page = PAGE.read_text("utf-8")
    section = page[page.index("\n## 24. Assumptions") : page.index("\n## 25. ")]
    rows = [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in section.splitlines()]
    told = [row for row in rows if row[0].strip("| ").startswith("A") and row[0].strip("| ")[1:].isdigit()]
    keys = ("tag", "statement", "why", "source", "confidence", "changed_by")
    lines = [dict(zip(keys, row, strict=True)) for row in told]
    kept = [{key: one[key] for key in ("tag", "statement", "confidence", "changed_by")} for one in lines]
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(table(), "utf-8")
