"""The door to the compiler: compiled and plain kernels agree, and the decision falls once and in time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim.kernel
from sim.kernel import OpenRecord

pytestmark = pytest.mark.slow

INNER = """
from sim.kernel import kernel

LIMIT = 10


@kernel
def inner(x: int) -> int:
    return x + LIMIT
"""

OUTER = """
import numpy as np

from sim.kernel import entry, open_record
from sim.model.inner import inner

STATE = np.dtype([("now", np.int64), ("stock", np.int64, (3,)), ("indoor", np.float64)])


@entry
def step(array: np.ndarray) -> int:
    state = open_record(array)
    for i in range(3):
        state.stock[i] = inner(state.stock[i])
    state.now += 1
    state.indoor *= 0.5
    return state.now


def outcome() -> str:
    array = np.zeros(1, STATE)
    array["indoor"] = 20.0
    step(array)
    step(array)
    return array.tobytes().hex()


def hits() -> int:
    return len(step.stats.cache_hits)
"""

SHOW = "from sim.model.outer import outcome, hits; print(outcome(), end='')"
SHOW_HITS = SHOW + "; print('', hits(), end='')"


@pytest.fixture
def package(tmp_path):
    """A small copy of the package with two kernels of its own, free to be edited."""
    origin = Path(sim.kernel.__file__).parent
    model = tmp_path / "copy" / "sim" / "model"
    model.mkdir(parents=True)
    for name in ("errors.py", "kernel.py", "kernel_cache.py", "kernel_linking.py"):
        shutil.copy(origin / name, model.parent / name)
    for folder in (model, model.parent):
        (folder / "__init__.py").touch()
    (model / "inner.py").write_text(INNER)
    (model / "outer.py").write_text(OUTER)
    return model


def show(package, code=SHOW, **settings):
    """Run the code in a process of its own that sees the copied package; return what it prints."""
    process = start(package, code, **settings)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def start(package, code, **settings):
    root = package.parent.parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HEARTHLINE", "NUMBA"))}
    environment |= {"HEARTHLINE_CACHE": str(root / "cache"), "PYTHONDONTWRITEBYTECODE": "1"} | settings
    command = [sys.executable, "-c", code]
    return subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def edit(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def files(package, ending):
    return sorted((package.parent.parent / "cache").rglob(f"*.{ending}"))


def test_a_kernel_gives_the_same_bytes_compiled_and_not(package):
    assert show(package, HEARTHLINE_JIT="on") == show(package, HEARTHLINE_JIT="off")


def test_a_second_process_finds_what_the_first_compiled(package):
    first, second = show(package, SHOW_HITS).split(), show(package, SHOW_HITS).split()
    assert first[0] == second[0]
    assert (first[1], second[1]) == ("0", "1")


def test_a_copy_of_the_same_sources_elsewhere_finds_what_was_compiled(package, tmp_path):
    assert show(package, SHOW_HITS).split()[1] == "0"
    shutil.copytree(package.parent, tmp_path / "elsewhere" / "sim", copy_function=shutil.copyfile)
    other = tmp_path / "elsewhere" / "sim" / "model"
    assert show(other, SHOW_HITS, HEARTHLINE_CACHE=str(tmp_path / "copy" / "cache")).split()[1] == "1"


def test_an_edit_of_a_constant_in_another_file_is_seen_at_once(package):
    before = show(package)
    edit(package / "inner.py", "LIMIT = 10", "LIMIT = 30")
    assert show(package) == show(package, HEARTHLINE_JIT="off") != before


def test_an_edit_of_a_called_kernel_in_another_file_is_seen_at_once(package):
    before = show(package)
    edit(package / "inner.py", "x + LIMIT", "x - LIMIT")
    assert show(package) == show(package, HEARTHLINE_JIT="off") != before


def test_a_constant_that_a_kernel_reads_from_the_scenario_folder_is_watched_too(package):
    scenario = package.parent / "scenario"
    scenario.mkdir()
    (scenario / "__init__.py").touch()
    (scenario / "limits.py").write_text("LIMIT = 10\n")
    edit(package / "inner.py", "LIMIT = 10", "from sim.scenario.limits import LIMIT")
    before = show(package)
    (scenario / "limits.py").write_text("LIMIT = 30\n")
    assert show(package) == show(package, HEARTHLINE_JIT="off") != before


AGAIN = """
import sys
from pathlib import Path

import sim.kernel as k

def again():
    for name in [name for name in sys.modules if name.startswith("sim.model")]:
        del sys.modules[name]
    from sim.model.outer import hits, outcome
    print(outcome(), hits())

again()
damages = [lambda old: old[: len(old) // 2], lambda old: b"", lambda old: old[:-20] + b"x" + old[-19:]]
for ending in ("nbi", "nbc"):
    for damage in damages:
        for file in sorted(k.CACHE.rglob(f"*.{ending}")):
            file.write_bytes(damage(file.read_bytes()))
        again()
        again()
"""


def test_torn_flipped_and_empty_cache_files_are_compiled_again_and_mended(package):
    """After each damage the kernels are imported anew twice: they are compiled, and then found."""
    expected = show(package, HEARTHLINE_JIT="off")
    lines = [line.split() for line in show(package, AGAIN).splitlines()]
    assert [outcome for outcome, _ in lines] == [expected] * 13
    assert [hits for _, hits in lines] == ["0"] + ["0", "1"] * 6
    assert show(package, SHOW_HITS).split() == [expected, "1"]


def test_flipped_machine_code_is_never_run(package):
    expected = show(package)
    for file in files(package, "nbc"):
        content = bytearray(file.read_bytes())
        content[len(content) // 3 : len(content) // 3 + 64] = bytes(64)
        file.write_bytes(content)
    assert show(package) == expected


def test_processes_that_compile_at_once_do_not_disturb_each_other(package):
    running = [start(package, SHOW) for _ in range(3)]
    outcomes = [process.communicate(timeout=120) for process in running]
    assert {out for out, _ in outcomes} == {show(package, HEARTHLINE_JIT="off")}


def test_without_a_folder_for_the_cache_kernels_are_compiled_in_a_brief_one(package):
    code = SHOW + "; import sim.kernel as k; print('', k.CACHE, k.CACHE.is_dir(), end='')"
    outcome, folder, was_there = show(package, code, HEARTHLINE_CACHE=os.devnull).split()
    assert outcome == show(package, HEARTHLINE_JIT="off")
    assert was_there == "True"
    assert not Path(folder).exists()


def test_a_cache_thrown_away_while_in_use_is_not_missed(package):
    code = "import sim.model.outer as outer, sim.kernel as k; k.forget(); print(outer.outcome(), end='')"
    assert show(package, code) == show(package, code) == show(package, HEARTHLINE_JIT="off")


def test_a_cache_that_can_no_longer_be_written_is_not_missed_either(package):
    blocked = "import shutil; shutil.rmtree(k.CACHE); k.CACHE.write_text('not a folder'); "
    code = "import sim.model.outer as outer, sim.kernel as k; " + blocked + "print(outer.outcome(), end='')"
    assert show(package, code) == show(package, HEARTHLINE_JIT="off")


def test_other_users_of_numba_keep_their_own_cache_folder(package):
    code = "import sim.model.outer, numba; print(numba.config.CACHE_DIR, end='')"
    assert show(package, code, NUMBA_CACHE_DIR="elsewhere") == "elsewhere"


@pytest.mark.parametrize("setting", [{"HEARTHLINE_JIT": "off"}, {"NUMBA_DISABLE_JIT": "1"}])
def test_switched_off_the_compiler_is_not_even_imported(package, setting):
    code = SHOW + "; import sys, sim.kernel as k; print('', k.COMPILED, 'numba' in sys.modules, end='')"
    assert show(package, code, **setting).split()[1:] == ["False", "False"]


def test_without_numba_kernels_are_plain_and_only_an_express_wish_fails(package):
    hidden = "import sys; sys.modules['numba'] = None; "
    assert show(package, hidden + SHOW) == show(package, HEARTHLINE_JIT="off")
    process = start(package, hidden + SHOW, HEARTHLINE_JIT="on")
    assert "ModuleNotFoundError" in process.communicate(timeout=120)[1]


def test_choosing_plain_kernels_works_before_they_are_imported_and_fails_after(package):
    early = "from sim.kernel import choose; choose(False); " + SHOW + "; import sys; assert 'numba' not in sys.modules"
    assert show(package, early) == show(package, HEARTHLINE_JIT="off")
    late = start(package, SHOW + "; from sim.kernel import choose; choose(False)")
    assert "after they were imported" in late.communicate(timeout=120)[1]


def test_the_users_wish_outweighs_the_programs_choice(package):
    code = "from sim.kernel import choose; choose(False); import sim.kernel as k; print(k.COMPILED, end='')"
    assert show(package, code, HEARTHLINE_JIT="on") == "True"


def test_an_unknown_wish_is_refused_by_name(package):
    process = start(package, SHOW, HEARTHLINE_JIT="yes")
    assert "HEARTHLINE_JIT must be auto, on or off, not 'yes'" in process.communicate(timeout=120)[1]


def test_the_cache_is_warm_only_once_marked_and_only_for_these_sources(package):
    ask = "from sim.kernel import is_warm; print(is_warm(), end='')"
    assert show(package, ask) == "False"
    show(package, SHOW + "; from sim.kernel import mark_warm; mark_warm()")
    assert show(package, ask) == "True"
    assert show(package, ask, HEARTHLINE_JIT="off") == "False"
    edit(package / "inner.py", "LIMIT = 10", "LIMIT = 30")
    assert show(package, ask) == "False"


def test_asking_whether_the_cache_is_warm_neither_decides_nor_leaves_a_trace(package):
    ask = "import sys; from sim.kernel import is_warm; is_warm(); print('numba' in sys.modules, end='')"
    assert show(package, ask) == "False"
    assert not (package.parent.parent / "cache").exists()


def test_a_plain_record_reads_and_writes_the_buffer():
    array = np.zeros(1, [("now", np.int64), ("stock", np.int64, (2,))])
    one, other = OpenRecord(array), OpenRecord(array)
    one.now += 5
    one.stock[1] = 7
    assert (other.now, array["now"][0]) == (5, 5)
    assert array["stock"][0].tolist() == [0, 7]


def test_a_misspelt_field_of_a_record_is_an_error():
    record = OpenRecord(np.zeros(1, [("now", np.int64)]))
    with pytest.raises(ValueError, match="no field of name nov"):
        record.nov = 1


def test_a_kernel_on_numbers_can_be_called_by_python_and_by_kernels(package):
    code = "from sim.model.inner import inner; from sim.model.outer import outcome; print(inner(5), outcome())"
    assert show(package, code, HEARTHLINE_JIT="on") == show(package, code, HEARTHLINE_JIT="off")


def test_kernels_are_made_into_machine_code_only_where_python_calls_them(package):
    code = (
        "from sim.model.outer import outcome, step; outcome(); from sim.model.inner import inner;"
        "print(len(step.signatures), len(inner.signatures), end='')"
    )
    assert show(package, code, HEARTHLINE_JIT="on") == "1 0"


def test_settings_of_the_compiler_read_as_numba_reads_them(package):
    code = """
from numba.core.compiler import Flags
import sim.kernel_linking

flags = Flags()
before = flags.values()
flags.nrt = not flags.nrt
print(flags.values() == {name: getattr(flags, name) for name in Flags.options}, flags.values() != before, end="")
"""
    assert show(package, code) == "True True"
