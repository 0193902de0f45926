"""What is compiled beforehand is all that a study needs, and nothing is compiled twice."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim import kernel
from sim.errors import StorageError
from sim.kernel import COMPILED
from sim.study import warm
from sim.study.stopping import Stopped
from sim.world.sizes import CITY

ROOT = Path(__file__).parents[3]
WARM = "from sim.study.warm import warm_up_all; warm_up_all()"
STUDY = """
from sim import compare, trace
from sim.clock import compiled
from sim.model import begin, foresight, going_on, planned, rules, settle, tally
from sim.world import draw, quantiles, samplers

growing = "aid.channels.coalition.accrual={ramp: {from: 1/d, to: 2/d, start: 2 d, over: 4 d}}"
doubtful = "attack.city_share={uncertain: {uniform: [20 %, 40 %]}}"
compare("scenarios/tiny.yaml", replications=2, overrides=[growing, doubtful, "compare.unequal_arrivals=say"])

def bring(env, city):
    city.add_delivery("top_tier_missile", 1)
    yield env.timeout(1)

trace("scenarios/tiny.yaml", processes=[bring])
morning = trace("scenarios/tiny.yaml", until="7 d").stopped
trace("scenarios/tiny.yaml", state=morning)
compare("scenarios/tiny.yaml", replications=2, state=morning)
entries = (compiled.run_until, begin.begin_in, foresight.foresee, planned.plan_aid, quantiles.quantiles_of, tally.tally,
           tally.keep_days, tally.keep_rows, settle.settle_in, draw.draw, rules.happen_in, rules.finish_in,
           rules.bring_in, going_on.go_on_in)
for entry in entries:
    print(entry.__name__, sum(entry.stats.cache_misses.values()), sum(entry.stats.cache_hits.values()))
print("invert", len(samplers.invert.signatures), 1)  # what Python calls directly is compiled at each start
"""

pytestmark = pytest.mark.skipif(not COMPILED, reason="nothing is compiled here")


def python(code, cache):
    environment = os.environ | {"HEARTHLINE_CACHE": str(cache), "HEARTHLINE_JIT": "on"}
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    return found.stdout


@pytest.mark.long
def test_on_a_warm_cache_nothing_is_compiled_by_warming_it_again_or_by_a_study(tmp_path):
    python(WARM, tmp_path)
    before = sorted(tmp_path.rglob("*.nb?"))
    python(WARM, tmp_path)
    assert sorted(tmp_path.rglob("*.nb?")) == before
    counted = {
        name: (misses, hits) for name, misses, hits in (line.split() for line in python(STUDY, tmp_path).splitlines())
    }
    assert {name for name, (misses, _) in counted.items() if misses != "0"} == set()
    assert {name for name, (_, hits) in counted.items() if hits == "0"} == set()


def test_the_other_process_takes_nothing_in_the_present_folder_for_a_package(tmp_path, monkeypatch):
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "__init__.py").write_text("raise SystemExit(9)\n")
    (tmp_path / "numpy.py").write_text("raise SystemExit(9)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(kernel, "keeps_what_it_compiles", lambda: True)
    monkeypatch.setenv("HEARTHLINE_JIT", "off")
    assert warm._left_to_another("rest", CITY).wait() == 0


class Failed:
    """A process that compiled nothing."""

    def wait(self):
        return 1


@pytest.mark.parametrize("other", [None, Failed()], ids=["cannot be started", "fails"])
def test_both_parts_of_a_study_are_compiled_here_if_another_process(other, monkeypatch):
    done = []
    monkeypatch.setattr(kernel, "is_warm", lambda size: False)
    monkeypatch.setattr(kernel, "mark_warm", lambda size: done.append(f"marked {size}"))
    monkeypatch.setattr(warm, "_left_to_another", lambda part, size: other)
    monkeypatch.setattr(warm, "compile_part", lambda part, size: done.append(part))
    warm.warm_up(CITY)
    assert done == ["run", "rest", "marked city"]


class Other:
    """A process that compiles at once, unless it is one that fails."""

    def __init__(self, part, size):
        self.returncode = int((part, size.name) == ("rest", "city"))

    def poll(self):
        return self.returncode


@pytest.fixture
def told(monkeypatch):
    """What is compiled beside this process and in it, and what is marked."""
    told, marks = [], {"nation"}

    def beside(part, size):
        told.append(f"beside: {part} {size.name}")
        return Other(part, size)

    monkeypatch.setattr(kernel, "is_warm", marks.__contains__)
    monkeypatch.setattr(kernel, "mark_warm", lambda what: (marks.add(what), told.append(f"marked: {what}")))
    monkeypatch.setattr(kernel, "keeps_what_it_compiles", lambda: True)
    monkeypatch.setattr(warm, "_left_to_another", beside)
    monkeypatch.setattr(warm, "compile_part", lambda part, size: told.append(f"here: {part} {size.name}"))
    return told


def test_all_is_compiled_beside_this_process_but_for_what_is_marked_or_fails_there(told):
    warm.warm_up_all()
    assert told == [
        "beside: run city",
        "beside: rest city",
        "beside: traced city",
        "beside: traced nation",
        "here: rest city",
        "marked: city",
        "marked: nation",
        "marked: everything",
    ]
    warm.warm_up_all()
    assert len(told) == 8


def test_what_cannot_be_kept_is_not_compiled(told, monkeypatch):
    monkeypatch.setattr(kernel, "keeps_what_it_compiles", lambda: False)
    with pytest.raises(StorageError, match="name one of your own in HEARTHLINE_CACHE"):
        warm.warm_up_all()
    assert told == []


def test_who_is_stopped_leaves_nobody_compiling(told, monkeypatch):
    sleeping = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(warm, "_left_to_another", lambda part, size: sleeping)

    def stopped(seconds):
        raise Stopped(15)

    monkeypatch.setattr(warm.time, "sleep", stopped)
    with pytest.raises(Stopped):
        warm.warm_up_all()
    assert sleeping.wait() == -9  # with a timeout it would sleep
    assert told == []
