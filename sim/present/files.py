"""Results as files: a folder with the report, compare.json, tables as CSV and figures; always the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from gzip import GzipFile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from sim.analysis.ledger import ledger_rows
from sim.analysis.tidy import fan_rows, summary_rows
from sim.errors import StorageError, escape
from sim.present.as_json import comparison_json, json_text
from sim.present.card.content import card_files
from sim.present.card.of_comparison import subject_of_comparison
from sim.present.csv_text import replication_lines, series_lines, table_lines
from sim.present.plots.frame import MAKER, figure_bytes
from sim.present.plots.ledger import figure_of_ledger, is_anybody_cold
from sim.present.plots.of_comparison import figure_of_differences, figure_of_stock, limited_stores
from sim.present.plots.of_report import more_figures
from sim.present.report.gather import report_of
from sim.present.report.stored import leave_reports, write_report
from sim.present.report.words import ENGLISH, Words, words_in
from sim.present.report.words import languages as known_languages
from sim.present.style import NARROW, WIDE, Sheet, drawn_on
from sim.study.estimate import is_compressed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.present.results import ComparisonResult

FIGURE = re.compile(
    r"(?:differences|ledger|ledger-bars|buildings-cold|sources-out|cold-hours|leak-through|came-through|districts|districts-schematic|cost|(?:stock|indoor)-.+)"
    r"\.(?:png|svg)"
)
"""Names of figures that `figures_of` gives."""
MAKER_MARKS = {
    ".png": b"tEXtSoftware\x00" + MAKER.encode(),
    ".svg": b"<dc:title>" + MAKER.encode() + b"</dc:title>",
}
"""What the files of figures say about who made them."""
HEAD_BYTES = 4096
"""Where they say so at the latest."""
COMPRESSION = 6
"""How hard compressed files are worked on, of 9: more costs three times the time for 2 % of the size."""


def write_folder(directory: Path, result: ComparisonResult, languages: Sequence[str] = ()) -> tuple[Path, ...]:
    """Write report.html, compare.json, the results card, tables as CSV and figures/ below a folder.

    Figures of an earlier result that this one does not have are taken away; files of others stay.

    series.csv holds what the figures show, mean and quantiles over the replications, so that its size does not grow
    with them; `write_series` writes the series of every replication.

    Parameters
    ----------
    languages : beside English, in which the report and its figures are written as well

    Returns
    -------
    tuple of Path
        The files, in the order in which they were written.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    comparison, study, layout = result.comparison, result.study, result.layout
    drawn = dict(figures_of(result))
    texts: dict[str, Iterable[str]] = {
        "compare.json": [json_text(comparison_json(comparison, result.context))],
        **{name: [text] for name, text in card_files(subject_of_comparison(result)).items()},
        "report.json": [json_text(report_of(result, drawn))],
        "summary.csv": table_lines(summary_rows(comparison)),
        "replications.csv": replication_lines(comparison),
        "ledger.csv": table_lines(ledger_rows(comparison.ledger)),
        "series.csv": table_lines(fan_rows(study, layout, comparison.kept)),
    }
    with storing(directory):
        (directory / "figures").mkdir(parents=True, exist_ok=True)
        for name, lines in texts.items():
            _write_text(directory / name, lines)
    figures = _write_figures(directory / "figures", drawn)
    for language in known_languages():
        wanted = drawn if language in (ENGLISH, *languages) else {}
        for sheet, folder in sheets_in(words_in(language)):
            figures += _write_pictures(directory / "figures" / folder, wanted, sheet)
    leave_reports(directory, (ENGLISH, *languages))
    reports = [write_report(directory, language) for language in (ENGLISH, *languages)]
    return (*(directory / name for name in texts), *figures, *reports)


def sheets_in(words: Words) -> Iterator[tuple[Sheet, str]]:
    """What the report's figures are drawn on in a language, and the folder below figures/ that they go to."""
    if words.language == ENGLISH:
        yield NARROW, "narrow"
    else:
        yield replace(NARROW, speak=words.spoken), f"{words.language}/narrow"
        yield replace(WIDE, speak=words.spoken), words.language


def write_series(file: Path, result: ComparisonResult) -> None:
    """Write the series of all replications: plan, replication, time_min, series, value, unit.

    Parameters
    ----------
    file : compressed if its name ends in ``.gz``

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    with storing(file):
        _write_text(file, series_lines(result.study, result.layout, result.comparison.kept))


def figures_of(result: ComparisonResult) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Names of all figures of a result, and what draws them."""
    study, layout, kept, context = result.study, result.layout, result.comparison.kept, result.context
    if not kept:
        return
    if result.comparison.differences:
        yield "differences", partial(figure_of_differences, result.comparison, context)
        if is_anybody_cold(result.comparison):
            yield "ledger", partial(figure_of_ledger, result.comparison, context)
    for store in limited_stores(study, layout, kept):
        yield f"stock-{store.replace('.', '-')}", partial(figure_of_stock, study, layout, kept, store, context)
    yield from more_figures(result)


def _write_figures(folder: Path, drawn: Mapping[str, Callable[[], Figure]]) -> list[Path]:
    """Write all figures of a result, in place of those of an earlier one."""
    written = []
    with storing(folder):
        for file in own_figures(folder):
            if file.stem not in drawn:
                file.unlink()
    for name, draw in drawn.items():
        figure = draw()
        for form in ("png", "svg"):
            file = folder / f"{name}.{form}"
            content = figure_bytes(figure, form)
            with storing(file):
                file.write_bytes(content)
            written.append(file)
    return written


def _write_pictures(folder: Path, drawn: Mapping[str, Callable[[], Figure]], sheet: Sheet) -> list[Path]:
    """Write the figures as the report shows them on another sheet; without any, none is left of an earlier result."""
    written = []
    with storing(folder), drawn_on(sheet):
        if drawn:
            folder.mkdir(parents=True, exist_ok=True)
        for file in own_figures(folder) if folder.is_dir() else ():
            if file.stem not in drawn:
                file.unlink()
        if not drawn and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        for name, draw in drawn.items():
            written.append(folder / f"{name}.svg")
            written[-1].write_bytes(figure_bytes(draw(), "svg"))
    return written


def own_figures(folder: Path, names: re.Pattern[str] = FIGURE) -> list[Path]:
    """Figures in a folder that an earlier result left there: by their names and by the maker that the files name."""
    named = [file for file in sorted(folder.iterdir()) if names.fullmatch(file.name)]
    return [file for file in named if file.is_file() and not file.is_symlink() and _says_maker(file)]


def _says_maker(file: Path) -> bool:
    """True if the head of a figure's file says that this program made it."""
    with file.open("rb") as stream:
        return MAKER_MARKS[file.suffix] in stream.read(HEAD_BYTES)


def _write_text(file: Path, lines: Iterable[str]) -> None:
    with file.open("wb") as stream, _packed(stream, file) as packed:
        text = io.TextIOWrapper(packed, encoding="utf-8", errors="backslashreplace", newline="")
        text.writelines(lines)
        text.detach()


def _packed(stream: BinaryIO, file: Path) -> BinaryIO:
    """A stream, compressed if the file's name asks for it; without a name or date of its own in the bytes."""
    return cast(BinaryIO, GzipFile("", "wb", COMPRESSION, stream, mtime=0)) if is_compressed(file) else stream


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Say which path could not be written, and why."""
    try:
        yield
    except OSError as problem:
        raise StorageError(f"cannot write {escape(str(path))}: {problem.strerror or problem}") from problem
