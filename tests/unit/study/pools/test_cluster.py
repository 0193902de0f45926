"""A scheduler that goes away between two studies; what it does while one runs is in the tests of faults."""

import pytest

from sim.errors import WorkersLostError
from sim.study.pools import cluster
from sim.study.pools.cluster import Cluster


class Client:
    """What a study needs of Dask's client."""

    status = "running"

    def get_executor(self, pure):
        return self

    def nthreads(self):
        return {"one": 2, "other": 2}

    def submit(self, function, *arguments, pure=True):
        return function

    def shutdown(self, wait):
        pass

    def close(self):
        self.status = "closed"


class Work:
    """A study, ready to be sent."""

    def elsewhere(self):
        return len, ("sent once",)


@pytest.fixture
def client(monkeypatch):
    client = Client()
    monkeypatch.setattr(cluster, "_connect", lambda workers, scheduler: (client, None, ()))
    return client


def test_several_studies_go_to_one_scheduler(client):
    pool = Cluster(2, "tcp://there:8786")
    for _ in range(2):
        pool.take(Work())
        assert (pool.submit(range(3)), pool.ahead) == (len, 8)
    pool.close(at_once=False)
    assert client.status == "closed"


def test_a_scheduler_that_goes_between_two_studies_ends_the_second_in_words(client):
    pool = Cluster(2, "tcp://there:8786")
    pool.take(Work())
    client.status = "closed"
    with pytest.raises(WorkersLostError, match="the scheduler is gone; what is kept is kept"):
        pool.take(Work())


def test_a_scheduler_that_goes_before_a_stretch_ends_the_study_in_words(client):
    pool = Cluster(2, "tcp://there:8786")
    pool.take(Work())
    client.status = "closing"
    with pytest.raises(WorkersLostError, match="the scheduler is gone; what is kept is kept"):
        pool.submit(range(3))
