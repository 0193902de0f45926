"""With the compiler on and off, luck is the same to the last bit."""

import importlib.util
import os
import subprocess
import sys

import pytest

LUCK = """
import hashlib
import numpy as np
from sim.kernel import COMPILED
from sim.scenario.law_codes import LawCode
from sim.world import address, counts, gaps, philox, samplers, temperature

key0, key1 = philox.key_of(20260124)
LAWS = [
    (LawCode.CONSTANT, 3.0, 0.0, 0.0),
    (LawCode.UNIFORM, 1.0, 2.0, 0.0),
    (LawCode.TRIANGULAR, 1.0, 2.0, 4.0),
    (LawCode.EXPONENTIAL, 42.0, 0.0, 0.0),
    (LawCode.NORMAL, -3.5, 2.1, 0.0),
    (LawCode.LOGNORMAL, 6.0, 0.27, 0.0),
    (LawCode.GAMMA, 1.6, 3.06, 0.0),
    (LawCode.GAMMA, 0.3, 2.0, 0.0),
    (LawCode.BETA, 0.3, 0.7, 0.0),
    (LawCode.GEOMETRIC, 4.0, 0.0, 0.0),
    (LawCode.POISSON, 7.3, 0.0, 0.0),
    (LawCode.POISSON, 800.0, 0.0, 0.0),
    (LawCode.NEGATIVE_BINOMIAL, 117.0, 9.0, 0.0),
    (LawCode.UNIFORM_INT, 3.0, 8.0, 0.0),
]
found = []
for number in range(300):
    for law, a, b, c in LAWS:
        row = (int(law), a, b, c)
        found.append(samplers.draw(*row, key0, key1, 1, address.Stream.WORK, number, 0))
    wave = address.wave_entity(1, number)
    threat = address.threat_entity(wave, 2, number)
    found.extend(philox.uniforms4(key0, key1, 1, address.Stream.THREAT_DAMAGE, threat, 0))
    u = philox.uniform(key0, key1, 1, address.Stream.CITY_SHARE, wave, 1)
    found.append(float(counts.binomial_quantile(u, 440, 0.27)))
    found.append(float(counts.binomial_quantile(u, 20000, 0.27)))
    found.append(gaps.first_gap_min(0, 0.0, 4320.0, 1.6, 3060.0, key0, key1, number, wave))
    found.append(gaps.daily_profile_min(number * 0.7, np.linspace(0.001, 0.024, 24)))
    rate, stay = np.array([0.02, 0.001]), np.array([300.0, 900.0])
    regime, until = gaps.two_regime_start(stay, key0, key1, number, 1)
    found.extend(gaps.two_regime_next(20.0, 0.0, regime, 0, until, rate, stay, 9e9, key0, key1, number, 1))
outdoor_c = np.empty(24 * 84)
temperature.fill_outdoor(outdoor_c, outdoor_c.size, np.linspace(-5.0, 1.0, 84), -3.5, 0.75, 4.3, 2.25, 15.0,
                         1440, 9000, -6.0, key0, key1, 7)
found.extend(outdoor_c)
print(COMPILED, hashlib.sha256(np.array(found).tobytes()).hexdigest())
"""


def luck_with(compiler: str) -> list[str]:
    environment = {**os.environ, "HEARTHLINE_JIT": compiler}
    command = [sys.executable, "-c", LUCK]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
def test_luck_is_the_same_with_the_compiler_on_and_off() -> None:
    was_compiled, compiled = luck_with("on")
    was_not, plain = luck_with("off")
    assert (was_compiled, was_not) == ("True", "False")
    assert compiled == plain
