"""The frontier as a figure: what plans differ by, against dispatches, with bands; the plans that pay are joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.decide.frontier import Point
from sim.analysis.decision import Decision
from sim.analysis.numbers import Style, style_of
from sim.analysis.question import harm_sign
from sim.errors import UsageError, escape
from sim.hints import counted
from sim.present.as_json import Context
from sim.present.plots.axes import better_side, separate_thousands
from sim.present.plots.frame import entitle, new_figure, sign
from sim.present.style import GREY, Look, house_style, look_of, told, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT_IN = 4.6
WIDEST_LABEL = 70
"""Characters in a line beside an axis."""


def figure_of_frontier(decision: Decision, context: Context) -> Figure:
    """Harm beside the leading plan against dispatches; bands hold for worlds drawn again.

    Raises
    ------
    UsageError
        If no plan sends anything.
    """
    if decision.frontier is None:
        raise UsageError("there is no frontier without dispatches")
    measure = decision.question.measure
    with house_style():
        figure = new_figure(HEIGHT_IN)
        draw_frontier(decision, figure.subplots())
        worlds = counted(max(decision.worlds), "world")
        entitle(figure, f"Who wastes nothing: harm against dispatches, on the same {worlds}")
        side = {"lower": "Lower", "higher": "Higher"}[measure.direction]
        note = f"{side} is better. Filled: no plan beats it. Dashed: plans that pay at some price of a dispatch."
        sign(figure, context, [note], measure.sensitive)
    return figure


def draw_frontier(decision: Decision, axes: Axes) -> Axes:
    """Each plan by its dispatches and its harm beside the leading plan, with bands; those that pay are joined.

    Parameters
    ----------
    decision : with a frontier
    """
    measure = decision.question.measure
    points = decision.frontier.points if decision.frontier is not None else ()
    signed = harm_sign(measure)
    style = style_of(measure, [point.harm.mean for point in points], [], compact=True)
    _join(decision, style, axes)
    for plan, point in zip(decision.plans, points, strict=True):
        look = look_of(plan, decision.plans)
        _draw(point, plan, look, signed / style.factor, axes, _below(point, points, signed))
    leading = escape(decision.plans[decision.leading])
    axes.set_title(told(measure.noun[:1].upper() + measure.noun[1:], WIDEST_LABEL))
    axes.set_ylabel(told(f"difference from {leading}", WIDEST_LABEL // 2) + f"\n[{told(style.unit)}]")
    axes.set_xlabel(told("mean dispatches per world" + better_side("lower")))
    separate_thousands(axes, "x")
    separate_thousands(axes, "y")
    axes.margins(x=0.2, y=0.14)
    return axes


def _join(decision: Decision, style: Style, axes: Axes) -> None:
    """A line through the plans that pay at some price."""
    found = decision.frontier
    if found is None or not found.switches:
        return
    corners = [found.points[place] for place in (found.switches[0].dear, *(one.cheap for one in found.switches))]
    scale = harm_sign(decision.question.measure) / style.factor
    costs, harms = [one.cost.mean for one in corners], [scale * one.harm.mean for one in corners]
    axes.plot(costs, harms, color=GREY, linestyle="--", linewidth=1.0, zorder=1)


def _below(point: Point, points: Sequence[Point], signed: float) -> bool:
    """True if the name of a plan stands better to the left below it: the next one to the right lies higher."""
    right = [one for one in points if one.cost.mean > point.cost.mean]
    if not right:
        return False
    return signed * min(right, key=lambda one: one.cost.mean).harm.mean > signed * point.harm.mean


def _draw(point: Point, plan: str, look: Look, scale: float, axes: Axes, below: bool) -> None:
    """A plan with its bands and its name."""
    cost, harm = point.cost, point.harm
    bounds = sorted((scale * harm.low, scale * harm.high))
    axes.plot([cost.low, cost.high], [scale * harm.mean] * 2, color=look.colour, linewidth=1.2)
    axes.plot([cost.mean] * 2, bounds, color=look.colour, linewidth=1.2)
    face = look.colour if point.is_efficient else "white"
    axes.plot(cost.mean, scale * harm.mean, look.marker, color=look.colour, markerfacecolor=face, markersize=8.0)
    off, side, stands = (-7, "right", "top") if below else (7, "left", "bottom")
    spot = (cost.mean, scale * harm.mean)
    axes.annotate(wrapped(plan), spot, (off, off), textcoords="offset points", fontsize=8.5, ha=side, va=stands)
