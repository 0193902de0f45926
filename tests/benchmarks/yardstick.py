"""What the machine is worth at the moment: a bare SimPy timeout, the least that an event can cost in plain Python."""

from __future__ import annotations

import simpy

TIMEOUTS = 100_000


def bare_timeouts() -> None:
    """One process that waits again and again."""

    def wait(env: simpy.Environment):
        for _ in range(TIMEOUTS):
            yield env.timeout(1)

    env = simpy.Environment()
    env.process(wait(env))
    env.run()
