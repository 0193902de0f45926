"""What every result says about itself: how far it may be shown around, and what it is not."""

PLANNING_SENSITIVE = "planning-sensitive"
PUBLIC = "public"

CAUTION = (
    "Units sent here are missing elsewhere, counts of attacks are one-sided, and nothing here is a forecast for a "
    "building."
)
"""What stands below every table and figure."""

ILLUSTRATION = (
    "Deaths shown here are an illustration, no estimate: the slopes are for outdoor temperature in heated societies. "
    "Intervals say nothing of that."
)
"""What stands above every result that has an illustration of deaths."""

_MARKS = {
    PLANNING_SENSITIVE: "Planning-sensitive: it tells of stock and of what each layer does; --public leaves that out.",
    PUBLIC: "Public: stock, days of supply, times without stock and what each layer does are left out.",
}

SENSITIVE = "Planning-sensitive: it tells of stock and of what each layer does."
"""Of results that can be shown in no other way."""

TRACE_FOOT = f"{SENSITIVE[:-1]}; a trace is never public. {CAUTION}"
"""What stands below every log and every story."""


def sensitivity(public: bool) -> str:
    """How far a result may be shown around, in one word."""
    return PUBLIC if public else PLANNING_SENSITIVE


def mark(public: bool) -> str:
    """The same as a sentence."""
    return _MARKS[sensitivity(public)]
