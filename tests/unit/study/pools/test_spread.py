"""Parts of a study are given out, taken as they end, and given out again when a process dies."""

from concurrent.futures import BrokenExecutor, CancelledError, Future, ThreadPoolExecutor

import pytest

import sim
from sim.errors import UsageError, WorkersLostError
from sim.study import stopping
from sim.study.part import Part, place, stretches
from sim.study.pools.pool import Pool, Threads
from sim.study.pools.spread import opened, spread
from sim.study.run import stretch_of
from sim.study.stopping import Stopped, patience
from tests.faults.studies import TINY


class Fragile(Pool):
    """A pool whose process dies under some replications, each time or as often as is said."""

    deaths = (BrokenExecutor,)
    patience = 3

    def __init__(self, killing, times=10**6, ahead=2):
        self.killing, self.times, self.ahead = killing, times, ahead
        self.given, self.renewed, self.at_once, self.broken = [], 0, 0, False

    def take(self, work):
        pass

    def submit(self, replications):
        if self.broken:
            raise BrokenExecutor
        self.given.append(replications)
        future = Future()
        if self.killing & set(replications) and self.times:
            self.times -= 1
            self.broken = True
            future.set_exception(BrokenExecutor())
        else:
            future.set_result(Part(replications, {("daily", False): None}, {}))
        self.at_once = max(self.at_once, len(replications))
        return future

    def look_after(self):
        pass

    def renew(self):
        self.renewed += 1
        self.broken = False

    def close(self, *, at_once):
        pass


def outcomes(pool, parts):
    """The replications that came, and those of them that failed."""
    came = list(spread(pool, parts))
    numbers = [number for part in came for number in part.replications]
    return sorted(numbers), {number: why.kind for part in came for number, why in part.failures.items()}


PARTS = stretches(list(range(40)), 8)


def test_every_part_comes_once():
    assert outcomes(Fragile(set()), PARTS) == (list(range(40)), {})


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_processes_that_die_of_something_else_cost_nothing(times):
    pool = Fragile({11}, times)
    assert outcomes(pool, PARTS) == (list(range(40)), {})
    assert pool.renewed >= times


@pytest.mark.parametrize("killing", [{11}, {0}, {39}, {8, 10, 15}])
def test_a_replication_that_kills_its_process_each_time_is_found_and_the_others_are_kept(killing):
    assert outcomes(Fragile(killing), PARTS) == (list(range(40)), dict.fromkeys(killing, "killed"))


def test_processes_that_die_whatever_they_run_end_the_study():
    with pytest.raises(WorkersLostError, match="processes die whatever they run"):
        outcomes(Fragile(set(range(40))), PARTS)


def test_workers_that_are_gone_end_the_study():
    pool = Fragile(set())
    gone = Future()
    gone.set_exception(CancelledError())
    pool.submit = lambda replications: gone
    with pytest.raises(WorkersLostError, match="the workers are gone"):
        outcomes(pool, PARTS)


@pytest.mark.parametrize(("longest", "expected"), [(1, 6), (2, 4), (64, 2)])
def test_stretches_have_no_gaps_and_do_not_cross_multiples(longest, expected):
    missing = [0, 1, 2, 5, 6, 7]
    found = stretches(missing, longest)
    assert [number for stretch in found for number in stretch] == missing
    assert len(found) == expected
    assert all(stretch[0] // longest == stretch[-1] // longest for stretch in found)


@pytest.mark.parametrize(("replications", "length"), [(1, 1), (39, 1), (40, 2), (200, 8), (1000, 32), (10**6, 64)])
def test_stretches_are_powers_of_two_so_that_they_fit_into_blocks(replications, length):
    assert stretch_of(replications) == length


def test_a_part_is_put_where_it_belongs():
    study = sim.compare(TINY, replications=3, workers=1).study
    run, source = ("daily", False), study.plans["daily"]
    target = type(source)(source.outcomes.copy(), source.days.copy(), source.rows.copy())
    for array in (target.outcomes, target.days, target.rows):
        array[1] = array[0]
    one = type(source)(source.outcomes[1:2], source.days[1:2], source.rows[1:2])
    place(Part(range(1, 2), {run: one}, {}), {run: target})
    assert all(
        getattr(target, name).tobytes() == getattr(source, name).tobytes() for name in ("outcomes", "days", "rows")
    )


def test_an_executor_of_ones_own_gives_the_same_and_is_not_ended():
    with ThreadPoolExecutor(2) as own:
        found = sim.compare(TINY, replications=8, executor=own)
        assert found.to_json() == sim.compare(TINY, replications=8).to_json()
        assert own.submit(int).result() == 0


@pytest.mark.parametrize(
    ("how", "said"),
    [({"executor": "thread"}, "did you mean 'threads'"), ({"scheduler": "tcp://there:8786"}, "--executor dask")],
)
def test_a_place_that_does_not_exist_is_refused(how, said):
    with pytest.raises(UsageError, match=said):
        sim.compare(TINY, replications=2, **how)


@pytest.fixture(name="signal")
def signalled(monkeypatch):
    """A signal comes, without the process being one that heeds them."""
    monkeypatch.setattr(stopping, "_asked", stopping._Asked())
    monkeypatch.setattr(stopping.threading.Timer, "start", lambda timer: None)
    monkeypatch.setattr(stopping.os, "_exit", lambda code: pytest.fail(f"left with {code}"))
    return lambda: stopping._heed(15, None)


def test_a_signal_stops_at_once_where_nothing_is_written(signal):
    with pytest.raises(Stopped, match="stopped by SIGTERM") as stop:
        signal()
    assert stop.value.exit_code == 143


def writing(signal, times, done):
    """Something is written while signals come."""
    with opened(None, 1) as pool, patience():
        assert pool.ahead == 2
        for _ in range(times):
            signal()
        done.append("written")


def test_a_pool_that_is_open_stays_open_and_is_closed_by_who_opened_it(monkeypatch):
    closed = []
    monkeypatch.setattr(Threads, "close", lambda pool, *, at_once: closed.append(at_once))
    with opened("threads", 1) as pool:
        with opened(pool, 2) as same:
            assert same is pool
        leave_by_an_error(pool)
        assert closed == []
    assert closed == [False]
    leave_by_an_error("threads")
    assert closed == [False, True]


def leave_by_an_error(place):
    """Open a place, and do not end well."""
    with pytest.raises(KeyError), opened(place, 1):
        raise KeyError


def test_a_signal_waits_for_what_is_being_written(signal):
    done = []
    with pytest.raises(Stopped):
        writing(signal, 1, done)
    assert done == ["written"]


def test_a_second_signal_leaves_at_once(signal, monkeypatch):
    done = []
    monkeypatch.setattr(stopping.os, "_exit", done.append)
    with pytest.raises(Stopped):
        writing(signal, 2, done)
    assert done == [143, "written"]
