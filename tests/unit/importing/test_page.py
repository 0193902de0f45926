"""The page on importing: its commands run, and what it shows is what they print."""

import re
import shlex
import shutil

import pytest

from sim.cli import answer
from tests.unit.importing.shown import FILES, ROOT, said, written

PAGE = (ROOT / "docs" / "how-to" / "import.md").read_text("utf-8")
COMMANDS = re.findall(r"^hearthline (import .*)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_runs(command, tmp_path, monkeypatch):
    shutil.copytree(FILES, tmp_path / "tests" / "unit" / "importing" / "files")
    monkeypatch.chdir(tmp_path)
    assert answer(shlex.split(command)) == 0
    written_files = re.findall(r"--(?:out|plot) (\S+)", command)
    assert written_files
    assert all((tmp_path / name).stat().st_size > 0 for name in written_files)


def test_the_lines_above_a_table_are_as_the_page_shows_them(capsys):
    found = said(capsys, "weather", FILES / "open_meteo_hourly.csv")
    assert "\n".join(found.comment()) in PAGE


def test_damage_is_shown_as_on_the_page(tmp_path, capsys, monkeypatch):
    text = (FILES / "meteostat_header.csv").read_text("utf-8")
    written(tmp_path, text.replace("-6.1,", "warm,").replace("2026-01-09,", "2026-01-32,"), "damaged.csv")
    monkeypatch.chdir(tmp_path)
    assert said(capsys, "weather", "damaged.csv").err.strip() in PAGE
