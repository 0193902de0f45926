"""A real browser without any network but this machine's, and what is asked of every page.

Needs playwright and Debian's chromium (or the one that HEARTHLINE_CHROMIUM names); tests that use it are skipped where
these are missing, unless HEARTHLINE_BROWSER=required says that they must be there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("HEARTHLINE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
WIDTHS = {390: 844, 768: 1024, 1280: 900}
"""Widths of a phone, a tablet and a screen, and their heights [pixels]."""
LOCAL = ("http://127.0.0.1:", "data:", "blob:", "file:", "about:")
"""How addresses begin that do not leave this machine."""
SERIOUS = ("serious", "critical")


def missing() -> str:
    """Why there is no browser; empty if there is one."""
    if util.find_spec("playwright") is None:
        return "playwright is not installed"
    return "" if Path(CHROMIUM).exists() else f"there is no {CHROMIUM}"


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser, ended at the end; the test is skipped where there is none."""
    why = missing()
    if why and os.environ.get("HEARTHLINE_BROWSER") != "required":
        pytest.skip(why)
    assert not why, why
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Root may not use the sandbox; nothing but pages of this repository is opened.
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield found
        finally:
            found.close()


@dataclass
class Watched:
    """A page, and what it did that it should not."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def left_the_machine(self) -> list[str]:
        """Requests to anything but this machine."""
        return [address for address in self.requests if not address.startswith(LOCAL)]


@contextmanager
def watched(browser: Browser, width: int = 1280, **how: Any) -> Iterator[Watched]:
    """A page in a window of its own, whose requests and errors are written down."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS.get(width, 900)}, **how)
    page = context.new_page()
    found = Watched(page)
    page.on("request", lambda request: found.requests.append(request.url))
    page.on("console", lambda said: found.errors.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    try:
        yield found
    finally:
        context.close()


def accessibility_findings(page: Page) -> list[str]:
    """Serious findings of axe-core, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {', '.join(str(node['target']) for node in one['nodes'][:4])}"
        for one in found
        if one["impact"] in SERIOUS
    ]


def overflowing(page: Page) -> list[str]:
    """Elements that stick out of the window's width, those in a box that scrolls aside."""
    return page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((one) => {
            const box = one.getBoundingClientRect();
            return box.width > 0 && box.right > document.documentElement.clientWidth + 1 && !one.closest('.scroll');
        }).map((one) => `${one.tagName} ${one.id} ${one.className}`)"""
    )


def shoot(page: Page, folder: Path, name: str) -> Path:
    """The whole page as a picture."""
    file = folder / f"{name}.png"
    page.screenshot(path=file, full_page=True)
    return file
