"""What is measured: one decorated function per metric, one value per replication, by subject.

Areas, exposure and jobs count from `horizon.observe_from` on; what says ``since="start"`` (attack, stock, outages)
covers the whole horizon. Areas of outcomes are counts x minutes. Residents who have departed for the winter are not
counted. Shares are 0 to 1. nan: undefined; infinite: never.
"""

from __future__ import annotations

from sim.analysis.metrics import attack, buildings, centres, illustration, people, reasons, repair, stock, ways
from sim.analysis.registry import Metric, defined_in

SUBJECTS = (people, centres, illustration, buildings, attack, stock, ways, repair, reasons)
"""The modules of metrics, in the order in which tables show them."""

METRICS: dict[str, Metric] = {one.name + one.ending: one for subject in SUBJECTS for one in defined_in(subject)}
"""All metrics by the name of their function and what stands behind its members."""
