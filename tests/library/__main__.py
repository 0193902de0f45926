"""Run shipped scenarios and write the library.

python -m tests.library                       all of them (some minutes)
python -m tests.library tiny vilnius-hub      these; what the page says of others stays
"""

import os
import sys
import time


def main() -> None:
    """Write docs/scenarios.md and the list in scenarios/README.md."""
    os.environ.setdefault("HEARTHLINE_JIT", "on")
    from tests.library.page import PAGE, README, library, page_of, section_in, section_of, with_list

    entries = library()
    asked = set(sys.argv[1:]) or {entry.key for entry in entries}
    if unknown := asked - {entry.key for entry in entries}:
        sys.exit(f"no scenario is called {', '.join(sorted(unknown))}")
    text = PAGE.read_text(encoding="utf-8")
    sections = []
    for entry in entries:
        begin = time.perf_counter()
        sections.append(section_of(entry) if entry.key in asked else section_in(text, entry))
        if entry.key in asked:
            sys.stderr.write(f"{entry.file.name}: {entry.worlds} worlds, {time.perf_counter() - begin:.0f} s\n")
    PAGE.write_text(page_of(entries, sections), encoding="utf-8")
    README.write_text(with_list(README.read_text(encoding="utf-8"), entries), encoding="utf-8")


if __name__ == "__main__":
    main()
