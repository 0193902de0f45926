"""How long the planner page takes from a moved slider to the new picture: its work, and 20 moves in a real browser.

python -m tests.benchmarks.page scenarios/base/kyiv-winter.yaml --markdown docs/page-latency.md
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from sim.scenario.load import load_scenario
from sim.study.fairness import judge
from sim.study.run import design_of, never, run_block
from sim.web.answers import answers_of
from sim.web.asked import Asked, asked_of
from sim.web.desk import Desk
from sim.web.kept import identities_of
from sim.web.rounds import WHOLE, Bench
from tests.web.browser import browser, watched

ROOT = Path(__file__).parents[2]
PARTS = (
    "the new values, checked by the schema",
    "the plans laid out, and which results are known",
    "200 runs of the moved plan, shared by two processors",
    "statistics and headline",
    "the picture and the table",
)
LONG_MS = 120_000
WORK = (
    "Processor time of the server, which other programs on the machine hardly change; two plans, one of them moved. "
    "With both processors free a picture comes after the time in the last line, and what the browser takes."
)
"""What stands above the table of work."""
PAUSE_MS = 700
"""Between two moves, as people make them [ms]; more worlds of the move before are being run then, and given up."""
MOVE = """([label, value]) => new Promise((done) => {
    const sliders = [...document.querySelectorAll('input[type=range]')];
    const slider = sliders.find((one) => one.labels[0].textContent.startsWith(label));
    const figure = document.getElementById('picture');
    const begun = performance.now();
    new MutationObserver((_, watching) => {
        watching.disconnect();
        done([performance.now() - begun, Number(figure.dataset.worlds), document.getElementById('status').textContent]);
    }).observe(figure, { attributeFilter: ['data-pictures'] });
    slider.value = value;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
})"""
"""Moves a slider and waits until the new picture is drawn on the screen."""
MOVES = (
    *(("Days between lots", str(days)) for days in (2, 3, 4, 5, 6, 8, 9, 10, 12, 14)),
    *(("Time on the way", str(days)) for days in (8, 10, 12, 15)),
    *(("Repair crews (heat)", str(crews)) for crews in (20, 24, 28)),
    *(("Warmer or colder", str(warmth)) for warmth in (-6, -4, -2)),
)
"""Twenty moves of four sliders; the last three change what both plans face, so that both are run again."""


def measured(scenario: str) -> list[tuple[str, str, float, int, int]]:
    """Slider, value, milliseconds, worlds in the picture and fresh runs, for each move."""
    command = [sys.executable, "-m", "sim", "serve", scenario, "--port", "0", "-q"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    found = []
    try:
        with browser() as chromium, watched(chromium) as seen:
            page: Any = seen.page
            page.goto(server.stdout.readline().strip())
            for label, value in (MOVES[1], *MOVES):  # the first one loads what is compiled
                page.locator("#picture[data-pictures]").wait_for(timeout=LONG_MS)
                page.wait_for_timeout(PAUSE_MS)
                milliseconds, worlds, said = page.evaluate(MOVE, [label, value])
                click.echo(f"{label} {value}: {milliseconds:,.0f} ms, {said}", err=True)
                fresh = re.search(r"\(([\d,]+) fresh", said)
                found.append((label, value, milliseconds, worlds, int(fresh[1].replace(",", "")) if fresh else 0))
    finally:
        server.terminate()
        server.wait()
    return found[1:]


def work(scenario: str) -> list[tuple[str, float]]:
    """Processor time of the parts of a move that changes one of two plans [ms], least of three."""
    desk = Desk(load_scenario(ROOT / scenario))
    bench = Bench(desk)
    bench.warm()
    (reference,) = desk.plain()["pinned"]

    def asked(days: int) -> Asked:
        moved = {"start": reference, "set": {f"aid.channels.{desk.channel}.cadence.every": f"{days} d"}, "slot": 1}
        return asked_of({"plans": [{"start": reference}, moved], "width": 830}, desk)

    known = next(bench.rounds(asked(2), never))
    list(answers_of(known, asked(2), never))
    found: list[list[float]] = []
    for days in (3, 5, 6):
        question, times = asked(days), [time.thread_time()]
        variant = desk.variant(question)
        times.append(time.thread_time())
        plans = {name: variant.plans[name] for name in desk.names_of(question)}
        fairness = judge(plans, reference=next(iter(plans)), tree=variant.tree)
        span = fairness.lookback, fairness.accrual_end
        design = design_of(plans, {}, seed=1, lookback=span[0], accrual_end=span[1])
        bench._shelf.of(identities_of(design), design.layout, WHOLE)
        times.append(time.thread_time())
        moved = replace(design, runs=dict([list(design.runs.items())[1]]))
        run_block(moved, range(20))
        begun = time.thread_time()
        run_block(moved, range(200))
        runs = time.thread_time() - begun
        times.append(time.thread_time())
        bench._summarised(known.variant, known.study, known.layout, known.names)
        times.append(time.thread_time())
        next(answers_of(known, asked(2), never))
        times.append(time.thread_time())
        parts = [after - before for before, after in pairwise(times)]
        found.append([*parts[:2], runs / 2, *parts[3:]])
    bench.close()
    return [(part, 1000.0 * min(one[place] for one in found)) for place, part in enumerate(PARTS)]


def work_in_words(scenarios: tuple[str, ...]) -> str:
    """The work of a move in each scenario as a table."""
    found = [work(scenario) for scenario in scenarios]
    names = [Path(scenario).stem for scenario in scenarios]
    lines = [f"| what | {' | '.join(f'{name} [ms]' for name in names)} |", f"| --- |{' ---: |' * len(names)}"]
    for part, *rest in zip(PARTS, *found, strict=True):
        lines.append(f"| {part} | {' | '.join(f'{ms:,.0f}' for _, ms in rest)} |")
    lines.append(f"| together | {' | '.join(f'{sum(ms for _, ms in one):,.0f}' for one in found)} |")
    return "\n".join([*lines, ""])


def in_words(scenario: str, found: list[tuple[str, str, float, int, int]]) -> str:
    """The moves as a table, and what they come to."""
    lines = [
        f"### {scenario}",
        "",
        "| slider | moved to | new picture after [ms] | worlds in it | fresh runs |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(f"| {label} | {value} | {ms:,.0f} | {worlds:,} | {fresh:,} |" for label, value, ms, worlds, fresh in found),
        "",
    ]
    times = [ms for _, _, ms, _, _ in found]
    runs = [fresh for *_, fresh in found]
    lines.append(
        f"Median {statistics.median(times):,.0f} ms, longest {max(times):,.0f} ms; "
        f"fresh runs in the first picture: {min(runs):,} to {max(runs):,}."
    )
    return "\n".join([*lines, ""])


@click.command()
@click.argument("scenarios", nargs=-1, required=True)
@click.option("--markdown", type=click.Path(path_type=Path), help="Write there what stands below its last heading.")
def main(scenarios: tuple[str, ...], markdown: Path | None) -> None:
    """Measure the page with some scenarios."""
    of_parts = work_in_words(scenarios)
    load = os.getloadavg()
    parts = [in_words(scenario, measured(scenario)) for scenario in scenarios]
    told = f"{os.cpu_count()} cores; load of the machine before (1, 5, 15 minutes): " + ", ".join(
        f"{one:.1f}" for one in load
    )
    text = "\n".join(["## Work of a move", "", WORK, "", of_parts, "## Twenty moves", "", f"{told}.", "", *parts])
    if markdown is None:
        click.echo(text)
    else:
        before = markdown.read_text(encoding="utf-8").partition("\n## Work of a move\n")[0]
        markdown.write_text(f"{before}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
