"""From a tree of nodes to a valid model, with every problem at the place where it was written."""

from __future__ import annotations

from sim.scenario.closed import Finding

__all__ = ["Finding"]
