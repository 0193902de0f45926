"""Run every shipped scenario and write the library: ``python -m tests.library`` (some minutes)."""

import os
import sys
import time


def main() -> None:
    """Write docs/scenarios.md and the list in scenarios/README.md."""
    os.environ.setdefault("HEARTHLINE_JIT", "on")
    from tests.library.page import PAGE, README, library, page_of, section_of, with_list

    entries = library()
    sections = []
    for entry in entries:
        begin = time.perf_counter()
        sections.append(section_of(entry))
        sys.stderr.write(f"{entry.file.name}: {entry.worlds} worlds, {time.perf_counter() - begin:.0f} s\n")
    PAGE.write_text(page_of(entries, sections), encoding="utf-8")
    README.write_text(with_list(README.read_text(encoding="utf-8"), entries), encoding="utf-8")


if __name__ == "__main__":
    main()
