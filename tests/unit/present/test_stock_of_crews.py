"""Items whose units join crews as they arrive are never in stock, and results say nothing of their stock."""

import pytest

from sim.analysis.measures import all_measures
from sim.analysis.tidy import series_of
from sim.errors import UsageError
from sim.present.as_json import Context
from sim.present.plots.of_comparison import figure_of_stock, limited_stores
from sim.study.ensemble import StudyResult, empty_ensemble
from sim.study.layout import layout_of
from tests.laws.small import town

JOINED = {
    "repair.crews.heat.joined_by": "neighbour_crew",
    "initial.in_transit": [{"item": "neighbour_crew", "units": 2, "arrives": "2 h"}],
    "initial.stock": {"kit": 1},
    "damage.severities.light.part": "kit",
}
LAYOUT = layout_of(town(JOINED))


def test_items_that_join_crews_have_no_metrics_series_or_figures_of_stock():
    """Their units are used as they arrive: a stock at 0 all winter would be called empty. Parts have all of it."""
    layout, item = LAYOUT, "neighbour_crew"
    found = {
        name: {one.partition(".")[0] for one in all_measures(layout) if one.endswith(f".{name}")}
        for name in layout.items
    }
    assert found[item] == {"given_to_repair", "delivered"}
    assert found["kit"] > found[item] | {"stockout_hours", "days_of_supply", "rounds_used", "final_stock", "overflow"}
    ensemble = empty_ensemble(layout, 1)
    ensemble.rows[...] = 1
    assert f"days_of_supply.{item}" not in {series.name for series in series_of(ensemble, layout, (0,))}
    study = StudyResult(plans={"": ensemble}, twins={}, no_split={}, same_aid=None, banners=(), failures={})
    assert limited_stores(study, layout, (0,)) == ["kit"]
    with pytest.raises(UsageError, match="never in stock"):
        figure_of_stock(study, layout, (0,), item, Context("town", "", 7, 1, {}, ""))
