"""Take a cause away, and its line of the ledger is exactly 0; and the total of the ledger is counted apart from lines.

A mechanism that adds a line adds a row to `CAUSES`; a test says which lines have none.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from sim.analysis.check.laws import cohorts_of, ledger_closes
from sim.model.words import Origin, Phase
from tests.clocks.random_scenarios import Part, mapping_of, scenario_of, validated
from tests.clocks.runs import begun, compiled

TRIED = 6
"""Scenarios in which a cause is taken away, of those in which its line is not 0."""


def severities(mapping: Part) -> list[Part]:
    return list(mapping["damage"]["severities"].values())


def layers(mapping: Part) -> list[Part]:
    return list(mapping["defence"]["layers"].values())


def pools(mapping: Part) -> list[Part]:
    return list(mapping["repair"].get("crews", {}).values())


def from_every(parts: Callable[[Part], list[Part]], *keys: str) -> Callable[[Part], None]:
    """Takes some keys out of every part of a kind."""

    def take(mapping: Part) -> None:
        for part in parts(mapping):
            for key in keys:
                part.pop(key, None)

    return take


def from_repair(key: str) -> Callable[[Part], None]:
    """Takes a rule of repair out."""
    return lambda mapping: mapping["repair"].pop(key, None)


def no_alerts(mapping: Part) -> None:
    mapping["alerts"] = {}
    for wave in mapping["attack"].get("waves", {}).values():
        wave.pop("duration", None)
    for row in mapping["attack"].get("recorded", []):
        row.pop("duration", None)


def unlimited_crews(mapping: Part) -> None:
    """Crews for all; who was cold before the start has waited by then, so nobody was."""
    joining = {pool.pop("joined_by") for pool in pools(mapping) if "joined_by" in pool}
    bring_no(mapping, joining)
    for before in ("crews", "cold"):
        mapping["initial"].pop(before, None)
    for pool in pools(mapping):
        for key in ("ramp", "shifts"):
            pool.pop(key, None)
        pool["start"] = "unlimited"


def bring_no(mapping: Part, items: set[str]) -> None:
    """No lot and no channel of some items."""
    mapping["initial"]["in_transit"] = [
        lot for lot in mapping["initial"].get("in_transit", []) if lot["item"] not in items
    ]
    channels = mapping["aid"].get("channels", {})
    kept = {name: channel for name, channel in channels.items() if channel["item"] not in items}
    mapping["aid"]["channels"] = kept
    accrued = mapping["initial"].get("accrued", {})
    mapping["initial"]["accrued"] = {name: units for name, units in accrued.items() if name in kept}


def unlimited(items: set[str], mapping: Part) -> None:
    mapping["initial"]["stock"] |= dict.fromkeys(items, "unlimited")


def unlimited_parts(mapping: Part) -> None:
    unlimited({severity["part"] for severity in severities(mapping) if "part" in severity}, mapping)


def unlimited_interceptors(mapping: Part) -> None:
    unlimited({layer["uses"] for layer in layers(mapping) if "uses" in layer}, mapping)


def a_layer_against_all(mapping: Part) -> None:
    mapping["defence"]["layers"]["last"] = {"against": dict.fromkeys(mapping["threats"], "1 %")}


def no_misses(mapping: Part) -> None:
    for layer in layers(mapping):
        layer["rounds"] = 1
        layer["against"] = dict.fromkeys(layer["against"], "100 %")


def nothing_given(mapping: Part) -> None:
    for key in ("outages", "damaged", "cold"):
        mapping["initial"].pop(key, None)
    mapping["damage"].pop("per_building", None)


def restarts_at_once(mapping: Part) -> None:
    mapping["initial"].pop("outages", None)
    for severity in severities(mapping):
        severity["hold"] = "0 min"


def enough_power(mapping: Part) -> None:
    """The grid can supply all, whichever feeders fail."""
    mapping["city"]["grid"] = {"capacity": "x 1"}
    for row in mapping["city"].get("feeders", []):
        row["capacity"] = 0


def water_for_all(mapping: Part) -> None:
    """No district depends on a water station that can fail."""
    for district in mapping["city"]["districts"]:
        district.pop("water", None)


Cause = tuple[Origin | Phase, Callable[[Part], None]]

CAUSES: dict[str, Cause] = {
    "unlimited interceptors": (Origin.NO_STOCK, unlimited_interceptors),
    "no reserve": (Origin.RESERVE, from_every(layers, "reserve")),
    "no limit of engagements": (Origin.LIMIT, from_every(layers, "engagements")),
    "no misses": (Origin.MISSED, no_misses),
    "a layer against every class": (Origin.NO_LAYER, a_layer_against_all),
    "no network limit": (Origin.ROTA, enough_power),
    "nothing given": (Origin.GIVEN, nothing_given),
    "no source out for weeks": (Phase.LOST, from_every(severities, "source_lost")),
    "sources restart at once": (Phase.HOLD, restarts_at_once),
    "no refilling": (Phase.REFILL, from_repair("refill")),
    "no assessment": (Phase.ASSESSMENT, from_every(pools, "assess")),
    "unlimited parts": (Phase.PART, unlimited_parts),
    "unlimited crews": (Phase.CREW, unlimited_crews),
    "no way": (Phase.TRAVEL, from_every(pools, "travel")),
    "no alerts": (Phase.ALERT, no_alerts),
    "alerts stop nobody": (Phase.ALERT, from_repair("alert")),
    "no cold factor": (Phase.COLD, from_repair("cold_factor")),
    "no test": (Phase.TEST, from_every(pools, "test")),
    "power for all": (Phase.POWER_CUT, enough_power),
    "water for all": (Phase.WATER, water_for_all),
}
"""What is taken away, and the line that it makes 0."""

ALWAYS = {Phase.WARM, Phase.REPAIR}
"""Lines without a cause to take away: warm rooms have none, and every repair is work."""


def line_of(totals: Any, line: Origin | Phase) -> int:
    """Person-millidegree-minutes of one line."""
    return int(totals["ledger_origin" if isinstance(line, Origin) else "ledger_phase"][line])


@pytest.mark.parametrize("cause", CAUSES)
def test_without_a_cause_its_line_is_exactly_nothing(cause, ends):
    line, take_away = CAUSES[cause]
    there = [number for number, run in enumerate(ends) if line_of(run.outcome(), line) > 0][:TRIED]
    assert there, "with the cause, the line is not 0 in some scenarios"
    cold = 0
    for number in there:
        mapping = deepcopy(mapping_of(number))
        take_away(mapping)
        totals = compiled(begun(validated(mapping))).outcome()
        assert line_of(totals, line) == 0, number
        cold += totals["ledger_total"] > 0
    assert cold > 0, "somebody is cold for another reason"


def test_every_line_has_a_cause_that_can_be_taken_away():
    assert {line for line, _ in CAUSES.values() if isinstance(line, Origin)} == set(Origin)
    assert {line for line, _ in CAUSES.values() if isinstance(line, Phase)} == set(Phase) - ALWAYS


@pytest.fixture(scope="module", name="half_way")
def run_half_way():
    """A run stopped with an open spell and a ledger that is not empty."""
    for number in range(100):
        run = begun(scenario_of(number))
        compiled(run, until=run.scenario.horizon.length // 2)
        if run.of("ledger_total") > run.of("ledger_origin").sum() > 0 and cold_people(run.params, run.state):
            return run
    raise AssertionError("no scenario has a spell that is over and one that is not")


def cold_people(params: Any, state: Any) -> list[int]:
    """Cohorts with residents who have been below the first threshold."""
    exposure, block = (state["cohort"][name][0] for name in ("exposure", "block"))
    residents = params["block"]["residents"][0]
    return [cohort for cohort in cohorts_of(state) if exposure[cohort] > 0 and residents[block[cohort]] > 0]


def one_more(params: Any, state: Any, name: str, line: int) -> None:
    """A unit more in one accumulator; `exposure` is that of a cohort with people who have been cold."""
    if name == "exposure":
        state["cohort"]["exposure"][0, cold_people(params, state)[0]] += 1
    elif name == "ledger_total":
        state[name] += 1
    else:
        state[name][0, line] += 1


ACCUMULATORS = [
    ("ledger_total", 0),
    ("exposure", 0),
    *(("ledger_origin", int(line)) for line in Origin),
    *(("ledger_phase", int(line)) for line in Phase if line != Phase.WARM),
]


@pytest.mark.parametrize(("name", "line"), ACCUMULATORS)
def test_a_unit_too_many_in_any_accumulator_of_the_ledger_is_seen(name, line, half_way):
    assert ledger_closes(half_way.params, half_way.state)
    state = half_way.state.copy()
    one_more(half_way.params, state, name, line)
    assert not ledger_closes(half_way.params, state)


@pytest.mark.parametrize(("name", "line"), [("ledger_origin", 3), ("ledger_phase", 2)])
def test_the_total_is_counted_apart_from_the_lines(name, line):
    """A unit put into a line half way is missing from the total at the end; else the total came from the lines."""
    number = next(number for number in range(100) if compiled(begun(scenario_of(number))).of("ledger_total") > 0)
    run = begun(scenario_of(number))
    compiled(run, until=run.scenario.horizon.length // 2)
    one_more(run.params, run.state, name, line)
    compiled(run)
    assert run.outcome()[name].sum() == run.outcome()["ledger_total"] + 1
