"""Files named in scenarios: regular, below the scenario's folder, opened once, never larger than allowed."""

from __future__ import annotations

import errno
import os
import posixpath
import re
import stat
from pathlib import Path

from sim.errors import Place, Problem, ScenarioError

LONGEST_NAME = 200
"""Longest name of a referenced file [characters]."""

MOST_LINES = 100_000
"""Most lines of a file, comments and empty lines included."""

LINE_BREAK = re.compile("\r\n|[\n\r\u0085\u2028\u2029]")

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_STEPWISE = os.open in os.supports_dir_fd and bool(_NO_LINK)
_REASONS = {
    errno.ENOENT: "does not exist",
    errno.ELOOP: "is a link; links are not followed",
    errno.ENOTDIR: "goes through something that is not a folder",
    errno.EACCES: "may not be read",
    errno.EISDIR: "is a folder",
    errno.ENXIO: "is not a regular file",
}


class FileError(Exception):
    """A file that cannot be taken; the message says why, without the name."""


def below(folder: str, name: str) -> str:
    """The referenced file relative to the scenario's folder.

    Parameters
    ----------
    folder : folder of the file that names it, relative to the scenario's folder, empty for that folder itself
    name : as written, with ``/`` between folders

    Raises
    ------
    FileError
        If the name is absolute, an address, or leads out of the scenario's folder.
    """
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise FileError(f"a file name has 1 to {LONGEST_NAME} printable characters")
    if "://" in name or "\\" in name or name.startswith(("/", "~")) or re.match(r"[A-Za-z]:", name):
        raise FileError("must be a path relative to this file, with / between folders")
    joined = posixpath.normpath(posixpath.join(folder, name))
    if joined.split("/")[0] in ("..", "."):
        raise FileError("must lie below the folder of the scenario")
    return joined


def read_below(root: Path, relative: str, most: int) -> bytes:
    """The bytes of a regular file below a folder; no part of the way may be a link.

    Parameters
    ----------
    root : the scenario's folder
    relative : as `below` returned it
    most : size limit [bytes]
    """
    parts = relative.split("/")
    if not _STEPWISE:
        if Path(os.path.realpath(root / relative)) != Path(os.path.realpath(root)).joinpath(*parts):
            raise FileError(_REASONS[errno.ELOOP])
        return _read(_open(root / relative, _READ), most)
    folder = _open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            inner = _open(part, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK, folder)
            os.close(folder)
            folder = inner
        return _read(_open(parts[-1], _READ | _NO_LINK, folder), most)
    finally:
        os.close(folder)


def read_named(path: Path, most: int) -> bytes:
    """The bytes of a regular file that a person named on the command line; a link is followed."""
    return _read(_open(path, _READ), most)


def _open(path: str | Path, flags: int, folder: int | None = None) -> int:
    try:
        return os.open(path, flags, dir_fd=folder)
    except OSError as error:
        raise FileError(_REASONS.get(error.errno or 0, "cannot be opened")) from None
    except ValueError:
        raise FileError("is not a possible file name") from None


def _read(handle: int, most: int) -> bytes:
    """Look at what was opened, then read it; the handle is closed."""
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise FileError("is a folder" if stat.S_ISDIR(found.st_mode) else "is not a regular file")
        if found.st_size > most:
            raise FileError(f"is larger than {most:,} bytes")
        with os.fdopen(handle, "rb", closefd=False) as stream:
            content = stream.read(most + 1)
    finally:
        os.close(handle)
    if len(content) > most:
        raise FileError(f"is larger than {most:,} bytes")
    return content


def decode(content: bytes, label: str, longest_line: int, most_lines: int = MOST_LINES) -> str:
    """Bytes as UTF-8 text with a bounded number of lines of bounded length."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError([_not_utf_8(content, label, error.start)]) from None
    if sum(text.count(mark) for mark in "\n\r\u0085\u2028\u2029") - text.count("\r\n") > most_lines:
        raise ScenarioError([Problem(f"the file has more than {most_lines:,} lines", place=Place(label, 1, 1))])
    for number, line_text in enumerate(LINE_BREAK.split(text), 1):
        if len(line_text) > longest_line:
            place = Place(label, number, longest_line, line_text[:longest_line])
            raise ScenarioError([Problem(f"the line is longer than {longest_line} characters", place=place)])
    return text


def _not_utf_8(content: bytes, label: str, start: int) -> Problem:
    """The problem of bytes that are no text, at the first of them."""
    line_start = content.rfind(b"\n", 0, start) + 1
    before = content[line_start:start].decode("utf-8-sig", "replace")
    line_text = content[line_start:].partition(b"\n")[0].rstrip(b"\r").decode("utf-8-sig", "replace")
    place = Place(label, content.count(b"\n", 0, start) + 1, len(before) + 1, line_text)
    return Problem("the file is not UTF-8 text", place=place, hint="save it as UTF-8")
