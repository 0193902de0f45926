"""What channels bring is what arrives: donors are told the same units as items."""

from sim.analysis.measures import all_measures
from sim.analysis.registry import Runs
from sim.study.ensemble import empty_ensemble, keep_outcomes
from sim.study.layout import layout_of
from tests.clocks.random_scenarios import mapping_of, validated
from tests.clocks.runs import begun, compiled


def test_channels_bring_all_that_arrives_but_what_was_on_its_way_at_the_start(ends):
    brought = 0
    for run in ends:
        outcome, initial = run.outcome(), run.scenario.initial
        of_channels = int(outcome["brought"].sum())
        if initial.in_transit:
            assert of_channels <= outcome["arrived"].sum()
        else:
            assert of_channels == outcome["arrived"].sum()
            brought += of_channels
    assert brought > 100


def test_donors_together_cost_what_channels_cost_and_deliver_what_they_bring():
    told = 0
    for number in range(60):
        mapping = mapping_of(number)
        channels = mapping["aid"].get("channels", {})
        for place, channel in enumerate(channels.values()):
            channel |= {"donor": ("north", "south")[place % 2], "dispatch_cost": f"{place + 1} kEUR"}
        run = compiled(begun(validated(mapping)))
        layout = layout_of(run.scenario)
        ensemble = empty_ensemble(layout, 1)
        keep_outcomes(run.outcome().reshape(1), ensemble, range(1))
        runs = Runs(ensemble.outcomes, layout, run.series(layout))
        values = {name: one.values(runs)[0] for name, one in all_measures(layout).items() if name.startswith("d")}
        donors = [name for name in ("north", "south") if f"donor_cost.{name}" in values]
        assert len(donors) == min(2, len(channels))
        assert sum(values[f"donor_cost.{name}"] for name in donors) == values["dispatch_cost"]
        assert sum(values[f"donor_delivered.{name}"] for name in donors) == run.outcome()["brought"].sum()
        told += values["dispatch_cost"] > 0.0
    assert told > 20
