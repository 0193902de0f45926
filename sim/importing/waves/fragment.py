"""Fitted waves as the part ``attack.waves`` of a scenario, with where their numbers come from."""

from __future__ import annotations

from sim.importing.fragment import evidence_lines
from sim.importing.provenance import Provenance
from sim.importing.source import SourceFile
from sim.importing.waves.attacks import Attacks
from sim.importing.waves.fit import KindFit
from sim.importing.waves.sizes import SizeFit

_OPEN = (
    "# Counts say nothing of these, so add them: window (time of the day of waves with a gap), duration (length of the",
    "# alert; without it there is none, and layers with a limit of engagements fire nothing), attack.city_share.",
    "# Every class needs an entry under threats. Classes of one wave are drawn apart from each other.",
)


def waves_fragment(fits: list[KindFit], attacks: Attacks, provenance: Provenance, source: SourceFile) -> str:
    """YAML text to be pasted into a scenario."""
    lines = ["attack:", "  waves:"]
    entries: list[tuple[str, str]] = []
    where = f"Fitted to {source.name} (SHA-256 {source.sha256}), {attacks.period}, nation-wide counts"
    for fit in fits:
        lines.append(f"    {fit.kind}:")
        lines += [f"      {key}: {value}" for key, value in fit.process.lines]
        lines.append("      size:")
        lines += [f"        {threat}: {size.text}" for threat, size in fit.sizes.items()]
        rate = f"{fit.waves} waves, {fit.per_day:.3f} per day (standard error {fit.per_day_se:.3f})"
        key = f"attack.waves.{fit.kind}"
        entries.append((f"{key}.{fit.process.lines[0][0]}", f"{where}: {rate}; {fit.process.said}"))
        sizes = "; ".join(f"{threat} {_said(size)}" for threat, size in fit.sizes.items())
        entries.append((f"{key}.size", f"{where}: maximum likelihood, law by least AIC: {sizes}"))
    said = "".join(f"{line}\n" for line in _OPEN)
    return f"{provenance.comment()}{said}\n" + "\n".join([*lines, *evidence_lines(entries)]) + "\n"


def _said(size: SizeFit) -> str:
    """Mean and spread of the counts, and what the laws that were tried came to."""
    tried = ", ".join(f"{law} {aic:.0f}" for law, aic in sorted(size.aic.items(), key=lambda one: one[1]))
    return f"mean {size.mean:.1f}, sd {size.sd:.1f}" + (f" (AIC {tried})" if tried else " (always the same)")
