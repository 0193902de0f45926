"""A signal on its way through code that does not let it pass."""

import subprocess
import sys

import pytest

from sim.study.stopping import Stopped, stops_as_they_are

CALLED_BACK = """
import ctypes, signal, time
from sim.study.stopping import Stopped, heed_signals
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # tests may be run by nohup
heed_signals()

@ctypes.CFUNCTYPE(None)
def called_back():
    CALL

began = time.monotonic()
try:
    called_back()
    MEANWHILE
    time.sleep(20.0 if STOPS else 0.0)
    print("went on")
except Stopped as stop:
    time.sleep(0.3)
    print(stop, time.monotonic() - began < 2.0)
"""
"""A stop that comes up in a function called by C, which cannot hand it on."""


def called_back(call, meanwhile="pass", stops=True):
    code = CALLED_BACK.replace("CALL", call).replace("MEANWHILE", meanwhile).replace("STOPS", str(stops))
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)


TERM = "signal.raise_signal(signal.SIGTERM)"
MADE_OF_IT = "exec('try: signal.raise_signal(signal.SIGTERM)\\nexcept Stopped as stop: raise ImportError from stop')"


@pytest.mark.parametrize("call", [TERM, MADE_OF_IT])
def test_a_stop_that_is_lost_in_a_function_called_by_c_comes_again_without_a_traceback(call):
    done = called_back(call)
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped by SIGTERM True\n", "")


def test_another_signal_before_it_comes_again_stops_in_good_order():
    done = called_back(TERM, "signal.raise_signal(signal.SIGHUP)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped by SIGHUP True\n", "")


def test_other_errors_that_cannot_be_raised_are_told_as_ever():
    done = called_back("1 / 0", stops=False)
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


def for_another_reason(stop):
    try:
        raise stop
    except Stopped:
        raise RuntimeError("while it was being handled") from KeyError("another error")


def among_others(stop):
    raise ExceptionGroup("several", [ValueError("one"), ExceptionGroup("more", [made_of(stop)])])


def made_of(stop):
    error = ImportError("initialization failed")
    error.__cause__ = stop
    return error


WAYS = [as_while_a_module_is_set_up, told_without_its_cause, twice_removed, for_another_reason, among_others]


@pytest.mark.parametrize("raised", WAYS)
def test_an_error_that_was_made_of_a_stop_is_that_stop_again(raised):
    stop = Stopped(2)
    with pytest.raises(Stopped) as found, stops_as_they_are():
        raised(stop)
    assert found.value is stop


def test_an_error_of_its_own_stays_what_it_is():
    with pytest.raises(ImportError, match="initialization failed") as found, stops_as_they_are():
        as_while_a_module_is_set_up(KeyError("no stop"))
    assert isinstance(found.value.__cause__, KeyError)


def test_errors_that_are_causes_of_each_other_are_no_endless_search():
    one, other = ValueError("one"), KeyError("other")
    one.__cause__, other.__cause__ = other, one
    with pytest.raises(ValueError, match="one"), stops_as_they_are():
        raise one
