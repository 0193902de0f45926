"""What all tests share: property tests repeat exactly, `HYPOTHESIS_PROFILE=deep` digs on."""

import gc
import os
import sys

import pytest
from hypothesis import settings

from sim.cli import COLLECT_AFTER

# A container may tell Python to keep no compiled modules: each of the many processes that tests start, and each worker,
# would compile the whole package anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("default", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("deep", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_finish() -> None:
    """Search for garbage as seldom as the command does, and not among the million objects of libraries and tests."""
    if sys.implementation.name == "cpython":  # others search in their own ways
        gc.set_threshold(COLLECT_AFTER)
        gc.freeze()


@pytest.fixture
def as_decided(monkeypatch):
    """Nothing in this process decides about the compiler."""
    monkeypatch.setenv("HEARTHLINE_JIT", "on")
