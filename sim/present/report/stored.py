"""The report of a folder of results: made from its files alone, in any language that there are words for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.errors import StorageError, UsageError, escape
from sim.present.card.content import SCHEMA as CARD
from sim.present.report.gather import SCHEMA
from sim.present.report.page import Pictures, page_of, short_page_of
from sim.present.report.short import SCHEMA as SHORT
from sim.present.report.short import short_figures
from sim.present.report.words import ENGLISH, languages, words_in
from sim.study.store.files import in_words, write_whole
from sim.study.store.folder import RUN, SEAL
from sim.study.store.sealed import read_sealed

MADE_OF = re.compile(r"card\.json|report\.json|frontier\.svg|figures/.+\.svg")
"""Files that the report is made of."""
HEAD_BYTES = 200
"""Where report.json says what it is."""
AGAIN = "`hearthline resume` with the same folder writes it again"


def write_report(folder: Path, language: str = ENGLISH) -> Path:
    """Write the report of a folder of results: report.html, or report.LANGUAGE.html beside it.

    Raises
    ------
    UsageError
        If there are no words in that language, or the folder holds no report of this version.
    StorageError
        If its files cannot be read, or are not those that were written; or the report cannot be written.
    """
    words = words_in(language)
    file = _file_of(folder, language)
    card = _content(folder, "card.json", CARD)
    short = is_short(folder)
    report = _content(folder, "report.json", SHORT if short else SCHEMA)
    try:
        if short:
            page = short_page_of(card, report, short_figures(folder, report), words)
        else:
            figures = {name: _pictures(folder / "figures", name, language) for name in _figures(report)}
            page = page_of(card, report, figures, words, has_figures_in(folder, language))
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{escape(str(folder / 'report.json'))}: parts of it are missing ({error})") from error
    with in_words(file):
        write_whole(file, page.encode("utf-8", "backslashreplace"))
    return file


def leave_reports(folder: Path, left: Collection[str]) -> None:
    """Take away reports of an earlier result in languages that are not among those left."""
    for language in languages():
        if language not in left:
            with in_words(folder):
                _file_of(folder, language).unlink(missing_ok=True)


def _file_of(folder: Path, language: str) -> Path:
    return folder / ("report.html" if language == ENGLISH else f"report.{language}.html")


def is_short(folder: Path) -> bool:
    """True if a folder holds the report of a decision, a sweep or an exploration."""
    file = folder / "report.json"
    return file.exists() and f'"{SHORT}"'.encode() in _bytes(file)[:HEAD_BYTES]


def refuse_changed(folder: Path) -> None:
    """Refuse a folder whose study is not whole, or whose files are not those that were written.

    Raises
    ------
    UsageError
        If the study has not come to its end.
    StorageError
        If a file that the report is made of was changed.
    """
    if not (folder / RUN).exists():
        return  # written by `save`, without a seal
    if not (folder / SEAL).exists():
        raise UsageError(f"{escape(str(folder))}: the study there is not finished; go on with `hearthline resume`")
    seal = read_sealed(folder / SEAL)
    if seal is None:
        raise StorageError(f"{escape(str(folder / SEAL))}: damaged; {AGAIN}")
    for name, digest in seal["files"].items():
        if MADE_OF.fullmatch(name) and hashlib.sha256(_bytes(folder / name)).hexdigest() != digest:
            raise StorageError(f"{escape(str(folder / name))}: changed since it was written; {AGAIN}")


def _content(folder: Path, name: str, schema: str) -> dict[str, Any]:
    file = folder / name
    try:
        content: dict[str, Any] = json.loads(_bytes(file))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{escape(str(file))}: no JSON: {error}") from error
    if not isinstance(content, dict) or content.get("schema") != schema:
        raise UsageError(f"{escape(str(file))}: not of this version; {AGAIN}")
    return content


def _figures(report: Mapping[str, Any]) -> Iterator[str]:
    """Names of the figures that a report shows; nothing that leads out of their folder."""
    for blocks in report["chapters"].values():
        for block in blocks:
            if "file" in block:
                name = str(block["file"])
                if Path(name).name != name:
                    raise UsageError(f"report.json: {escape(name)} is no figure")
                yield name


def has_figures_in(folder: Path, language: str) -> bool:
    """True if the figures in a folder speak a language."""
    return language == ENGLISH or (folder / "figures" / language).is_dir()


def _pictures(folder: Path, name: str, language: str) -> Pictures:
    """A figure for wide and for narrow screens, with English labels where there are no others."""
    spoken = folder if language == ENGLISH or not (folder / language).is_dir() else folder / language
    narrow = spoken / "narrow" / f"{name}.svg"
    return Pictures(_bytes(spoken / f"{name}.svg"), _bytes(narrow) if narrow.exists() else b"")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        said = f"cannot read {escape(str(file))}: {error.strerror}; `compare --out` and `run --out` write it"
        raise StorageError(said) from error
