"""docs/model.md leads to the code: every module of rules stands in its last table, with names that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "model.md").read_text("utf-8")
NO_RULES = {"__init__", "record"}


def rows():
    """Cells of the table of section 26: section, modules, names."""
    table = PAGE[PAGE.index("## 26. Where each rule stands in the code") :]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if "`sim/" in line[4:]]


def test_every_module_of_rules_is_named():
    named = set(re.findall(r"`sim/model/(\w+)\.py`", PAGE))
    there = {path.stem for path in (ROOT / "sim" / "model").glob("*.py")} - NO_RULES
    assert there - named == set()


def test_every_module_and_function_that_is_named_exists():
    told = [row for row in rows() if len(row) == 3]
    assert len(told) >= 25
    missing = []
    for _, modules, names in told:
        paths = [ROOT / path for path in re.findall(r"`(sim/[^`]+)`", modules)]
        missing += [str(path) for path in paths if not path.exists()]
        text = "".join(path.read_text("utf-8") for path in paths if path.is_file())
        missing += [name for name in re.findall(r"`(\w+)`", names) if not re.search(rf"\b(def|class) {name}\b", text)]
    assert missing == []


def test_contents_list_every_section():
    sections = re.findall(r"^## (\d+)\. ", PAGE, re.MULTILINE)
    contents = PAGE[PAGE.index("Contents: ") : PAGE.index("```mermaid")]
    assert sections == [str(number) for number in range(1, len(sections) + 1)]
    assert set(sections) == set(re.findall(r"(?:^|· |: )(\d+) ", contents.replace("\n", " ")))
