"""Several futures beside each other: how plans compare in each, and what holds in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.answer import Comparison
from sim.analysis.measures import Measure
from sim.analysis.numbers import apart_from_zero, half_of, is_clear, style_of
from sim.analysis.statistics import Number
from sim.errors import escape
from sim.hints import at_the_start, counted, joined

MOST_TOLD = 3
"""Further headline metrics that are told of."""


@dataclass(frozen=True, slots=True)
class Future:
    """One of the futures that plans are tried in.

    Parameters
    ----------
    name : its values in words; empty if nothing that is faced varies
    settings : key -> value as it was written
    scenario_id : digest of the scenario with these values, and of its plans
    comparison : how plans compare in it
    """

    name: str
    settings: Mapping[str, str]
    scenario_id: str
    comparison: Comparison


def headline_of_futures(futures: Sequence[Future]) -> str:
    """What a planner should take home of all futures, by the first headline metric."""
    return " ".join(sentences_of_futures(futures))


def sentences_of_futures(futures: Sequence[Future]) -> Iterator[str]:
    """The headline, sentence by sentence."""
    first = futures[0].comparison
    measure = first.metrics[first.headline_metrics[0]]
    if len(first.plans) == 1:
        yield _range(futures, measure)
    elif measure.direction == "none":
        yield f"{at_the_start(measure.noun)}: no direction is better; see the table."
    else:
        yield from _compared(futures, measure)


def _compared(futures: Sequence[Future], measure: Measure) -> Iterator[str]:
    """Which plan is the best where, which do the same, and how far they are apart."""
    first = futures[0].comparison
    winners = [_best(future.comparison, measure) for future in futures]
    same, clear = _same(futures, measure), _clear(futures, measure)
    if len(same) < len(first.differences):
        yield from _winners(winners, measure)
    if same:
        names = escape(joined(same))
        yield f"Exactly the same {measure.noun} as with {escape(first.reference)} in every world: {names}."
    if clear:
        yield f"{at_the_start(_widest(futures, measure, clear))}."
        return
    is_open = not measure.is_time_until and not any(len(found) == 1 for found in winners)
    if is_open and len(same) < len(first.differences):
        yield f"No difference from {escape(first.reference)} in {measure.noun} is clear."
    yield from _elsewhere(futures)


def _best(comparison: Comparison, measure: Measure) -> tuple[str, ...]:
    """Plans that may be the best in a future."""
    return comparison.best.get(measure.name, ())


def _winners(winners: Sequence[tuple[str, ...]], measure: Measure) -> Iterator[str]:
    """In how many futures which plan is clearly the best."""
    count = len(winners)
    alone: dict[str, int] = {}
    for found in winners:
        if len(found) == 1:
            alone[found[0]] = alone.get(found[0], 0) + 1
    wanted = f"the {'fewest' if measure.direction == 'lower' else 'most'} {measure.noun}"
    wanted = wanted if measure.noun.split()[0].endswith("s") else f"the best {measure.noun}"
    if not alone:
        always = [plan for plan in winners[0] if all(plan in found for found in winners)]
        where, there = (f" in any of {counted(count, 'future')}", " in all of them") if count > 1 else ("", "")
        among = f"; {escape(joined(always))} may be the best{there}" if always else ""
        yield f"It is not clear which plan has {wanted}{where}{among}."
        return
    told = sorted(alone.items(), key=lambda one: -one[1])
    plan, times = told[0]
    if times == count:
        where = f"all {counted(count, 'future')}" if count > 1 else "the one future"
        yield f"{at_the_start(escape(plan))} has {wanted} in {where}."
        return
    parts = [f"{at_the_start(escape(plan))} has {wanted} in {times} of {counted(count, 'future')}"]
    parts += [f"{escape(other)} in {others}" for other, others in told[1:]]
    yield f"{', '.join(parts)}."
    open_ones = count - sum(alone.values())
    if open_ones:
        yield f"In {counted(open_ones, 'future')} the best plan is not clear."


def _same(futures: Sequence[Future], measure: Measure) -> list[str]:
    """Plans that do the same as the reference, world by world, in all futures."""
    first = futures[0].comparison
    return [
        plan
        for plan in first.differences
        if all(future.comparison.differences[plan][measure.name].is_always_zero for future in futures)
    ]


def _elsewhere(futures: Sequence[Future]) -> Iterator[str]:
    """The widest clear differences in the other headline metrics."""
    first = futures[0].comparison
    for name in first.headline_metrics[1 : 1 + MOST_TOLD]:
        measure = first.metrics[name]
        if clear := _clear(futures, measure):
            yield f"{at_the_start(measure.noun)}: {_widest(futures, measure, clear)}."


def _clear(futures: Sequence[Future], measure: Measure) -> list[tuple[float, str, Future]]:
    """Differences from the reference whose intervals leave out zero: size, plan and future."""
    return [
        (abs(found.mean), plan, future)
        for future in futures
        for plan, lines in future.comparison.differences.items()
        if (found := lines[measure.name]).mean is not None and is_clear(found.ci_low, found.ci_high)
    ]


def _widest(futures: Sequence[Future], measure: Measure, clear: Sequence[tuple[float, str, Future]]) -> str:
    """The widest clear difference from the reference."""
    _, plan, future = max(clear, key=lambda one: one[0])
    found = future.comparison.differences[plan][measure.name]
    bounds = [found.ci_low, found.ci_high]
    style = apart_from_zero(style_of(measure, [found.mean], [half_of(*bounds)]), bounds)
    low, high = sorted(abs(bound or 0.0) for bound in bounds)
    where = f" at {escape(future.name)}" if future.name else ""
    less = "less" if (found.mean or 0.0) < 0.0 else "more"
    amount = f"{style.write(abs(found.mean or 0.0))} {style.unit_of_change} {less}"
    said = f"{amount} ({style.write(low)} to {style.write(high)})"
    return f"the widest gap to {escape(futures[0].comparison.reference)} is that of {escape(plan)}{where}: {said}"


def _range(futures: Sequence[Future], measure: Measure) -> str:
    """Where a single plan fares best and worst."""
    levels = [(future.comparison.summaries[future.comparison.plans[0]][measure.name], future) for future in futures]
    known = [(level.mean, future) for level, future in levels if level.mean is not None]
    if not known:
        return f"{at_the_start(measure.noun)}: undefined or never in every future."
    least, most = min(known, key=lambda one: one[0]), max(known, key=lambda one: one[0])
    style = style_of(measure, [most[0]], [half_of(level.ci_low, level.ci_high) for level, _ in levels])
    return (
        f"{at_the_start(measure.noun)}: from {style.write(least[0])} at {escape(least[1].name)} to "
        f"{style.write(most[0])} {style.unit} at {escape(most[1].name)}."
    )


def future_rows(futures: Iterable[Future]) -> Iterator[dict[str, Any]]:
    """One row per future, plan and metric: what is set, mean, interval, difference from the reference."""
    for future in futures:
        comparison = future.comparison
        for plan in comparison.plans:
            for name, measure in comparison.metrics.items():
                summary = comparison.summaries[plan][name]
                row: dict[str, Any] = {**future.settings, "plan": plan, "metric": name, "unit": measure.unit}
                row |= {"n_defined": summary.n_defined, "mean": summary.mean}
                row |= {"ci_low": summary.ci_low, "ci_high": summary.ci_high}
                yield row | _difference(comparison, plan, name)


def _difference(comparison: Comparison, plan: str, name: str) -> dict[str, Number | bool]:
    found = comparison.differences.get(plan, {}).get(name)
    numbers = {
        "difference": None if found is None else found.mean,
        "difference_ci_low": None if found is None else found.ci_low,
        "difference_ci_high": None if found is None else found.ci_high,
        "p_better": None if found is None else found.p_better,
    }
    return {**numbers, "may_be_best": plan in comparison.best.get(name, ())}
