"""The command as it is, without figures, which take longer than all the rest, and with a slow disk.

A slow disk (`FAULTS_FLUSH_S` seconds per flush) leaves more moments at which a file is only half on its way.
"""

import os
import sys
import time

from sim.study.stopping import Stopped, heed_signals

FLUSH_S = float(os.environ.get("FAULTS_FLUSH_S", "0"))


def slow_flush(flush=os.fsync):
    """A flush that takes its time before and after."""

    def flushed(number):
        time.sleep(FLUSH_S / 2)
        flush(number)
        time.sleep(FLUSH_S / 2)

    return flushed


def patch():
    """Leave figures out, and make the disk slow."""
    from sim.present import files

    files.figures_of = lambda result: iter(())
    if sys.argv[1:2] == ["sweep"]:
        from sim.present.sweep import files as sweep_files
        from sim.present.sweep.verb import SweepResult

        SweepResult.heat_map = lambda result, metric: None
        sweep_files.figure_bytes = lambda figure, form: b""
        sweep_files.write_narrow = lambda folder, drawn: []
    elif sys.argv[1:2] == ["explore"]:
        from sim.present.explore.verb import ExploreResult

        ExploreResult.figures = lambda result: {}
    if FLUSH_S:
        os.fsync = slow_flush()


def main():
    """The command, patched where a signal may already come."""
    heed_signals()
    try:
        from sim import cli

        patch()
    except Stopped as stop:
        sys.exit(stop.exit_code)
    sys.argv[0] = "hearthline"
    cli.main()


if __name__ == "__main__":
    main()
