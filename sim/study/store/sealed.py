"""Small files of a run folder: JSON that carries its own digest, and where a study ran."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

import sim
from sim.study.store.identity import digest_of, json_bytes


def flushed_digest(file: Path) -> str:
    """Digest of a file that has reached the disk."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
        return hashlib.file_digest(stream, "sha256").hexdigest()


def provenance() -> dict[str, Any]:
    """Where and with what a study ran; it decides no number."""
    from importlib import metadata

    packages = ("numpy", "scipy", "numba", "distributed")
    versions = {}
    for package in packages:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[package] = metadata.version(package)
    return {
        "hearthline": sim.__version__,
        "python": sys.version,
        "packages": versions,
        "machine": platform.platform(),
        "host": platform.node(),
        "command": sys.argv,
        "begun": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def sealed(content: dict[str, Any]) -> bytes:
    """A JSON file that carries its own digest."""
    return json_bytes(content | {"digest": digest_of(content)})


def read_sealed(file: Path) -> dict[str, Any] | None:
    """A JSON file that carries its own digest; None if it is not what was written."""
    try:
        content: dict[str, Any] = json.loads(file.read_bytes())
        is_whole = content.pop("digest") == digest_of(content)
        if "identity" in content:
            is_whole = is_whole and content["run_id"] == digest_of(content["identity"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return content if is_whole else None
