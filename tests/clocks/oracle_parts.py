"""Parts that jobs need, and crews that arrive as units (docs/model.md, sections 16 and 19)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.clocks.oracle_depots import Depot, Stock
from tests.clocks.oracle_time import Winter

if TYPE_CHECKING:
    from tests.clocks.oracle_crews import Crews


@dataclass
class Wait:
    """A job of a pool that waits for a unit."""

    crews: Crews
    job: Any
    since: int
    until: int | None = None


class Parts:
    """What jobs take out of stock."""

    def __init__(self, env: Winter, stock: Mapping[str, Stock]) -> None:
        self.env, self.stock = env, stock
        self.waiting: dict[str, deque[Wait]] = defaultdict(deque)
        self.waits: list[Wait] = []

    def take(self, item: str) -> bool:
        """A unit for a job, unless others wait for one."""
        return not self.waiting[item] and self._take(item)

    def _take(self, item: str) -> bool:
        found: Depot | None = next((one for one in self.stock[item].depots.values() if one.level > 0), None)
        if found is not None:
            found.take_at_once(1)
        return found is not None

    def wait(self, item: str, crews: Crews, job: Any) -> None:
        """A job comes to wait, behind all others."""
        wait = Wait(crews, job, self.env.now)
        self.waiting[item].append(wait)
        self.waits.append(wait)
        self.stock[item].jobs_waiting += 1

    def arrived(self, item: str) -> None:
        """Units of an item have come: those who have waited longest get them."""
        while self.waiting[item] and self._take(item):
            wait = self.waiting[item].popleft()
            wait.until = self.env.now
            self.stock[item].jobs_waiting -= 1
            wait.crews.wait(wait.job)
            wait.crews.changed(wait.job)
