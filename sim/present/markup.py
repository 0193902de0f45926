"""What all pages share: how their templates are read, and pictures that stand in a page."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import NO_BREAK, escape_prose

if TYPE_CHECKING:
    from jinja2 import Environment, Template

BEFORE_UNIT = re.compile(r"(?<=\d) (?=%|\u00b0C)")
"""The space between a number and a sign that stands for nothing on a line of its own."""


@cache
def template(name: str, *folders: Path) -> Template:
    """A template in which every text is escaped, and that fails where a value is missing.

    Parameters
    ----------
    folders : where it and those that it includes lie
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment: Environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    return environment.get_template(name)


def _visible(value: object) -> object:
    """Invisible characters spelled out, and units kept on the line of their number, before markup is escaped."""
    return BEFORE_UNIT.sub(NO_BREAK, escape_prose(value)) if type(value) is str else value


def address_of_picture(svg: bytes) -> str:
    """A picture as an address that holds it: several of them in one page share no names."""
    return f"data:image/svg+xml;base64,{b64encode(svg).decode('ascii')}"
