"""The folder of a study: opened by one process at a time, gone on with if it is the same study, sealed at the end."""

from __future__ import annotations

import contextlib
import json
import os
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import StorageError, UsageError, escape
from sim.hints import shown
from sim.study.ensemble import Ensemble
from sim.study.layout import Layout
from sim.study.part import Failure, Part, Run
from sim.study.store.blocks import NAME, block_dtype, bytes_of, name_of, part_of, read_block, rows_of
from sim.study.store.files import UNFINISHED, in_words, write_whole
from sim.study.store.identity import BLOCK, FORMAT, digest_of, json_bytes, unlike
from sim.study.store.lock import locked
from sim.study.store.sealed import flushed_digest, provenance, read_sealed, sealed

RUN, SEAL, REQUEST, PROVENANCE, LOG = "run.json", "complete.json", "request.json", "provenance.json", "log.jsonl"
BLOCKS, FAILURES, ASIDE = "blocks", "failures", "aside"
SCALED = "aid-equivalent"
"""Folder within the folder: the plans with other amounts of aid, a study of its own."""
LEFT = "left"
"""Folder within the folder: for each set of plans that are left of a choice a folder with the worlds they alone met."""


def say_nothing(line: str) -> None:
    """Where nobody listens."""


@dataclass(frozen=True, slots=True)
class Alone:
    """One replication of a study that is kept, to be run once more and not kept.

    Parameters
    ----------
    study : folder of the study, this one or one within
    replication : number of the world
    """

    study: Path
    replication: int

    @classmethod
    def of(cls, file: Path) -> Alone:
        """The replication that a file under ``failures/`` tells of.

        Raises
        ------
        UsageError
            If it is no such file.
        """
        if file.parent.name != FAILURES or not file.stem.isdecimal():
            raise UsageError(f"{escape(str(file))}: neither the folder of a study nor a file in its {FAILURES}/")
        return cls(file.absolute().parent.parent, int(file.stem))


@dataclass(slots=True)
class RunFolder:
    """A folder that a study is kept in.

    Parameters
    ----------
    path : of the folder; made if it is not there
    say : told what people should know, for example of files set aside
    request : how the command was asked for it, kept for `hearthline resume`; None for a call from Python
    alone : the one replication to run; None: all that are not there
    tell : told how far it is
    run_id : digest of all that decides the numbers
    has_begun : whether there is something to go on with
    """

    path: Path
    say: Callable[[str], None] = say_nothing
    request: Mapping[str, Any] | None = None
    alone: Alone | None = None
    tell: Callable[[str], None] = say_nothing
    run_id: str = ""
    has_begun: bool = False
    _runs: tuple[Run, ...] = ()
    _dtype: Any = field(default=None, repr=False)
    _kept: dict[int, Path] = field(default_factory=dict)

    @contextlib.contextmanager
    def opened(self) -> Iterator[RunFolder]:
        """Hold the folder against other processes; what is derived from an earlier state of it is not sealed any more.

        Raises
        ------
        StorageError
            If another process holds it, or the folder cannot be written.
        """
        with in_words(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        with locked(self.path):
            with in_words(self.path):
                _drop_unfinished(self.path)
            yield self

    def begin(self, identity: Mapping[str, Any], contents: list[dict[str, Any]], layout: Layout) -> None:
        """Begin a study here, or go on with it.

        Parameters
        ----------
        identity, contents : from `sim.study.store.identity`

        Raises
        ------
        StorageError
            If the folder holds another study: it is said what differs; or if it cannot be written.
        UsageError
            If it was written in another format.
        """
        self.run_id = digest_of(identity)
        self._runs = tuple((run["plan"], run["twin"]) for run in identity["runs"])
        self._dtype = block_dtype(layout, self._runs)
        self._kept.clear()
        asked = {"identity": dict(identity), "contents": contents, "columns": self._columns()}
        with in_words(self.path):
            known = self._known()
            if known is not None and known["identity"] != asked["identity"]:
                raise StorageError(
                    f"{self._named}: the folder holds another study: {unlike(known, asked)}; name another"
                )
            if self.alone is not None:
                return
            for folder in (BLOCKS, FAILURES):
                (self.path / folder).mkdir(parents=True, exist_ok=True)
            (self.path / SEAL).unlink(missing_ok=True)
            if known is None:
                write_whole(self.path / RUN, sealed(asked | {"run_id": self.run_id}))
            self.keep_request()
            self.has_begun = True
            write_whole(self.path / PROVENANCE, json_bytes(provenance()))
            self._log("begun")

    def keep_request(self) -> None:
        """Keep how the command was asked for what is kept here, so that `hearthline resume` can ask again."""
        if self.request is not None and self.alone is None:
            with in_words(self.path):
                write_whole(self.path / REQUEST, sealed(dict(self.request)))
            self.has_begun = True

    @property
    def _named(self) -> str:
        return escape(str(self.path))

    def _columns(self) -> dict[str, Any]:
        """What the fields of a block hold."""
        runs = {f"run{place}": {"plan": plan, "twin": twin} for place, (plan, twin) in enumerate(self._runs)}
        return {"replication": "number of the world", "kind, message": "why it has no result", "runs": runs}

    def _known(self) -> dict[str, Any] | None:
        """What `run.json` says; None without one that can be trusted."""
        file = self.path / RUN
        if not file.exists():
            return None
        known = read_sealed(file)
        if known is None:
            self._set_aside(file, "damaged; it is written anew")
            return None
        if known["identity"].get("format") != FORMAT:
            made = shown(str(known["identity"].get("format")))
            raise UsageError(
                f"{self._named}: made in the format {made}, this version reads {FORMAT}; name another folder"
            )
        return known

    def stored(self) -> Iterator[Part]:
        """What is kept, as far as it is whole; everything else is set aside."""
        with in_words(self.path):
            _drop_unfinished(self.path / BLOCKS)
            for file in sorted((self.path / BLOCKS).iterdir()):
                named = NAME.fullmatch(file.name)
                if named is None or not file.is_file():
                    continue
                rows = read_block(file, self.run_id, self._dtype)
                if rows is None:
                    self._set_aside(file, "not what its name says; its replications are computed again")
                    continue
                part = part_of(rows, self._runs)
                number, before = int(named[1]), self._kept.get(int(named[1]))
                if before is not None and before.stat().st_size > file.stat().st_size:
                    file.unlink()  # the longer one holds all that is in it
                    continue
                if before is not None:
                    before.unlink()
                self._kept[number] = file
                yield part

    def keep(self, replications: range, results: Mapping[Run, Ensemble], failures: Mapping[int, Failure]) -> None:
        """Keep a block, in place of a shorter one.

        Raises
        ------
        StorageError
            If it cannot be written.
        """
        number = replications.start // BLOCK
        content = bytes_of(rows_of(replications, results, failures, self._dtype))
        file = self.path / BLOCKS / name_of(self.run_id, number, content)
        with in_words(file):
            write_whole(file, content)
            before = self._kept.get(number)
            if before not in (None, file):
                before.unlink(missing_ok=True)
            self._kept[number] = file
            self._log("kept", block=number, replications=len(replications))

    def tell_failures(self, failures: Mapping[int, Failure]) -> None:
        """Write what went wrong, one file for each replication, and how to run it alone; others are taken away."""
        with in_words(self.path / FAILURES):
            for file in (self.path / FAILURES).glob("[0-9]*.json"):
                if int(file.stem) not in failures:
                    file.unlink()
            for replication, failure in failures.items():
                told = {"replication": replication, "kind": failure.kind, "message": failure.message}
                name = f"{FAILURES}/{replication:06d}.json"
                alone = {"in": "the folder of the study", "command": f"hearthline resume {name}"}
                write_whole(self.path / name, json_bytes(told | {"alone": alone}))

    def begin_several(self) -> None:
        """Begin, or go on with, what is made of several studies within; what is derived of them is not whole now."""
        if self.alone is None:
            with in_words(self.path):
                (self.path / SEAL).unlink(missing_ok=True)
            self.keep_request()

    def write(self, replications: int, save: Callable[[Path], Iterable[Path]], within: Iterable[str] = ()) -> None:
        """Write what is made of the results, and seal all.

        Parameters
        ----------
        save : writes it into the folder, and gives the files
        within : as of `seal`
        """
        self.tell("all worlds are there; tables, figures and the report follow")
        self.seal(replications, save(self.path), within)

    def seal(self, replications: int, derived: Iterable[Path], within: Iterable[str] = ()) -> None:
        """Say that all is there: names and digests of everything, written last.

        Parameters
        ----------
        derived : files made of the results
        within : folders of the sealed studies that this one is made of
        """
        with in_words(self.path):
            files = [
                *(place / RUN for place in self._places() if (place / RUN).exists()),
                *self._counted(BLOCKS),
                *self._counted(FAILURES),
                *(self.path / name / SEAL for name in within),
                *derived,
            ]
            digests = {file.relative_to(self.path).as_posix(): flushed_digest(file) for file in files}
            content = {"run_id": self.run_id or digest_of(digests), "replications": replications, "files": digests}
            write_whole(self.path / SEAL, sealed(content))
            self._log("complete", replications=replications)

    def _counted(self, folder: str) -> list[Path]:
        """Files of a kind, here and of the studies within."""
        places = [place / folder for place in self._places()]
        return [file for place in places if place.is_dir() for file in sorted(place.iterdir()) if file.is_file()]

    def _places(self) -> list[Path]:
        """The folder itself, and those of the studies within that are sealed with it."""
        return [self.path, self.path / SCALED, *sorted((self.path / LEFT).glob("*"))]

    def within(self, name: str) -> RunFolder:
        """A folder within this one, for a study that belongs to this one; this one's lock holds for it too."""
        return RunFolder(self.path / name, self.say, alone=self.alone)

    def to_run_alone(self) -> int | None:
        """The one replication to run here; None: all that are not there."""
        alone = self.alone
        return None if alone is None or self.path.absolute() != alone.study else alone.replication

    def _set_aside(self, file: Path, why: str) -> None:
        aside = self.path / ASIDE
        aside.mkdir(exist_ok=True)
        target = aside / file.name
        count = 1
        while target.exists():
            count += 1
            target = aside / f"{file.name}.{count}"
        file.rename(target)
        self.say(f"set aside {escape(str(file))}: {why}")
        self._log("set aside", file=file.name)

    def _log(self, event: str, **more: Any) -> None:
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "process": os.getpid(),
            "event": event,
        } | more
        with (self.path / LOG).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")


def opened(out: str | Path | RunFolder | None) -> contextlib.AbstractContextManager[RunFolder | None]:
    """A folder for a study, held while inside; nothing without one."""
    if out is None:
        return contextlib.nullcontext()
    if isinstance(out, RunFolder):
        return out.opened()
    return RunFolder(Path(out), say=lambda line: warnings.warn(line, stacklevel=2)).opened()


def _drop_unfinished(folder: Path) -> None:
    """Take away what a process that died was writing."""
    for file in folder.glob(f"*{UNFINISHED}"):
        if file.is_file() and not file.is_symlink():
            file.unlink()
