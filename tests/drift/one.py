"""One mutant in a process of its own: python -m tests.drift.one FOLDER says whether anything is found, and where."""

import json
import sys
from pathlib import Path

from tests.drift.cases import CASES, held, worst


def main(folder: str) -> None:
    """Print the first case in which something is found."""
    for case in CASES:
        found = held(Path(folder), case)
        if worst(found) != "identical":
            print(json.dumps({"case": case.name, "verdict": worst(found)}))
            return
    print(json.dumps({"case": "", "verdict": "identical"}))


if __name__ == "__main__":
    main(sys.argv[1])
