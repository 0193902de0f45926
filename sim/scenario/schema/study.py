"""What is compared, how often, and where the numbers come from."""

from collections.abc import Iterable
from typing import Any, Literal

from sim.hints import nearest_or_known
from sim.scenario.check import Finding
from sim.scenario.closed import Closed
from sim.scenario.quantities import Count, Positive, Seed, Share, WholeDuration
from sim.scenario.roles import fixed
from sim.scenario.schema.prose import CANNOT_BE_SEEN, is_prose, is_title, look_of

LONGEST_PLAN_NAME = 60
"""Longest name of a plan [characters]."""


class Compare(Closed):
    """Plans side by side on the same worlds."""

    plans: dict[str, dict[str, Any]] = fixed({})
    """Plans: name -> full key paths of role `choose` with their values; `name: null` drops one of an extended file."""
    reference: str | None = fixed(None)
    """Plan the others are compared with; the first without this key."""
    metrics: tuple[str, ...] = fixed(())
    """Headline metrics; the first makes the headline."""
    unequal_arrivals: Literal["refuse", "say", "go_on"] = fixed("refuse")
    """Plans whose planned arrivals differ: refuse; say so in a banner; go_on: say so, and let aid accrue to the end."""
    same: Literal["aid", "money"] = fixed("aid")
    """What the plans have in common: the same aid, or the same money."""

    def findings(self) -> Iterable[Finding]:
        """Report a reference that is no plan."""
        if self.reference is not None and self.reference not in self.plans:
            hint = nearest_or_known(self.reference, self.plans)
            yield Finding(("reference",), f"no plan is called {self.reference!r}", hint)
        alike: dict[str, str] = {}
        for name in self.plans:
            if not is_title(name, LONGEST_PLAN_NAME):
                message = (
                    f"a plan's name is one line of 1 to {LONGEST_PLAN_NAME} visible characters, no blanks at its ends"
                )
                yield Finding(("plans", name), message)
            twin = alike.setdefault(look_of(name), name)
            if twin != name:
                yield Finding(("plans", name), f"looks like the plan {twin!r}", "results could not be told apart")


class Study(Closed):
    """How often, from which seed, with which confidence."""

    replications: Positive = fixed(200, le=1_000_000)
    """Worlds drawn."""
    seed: Seed = fixed(1)
    """Root of all luck."""
    confidence: Share = fixed(0.95, gt=0.5, lt=1)
    """Confidence of the intervals."""
    series_step: WholeDuration = fixed(1440, gt=0)
    """Time between rows of the series."""
    follow_blocks: tuple[Count, ...] = fixed((), max_length=8)
    """Blocks (0, 1, 2, ...) whose indoor temperature the series follow, eight at most."""

    def findings(self) -> Iterable[Finding]:
        """Report blocks that are followed twice."""
        if len(set(self.follow_blocks)) != len(self.follow_blocks):
            yield Finding(("follow_blocks",), "a block stands here twice")


class Evidence(Closed):
    """Where a number comes from and how sure it is."""

    from_: str = fixed(alias="from", min_length=1)
    """Source, or the reasoning behind an assumption."""
    confidence: Literal["quoted", "derived", "assumption"] = fixed()
    """quoted from the source, derived from quoted figures, or assumed."""

    def findings(self) -> Iterable[Finding]:
        """Report text that cannot be shown."""
        if not is_prose(self.from_):
            yield Finding(("from",), CANNOT_BE_SEEN)
