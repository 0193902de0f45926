"""How long the planner page takes from a moved slider to the new picture, in a real browser: a table of 20 moves.

python -m tests.benchmarks.page scenarios/base/kyiv-winter.yaml --markdown docs/page-latency.md
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from tests.web.browser import browser, watched

ROOT = Path(__file__).parents[2]
LONG_MS = 120_000
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
    load = os.getloadavg()
    parts = [in_words(scenario, measured(scenario)) for scenario in scenarios]
    told = f"{os.cpu_count()} cores; load of the machine before (1, 5, 15 minutes): " + ", ".join(
        f"{one:.1f}" for one in load
    )
    text = "\n".join([f"{told}.", "", *parts])
    if markdown is None:
        click.echo(text)
    else:
        before = markdown.read_text(encoding="utf-8").partition("\n## Twenty moves\n")[0]
        markdown.write_text(f"{before}\n## Twenty moves\n\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
