"""Where compiled kernels are kept: a folder that is ours alone, and files that are never taken on trust.

numba keeps compiled code in files that it unpickles and runs. Three of its habits do not fit a simulator
whose numbers must be right: it notices an edit only in the file of the kernel itself, not in the kernels and
constants that one uses from elsewhere; it runs whatever lies in the folder; and a file cut off by a full disk
or a power loss is an error. So the folder is named by a digest of everything that may change the code,
belongs to us alone, and each entry is sealed with its own digest; whatever does not fit is compiled again.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import os
import pickle
import platform
import shutil
import stat
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

COVERED_FILES = ("kernel.py", "kernel_cache.py", "kernel_linking.py", "units.py", "errors.py")
COVERED_FOLDERS = ("scenario", "world", "model", "clock")
"""Sources whose edits make a new cache: kernels live in the last three folders."""

READY_MARK = "ready"
_UNUSED_AFTER_S = 30 * 24 * 3600.0


@functools.cache
def source_digest() -> str:
    """Digest of all that decides what the compiler makes: sources, versions, processor [64 hex digits]."""
    root = Path(__file__).parent
    files = [root / name for name in COVERED_FILES if (root / name).exists()]
    files += [file for name in COVERED_FOLDERS for file in (root / name).rglob("*.py")]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    settings = sorted(pair for pair in os.environ.items() if pair[0].startswith("NUMBA_"))
    versions = (metadata.version("numba"), metadata.version("llvmlite"), np.__version__, sys.version)
    processor = (platform.machine(), os.environ.get("NUMBA_CPU_NAME") or _processor())
    digest.update(repr((versions, settings, processor)).encode())
    return digest.hexdigest()


def _processor() -> str:
    """Name and features of the processor, so that a copied home folder never serves foreign code."""
    cpu = Path("/proc/cpuinfo")
    if not cpu.exists():
        return platform.processor()
    wanted = ("model name", "flags", "Features", "CPU part")
    lines = (line for line in cpu.read_text(errors="replace").splitlines() if line.startswith(wanted))
    return "\n".join(sorted(set(lines)))


def lasting_folder() -> Path:
    """Where compiled code of exactly these sources belongs, whether it exists or not."""
    import platformdirs

    base = os.environ.get("HEARTHLINE_CACHE") or platformdirs.user_cache_dir("hearthline")
    return Path(base).resolve() / "kernels" / source_digest()[:32]


def is_ours_alone(folder: Path) -> bool:
    """True if nobody else can write to the folder or put another one in its place.

    The folder and the one around it are ours and closed to others; those further up belong to us or to root
    and are not open to everybody (unless sticky, as ``/tmp`` is).
    """
    if not hasattr(os, "getuid"):
        return True
    for depth, place in enumerate((folder, *folder.parents)):
        near, found = depth < 2, place.lstat()
        owners = {os.getuid()} if near else {os.getuid(), 0}
        sticky = found.st_mode & stat.S_ISVTX
        others = stat.S_IWGRP | stat.S_IWOTH if near else 0 if sticky else stat.S_IWOTH
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners or found.st_mode & others:
            return False
    return True


def own_folder() -> Path | None:
    """The folder for compiled code: the lasting one if it is safe, else one for this process, else None."""
    folder = lasting_folder()
    with contextlib.suppress(OSError):
        folder.parent.parent.mkdir(parents=True, exist_ok=True)
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        is_new = not folder.exists()
        folder.mkdir(mode=0o700, exist_ok=True)
        if is_ours_alone(folder) and os.access(folder, os.W_OK):
            if is_new:
                _drop_unused(folder.parent)
            return folder
    with contextlib.suppress(OSError):
        brief = Path(tempfile.mkdtemp(prefix="hearthline-kernels-"))
        atexit.register(shutil.rmtree, brief, ignore_errors=True)
        return brief
    return None


def _drop_unused(kernels: Path) -> None:
    """Remove compiled code of other sources that nobody has added to for a month."""
    for folder in kernels.iterdir():
        if time.time() - folder.stat().st_mtime > _UNUSED_AFTER_S:
            shutil.rmtree(folder, ignore_errors=True)


class SealedFile:
    """One kernel's cache file, read with suspicion: an entry that is not what was saved is not there.

    The seal covers the entry and what it was compiled for, so that a torn or flipped file, and two processes
    that wrote the same entry at once, lead to compiling again and never to other code.
    """

    def __init__(self, file: Any) -> None:
        self._file = file

    def load(self, key: Any) -> Any:
        """Return the entry compiled for `key`, None if there is none or it is damaged."""
        try:
            seal, payload = self._file.load(key) or ("", b"")
            holds = seal == _seal(key, payload)
        except Exception:  # unpickling torn bytes may raise anything
            self.flush()
            return None
        return pickle.loads(payload) if holds else None  # noqa: S301 - sealed, in a folder that is ours alone

    def save(self, key: Any, entry: Any) -> None:
        """Keep the entry compiled for `key`; a disk that is full keeps nothing."""
        payload = self._file._dump(entry)
        with contextlib.suppress(OSError):
            try:
                self._file.save(key, (_seal(key, payload), payload))
            except Exception:  # the index is damaged: begin a new one
                self._file.flush()
                self._file.save(key, (_seal(key, payload), payload))

    def flush(self) -> None:
        """Forget all entries of this kernel."""
        with contextlib.suppress(OSError):
            self._file.flush()


def _seal(key: Any, payload: bytes) -> str:
    return hashlib.sha256(repr(key).encode() + payload).hexdigest()
