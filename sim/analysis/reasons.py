"""The lines of the ledger as planners say them: the one place for these words, used in tables, figures and files."""

from __future__ import annotations

from collections.abc import Mapping

from sim.model.words import Origin, Phase

ORIGIN_WORDS: Mapping[Origin, str] = {
    Origin.NO_STOCK: "no interceptor left",
    Origin.RESERVE: "held in reserve",
    Origin.LIMIT: "too many at once",
    Origin.MISSED: "engaged and missed",
    Origin.NO_LAYER: "no layer against it",
    Origin.GIVEN: "set by the scenario",
    Origin.ROTA: "too little power",
}
"""Why heat was lost, in the order in which a leaker is asked for its reason."""

PHASE_WORDS: Mapping[Phase, str] = {
    Phase.LOST: "source out for weeks",
    Phase.HOLD: "source not restarted",
    Phase.REFILL: "pipes to refill",
    Phase.ASSESSMENT: "being assessed",
    Phase.PART: "waiting for a part",
    Phase.CREW: "waiting for a crew",
    Phase.TRAVEL: "crew on its way",
    Phase.REPAIR: "crew at work",
    Phase.ALERT: "alerts stop work",
    Phase.COLD: "frost slows work",
    Phase.TEST: "crew tests its work",
    Phase.POWER_CUT: "rolling power cut",
    Phase.WATER: "waiting for water",
}
"""Why heat was not back, from the source to the building and the work on it; a warm room has no reason."""

ALL_TOGETHER = "all together"
"""What both tables sum to."""


def origin_words() -> dict[str, str]:
    """Origins by the names that metrics carry."""
    return {origin.name.lower(): words for origin, words in ORIGIN_WORDS.items()}


def phase_words() -> dict[str, str]:
    """Phases by the names that metrics carry."""
    return {phase.name.lower(): words for phase, words in PHASE_WORDS.items()}
