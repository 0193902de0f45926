"""Harm against cost as figures: a mark with two intervals for each plan; those that pay at some price are joined."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.answer import Comparison, Difference
from sim.analysis.decide.frontier import Band, Point, efficient, hull
from sim.analysis.decision import Decision
from sim.analysis.measures import Measure
from sim.analysis.numbers import is_clear, style_of
from sim.analysis.question import harm_sign
from sim.errors import UsageError
from sim.hints import at_the_start, counted
from sim.present.as_json import Context
from sim.present.plots.axes import better_side, draw_plan_legend, separate_thousands
from sim.present.plots.frame import entitle, new_figure, paired_on, plan_legend_in, sign
from sim.present.style import GREY, house_style, look_of, told

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT_IN = 3.6
WIDEST_LABEL = 35
"""Characters in a line beside the upright axis."""
COSTS = ("aid_cost", "dispatch_cost")
"""Metrics of cost, the one that counts more first."""
BETTER = {"lower": "\u2193 better", "higher": "\u2191 better", "none": ""}
"""Where better values of an upright axis lie."""
HOLLOW = "Hollow: another plan has less harm on average and costs no more."
SURELY_HOLLOW = "Hollow: another plan has less harm and no more dispatches, in nearly all draws of the worlds."
DASHED = "Dashed: through the plans that are the best choice at some price."
AT_NOUGHT = (0.0, 0.0, 0.0)

Ends = tuple[float, float, float]
"""Lower end of an interval, mean, upper end, in units of an axis; nan where they are not known."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a plan stands: what it costs, what harm is done under it, and whether another plan beats it."""

    cost: Ends
    harm: Ends
    is_beaten: bool


def figure_of_frontier(decision: Decision, context: Context) -> Figure:
    """Harm beside the leading plan against dispatches; bands hold for worlds drawn again.

    Raises
    ------
    UsageError
        If no plan sends anything.
    """
    if decision.frontier is None:
        raise UsageError("there is no frontier without dispatches")
    with house_style():
        figure = new_figure(HEIGHT_IN)
        axes = draw_frontier(decision, figure.subplots())
        worlds = counted(max(decision.worlds), "world")
        entitle(figure, f"Harm against dispatches, on the same {worlds}")
        is_beaten = any(_is_surely_beaten(decision, point) for point in decision.frontier.points)
        reading = _reading(SURELY_HOLLOW if is_beaten else "", bool(decision.frontier.switches))
        foot = sign(figure, context, reading, decision.question.measure.sensitive, plan_legend_in(decision.plans))
        draw_plan_legend(decision.plans, decision.plans, axes, foot)
    return figure


def _is_surely_beaten(decision: Decision, point: Point) -> bool:
    """True if another plan beats one in nearly all draws of worlds."""
    return not point.is_efficient and point.p_efficient <= 1.0 - decision.question.confidence


def draw_frontier(decision: Decision, axes: Axes) -> Axes:
    """Each plan by its dispatches and its harm beside the leading plan, with bands; those that pay are joined.

    Parameters
    ----------
    decision : with a frontier
    """
    measure, found = decision.question.measure, decision.frontier
    points = () if found is None else found.points
    style = style_of(measure, [one.mean for one in decision.means], [])
    scale = harm_sign(measure) / style.factor
    standing = {
        plan: Standing(_ends(point.cost), _ends(point.harm, scale), _is_surely_beaten(decision, point))
        for plan, point in zip(decision.plans, points, strict=True)
    }
    switches = () if found is None else found.switches
    paying = [switches[0].dear, *(one.cheap for one in switches)] if switches else []
    _draw_standing(standing, [decision.plans[place] for place in paying], decision.plans, axes)
    axes.set_xlabel(told("mean dispatches per world" + better_side("lower")))
    _name_harm(measure, f"difference from {decision.plans[decision.leading]}", style.unit, decision.plans, axes)
    axes.margins(x=0.1, y=0.14)
    axes.set_xlim(left=0.0)
    return axes


def cost_of(comparison: Comparison) -> str:
    """The metric of cost to draw: empty if plans cost the same, or nothing stands against it."""
    measure = comparison.metrics[comparison.headline_metrics[0]]
    found = comparison.differences.values()
    if measure.is_time_until or measure.name in COSTS or not any(one[measure.name].mean for one in found):
        return ""
    for name in COSTS:
        if any(one[name].mean for one in found if name in one):
            return name
    return ""


def figure_of_cost(comparison: Comparison, context: Context) -> Figure:
    """What each plan costs more or less than the reference, against what it changes in the first headline metric."""
    names = (cost_of(comparison), comparison.headline_metrics[0])
    with house_style():
        figure = new_figure(HEIGHT_IN)
        axes = draw_cost(comparison, *names, figure.subplots())
        title = f"What each plan costs, and what comes of it, beside {comparison.reference}"
        entitle(figure, f"{title}\n({paired_on(comparison)})", comparison.plans)
        sensitive = any(comparison.metrics[name].sensitive for name in names)
        beaten, paying = _beaten_and_paying(comparison, *names)
        reading = _reading(HOLLOW if beaten else "", len(paying) > 1)
        foot = sign(figure, context, reading, sensitive, plan_legend_in(comparison.plans))
        draw_plan_legend(comparison.plans, comparison.plans, axes, foot)
    return figure


def _reading(hollow: str, is_joined: bool) -> list[str]:
    """What marks and lines mean that are drawn."""
    return [said for said in (hollow, DASHED if is_joined else "") if said]


def draw_cost(comparison: Comparison, cost: str, harm: str, axes: Axes) -> Axes:
    """Each plan by its difference in cost and in harm from the reference, with intervals; those that pay are joined.

    Parameters
    ----------
    cost, harm : names of metrics
    """
    measures = [comparison.metrics[name] for name in (cost, harm)]
    found = {plan: [lines[cost], lines[harm]] for plan, lines in comparison.differences.items()}
    styles = [
        style_of(measure, [end for both in found.values() for end in both[place].reach], [])
        for place, measure in enumerate(measures)
    ]
    beaten, paying = _beaten_and_paying(comparison, cost, harm)
    scales = [1.0 / style.factor for style in styles]
    standing = {
        plan: Standing(_ends(both[0], scales[0]), _ends(both[1], scales[1]), plan in beaten)
        for plan, both in found.items()
    }
    base = comparison.reference
    standing[base] = Standing(AT_NOUGHT, AT_NOUGHT, base in beaten)
    axes.axhline(0.0, color="black", linewidth=1.0)
    axes.axvline(0.0, color="black", linewidth=1.0)
    _draw_standing(standing, paying, comparison.plans, axes)
    units = [style.unit_of_change for style in styles]
    axes.set_xlabel(told(f"difference in {measures[0].noun} [{units[0]}]\n\u2190 cheaper"))
    _name_harm(measures[1], f"difference from {base}", units[1], comparison.plans, axes)
    return axes


def _beaten_and_paying(comparison: Comparison, cost: str, harm: str) -> tuple[frozenset[str], list[str]]:
    """The plans that another one beats, and those that pay at some price, of those whose harm clearly differs."""
    known = {
        plan: found
        for plan, found in comparison.differences.items()
        if is_clear(found[harm].ci_low, found[harm].ci_high) and found[cost].mean is not None
    }
    if not known:
        return frozenset(), []
    plans = [comparison.reference, *known]
    costs, harms = (
        np.array([0.0, *(found[name].mean for found in known.values())], dtype=np.float64) for name in (cost, harm)
    )
    harms = harm_sign(comparison.metrics[harm]) * harms
    kept = efficient(harms, costs)
    beaten = frozenset(plan for plan, is_kept in zip(plans, kept, strict=True) if not is_kept)
    return beaten, [plans[place] for place in hull(harms, costs)]


def _draw_standing(standing: Mapping[str, Standing], paying: Sequence[str], plans: tuple[str, ...], axes: Axes) -> None:
    """A mark with both intervals for each plan, hollow if another one beats it, and a line through those that pay."""
    corners = [standing[plan] for plan in paying]
    joined = [one.cost[1] for one in corners], [one.harm[1] for one in corners]
    axes.plot(*joined, color=GREY, linestyle="--", linewidth=1.0, zorder=1)
    for plan, one in standing.items():
        look = look_of(plan, plans)
        (left, across, right), (below, up, above) = one.cost, one.harm
        for line in (([left, right], [up, up]), ([across, across], [below, above])):
            axes.plot(*line, color=look.colour, linestyle=look.line, linewidth=1.6)
        face = "white" if one.is_beaten else look.colour
        axes.plot([across], [up], look.marker, color=look.colour, markerfacecolor=face, markersize=8.5, zorder=4)
    separate_thousands(axes, "x")
    separate_thousands(axes, "y")


def _name_harm(measure: Measure, from_what: str, unit: str, plans: Sequence[str], axes: Axes) -> None:
    """What stands above and beside the upright axis."""
    axes.set_title("   ".join((told(at_the_start(measure.noun)), told(BETTER[measure.direction]))).rstrip())
    axes.set_ylabel(told(from_what, WIDEST_LABEL, plans) + f"\n[{told(unit)}]")


def _ends(one: Band | Difference, scale: float = 1.0) -> Ends:
    """The ends of an interval around its mean, in units of an axis, the lower one first."""
    reach = (one.low, one.mean, one.high) if isinstance(one, Band) else one.reach
    low, mean, high = (math.nan if end is None else scale * end for end in reach)
    return (low, mean, high) if scale > 0.0 else (high, mean, low)
