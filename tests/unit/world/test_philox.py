"""Random numbers by address are numpy's Philox stream, read at any position."""

import numpy as np
import pytest

from sim.world.philox import key_of, uniform, uniforms4

ADDRESSES = [
    (0, 1, 0),
    (17, 12, 5),
    (999_999, 28, 2**63 - 1),
    (2**40, 1, 123_456_789_012_345_678),
]


def numpy_uniforms(seed: int, replication: int, stream: int, entity: int, count: int) -> list[float]:
    key = np.array(key_of(seed), dtype=np.uint64)
    counter = np.array([0, entity, stream, replication], dtype=np.uint64)
    raw = np.random.Philox(key=key, counter=counter).random_raw(count)
    return [(int(word) >> 11) * 2.0**-53 for word in raw]


@pytest.mark.parametrize(("replication", "stream", "entity"), ADDRESSES)
@pytest.mark.parametrize("seed", [0, 20260124, 2**100 + 1])
def test_slots_are_the_stream_of_numpy(seed: int, replication: int, stream: int, entity: int) -> None:
    key0, key1 = key_of(seed)
    ours = [uniform(key0, key1, replication, stream, entity, slot) for slot in range(37)]
    assert ours == numpy_uniforms(seed, replication, stream, entity, 37)


def test_slots_far_apart_are_the_stream_of_numpy() -> None:
    key0, key1 = key_of(7)
    key = np.array([key0, key1], dtype=np.uint64)
    slot = 4 * (2**40) + 2
    raw = np.random.Philox(key=key, counter=[2**40, 3, 2, 1]).random_raw(3)[2]
    assert uniform(key0, key1, 1, 2, 3, slot) == (int(raw) >> 11) * 2.0**-53


def test_a_generator_of_numpy_on_the_same_counter_gives_the_same_doubles() -> None:
    key0, key1 = key_of(3)
    generator = np.random.Generator(np.random.Philox(key=[int(key0), int(key1)], counter=[0, 9, 8, 7]))
    assert [uniform(key0, key1, 7, 8, 9, slot) for slot in range(8)] == generator.random(8).tolist()


def test_four_at_once_are_the_four_slots_of_the_block() -> None:
    key0, key1 = key_of(5)
    for first in (0, 4, 128):
        single = tuple(uniform(key0, key1, 2, 3, 4, slot) for slot in range(first, first + 4))
        assert all(uniforms4(key0, key1, 2, 3, 4, slot) == single for slot in range(first, first + 4))


def test_every_part_of_an_address_matters() -> None:
    key0, key1 = key_of(1)
    base = [3, 3, 3, 3]
    seen = {uniform(key0, key1, *base)}
    for part in range(4):
        for other in range(8):
            seen.add(uniform(key0, key1, *(other if place == part else base[place] for place in range(4))))
    assert len(seen) == 1 + 4 * 7
    assert uniform(*key_of(2), *base) not in seen


def test_neighbouring_addresses_are_even_and_uncorrelated() -> None:
    key0, key1 = key_of(20260124)
    count = 20_000
    for step in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)):
        u = np.array([uniform(key0, key1, *(place * index for place in step)) for index in range(count)])
        assert abs(u.mean() - 0.5) < 4.0 / np.sqrt(12.0 * count)
        assert abs(np.corrcoef(u[1:], u[:-1])[0, 1]) < 4.0 / np.sqrt(count)
        cells = np.bincount((u * 64).astype(int), minlength=64)
        assert ((cells - count / 64) ** 2 / (count / 64)).sum() < 63 + 4.0 * np.sqrt(2 * 63)
