"""What each cold hour is put down to, by origin and by phase (docs/model.md, section 21)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.clocks.oracle_pace import Pace
from tests.clocks.oracle_time import Winter

if TYPE_CHECKING:
    from tests.clocks.oracle_city import Cohort

ORIGINS = ("no stock", "reserve", "limit", "missed", "no layer", "given", "rota")
NO_STOCK, RESERVE, LIMIT, MISSED, NO_LAYER, GIVEN, ROTA = range(len(ORIGINS))
PHASES = (
    *("lost", "hold", "refill", "assessment", "part", "crew"),
    *("travel", "repair", "alert", "cold", "test", "power cut", "water"),
)
LOST, HOLD, REFILL, ASSESSMENT, PART, CREW, TRAVEL, REPAIR, ALERT, COLD, TEST, POWER_CUT, WATER = range(len(PHASES))


@dataclass(slots=True)
class Account:
    """The spell of one cohort so far."""

    phase: int | None = None
    """What it waits for; nothing while it is heated."""
    origin: int = GIVEN
    since: int = 0
    by_origin: list[int] = field(default_factory=lambda: [0] * len(ORIGINS))
    by_phase: list[int] = field(default_factory=lambda: [0] * len(PHASES))
    """Minutes of the spell."""
    exposure: int = 0
    """Per building, below the first threshold [millidegree-minutes]."""

    def copy(self) -> Account:
        """The same history, for buildings that leave the cohort."""
        lines = self.by_origin.copy(), self.by_phase.copy()
        return Account(self.phase, self.origin, self.since, *lines, self.exposure)

    def expose(self, degree_minutes: float) -> None:
        """A segment has ended."""
        self.exposure += math.floor(1000.0 * degree_minutes + 0.5)


class Ledger:
    """Person-millidegree-minutes by origin and by phase."""

    def __init__(self, env: Winter, pace: Pace) -> None:
        self.env, self.pace = env, pace
        self.by_origin = [0] * len(ORIGINS)
        self.by_phase = [0] * len(PHASES)

    def put_down(self, cohort: Cohort, phase: int | None, origin: int) -> None:
        """A cohort waits for this from now on."""
        account = cohort.account
        if (phase, origin) != (account.phase, account.origin):
            self._end_stretch(account)
            account.phase, account.origin, account.since = phase, origin, self.env.now

    def heated(self, cohort: Cohort) -> None:
        """It waits for nothing any more."""
        self.put_down(cohort, None, cohort.account.origin)

    def _end_stretch(self, account: Account) -> None:
        if account.phase is None:
            return
        minutes = self.env.now - account.since
        account.by_origin[account.origin] += minutes
        if account.phase == REPAIR:
            lost = self.pace.lost(account.since, self.env.now)
            for phase, part in zip((COLD, ALERT), lost, strict=True):
                account.by_phase[phase] += part
                minutes -= part
        account.by_phase[account.phase] += minutes

    def close(self, cohort: Cohort) -> None:
        """The spell is over: exposure is divided by minutes."""
        account = cohort.account
        self._end_stretch(account)
        account.phase = None
        total = account.exposure * cohort.buildings * cohort.block.people
        divide(total, account.by_origin, self.by_origin, GIVEN)
        divide(total, account.by_phase, self.by_phase, REFILL)


def divide(total: int, minutes: Sequence[int], lines: list[int], otherwise: int) -> None:
    """Add a total to lines by minutes, largest remainders first, then lower lines; without minutes, to one line."""
    whole = sum(minutes)
    if max(minutes) == whole:
        lines[minutes.index(whole) if whole else otherwise] += total
        return
    shared = [(line, *divmod(total * number, whole)) for line, number in enumerate(minutes) if number]
    for line, part, _ in shared:
        lines[line] += part
        total -= part
    for line, _, _ in sorted(shared, key=lambda share: (-share[2], share[0]))[:total]:
        lines[line] += 1
