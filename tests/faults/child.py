"""The command as it is, without figures, which take longer than all the rest, and with a slow disk.

A slow disk (`FAULTS_FLUSH_S` seconds per flush) leaves more moments at which a file is only half on its way.
"""

import os
import sys
import time

from sim.study.stopping import heed_signals

heed_signals()

from sim.cli import main  # noqa: E402 - as early as in the command itself
from sim.present import files  # noqa: E402

FLUSH_S = float(os.environ.get("FAULTS_FLUSH_S", "0"))


def slow_flush(flush=os.fsync):
    """A flush that takes its time before and after."""

    def flushed(number):
        time.sleep(FLUSH_S / 2)
        flush(number)
        time.sleep(FLUSH_S / 2)

    return flushed


if __name__ == "__main__":
    files.figures_of = lambda result: iter(())
    if FLUSH_S:
        os.fsync = slow_flush()
    sys.argv[0] = "hearthline"
    main()
