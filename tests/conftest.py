"""What all tests share: property tests repeat exactly, `HYPOTHESIS_PROFILE=deep` digs on."""

import os

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("deep", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture
def as_decided(monkeypatch):
    """Nothing in this process decides about the compiler."""
    monkeypatch.setenv("HEARTHLINE_JIT", "on")
