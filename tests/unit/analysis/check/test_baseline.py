"""Files of baselines: the same numbers back, edits found, other formats refused."""

import json
import random

import numpy as np
import pytest

from sim.analysis.check.baseline import (
    Baseline,
    Change,
    Kept,
    KeptPlan,
    Told,
    UnsoundBaselineError,
    read_baseline,
    write_baseline,
)

AWKWARD = np.array([0.1 + 0.2, 1e-320, 3.0, np.nan, np.inf, 2.0**60, 1e22, 123456.75])


@pytest.fixture
def baseline():
    metrics = {"hours": Kept("h", 1.0, 0.1, None, 0.3, 0.4, 0.02, AWKWARD)}
    plan = KeptPlan(metrics, {"lots": Told(3.5, "0a1b2c3d")}, "ab" * 32, ("12345678 9abcdef0",), "AZaz09-_")
    change = Change("2026-11-26", "0123456789ab", "why not", "", "ff", ("a -> b",))
    return Baseline(
        "../x.yaml", "id", "philox", 7, 8, "cd" * 32, {"weekly": plan, "daily": plan}, {"numpy": "2"}, (change,)
    )


def test_a_baseline_comes_back_as_it_was_stored(tmp_path, baseline):
    write_baseline(tmp_path / "x.json", baseline)
    again = read_baseline(tmp_path / "x.json")
    assert np.array_equal(again.plans["daily"].metrics["hours"].values, AWKWARD, equal_nan=True)
    assert list(again.plans) == ["weekly", "daily"]
    assert (again.history, again.results) == (baseline.history, baseline.results)
    first = (tmp_path / "x.json").read_bytes()
    write_baseline(tmp_path / "x.json", again)
    assert (tmp_path / "x.json").read_bytes() == first
    assert not list(tmp_path.glob("*.new"))


def test_every_edit_of_a_digit_is_found(tmp_path, baseline):
    file = tmp_path / "x.json"
    write_baseline(file, baseline)
    text, luck = file.read_text("ascii"), random.Random(1)
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    for place in luck.sample(places, 60):
        file.write_text(text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :], "ascii")
        with pytest.raises(UnsoundBaselineError):
            read_baseline(file)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"digest": "x"}', "[" * 100_000, "\x00"])
def test_what_is_no_baseline_is_refused(tmp_path, text):
    file = tmp_path / "x.json"
    file.write_text(text, "ascii")
    with pytest.raises(UnsoundBaselineError):
        read_baseline(file)


def test_another_format_is_refused_by_its_name(tmp_path, baseline):
    file = tmp_path / "x.json"
    write_baseline(file, baseline)
    content = json.loads(file.read_text("ascii")) | {"schema": "hearthline.baseline/9"}
    file.write_text(json.dumps(content), "ascii")
    with pytest.raises(UnsoundBaselineError, match=r"hearthline\.baseline/9"):
        read_baseline(file)
