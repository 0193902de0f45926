"""The page of a replan: one sheet that stands alone, for a screen or for A4 paper."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.numbers import exactly
from sim.present.as_json import warnings_of
from sim.present.caution import CAUTION, mark_with_option
from sim.present.markup import address_of_picture, template
from sim.present.plots.frame import figure_bytes
from sim.present.replan.morning import day_text, forecast_of, last_day_text, plan_text
from sim.present.replan.words import answer_of, columns_of, common_aid, table_of_aid
from sim.present.style import NARROW, WIDE, Sheet, drawn_on, with_degrees

if TYPE_CHECKING:
    from sim.present.replan.verb import ReplanResult

HERE = Path(__file__).parent
LOOKS = HERE.parent / "report"
"""Where the style of all pages lies."""


def _drawn(result: ReplanResult, sheet: Sheet) -> str:
    with drawn_on(sheet):
        return address_of_picture(figure_bytes(result.plot(), "svg"))


def page_of(result: ReplanResult) -> str:
    """The page; every text in it is escaped."""
    compared = result.compared
    comparison = compared.comparison
    facts = [one for one in result.facts if not (comparison.public and one.sensitive)]
    days = (result.end - result.begin).total_seconds() / 86_400
    return template("replan.html.j2", HERE, LOOKS).render(
        title=compared.context.scenario,
        question=result.asked.asked.description,
        begin=day_text(result.begin),
        end=last_day_text(result.end),
        days=f"{days:.3g}",
        mark=mark_with_option(comparison.public),
        caution=CAUTION,
        answer=list(answer_of(result)),
        warnings=[one for one in warnings_of(comparison) if one not in comparison.unspent],
        columns=columns_of(comparison),
        plans=comparison.plans,
        reference=comparison.reference,
        changes={name: plan_text(changes, comparison.public) for name, changes in result.asked.plans.items()},
        facts=facts,
        forecast=forecast_of(result.asked.loaded.scenario),
        aid=table_of_aid(comparison),
        common=common_aid(comparison),
        figure=_drawn(result, WIDE),
        narrow=_drawn(result, NARROW),
        confidence=exactly(comparison.confidence),
        degrees=partial(with_degrees, names=comparison.plans),
        worlds=f"{len(comparison.kept):,}",
        context=compared.context,
    )
