"""What the page about Python tells people to run."""

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.notebooks
def test_the_page_about_python_runs_as_it_stands(tmp_path, monkeypatch):
    (tmp_path / "scenarios").mkdir()
    shutil.copy(ROOT / "scenarios" / "tiny.yaml", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "how-to" / "python.md").read_text(encoding="utf-8")
    names = {"__name__": "page"}
    for block in re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        exec(block, names)
    assert names["measured"].comparison.headline_metrics[-1] == "bad_days"
    assert (tmp_path / "winter.nc").stat().st_size > 10_000
    assert (tmp_path / "out" / "report.html").exists()
