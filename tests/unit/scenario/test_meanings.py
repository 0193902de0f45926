"""Meanings of keys are the docstrings below them, and cost nothing until somebody asks."""

import subprocess
import sys
from pathlib import Path

from sim.scenario.laws import Law, SizeLaw, Uncertain
from sim.scenario.meanings import meanings_of
from sim.scenario.schema.study import Evidence, Study

ROOT = Path(__file__).parents[3]


def test_a_key_means_what_stands_below_it():
    assert meanings_of(Study)["seed"] == "Root of all luck."
    assert meanings_of(Evidence)["from_"] == "Source, or the reasoning behind an assumption."


def test_a_part_for_one_kind_of_quantity_has_the_meanings_of_the_part_for_all():
    assert meanings_of(Law[float]) == meanings_of(Law)
    assert meanings_of(Uncertain[float])["uncertain"] == "The law of the number."


def test_what_is_no_key_has_no_meaning():
    assert "beside" not in meanings_of(SizeLaw)
    assert set(meanings_of(SizeLaw)) == set(SizeLaw.model_fields)


READ = """
import linecache
from sim.scenario.load import load_scenario
from sim.scenario.shape import slot_at
loaded = load_scenario("scenarios/tiny.yaml")
read = [file for file in linecache.cache if "scenario" in file]
assert read == [], read
assert slot_at(type(loaded.scenario), ("study", "seed")).meaning == "Root of all luck."
"""


def test_loading_a_scenario_does_not_read_the_source_of_the_schema():
    found = subprocess.run([sys.executable, "-c", READ], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
