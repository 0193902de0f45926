"""``import``: published records of weather, attacks and repair as tables and laws of a scenario."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from sim import units
from sim.commands.common import QUIET, console, refuse_lost, storing
from sim.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.importing.provenance import Provenance

FILE = click.argument("file", type=click.Path(path_type=Path))
FIRST = click.option("--from", "first", metavar="DATE", help="First date; default: the first in the file.")
LAST = click.option("--to", "last", metavar="DATE", help="Last date, included; default: the last in the file.")
OUT = click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the table here, not to stdout."
)
FIT = click.option("--fit", is_flag=True, help="Print fitted laws as a part of a scenario; the table needs --out then.")
PLOT = click.option(
    "--plot", type=click.Path(path_type=Path), metavar="FILE.png", help="With --fit: a picture of fit against record."
)


@click.group("import", short_help="Read published weather, attacks, counts of repair into a scenario.")
def import_command() -> None:
    """Read published weather, attacks and counts of repair, as tables and laws of a scenario.

    The format is seen from what stands in the file; packed files (.gz) are read as they are. What was taken, what was
    left out and why is printed, and stands above the table. Nothing is filled in silently.
    """


@import_command.command("weather", short_help="Meteostat, Open-Meteo, EPW or GHCN-Daily as outdoor temperature.")
@FILE
@FIRST
@LAST
@click.option(
    "--shift", type=click.IntRange(-14, 14), default=0, help="Move hours so much later, to local standard time."
)
@click.option(
    "--gaps",
    type=click.Choice(["refuse", "interpolate"]),
    default="refuse",
    help="What to do about gaps; default: refuse.",
)
@click.option(
    "--longest-gap",
    type=click.IntRange(1, 10_000),
    help="With --gaps interpolate: most hours (default 6) or days (2) in a row.",
)
@click.option(
    "--day",
    "shape",
    type=click.Choice(["flat", "range"]),
    default="flat",
    help="Hours of a day: its mean, or least to most.",
)
@click.option("--months", metavar="1,2,12", default="", help="With --fit: months of the year that are looked at.")
@FIT
@PLOT
@OUT
@QUIET
def weather_command(
    file: Path,
    first: str | None,
    last: str | None,
    shift: int,
    gaps: str,
    longest_gap: int | None,
    shape: Literal["flat", "range"],
    months: str,
    fit: bool,
    plot: Path | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Read daily or hourly temperatures: Meteostat, Open-Meteo, EPW, GHCN-Daily."""
    _check_options(fit, plot, out, **{"--months": bool(months)})
    if longest_gap is not None and gaps == "refuse":
        raise UsageError("--longest-gap goes with --gaps interpolate")
    looked_at = _months(months)
    from sim.importing.source import Notes, read_source
    from sim.importing.weather import period as periods
    from sim.importing.weather import table
    from sim.importing.weather.formats import read_weather

    source, notes = read_source(file), Notes()
    series = periods.moved(read_weather(source, notes), shift)
    series, period = periods.cut(series, _day("--from", first), _day("--to", last), source, notes)
    text = picture = None
    told = table.fit_provenance(series, period, source, notes)
    if out is not None or not fit:
        longest = (longest_gap or periods.LONGEST_GAP[series.step_h]) if gaps == "interpolate" else None
        complete = periods.without_gaps(series, period, longest, source, notes)
        hours, how = table.hours_of(complete, shape)
        told = table.weather_provenance(complete.with_remark(how), period, source, notes)
        text = table.weather_table(hours, told)
    fragment = ""
    if fit:
        from sim.importing.weather.fit import fit_weather
        from sim.importing.weather.fragment import weather_fragment

        fitted = fit_weather(series, looked_at)
        fragment = weather_fragment(fitted, table.fit_provenance(series, period, source, notes), period, source)
        if plot is not None:
            from sim.present.plots.fit import figure_of_weather

            picture = figure_of_weather(fitted, source.name, str(period))
    _give(told, text, fragment, picture, plot, out, quiet)


@import_command.command("waves", short_help="The public table of missile attacks as recorded waves, or as laws.")
@FILE
@FIRST
@LAST
@click.option("--class", "classes", multiple=True, metavar="MODEL=CLASS", help="Class of a model, or none; repeatable.")
@click.option(
    "--massive-from",
    type=click.IntRange(1),
    default=20,
    help="Missiles on a date that make a massive wave; default: 20.",
)
@click.option("--share", metavar="SHARE", default="100 %", help="What comes to the city of each count, as 30 %.")
@click.option("--at", metavar="TIME", default="00:00", help="Time of the day of all waves, as 03:00; default: 00:00.")
@click.option(
    "--duration", "durations", multiple=True, metavar="[KIND=]TIME", help="Length of alerts: 'massive=3 h'; repeatable."
)
@FIT
@PLOT
@OUT
@QUIET
def waves_command(
    file: Path,
    first: str | None,
    last: str | None,
    classes: tuple[str, ...],
    massive_from: int,
    share: str,
    at: str,
    durations: tuple[str, ...],
    fit: bool,
    plot: Path | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Read counts of attacks by date and class; places and targets are never read."""
    _check_options(fit, plot, out)
    from sim.importing.source import Notes, read_source
    from sim.importing.waves import table
    from sim.importing.waves.attacks import read_attacks
    from sim.importing.waves.classes import chosen_classes

    choices = table.WaveChoices(_share(share), massive_from, _clock(at), _durations(durations))
    source, notes = read_source(file), Notes()
    attacks = read_attacks(source, chosen_classes(classes), _day("--from", first), _day("--to", last), notes)
    told = table.fit_provenance(attacks, massive_from, source, notes)
    text = None
    if out is not None or not fit:
        told = table.waves_provenance(attacks, choices, source, notes)
        text = table.waves_table(attacks, choices, told)
    fragment, picture = "", None
    if fit:
        from sim.importing.waves.fit import fit_waves
        from sim.importing.waves.fragment import waves_fragment

        fits = fit_waves(attacks, massive_from)
        fragment = waves_fragment(fits, attacks, table.fit_provenance(attacks, massive_from, source, notes), source)
        if plot is not None:
            from sim.present.plots.fit import figure_of_waves

            picture = figure_of_waves(fits, source.name, str(attacks.period))
    _give(told, text, fragment, picture, plot, out, quiet)


@import_command.command("restoration", short_help="Public counts of buildings without heat.")
@FILE
@FIRST
@LAST
@click.option("--event", metavar="NAME", default="event", help="What they were counted after, as 9_january.")
@click.option("--published", metavar="ADDRESS", default="", help="Where, for a table without a column 'source'.")
@OUT
@QUIET
def restoration_command(
    file: Path, first: str | None, last: str | None, event: str, published: str, out: Path | None, quiet: bool
) -> None:
    """Read counts of buildings without heat by time, to hold a scenario against."""
    _check_options(False, None, out)
    from sim.importing import restoration
    from sim.importing.source import Notes, read_source

    if not event[:1].isalnum() or not event.replace("_", "").isalnum():
        raise UsageError("--event: a name has letters, digits and _, as 9_january")
    source, notes = read_source(file), Notes()
    days = _day("--from", first), _day("--to", last)
    counts = restoration.read_restoration(source, published, *days, notes)
    told = restoration.restoration_provenance(counts, source, notes)
    _give(told, restoration.restoration_table(counts, event, told), "", None, None, out, quiet)


def _check_options(fit: bool, plot: Path | None, out: Path | None, **with_fit: bool) -> None:
    """Refuse options that nothing would read, and files that could not be written."""
    for option, is_given in {"--plot": plot is not None, **with_fit}.items():
        if is_given and not fit:
            raise UsageError(f"{option} goes with --fit")
    if plot is not None and plot.suffix.lower() != ".png":
        raise UsageError("--plot writes PNG: give it a name that ends in .png")
    refuse_lost(None, plot, out)


def _give(
    told: Provenance,
    table: str | None,
    fragment: str,
    picture: Figure | None,
    plot: Path | None,
    out: Path | None,
    quiet: bool,
) -> None:
    """Write what was made, and say what was taken and what was left out."""
    stderr = console(stderr=True, quiet=quiet)
    for line in told.said():
        stderr.print(line, markup=False, highlight=False, soft_wrap=True)
    if table is not None and out is not None:
        with storing(out, stderr) as path:
            path.write_text(table, encoding="utf-8", newline="\n")
    elif table is not None:
        click.echo(table, nl=False)
    if picture is not None and plot is not None:
        from sim.present.plots.frame import figure_bytes

        with storing(plot, stderr) as path:
            path.write_bytes(figure_bytes(picture, "png"))
    if fragment:
        click.echo(fragment, nl=False)


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else units.day(text)
    except units.QuantityError as error:
        raise UsageError(f"{option}: {error}") from None


def _clock(text: str) -> int:
    try:
        minutes = units.clock_time(text)
    except units.QuantityError as error:
        raise UsageError(f"--at: {error}") from None
    if minutes == units.DAY_MIN:
        raise UsageError("--at: 24:00 is the next day; write 00:00")
    return minutes


def _share(text: str) -> Fraction:
    """A share as an exact fraction, more than 0."""
    try:
        units.share(text)
    except units.QuantityError as error:
        raise UsageError(f"--share: {error}") from None
    share = Fraction(text.rstrip("% ")) / 100
    if share <= 0:
        raise UsageError("--share must be more than 0 %")
    return share


def _durations(texts: tuple[str, ...]) -> dict[str, str]:
    """Kind of wave -> length of its alert, from texts ``[KIND=]TIME``."""
    from sim.importing.waves.attacks import MASSIVE, NIGHTLY

    found: dict[str, str] = {}
    for text in texts:
        kind, _, length = (part.strip() for part in text.rpartition("="))
        if kind not in ("", MASSIVE, NIGHTLY):
            raise UsageError(f"--duration {text}: no kind of wave is called {kind!r}; known: {MASSIVE}, {NIGHTLY}")
        try:
            units.duration(length)
        except units.QuantityError as error:
            raise UsageError(f"--duration: {error}") from None
        found[kind] = length
    return found


def _months(text: str) -> frozenset[int]:
    """Months of the year from a text as ``1,2,12``."""
    parts = [part.strip() for part in text.split(",")] if text else []
    if any(not part.isascii() or not part.isdecimal() or not 1 <= int(part[:3]) <= 12 for part in parts):
        raise UsageError(f"--months {text}: numbers from 1 to 12 with commas are due, for example 11,12,1,2,3")
    return frozenset(map(int, parts))
