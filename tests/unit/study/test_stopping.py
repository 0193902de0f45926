"""A signal on its way through code that does not let it pass."""

import subprocess
import sys

import pytest

from sim.study.stopping import Stopped, stops_as_they_are

CALLED_BACK = """
import ctypes, signal, time
from sim.study.stopping import Stopped, heed_signals
heed_signals()

@ctypes.CFUNCTYPE(None)
def called_back():
    signal.raise_signal(signal.SIGTERM)

try:
    called_back()
    time.sleep(2.0)
    print("went on")
except Stopped as stop:
    print(stop)
"""
"""A stop that comes up in a function called by C, which cannot hand it on."""


def test_a_stop_that_is_lost_in_a_function_called_by_c_comes_again_without_a_traceback():
    done = subprocess.run([sys.executable, "-c", CALLED_BACK], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped by SIGTERM\n", "")


def test_other_errors_that_cannot_be_raised_are_told_as_ever():
    code = CALLED_BACK.replace("signal.raise_signal(signal.SIGTERM)", "1 / 0").replace("2.0", "0.0")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "went on\n")
    assert "ZeroDivisionError" in done.stderr


def as_while_a_module_is_set_up(stop):
    raise ImportError("initialization failed") from stop


def told_without_its_cause(stop):
    try:
        raise stop
    except Stopped:
        raise LookupError("this needs another package") from None


def twice_removed(stop):
    try:
        as_while_a_module_is_set_up(stop)
    except ImportError:
        raise LookupError("this needs another package") from None


@pytest.mark.parametrize("raised", [as_while_a_module_is_set_up, told_without_its_cause, twice_removed])
def test_an_error_that_was_made_of_a_stop_is_that_stop_again(raised):
    stop = Stopped(2)
    with pytest.raises(Stopped) as found, stops_as_they_are():
        raised(stop)
    assert found.value is stop


def test_an_error_of_its_own_stays_what_it_is():
    with pytest.raises(ImportError, match="initialization failed") as found, stops_as_they_are():
        as_while_a_module_is_set_up(KeyError("no stop"))
    assert isinstance(found.value.__cause__, KeyError)
