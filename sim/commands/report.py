"""``report``: one page that stands alone, from a folder of results."""

from __future__ import annotations

from pathlib import Path

import click

from sim.commands.common import QUIET, console


@click.command("report", short_help="Write the report of a folder of results: one page that stands alone.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--lang", "language", default="en", metavar="LANGUAGE", help="Language of the fixed words: en, uk.")
@QUIET
def report_command(folder: Path, language: str, quiet: bool) -> None:
    """Write the report of a folder that --out wrote: DIR/report.html, in another language DIR/report.LANGUAGE.html.

    One file for a screen or for A4 paper; it needs no connection.
    """
    from sim.present.report.stored import has_figures_in, is_short, refuse_changed, write_report
    from sim.present.report.words import words_in
    from sim.study.store.folder import REQUEST

    words_in(language)
    refuse_changed(folder)
    by_command = (folder / REQUEST).is_file()
    if by_command and not is_short(folder) and not has_figures_in(folder, language):
        _draw_again(folder, language)
    file = write_report(folder, language)
    console(stderr=True, quiet=quiet).print(f"wrote {file}", markup=False, highlight=False, soft_wrap=True)


def _draw_again(folder: Path, language: str) -> None:
    """Read the study in a folder once more, to draw its figures in a language; the tables it prints are left out."""
    from contextlib import redirect_stdout, suppress
    from io import StringIO

    from sim.commands.resumable import go_on
    from sim.errors import UsageError

    with (
        redirect_stdout(StringIO()),
        suppress(UsageError),
    ):  # without its scenario they stay English, and the page says so
        go_on(folder, {"languages": (language,), "quiet": True})
