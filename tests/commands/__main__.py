"""Write docs/commands.md from the commands: python -m tests.commands."""

from tests.commands.page import PAGE, page_text


def main() -> None:
    """Write the page."""
    PAGE.write_text(page_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
