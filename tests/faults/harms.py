"""Random harm to the files of a stored study, which is then gone on with: ``python -m tests.faults.harms N``.

A harm is healed (the folder ends as if nothing had happened), or seen (the command ends with 2 or 6 and says what to
do, and the command that made the folder heals it or says so too); anything else is silent.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults.studies import TINY, content, here

REPLICATIONS = 150


def study(folder, seed=1):
    return ["compare", TINY, "-n", REPLICATIONS, "--seed", seed, "--out", folder, "--workers", 1, "-q"]


def flip(file, chance, others):
    """One bit is another."""
    held = bytearray(file.read_bytes())
    if held:
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
        file.write_bytes(held)


def cut(file, chance, others):
    """The end is missing."""
    held = file.read_bytes()
    file.write_bytes(held[: chance.randrange(len(held) + 1)])


def blank(file, chance, others):
    """A stretch is nothing but zeros, as after a power cut."""
    held = bytearray(file.read_bytes())
    first = chance.randrange(len(held) + 1)
    last = chance.randint(first, len(held))
    file.write_bytes(held[:first] + bytes(last - first) + held[last:])


def lengthen(file, chance, others):
    """Something stands behind the end."""
    file.write_bytes(file.read_bytes() + chance.randbytes(chance.randint(1, 100)))


def remove(file, chance, others):
    """It is gone."""
    file.unlink()


def exchange(file, chance, others):
    """Two files have each other's content."""
    other = chance.choice(others)
    held = file.read_bytes()
    file.write_bytes(other.read_bytes())
    other.write_bytes(held)


def rename(file, chance, others):
    """It stands where another belongs."""
    file.replace(chance.choice(others))


HARMS = (flip, cut, blank, lengthen, remove, exchange, rename)


def harmed(folder, foreign, chance):
    """Do some harm, and tell what."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    blocks = [file for file in files if file.suffix == ".npy"]
    file = chance.choice(blocks if chance.random() < 0.5 else files)
    kind = chance.choice([*HARMS, "foreign", "foreign under its name", "renumber", "folder in its place"])
    if kind == "foreign":
        other = foreign / file.relative_to(folder)
        strangers = [other] if other.exists() else sorted((foreign / "blocks").iterdir())
        shutil.copy(strangers[0], file.parent)
    elif kind == "foreign under its name":
        shutil.copy(chance.choice(sorted((foreign / "blocks").iterdir())), file)
    elif kind == "renumber":
        block = chance.choice(blocks)
        block.rename(block.with_name(f"{chance.randrange(4):06d}{block.name[6:]}"))
    elif kind == "folder in its place":
        file.unlink()
        file.mkdir()
    else:
        kind(file, chance, [other for other in files if other != file])
        kind = kind.__name__
    return f"{kind}: {file.relative_to(folder)}"


def outcome(folder, whole):
    """What becomes of a folder that was harmed."""
    code, said = here("resume", folder, "--workers", 1)
    if code == 0:
        return ("healed" if content(folder) == whole else "SILENT"), said
    if code not in (2, 6) or "Traceback" in said or not said.strip():
        return "BUG", said
    code, again = here(*study(folder))
    if code == 0:
        return ("seen, healed by the command" if content(folder) == whole else "SILENT"), said + again
    return ("seen" if code in (2, 6) and again.strip() else "BUG"), said + again


def main(harms: int, seed: int = 1) -> Counter[str]:
    """Harm as often as asked; what became of it."""
    chance, found = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        calm, foreign, folder = (Path(place) / name for name in ("calm", "foreign", "harmed"))
        for made, luck in ((calm, 1), (foreign, 2)):
            assert here(*study(made, luck))[0] == 0
        whole = content(calm)
        for number in range(harms):
            shutil.copytree(calm, folder)
            if chance.random() < 0.3:
                (folder / "complete.json").unlink()
            done = harmed(folder, foreign, chance)
            became, said = outcome(folder, whole)
            found[became] += 1
            if became in ("SILENT", "BUG"):
                print(f"harm {number}, {done}: {became}; it said: {said}", flush=True)
            shutil.rmtree(folder)
    print(f"{harms} harms: {dict(found)}")
    return found


if __name__ == "__main__":
    result = main(int(sys.argv[1]), *map(int, sys.argv[2:]))
    sys.exit(bool(result["SILENT"] + result["BUG"]))
