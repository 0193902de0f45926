"""python -m tests.drift mutants [--count 120] [--seed 1] | injected: what check finds, as docs/check-finds.md tells."""

import argparse
import os


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.drift")
    parser.add_argument("what", choices=("mutants", "injected"))
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--reruns", type=int, default=100)
    asked = parser.parse_args()
    if asked.what == "mutants":
        os.environ["HEARTHLINE_JIT"] = "off"  # before any kernel is imported
        from tests.drift.mutants import outcomes, table

        print(table(outcomes(asked.count, asked.seed, asked.workers)))
    else:
        from tests.drift.injected import report

        for line in report(asked.reruns):
            print(line, flush=True)


if __name__ == "__main__":
    main()
