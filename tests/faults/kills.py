"""Studies that are killed at random moments and gone on with: ``python -m tests.faults.kills N [SEED [VERB ...]]``.

Studies are comparisons, sweeps and explorations in turn, or those of the verbs that are named.

Counts, of N kills: results that differ from those of an undisturbed run, blocks lost or computed twice, processes that
live on, studies that hang, wrong exit codes, and lines that do not say what to do.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.faults.studies import TINY, alive, begun, blocks, content, done, ended

SIGNALS = ("INT", "TERM", "HUP")
KINDS = ("group", "main", "worker", *SIGNALS)
"""What is killed: all processes, the one that leads, one that works (all by KILL); or a signal, as from a terminal."""
VERBS = ("compare", "sweep", "explore")
REPLICATIONS = 640
FUTURES = ("-10 degC", "-8 degC", "-6 degC", "-4 degC", "-2 degC")
OF_A_FUTURE = REPLICATIONS // len(FUTURES)
RANGES = f"""schema_version: 1
inputs:
  weather.mean: {{from: -10 degC, to: 2 degC}}
  initial.stock.top_tier_missile: {{of: [0, 2, 6]}}
points: {len(FUTURES)}
replications: {OF_A_FUTURE}
plan: daily
"""
MOST_KILLS = 3
"""Kills of one study before it is let run to its end."""
FLUSH_S = 0.02
HANG_S = 300.0
ORPHAN_S = 5.0
STOP_S = 5.0


def study(verb, folder, executor):
    """Arguments of a study, the same for all of a verb but for where it runs."""
    asked = {
        "compare": ["-n", REPLICATIONS],
        "sweep": ["-n", OF_A_FUTURE, "--over", f"weather.mean={','.join(FUTURES)}"],
        "explore": ["--study", folder.parent / "ranges.yaml"],
    }
    return [verb, TINY, *asked[verb], "--out", folder, "--executor", executor, "--workers", 2]


def strike(kind, process, chance):
    """Kill what is to be killed, and tell whether the study is to end by that."""
    if kind == "group":
        os.killpg(process.pid, signal.SIGKILL)
    elif kind == "main":
        process.kill()
    elif kind == "worker":
        workers = [number for number in alive(process.pid) if number != process.pid and is_worker(number)]
        if not workers:
            return False
        os.kill(chance.choice(workers), signal.SIGKILL)
        return False
    elif kind == "INT":
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(getattr(signal, f"SIG{kind}"))
    return True


def is_worker(number):
    """True for a process that runs parts of a study."""
    try:
        return b"spawn_main" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False


def one_kill(kind, arguments, chance, longest_s, wrong):
    """Start or go on, strike at a random moment, and look at what is left."""
    process = begun(*arguments, flush_s=FLUSH_S)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(chance.uniform(0.0, longest_s))
    is_over = process.poll() is not None
    ends = not is_over and strike(kind, process, chance)
    struck = time.monotonic()
    try:
        code, said = ended(process, HANG_S)
    except subprocess.TimeoutExpired:
        wrong["hangs"] += 1
        os.killpg(process.pid, signal.SIGKILL)
        code, said = ended(process)
    took = time.monotonic() - struck
    while alive(process.pid) and time.monotonic() - struck < took + ORPHAN_S:
        time.sleep(0.05)
    wrong["orphans"] += len(alive(process.pid))
    if "Traceback" in said and code != -signal.SIGINT:  # Python's own answer while it starts
        wrong["tracebacks"] += 1
        print(f"{kind}: {said}", flush=True)
    if code not in right_codes(kind, ends):
        wrong["exit codes"] += 1
        print(f"{kind}: exit code {code}; it said: {said}", flush=True)
    if ends and kind in SIGNALS and took > STOP_S:
        wrong["slow stops"] += 1
        print(f"{kind}: {took:.1f} s until it had stopped; it said: {said}", flush=True)
    return not is_over


def right_codes(kind, ends):
    """With which codes a study may end, if it is to end by what struck it, or is not."""
    if not ends:
        return {0}
    number = getattr(signal, f"SIG{kind}" if kind in SIGNALS else "SIGKILL")
    if number == signal.SIGKILL:
        return {-number, 0}
    # before the command heeds signals, or after its last line, the system's own answer is right as well
    return {128 + number, -number, 0}


def kept_twice(folder):
    """Blocks that were computed and written more than once, by the log."""
    twice = 0
    for log in folder.rglob("log.jsonl"):
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        found = Counter(line["block"] for line in lines if line["event"] == "kept")
        twice += sum(count > 1 for count in found.values())
    return twice


def one_study(verb, folder, kills, struck, wrong, chance, pace, whole):
    """Strike at one study a few times, let it go on to its end, and compare."""
    committed = {}
    for _ in range(kills):
        kind = KINDS[struck.total() % len(KINDS)]
        executor = "processes" if kind == "worker" else chance.choice(["threads", "processes"])
        fast = pace[0] * (1.0 if executor == "processes" else 0.5)
        is_struck = one_kill(kind, study(verb, folder, executor), chance, fast, wrong)
        struck[kind] += is_struck
        pace[0] *= 1.05 if is_struck else 0.8  # how busy the machine is changes
        committed = compared(folder, committed, wrong)
    code, said = done(*study(verb, folder, "threads"))
    wrong["exit codes"] += code != 0
    wrong["differing results"] += content(folder) != whole
    compared(folder, committed, wrong)
    wrong["computed twice"] += kept_twice(folder)
    return said


def compared(folder, before, wrong):
    """The blocks that are committed now; those from before must be the very same files."""
    now = blocks(folder)
    wrong["lost or written again"] += sum(now.get(name) != file for name, file in before.items())
    return now


def main(kills: int, seed: int = 1, verbs=VERBS) -> Counter[str]:
    """Strike as often as asked, or until interrupted; what went wrong, by kind."""
    chance, wrong, struck = random.Random(seed), Counter[str](), Counter[str]()
    number = 0
    # Jobs in the background ignore Ctrl-C, those of `nohup` HUP as well; studies would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with tempfile.TemporaryDirectory() as place, contextlib.suppress(KeyboardInterrupt):
        (Path(place) / "ranges.yaml").write_text(RANGES)
        calm, pace = {}, {}
        for verb in verbs:
            began, folder = time.monotonic(), Path(place) / f"calm-{verb}"
            assert done(*study(verb, folder, "processes"), flush_s=FLUSH_S)[0] == 0
            calm[verb], pace[verb] = content(folder), [time.monotonic() - began]
        while struck.total() < kills:
            folder, verb = Path(place) / f"study-{number}", verbs[number % len(verbs)]
            before = wrong.total()
            said = one_study(verb, folder, chance.randint(1, MOST_KILLS), struck, wrong, chance, pace[verb], calm[verb])
            number += 1
            if wrong.total() > before:
                print(f"study {number}, {verb}: {dict(+wrong)} so far; at last it said: {said}", flush=True)
            shutil.rmtree(folder)
    print(f"{struck.total()} kills in {number} studies ({', '.join(verbs)}): {dict(struck)}")
    print(f"went wrong: {dict(+wrong) or 'nothing'}")
    return +wrong


if __name__ == "__main__":
    sys.exit(bool(main(*map(int, sys.argv[1:3]), *filter(None, [tuple(sys.argv[3:])]))))
