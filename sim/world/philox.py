"""Random numbers by address: Philox4x64-10, bit-equal to numpy's ``Philox``.

An address is (replication, stream, entity, slot). Nothing is ever drawn "next", so a draw depends on nothing
but its address: not on call order, workers, blocks of replications, or on which other draws exist.

The counter words are (block, entity, stream, replication) and the key is ``SeedSequence(seed)``. numpy counts
up before it writes, so slot ``s`` of an address is word ``s % 4`` of block ``s // 4 + 1``, that is the
``s``-th raw number of ``numpy.random.Philox(key=key, counter=[0, entity, stream, replication])``.

Compiled code works on 64-bit words, uncompiled code on Python integers; both give the same bits.

Source: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3, SC 2011.
"""

from functools import lru_cache

import numpy as np

from sim.kernel import COMPILED, kernel

_ROUNDS = 10
_MULTIPLIER_0 = np.uint64(0xD2E7470EE14C6C93)
_MULTIPLIER_1 = np.uint64(0xCA5A826395121157)
_STEP_0 = np.uint64(0x9E3779B97F4A7C15)
_STEP_1 = np.uint64(0xBB67AE8584CAA73B)
_LOW_HALF = np.uint64(0xFFFFFFFF)
_HALF_WIDTH = np.uint64(32)
_DROPPED_BITS = np.uint64(11)
_ULP = 2.0**-53


def key_of(seed: int) -> tuple[np.uint64, np.uint64]:
    """The two key words of a study's seed.

    Parameters
    ----------
    seed : int
        Root seed of the study, not negative.
    """
    first, second = np.random.SeedSequence(seed).generate_state(2, np.uint64)
    return np.uint64(first), np.uint64(second)


@kernel
def _high_half(left: np.uint64, right: np.uint64) -> np.uint64:
    """Upper 64 bits of a 128-bit product (LLVM 22 and newer turn this form into one instruction)."""
    left_low = left & _LOW_HALF
    left_high = left >> _HALF_WIDTH
    right_low = right & _LOW_HALF
    right_high = right >> _HALF_WIDTH
    high_low = left_high * right_low
    middle = (left_low * right_low >> _HALF_WIDTH) + (high_low & _LOW_HALF) + left_low * right_high
    return left_high * right_high + (high_low >> _HALF_WIDTH) + (middle >> _HALF_WIDTH)


@kernel
def _words_compiled(
    key0: np.uint64, key1: np.uint64, replication: int, stream: int, entity: int, block: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """The four 64-bit words of one block, on machine words."""
    word0, word1, word2, word3 = (
        np.uint64(block),
        np.uint64(entity),
        np.uint64(stream),
        np.uint64(replication),
    )
    for _ in range(_ROUNDS):
        word0, word1, word2, word3 = (
            _high_half(word2, _MULTIPLIER_1) ^ word1 ^ key0,
            word2 * _MULTIPLIER_1,
            _high_half(word0, _MULTIPLIER_0) ^ word3 ^ key1,
            word0 * _MULTIPLIER_0,
        )
        key0 = key0 + _STEP_0
        key1 = key1 + _STEP_1
    return word0, word1, word2, word3


@kernel
def _to_unit(word: np.uint64) -> float:
    """The upper 53 bits of a word as a number in [0, 1)."""
    return np.float64(np.int64(word >> _DROPPED_BITS)) * _ULP


@kernel
def _uniform_compiled(key0: np.uint64, key1: np.uint64, replication: int, stream: int, entity: int, slot: int) -> float:
    return _to_unit(_words_compiled(key0, key1, replication, stream, entity, (slot >> 2) + 1)[slot & 3])


@kernel
def _uniforms4_compiled(
    key0: np.uint64, key1: np.uint64, replication: int, stream: int, entity: int, slot: int
) -> tuple[float, float, float, float]:
    first, second, third, fourth = _words_compiled(key0, key1, replication, stream, entity, (slot >> 2) + 1)
    return _to_unit(first), _to_unit(second), _to_unit(third), _to_unit(fourth)


@lru_cache(maxsize=4096)
def _units_on_integers(
    key0: int, key1: int, replication: int, stream: int, entity: int, block: int
) -> tuple[float, float, float, float]:
    """The four uniforms of one block, on Python integers; kept, as its slots are read one by one."""
    mask = 0xFFFFFFFFFFFFFFFF
    multiplier0, multiplier1, step0, step1 = (int(word) for word in (_MULTIPLIER_0, _MULTIPLIER_1, _STEP_0, _STEP_1))
    word0, word1, word2, word3 = block, entity, stream, replication
    for _ in range(_ROUNDS):
        product0 = word0 * multiplier0
        product1 = word2 * multiplier1
        word0, word1 = (product1 >> 64) ^ word1 ^ key0, product1 & mask
        word2, word3 = (product0 >> 64) ^ word3 ^ key1, product0 & mask
        key0 = (key0 + step0) & mask
        key1 = (key1 + step1) & mask
    return (word0 >> 11) * _ULP, (word1 >> 11) * _ULP, (word2 >> 11) * _ULP, (word3 >> 11) * _ULP


def _uniforms4_on_integers(
    key0: np.uint64, key1: np.uint64, replication: int, stream: int, entity: int, slot: int
) -> tuple[float, float, float, float]:
    block = (int(slot) >> 2) + 1
    return _units_on_integers(int(key0), int(key1), int(replication), int(stream), int(entity), block)


def _uniform_on_integers(
    key0: np.uint64, key1: np.uint64, replication: int, stream: int, entity: int, slot: int
) -> float:
    return _uniforms4_on_integers(key0, key1, replication, stream, entity, slot)[int(slot) & 3]


uniform = _uniform_compiled if COMPILED else _uniform_on_integers
"""The uniform number in [0, 1) at one address: ``uniform(key0, key1, replication, stream, entity, slot)``.

Multiples of 2**-53, 0 included, 1 never. Key words are uint64, everything else is an integer in [0, 2**63).
"""

uniforms4 = _uniforms4_compiled if COMPILED else _uniforms4_on_integers
"""The four uniforms of the block that ``slot`` lies in: slots s to s + 3 for a slot s divisible by four.

Costs as much as one ``uniform``; same parameters.
"""
