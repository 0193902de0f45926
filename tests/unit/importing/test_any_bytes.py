"""Whatever stands in a file, the answer is a table or errors at their places, never a traceback."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import HearthlineError, ScenarioError
from sim.importing.restoration import read_restoration
from sim.importing.source import Notes, read_source
from sim.importing.waves.attacks import read_attacks
from sim.importing.waves.fit import fit_waves
from sim.importing.weather.formats import read_weather
from sim.importing.weather.period import cut, without_gaps
from sim.importing.weather.table import hours_of
from tests.unit.importing.shown import FILES

ALL = sorted(file.name for file in FILES.iterdir())
FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_weather_wholly(source, notes):
    series, period = cut(read_weather(source, notes), None, None, source, notes)
    hours_of(without_gaps(series, period, 6, source, notes), "flat")


def read_waves_wholly(source, notes):
    fit_waves(read_attacks(source, {}, None, None, notes), 20)


def read_counts(source, notes):
    read_restoration(source, "", None, None, notes)


READERS = [read_weather_wholly, read_waves_wholly, read_counts]


def answers_in_words(file: Path, content: bytes, readers=READERS):
    """Read a file with every reader; problems that are raised stand in the file, if they stand anywhere."""
    file.write_bytes(content)
    for read in readers:
        refused = refusal_of(read, file)
        for problem in getattr(refused, "problems", ()):
            assert problem.place is None or (problem.place.file == str(file) and problem.place.line >= 1)
        assert refused is None or str(refused)


def refusal_of(read, file):
    """What a reader refuses a file with, None if it does not; anything but an error in words goes through."""
    try:
        read(read_source(file), Notes())
    except HearthlineError as refused:
        return refused
    return None


@FEW
@given(content=st.binary(max_size=400))
def test_any_bytes(content, tmp_path):
    answers_in_words(tmp_path / "record", content)


@FEW
@given(
    text=st.text(alphabet='[]{},:"\\0123456789.-+eE \nnulltrafsdyTZ°C;\t#', max_size=200), begin=st.sampled_from("[{")
)
def test_anything_that_begins_as_json(text, begin, tmp_path):
    answers_in_words(tmp_path / "record", (begin + text).encode())


@pytest.mark.parametrize("name", ALL)
def test_every_format_with_some_of_its_bytes_changed(name, tmp_path):
    whole = (FILES / name).read_bytes()[:4000]
    draw = random.Random(name)
    reader = {"attacks.csv": read_waves_wholly, "restoration.csv": read_counts}.get(name, read_weather_wholly)
    for _ in range(25):
        content = bytearray(whole[: draw.randint(1, len(whole))] if draw.random() < 0.3 else whole)
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(content))
            kind = draw.random()
            if kind < 0.4:
                content[at] = draw.choice(b'0919-.,;"\n\r\t eE[]{}:NaxT\x00\xff')
            elif kind < 0.7:
                del content[at : at + draw.randint(1, 30)]
                content = content or bytearray(b"x")
            else:
                content[at:at] = draw.choice([b",", b"\n", b'"', b"9" * 40, b"-9999", b"1e999", b"null", b"[[[[" * 5])
        answers_in_words(tmp_path / "record", bytes(content), [reader])


def test_deep_nesting_is_refused_at_its_place(tmp_path):
    answers_in_words(tmp_path / "record", b"[" * 50_000)
    with pytest.raises(ScenarioError, match=r"record:1:13: error: not JSON: more than 12 levels"):
        read_weather(read_source(tmp_path / "record"), Notes())


def test_very_many_problems_are_stopped_at_a_hundred(tmp_path):
    lines = "".join(f"2026-01-{day:02d},x,,,,,,,,,\n" for day in range(1, 32)) * 20
    (tmp_path / "record").write_text(lines, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_weather(read_source(tmp_path / "record"), Notes())
    assert len(caught.value.problems) == 100
