"""What is compared, how often, and where the numbers come from."""

from collections.abc import Iterable
from typing import Any, Literal

from sim.scenario.check import Finding
from sim.scenario.closed import Closed
from sim.scenario.quantities import Count, Positive, Share, WholeDuration
from sim.scenario.roles import fixed


class Compare(Closed):
    """Plans side by side on the same worlds."""

    plans: dict[str, dict[str, Any]] = fixed({})
    """Plans: name -> full key paths of role `choose` with their values."""
    reference: str | None = fixed(None)
    """Plan the others are compared with; the first without this key."""
    metrics: tuple[str, ...] = fixed(())
    """Headline metrics; the first makes the headline."""
    unequal_arrivals: Literal["refuse", "say"] = fixed("refuse")
    """Plans whose planned arrivals differ: refuse, or say so in a banner and give no split."""
    same: Literal["aid", "money"] = fixed("aid")
    """What the plans have in common: the same aid, or the same money."""

    def findings(self) -> Iterable[Finding]:
        """Report a reference that is no plan."""
        if self.reference is not None and self.reference not in self.plans:
            yield Finding(("reference",), f"no plan is called {self.reference!r}")
        for name in self.plans:
            if not name.strip() or len(name) > 60:
                yield Finding(("plans", name), "a plan's name has 1 to 60 characters")


class Study(Closed):
    """How often, from which seed, with which confidence."""

    replications: Positive = fixed(200, le=1_000_000)
    """Worlds drawn."""
    seed: Count = fixed(1)
    """Root of all luck."""
    confidence: Share = fixed(0.95, gt=0.5, lt=1)
    """Confidence of the intervals."""
    series_step: WholeDuration = fixed(1440, gt=0)
    """Time between rows of the series."""
    follow_blocks: tuple[Count, ...] = fixed((), max_length=8)
    """Blocks (0, 1, 2, ...) whose indoor temperature the series follow, eight at most."""


class Evidence(Closed):
    """Where a number comes from and how sure it is."""

    from_: str = fixed(alias="from")
    """Source, or the reasoning behind an assumption."""
    confidence: Literal["quoted", "derived", "assumption"] = fixed()
    """quoted from the source, derived from quoted figures, or assumed."""
