"""What can be moved on the page: keys of the scenario at hand, with role, meaning and limits from the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.laws import middle
from sim.scenario.schema import Scenario
from sim.web.channels import ALL, controls_of_channels, in_words, room_above
from sim.web.control import Control, control_of

INTENSITY = "planner_intensity"
"""Name of the regime by which the page makes attacks larger or smaller, over the whole horizon."""
LARGEST_FACTOR = 2.0
"""Largest attack intensity: beyond it worlds outgrow the tables that are compiled for most scenarios."""
COLDEST_K, WARMEST_K = -12.0, 8.0
"""Ends of the slider of how cold the winter is [K]."""
COLDEST_C, WARMEST_C = -30.0, 15.0
"""Ends of the slider of a constant temperature [degC]."""


def controls_of(
    scenario: Scenario, main: str | None, plans: Mapping[str, Scenario] | None = None
) -> tuple[Control, ...]:
    """Everything on the page that can be moved in a scenario, what planners choose first.

    Parameters
    ----------
    main : the channel that the page begins with, as of `main_channel`; None if there is none
    plans : of the scenario, which may have values that it lacks itself
    """
    found = [*controls_of_channels(scenario, main, plans or {}), *_of_crews(scenario)]
    found += [*_of_stocks(scenario), *_of_what_comes(scenario)]
    return tuple(sorted(found, key=lambda one: one.role != "choose"))


def _of_crews(scenario: Scenario) -> Iterator[Control]:
    """Crews of every pool that has a number of them."""
    for name, pool in scenario.repair.crews.items():
        if isinstance(pool.start, int):
            what = in_words(name)
            ends = (1.0, room_above(pool.start), 1.0)
            key = f"repair.crews.{name}.start"
            yield control_of(key, f"Repair crews ({what})", pool.start, ends, short=f"{{}} {what} crews")


def _of_stocks(scenario: Scenario) -> Iterator[Control]:
    """What is there at the start: of items that channels send, beside these channels; and generators."""
    senders: dict[str, tuple[str, ...]] = {}
    for name, channel in scenario.aid.channels.items():
        senders[channel.item] = (*senders.get(channel.item, (ALL,)), name)
    labels = {item: f"In stock at the start ({in_words(item)})" for item in senders}
    if scenario.relief.generators is not None:
        senders[scenario.relief.generators.uses] = ()
        labels[scenario.relief.generators.uses] = "Generators at the start"
    joining = {pool.joined_by for pool in scenario.repair.crews.values()}
    for item, beside in senders.items():
        stock = scenario.initial.stock.get(item, 0)
        if isinstance(stock, int) and item not in joining:
            ends = (0.0, room_above(stock), 1.0)
            short = f"{{}} {in_words(item)} in stock at the start"
            yield control_of(f"initial.stock.{item}", labels[item], stock, ends, beside=beside, short=short)


def _of_what_comes(scenario: Scenario) -> Iterator[Control]:
    """How much comes, and how cold it is."""
    factor = _intensity(scenario)
    if factor is not None and (scenario.attack.waves or scenario.attack.recorded):
        key = f"attack.regimes.{INTENSITY}.factor"
        meaning = "What the sizes of all waves are multiplied by, over the whole time."
        yield control_of(
            key, "Attack intensity", factor, (0.0, LARGEST_FACTOR, 0.1), meaning=meaning, short="attacks {}"
        )
    weather = scenario.weather
    if weather is not None and weather.constant is not None:
        ends = (COLDEST_C, WARMEST_C, 1.0)
        short = "{} outdoors"
        yield control_of("weather.constant", "Temperature outdoors", weather.constant, ends, short=short)
    elif weather is not None and weather.hours is None:
        label, ends, short = "Warmer or colder than usual", (COLDEST_K, WARMEST_K, 0.5), "temperatures {}"
        yield control_of("weather.anomaly", label, weather.anomaly, ends, short=short)


def _intensity(scenario: Scenario) -> float | None:
    """Factor of the page's own regime, 1 without it; None if there is another one of its name."""
    regime = scenario.attack.regimes.get(INTENSITY)
    if regime is None:
        return 1.0
    is_whole = regime.start is not None and regime.start.minutes(scenario.horizon.start) == 0
    is_own = is_whole and regime.length == scenario.horizon.length
    is_plain = regime.model_fields_set == {"start", "length", "factor"} and isinstance(regime.factor, float)
    return float(middle(regime.factor)) if is_own and is_plain else None
