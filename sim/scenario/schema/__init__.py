"""The schema of a scenario file: frozen, closed, with units, ranges, meanings and roles."""

from sim.scenario.schema.root import Scenario

__all__ = ["Scenario"]
