"""The command reference says what the commands say."""

from sim.cli import hearthline
from tests.commands.page import PAGE, page_text


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page_text(), "run: python -m tests.commands"


def test_every_command_and_option_is_on_it_with_a_meaning():
    page = page_text()
    assert all(f"`hearthline {name}" in page for name in hearthline.commands)
    assert page.count("| `-h, --help` |") == page.count("\n## hearthline ")
    assert "|  |" not in page
