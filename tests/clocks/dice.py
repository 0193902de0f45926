"""Random choices for random scenarios: times and laws as a file spells them."""

from random import Random
from typing import Any

DAY = 1440


class Dice(Random):
    """Random choices; an eager one says yes to nearly everything, so that mechanisms meet."""

    eager: bool = False

    def chance(self, share: float) -> bool:
        return self.random() < (max(share, 0.8) if self.eager else share)


def duration(dice: Dice, whole: bool, least: int, most: int) -> str:
    """A time between two numbers of minutes; whole days (of at least one) where everything shall meet."""
    if whole:
        return f"{dice.randint(max(1, least // DAY), max(1, most // DAY))} d"
    return f"{dice.randint(least, most)} min"


def moment(dice: Dice, whole: bool, days: int) -> str:
    """A moment from the start to a little beyond the end."""
    return f"{dice.randint(0, days)} d" if whole else f"{dice.randint(0, days * DAY)} min"


def law(dice: Dice, whole: bool, least: int, most: int) -> Any:
    """A law of durations around a range [min]."""
    kind = dice.choice(["bare", "fixed", "exponential", "lognormal", "gamma", "normal", "uniform", "triangular"])
    times = sorted(dice.randint(least, most) for _ in range(3))
    middle = f"{max(1, times[1])} min"
    if (whole and dice.chance(0.7)) or kind == "bare":
        return duration(dice, whole, least, most)
    laws: dict[str, Any] = {
        "fixed": duration(dice, whole, least, most),
        "exponential": {"mean": middle},
        "lognormal": {dice.choice(["median", "mean"]): middle, "sigma": round(dice.uniform(0, 0.8), 2)},
        "gamma": {"mean": middle, "shape": round(dice.uniform(0.5, 4), 2)},
        "normal": {"mean": middle, "sd": f"{times[1] // 2} min"},
        "uniform": [f"{times[0]} min", f"{times[2]} min"],
        "triangular": [f"{time} min" for time in times],
    }
    return {kind: laws[kind]}
