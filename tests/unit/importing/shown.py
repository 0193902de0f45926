"""Small files of each format, written by its specification, and what one command says about one of them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sim.cli import answer

FILES = Path(__file__).parent / "files"
ROOT = Path(__file__).parents[3]
MEANS = [-6.1, -7.4, -9.0, -11.3, -10.2, -8.8, -5.0, -3.1, -2.2, -4.6, -7.7, -9.9, -12.4, -8.3]
"""Daily means of 5 to 18 January 2026 in all files of weather [degC]."""


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    def rows(self):
        """The table on standard output without comments and header."""
        lines = [line for line in self.out.splitlines() if not line.startswith("#")]
        return [line.split(",") for line in lines[1:]]

    def comment(self):
        return [line for line in self.out.splitlines() if line.startswith("# ")]


def said(capsys, *arguments):
    capsys.readouterr()
    code = answer(["import", *map(str, arguments)])
    found = capsys.readouterr()
    return Said(code, found.out, found.err)


def written(tmp_path, text, name="record.csv"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


def changed(tmp_path, file, line, old, new):
    """A copy of a file with one line, counted from 1, changed."""
    lines = (FILES / file).read_text("utf-8").split("\n")
    assert old in lines[line - 1], lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    return written(tmp_path, "\n".join(lines), file)


def town(tmp_path, over):
    """A scenario file on top of the tiny town, beside the tables that it names."""
    shutil.copy(ROOT / "scenarios" / "tiny.yaml", tmp_path / "tiny.yaml")
    return written(tmp_path, f"schema_version: 1\nname: Imported\nextends: tiny.yaml\n{over}", "town.yaml")
