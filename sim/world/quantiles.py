"""Quantiles of laws of chance that have an inverse, compiled once and kept, so that no start waits for them."""

from sim.kernel import entry
from sim.world.record import Array
from sim.world.samplers import invert


@entry
def quantiles_of(law: Array, shares: Array, values: Array) -> None:
    """The numbers that a law stays at or below with given probabilities; nan for gamma and beta.

    Parameters
    ----------
    law : float array, shape (LAW,)
        Code and four numbers [base unit].
    shares : float array, shape (n,)
        Probabilities, below 1.
    values : float array, shape (n,)
        Filled [base unit].
    """
    for place in range(shares.size):
        values[place] = invert(int(law[0]), law[1], law[2], law[3], shares[place])
