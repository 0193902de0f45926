"""The role of a key: what we face, what we choose, or what is fixed. Plans may change only what we choose."""

from __future__ import annotations

from typing import Any

from pydantic import Field

ROLES = {
    "face": "what we face: a plan cannot change it",
    "choose": "what planners choose: plans may differ in it",
    "fixed": "fixed: it shapes the study and is the same for every plan and every world",
}
"""Every role and its meaning in one sentence."""


def _field(role: str, default: Any, replaced_whole: bool, more: dict[str, Any]) -> Any:
    extra = {"role": role, **more.pop("json_schema_extra", {})}
    if replaced_whole:
        extra["replaced_whole"] = True
    return Field(default, json_schema_extra=extra, **more)


def face(default: Any = ..., *, replaced_whole: bool = False, **more: Any) -> Any:
    """A key of what we face; no default means that it is required.

    Parameters
    ----------
    default : value if the file does not say
    replaced_whole : True for a plain mapping that overrides replace instead of merge
    more : further arguments of ``pydantic.Field``
    """
    return _field("face", default, replaced_whole, more)


def choose(default: Any = ..., *, replaced_whole: bool = False, **more: Any) -> Any:
    """A key of what planners choose; parameters as in `face`."""
    return _field("choose", default, replaced_whole, more)


def fixed(default: Any = ..., *, replaced_whole: bool = False, **more: Any) -> Any:
    """A key that is the same for every plan and every world; parameters as in `face`."""
    return _field("fixed", default, replaced_whole, more)
