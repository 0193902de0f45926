"""A starter scenario: a commented file that is valid and runs, for people to change."""

from __future__ import annotations

import json
from pathlib import Path

from sim.errors import StorageError, UsageError
from sim.scenario.schema.prose import is_title
from sim.scenario.schema.root import LONGEST_TITLE

STARTER = Path(__file__).with_name("starter.yaml")
MARK = "#?"
"""At the begin of lines that a scenario may have and the starter does not use."""


def starter_text(title: str) -> str:
    """The file with a title of its own."""
    return STARTER.read_text(encoding="utf-8").replace("name: NAME\n", f"name: {json.dumps(title)}\n", 1)


def write_starter(name: str) -> Path:
    """Write a starter scenario; what is there is never overwritten.

    Parameters
    ----------
    name : of the file, with or without ``.yaml``; the title is made of it

    Raises
    ------
    UsageError
        If there is something of that name, or no title can be made of it.
    StorageError
        If the file cannot be written.
    """
    file = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    title = " ".join(file.stem.replace("-", " ").replace("_", " ").split())
    title = title[:1].upper() + title[1:]
    if not is_title(title, LONGEST_TITLE):
        raise UsageError(f"{name!r} makes no name of a scenario; write letters, for example harbour-town")
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(starter_text(title))
    except FileExistsError:
        raise UsageError(f"{file}: is there already and is left as it is; choose another name") from None
    except OSError as error:
        raise StorageError(f"{file}: cannot be written: {error.strerror or error}") from error
    return file
