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

SENSITIVE = "Planning-sensitive: it tells of stock and of what each layer does."
"""Of results that nobody has made public."""

_MARKS = {
    PLANNING_SENSITIVE: SENSITIVE,
    PUBLIC: "Public: stock, days of supply, times without stock and what each layer does are left out.",
}

TRACE_FOOT = f"{SENSITIVE[:-1]}; a trace is never public. {CAUTION}"
"""What stands below every log and every story."""


def sensitivity(public: bool) -> str:
    """How far a result may be shown around, in one word."""
    return PUBLIC if public else PLANNING_SENSITIVE


def mark(public: bool) -> str:
    """The same as a sentence."""
    return _MARKS[sensitivity(public)]


def mark_with_option(public: bool) -> str:
    """The sentence where the command that was given has an option for public results."""
    return mark(public) if public else f"{SENSITIVE[:-1]}; --public leaves that out."
