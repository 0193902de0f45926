"""One server and one browser for all tests of the page."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.web.browser import browser, watched
from tests.web.planner import settle

ROOT = Path(__file__).parents[2]
START_S = 120.0


@pytest.fixture(scope="session")
def served():
    """Process and address of a server of the smallest scenario."""
    with server() as found:
        yield found


@contextmanager
def server(*settings):
    """Process and address of a server of the smallest scenario, with settings of ``--set``."""
    command = [sys.executable, "-m", "sim", "serve", "scenarios/tiny.yaml", "--port", "0"]
    where = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        [*command, *(f"--set={one}" for one in settings)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": where},
    )
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), process.stderr.read()
        yield process, address
    finally:
        process.terminate()
        said, errors = process.communicate(timeout=20)
    assert said == "", "the address is the only line on standard output"
    assert address.rpartition("=")[2] not in errors, "the token is written nowhere else"
    assert "Traceback" not in errors, errors


@pytest.fixture(scope="session")
def address(served):
    return served[1]


@pytest.fixture(scope="session")
def chromium():
    with browser() as found:
        yield found


@pytest.fixture
def watch(chromium, address):
    """A page that has shown all that it shows at first; what it did wrong is found at the end."""
    with watched(chromium) as found:
        found.page.goto(address)
        settle(found.page)
        yield found
    assert found.errors == []
    assert found.left_the_machine == []


@pytest.fixture
def page(watch):
    return watch.page
