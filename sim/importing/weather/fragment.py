"""A fitted weather as the part ``weather`` of a scenario, with where its numbers come from."""

from __future__ import annotations

from sim.importing.fragment import evidence_lines, plain
from sim.importing.provenance import Provenance
from sim.importing.source import SourceFile
from sim.importing.weather.fit import WeatherFit
from sim.importing.weather.period import Period


def weather_fragment(fit: WeatherFit, provenance: Provenance, period: Period, source: SourceFile) -> str:
    """YAML text to be pasted into a scenario."""
    norms = ", ".join(f"{{month: {month}, mean_c: {mean:.1f}}}" for month, mean in fit.norms.items())
    lines = ["weather:", f"  station_normals: [{norms}]"]
    if fit.anomaly_sd_k is not None and fit.anomaly_sd_k >= 0.05:
        law = f"{{normal: {{mean: 0 K, sd: {plain(fit.anomaly_sd_k, 2)} K}}}}"
        lines.append(f"  anomaly: {{uncertain: {law}}}")
    lines.append(f"  daily: {{autocorrelation: {fit.autocorrelation:.2f}, sd: {plain(fit.sd_k, 2)} K}}")
    if fit.half_range_k is not None:
        warmest = f', warmest: "{_clock(fit.warmest_h)}"' if fit.warmest_h is not None else ""
        lines.append(f"  cycle: {{half_range: {plain(fit.half_range_k, 2)} K{warmest}}}")
    where = f"Fitted to {source.name} (SHA-256 {source.sha256}), {period}"
    lines += evidence_lines([(f"weather.{key}", f"{where}: {words}") for key, words in _evidence(fit)])
    return f"{provenance.comment()}\n" + "\n".join(lines) + "\n"


def _evidence(fit: WeatherFit) -> list[tuple[str, str]]:
    """Key below ``weather`` and what was fitted there, how, and how well it is known."""
    days = f"{len(fit.days):,} daily means, {fit.missing:,} days missing"
    entries = [("station_normals", f"generalised least squares, {days}")]
    winters = len({one.winter for one in fit.days})
    if fit.anomaly_sd_k is not None and fit.anomaly_sd_k >= 0.05:
        entries.append(("anomaly", f"restricted maximum likelihood, {winters} winters, norms being their mean"))
    elif fit.anomaly_sd_k is not None:
        entries[0] = (
            "station_normals",
            f"{entries[0][1]}; {winters} winters differ by no more than chance: no anomaly",
        )
    else:
        word = "winter" if winters == 1 else "winters"
        entries[0] = (
            "station_normals",
            f"{entries[0][1]}; {winters} {word}, too few for an anomaly: norms of these days only",
        )
    errors = f"autocorrelation {fit.autocorrelation:.3f} (standard error {fit.autocorrelation_se:.3f})"
    entries.append(
        (
            "daily",
            f"AR(1) by restricted maximum likelihood, {errors}, sd {fit.sd_k:.2f} K (standard error {fit.sd_se:.2f} K)",
        )
    )
    if fit.half_range_k is not None:
        entries.append(("cycle", fit.cycle_from))
    return entries


def _clock(hour: float | None) -> str:
    """A time of the day, to the next full hour, as the model reads its cycle by the hour."""
    return f"{round(hour or 0.0) % 24:02d}:00"
