"""Cutting whole numbers by shares loses and makes nothing."""

from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.shares import by_largest_remainder


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
def test_parts_sum_to_the_whole_and_lie_within_one_of_their_share(total, weights):
    shares = [weight / sum(weights) for weight in weights]
    parts = by_largest_remainder(total, shares)
    assert sum(parts) == total
    assert all(abs(part - total * share) <= 1 + total / 10**5 for part, share in zip(parts, shares, strict=True))


def test_shares_of_seven_digits_sum_to_the_whole():
    assert sum(by_largest_remainder(10**9, [0.146157, 0.1423221, 0.7115209])) == 10**9


def test_the_largest_remainder_gets_the_unit_and_ties_go_to_the_earlier():
    assert by_largest_remainder(25, [0.86, 0.14]) == [22, 3]
    assert by_largest_remainder(10, [1 / 3, 1 / 3, 1 / 3]) == [4, 3, 3]
