"""The notebooks: pairs in step, without outputs, and each of them runs."""

import json
import re
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
SCRIPTS = sorted(FOLDER.glob("*.py"))
LONGEST_S = 240
"""Most that one cell may take, on a machine that is busy or compiles the model first [s]."""
# Warnings of the packages that start kernels have nothing to do with what is run.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


def cells(notebook):
    return [(cell.cell_type, cell.source.strip()) for cell in notebook.cells]


def test_there_are_notebooks():
    assert len(SCRIPTS) == 6
    assert [script.with_suffix(".ipynb") for script in SCRIPTS] == sorted(FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_both_forms_say_the_same(script):
    pair = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    assert cells(pair) == cells(jupytext.read(script)), "run: jupytext --sync notebooks/*.py"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_notebook_is_kept_without_outputs(script):
    stored = json.loads(script.with_suffix(".ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in stored["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.parametrize("page", [*SCRIPTS, FOLDER / "README.md"], ids=lambda page: page.stem)
def test_links_of_a_notebook_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (FOLDER / link).exists()] == []


@pytest.mark.notebooks
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_notebook_runs(script):
    notebook = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    where = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=LONGEST_S, kernel_name="python3", resources=where).execute()
    complaints = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stderr"
    ]
    assert complaints == []
