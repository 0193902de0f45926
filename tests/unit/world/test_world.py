"""A world can be looked at, kept and read back; nothing of one world leaks into the next."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ExitCode, LimitError, StorageError, UsageError
from sim.scenario.load import load_scenario
from sim.world import world as world_module
from sim.world.draw import draw, draw_world, names_of
from sim.world.philox import key_of
from sim.world.record import new, world_dtype
from sim.world.setup import chances_of
from sim.world.sizes import CITY, NATION
from sim.world.uncertain import uncertain_numbers
from sim.world.world import World
from tests.unit.world.winter import winter

DAILY = Path(__file__).parents[3] / "scenarios" / "daily-versus-weekly.yaml"
FULL = winter(
    {
        "waves": {
            "massive": {
                "gap": {"gamma": {"mean": "4 d", "shape": 1.6}, "minimum": "1 d"},
                "window": "00:00-06:00",
                "duration": {"lognormal": {"median": "3 h", "sigma": 0.4}},
                "size": {
                    "drone": {"lognormal": {"median": 440, "sigma": 0.3}},
                    "ballistic": {"poisson": {"mean": 9}},
                },
            },
            "nightly": {
                "gap": {"fixed": "1 d"},
                "probability": "85 %",
                "window": "20:00-24:00",
                "not_on_dates_of": ["massive"],
                "size": {"drone": {"negative_binomial": {"mean": 30, "k": 9}}},
            },
            "raid": {
                "two_regime": {
                    "calm": {"rate": "0.1/d", "stay": "5 d"},
                    "intense": {"rate": "2/d", "stay": "2 d"},
                },
                "size": {"drone": 4},
            },
        },
        "city_share": {"uncertain": {"uniform": ["20 %", "60 %"]}, "per": "wave"},
        "regimes": {
            "pause": {
                "start_between": ["2026-01-07", "2026-01-20"],
                "length": "3 d",
                "probability": "60 %",
                "scope": "heat and power",
            }
        },
    },
    weather={
        "mean": "-4 degC",
        "anomaly": {"uncertain": {"normal": {"mean": "-3 K", "sd": "2 K"}}},
        "daily": {"autocorrelation": 0.7, "sd": "4 K"},
    },
    alerts={"background": {"per_day": 0.8, "length": {"lognormal": {"median": "42 min", "sigma": 0.9}}}},
)
BARE = winter(length="3 d")


def test_nothing_of_a_world_leaks_into_the_next() -> None:
    array = new(world_dtype(CITY))
    full, bare = chances_of(FULL, CITY), chances_of(BARE, CITY)
    key = key_of(5)
    for chances, replication in ((full, 0), (full, 1), (bare, 0), (full, 2), (full, 1)):
        fresh = new(world_dtype(CITY))
        draw(chances, array, *key, replication)
        draw(chances.copy(), fresh, *key, replication)
        assert array.tobytes() == fresh.tobytes()


def test_a_world_depends_on_seed_and_replication_only() -> None:
    digests = {draw_world(FULL, seed, replication).digest() for seed in (1, 2) for replication in (0, 1)}
    assert len(digests) == 4
    assert draw_world(FULL, 2, 1).digest() in digests
    assert draw_world(FULL).digest() == draw_world(FULL, FULL.study.seed, 0).digest()


def test_a_world_is_the_same_in_every_size_class() -> None:
    arrays = []
    for size in (CITY, NATION):
        array = new(world_dtype(size))
        draw(chances_of(FULL, size), array, *key_of(1), 4)
        arrays.append(World(array, draw_world(FULL, 1, 4).names).digest())
    assert arrays[0] == arrays[1] == draw_world(FULL, 1, 4).digest()


def test_a_world_is_read_back_as_it_was_kept(tmp_path: Path) -> None:
    kept = draw_world(FULL, 1, 2)
    kept.save(tmp_path / "world.npz")
    found = World.load(tmp_path / "world.npz")
    assert found.digest() == kept.digest()
    assert found.names == kept.names
    for name in ("waves", "threats", "weather", "alerts", "uncertain", "regimes"):
        assert getattr(found, name)().equals(getattr(kept, name)())
    first = (tmp_path / "world.npz").read_bytes()
    found.save(tmp_path / "world.npz")
    assert (tmp_path / "world.npz").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["world.npz"]


def test_a_bare_world_has_tables_without_rows(tmp_path: Path) -> None:
    kept = draw_world(BARE)
    kept.save(tmp_path / "world.npz")
    assert World.load(tmp_path / "world.npz").digest() == kept.digest()
    assert [len(table) for table in (kept.waves(), kept.threats(), kept.alerts(), kept.weather())] == [
        0,
        0,
        0,
        72,
    ]


def test_times_are_dates() -> None:
    waves = draw_world(FULL).waves()
    since = waves["time"] - np.datetime64("2026-01-05")
    assert (since / np.timedelta64(1, "m") == waves["minute"]).all()


def keep(path: Path, **changes: object) -> Path:
    kept = draw_world(FULL)
    kept.save(path)
    with np.load(path) as file:
        tables = {name: file[name] for name in file.files}
    np.savez(path, **{name: table for name, table in {**tables, **changes}.items() if table is not None})
    return path


def test_a_world_of_another_format_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_module, "FORMAT_VERSION", 99)
    draw_world(FULL).save(tmp_path / "world.npz")
    monkeypatch.undo()
    with pytest.raises(UsageError, match="format version") as caught:
        World.load(tmp_path / "world.npz")
    assert caught.value.exit_code == ExitCode.INVALID


@pytest.mark.parametrize(
    "changes",
    [
        {"wave_min": None},
        {"surprise": np.zeros(3)},
        {"outdoor_c": np.full(28 * 24, np.nan)},
        {"alert_from": np.zeros(2, np.int64)},
        {"header": np.frombuffer(b"[]", np.uint8)},
        {"header": np.frombuffer(b"{", np.uint8)},
        {"uncertain": np.zeros(1, np.int64)},
        {"wave_min": np.array([{}], object)},
    ],
)
def test_a_damaged_world_is_refused(tmp_path: Path, changes: dict) -> None:
    path = keep(tmp_path / "world.npz", **changes)
    with pytest.raises(StorageError, match="damaged"):
        World.load(path)


def test_a_world_whose_tables_contradict_each_other_is_refused(tmp_path: Path) -> None:
    found = draw_world(FULL).tables()
    spoiled = {name: found[name].copy() for name in ("wave_first", "threat_class", "wave_kind", "alert_to")}
    spoiled["wave_first"][1] = 10**6
    spoiled["threat_class"][0] = 9
    spoiled["wave_kind"][0] = -1
    spoiled["alert_to"][0] = 10**6
    for name, table in spoiled.items():
        with pytest.raises(StorageError, match="contradict"):
            World.load(keep(tmp_path / "world.npz", **{name: table}))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_world_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "world.npz").write_bytes(content)
    with pytest.raises(StorageError, match=r"world\.npz"):
        World.load(tmp_path / "world.npz")


def test_a_missing_file_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="No such file"):
        World.load(tmp_path / "none.npz")
    with pytest.raises(StorageError, match="cannot be written"):
        draw_world(BARE).save(tmp_path / "none" / "world.npz")


def test_a_world_cut_at_any_place_is_refused(tmp_path: Path) -> None:
    draw_world(FULL).save(tmp_path / "world.npz")
    whole = (tmp_path / "world.npz").read_bytes()
    for length in range(0, len(whole), len(whole) // 40):
        (tmp_path / "world.npz").write_bytes(whole[:length])
        with pytest.raises(StorageError):
            World.load(tmp_path / "world.npz")


def test_a_world_that_fits_nowhere_is_larger_than_the_limits() -> None:
    raid = {"at": ["1 d"], "size": {"drone": {"geometric": {"mean": 60_000}}}}
    attack = {"waves": {"raid": raid}, "regimes": {"surge": {"start": "0 d", "length": "9 d", "factor": 200}}}
    with pytest.raises(LimitError, match="threats"):
        draw_world(winter(attack))


DIGESTS = """
from sim.kernel import COMPILED
from sim.world.draw import draw_world
from tests.unit.world.test_world import FULL
print(COMPILED, *(draw_world(FULL, 7, replication).digest() for replication in range(4)))
"""


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
def test_worlds_are_the_same_with_the_compiler_on_and_off() -> None:
    found = {}
    for compiler in ("on", "off"):
        environment = {**os.environ, "HEARTHLINE_JIT": compiler, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", DIGESTS]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found[compiler] = run.stdout.split()
    assert (found["on"][0], found["off"][0]) == ("True", "False")
    assert found["on"][1:] == found["off"][1:]


def test_names_of_a_shared_world_say_whose_numbers_are_drawn_for_any_plan():
    known = load_scenario(DAILY).plans["daily"]
    rate = "aid.channels.donor.accrual.rate={uncertain: {uniform: [0.5/d, 2/d]}}"
    doubtful = load_scenario(DAILY, overrides=[rate]).plans["weekly"]
    names = names_of(known, doubtful)
    assert len(names.uncertain) == len(uncertain_numbers(known, doubtful)) == len(names_of(known).uncertain) + 1
    assert names.uncertain == names_of(doubtful, known).uncertain
