"""Putting integers in order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.world.sorting import sorted_keys

KEYS = st.lists(st.integers(0, 2**52 - 1), max_size=60)


@given(KEYS, st.integers(0, 30))
def test_keys_are_in_the_order_of_their_upper_bits_and_equal_ones_stay_as_they_were(keys, lowest_bit):
    found = sorted_keys(np.array(keys, np.int64), lowest_bit).tolist()
    assert found == sorted(keys, key=lambda key: key >> lowest_bit)


@given(KEYS)
def test_all_keys_alike_or_none_stay(keys):
    same = np.full(len(keys), 7, np.int64)
    assert sorted_keys(same, 0).tolist() == [7] * len(keys)
