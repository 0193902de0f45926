"""The report as people open it: in a real browser, from a file, at three widths, in every language."""

import pytest

pytest.importorskip("tests.web.browser", reason="there is no browser to test with")

from sim.present.files import write_folder
from sim.present.report.words import languages
from tests.unit.present.cold import cold_result
from tests.web.browser import WIDTHS, accessibility_findings, overflowing, watched

pytestmark = pytest.mark.web


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    directory = tmp_path_factory.mktemp("report")
    write_folder(directory, cold_result(), languages()[1:])
    return directory


@pytest.fixture(params=languages())
def report(request, folder):
    return folder / ("report.html" if request.param == "en" else f"report.{request.param}.html")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_report_is_accessible_and_whole_at_every_width(width, report, chromium):
    with watched(chromium, width) as found:
        found.page.goto(report.as_uri())
        assert accessibility_findings(found.page) == []
        assert overflowing(found.page) == []
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width
        broken = "[...document.images].filter(one => !one.complete || !one.naturalWidth).map(one => one.alt)"
        assert found.page.evaluate(broken) == []
    assert found.errors == []
    assert found.left_the_machine == []
    assert {address for address in found.requests if not address.startswith("data:")} == {report.as_uri()}


def test_a_phone_gets_figures_with_letters_as_large_as_those_of_tables(report, chromium):
    with watched(chromium, 390) as found:
        found.page.goto(report.as_uri())
        sizes = found.page.evaluate("[...document.images].map(one => [one.naturalWidth, one.clientWidth])")
    assert sizes
    for natural, shown in sizes:
        assert 12.0 * shown / natural >= 10.0, "twelve pixels, nine points, become less than ten"
        assert shown <= 390
