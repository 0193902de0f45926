"""The one door to the compiler: kernels are compiled by numba where it is installed, plain Python elsewhere.

A kernel is a plain function on scalars, arrays and records. Everything that is compiled says ``@kernel``, or ``@entry``
where Python calls it; only this module and its other half, :mod:`sim.kernel_linking`, import numba. Whether to compile
(``HEARTHLINE_JIT`` = ``auto``, ``on`` or ``off``) and where compiled code is kept (:mod:`sim.kernel_cache`) is decided
once per process, when the first kernel is imported.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from sim.errors import UsageError
from sim.kernel_cache import READY_MARK, SealedFile, is_ours_alone, lasting_folder, own_folder

Record = Any
"""One row of a structured array, fields by attribute (numba types it exactly; mypy cannot)."""

Function = TypeVar("Function", bound=Callable[..., Any])

SMALLEST = "city"
"""The size class that most scenarios run in."""

EVERYTHING = "everything"
"""What is marked once all that any command needs has been compiled."""

_WISHES = ("auto", "on", "off")

if TYPE_CHECKING:  # these are settled at their first use, see __getattr__
    COMPILED: bool
    """Whether kernels of this process are compiled."""

    CACHE: Path | None
    """Where compiled kernels are kept, None if nothing is compiled or no folder can be had."""

    def open_record(array: np.ndarray[Any, Any]) -> Record:
        """Open the one row of a one-element structured array: fields by attribute, compiled or not."""


def __getattr__(name: str) -> Any:
    """Settle what the compiler decides at first use, so that `choose` can come before."""
    if name == "COMPILED":
        return _compiler() is not None
    if name == "CACHE":
        return _cache()
    if name == "open_record":
        return _opener()
    raise AttributeError(f"module 'sim.kernel' has no attribute {name!r}")


def wish() -> str:
    """What the user wants of the compiler: ``auto``, ``on`` or ``off``.

    Raises
    ------
    UsageError
        If the environment says something else.
    """
    said = os.environ.get("HEARTHLINE_JIT", "auto")
    if said not in _WISHES:
        raise UsageError(f"HEARTHLINE_JIT must be auto, on or off, not {said!r}")
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return "off"
    return said


@functools.cache
def _compiler() -> Any:
    """The compiler, None if it is not wanted, not installed or does not fit the installed numpy."""
    wanted = wish()
    if wanted == "off":
        return None
    try:
        import numba
    except ImportError:
        if wanted == "on":
            raise
        return None
    return numba


@functools.cache
def _cache() -> Path | None:
    return own_folder() if _compiler() is not None else None


@functools.cache
def _opener() -> Callable[[np.ndarray[Any, Any]], Record]:
    return OpenRecord if _compiler() is None else kernel(_first_row)


def choose(compiled: bool) -> None:
    """Decide for this process and its children whether kernels are compiled, unless the user has decided.

    To be called before any kernel is imported: a command that does one small job may save the compiler's
    start.

    Raises
    ------
    RuntimeError
        If kernels have been imported already and were treated the other way.
    """
    if not compiled and wish() == "auto":
        os.environ["HEARTHLINE_JIT"] = "off"
        if _compiler() is not None:
            raise RuntimeError("decided not to compile kernels after they were imported, and so compiled")


def is_warm(what: str = SMALLEST) -> bool:
    """True if compiled kernels of exactly these sources are in the cache; decides and creates nothing.

    Parameters
    ----------
    what : kernels that studies of a size class need, by its name; or `EVERYTHING`
    """
    if wish() == "off" or importlib.util.find_spec("numba") is None:
        return False
    folder = lasting_folder()
    return (folder / f"{READY_MARK}-{what}").exists() and is_ours_alone(folder)


def mark_warm(what: str = SMALLEST) -> None:
    """Remember that kernels have been compiled into the cache: those of a size class, or `EVERYTHING`."""
    folder = _cache()
    if folder is not None:
        with contextlib.suppress(OSError):
            (folder / f"{READY_MARK}-{what}").touch()


def keeps_what_it_compiles() -> bool:
    """True if what this process compiles is found by others."""
    return _cache() == lasting_folder()


def compile_for(function: Callable[..., Any], *arguments: Any) -> None:
    """Compile an entry for arguments of such types into the cache, without calling it."""
    numba = _compiler()
    if numba is not None:
        cast(Any, function).compile(tuple(numba.typeof(argument) for argument in arguments))


def forget() -> None:
    """Throw the compiled kernels away; the next start compiles again."""
    folder = _cache()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700)


def kernel(function: Function) -> Function:
    """Compile a function of scalars, arrays and records; without numba return it as it is.

    A kernel that takes records is called by other kernels only, so it needs no door for Python.
    """
    numba = _compiler()
    if numba is None:
        return function
    part = _compiled(numba, function, "PartCompiler", no_cpython_wrapper=True)
    on_records = any(kind in (Record, "Record") for kind in function.__annotations__.values())
    door = part if on_records else _compiled(numba, function, "EntryCompiler")
    door.get_call_template = _without_literals(part, numba)
    door.get_overload = part.get_overload
    return cast(Function, door)


def entry(function: Function) -> Function:
    """A kernel that Python calls with whole arrays; what it compiles to is kept in the cache."""
    numba = _compiler()
    if numba is None:
        return function
    compiled = _compiled(numba, function, "EntryCompiler")
    if _cache() is not None:
        _keep(compiled, numba)
    return cast(Function, compiled)


def _compiled(numba: Any, function: Function, compiler: str, *, no_cpython_wrapper: bool = False) -> Any:
    """A function that numba compiles at its first call, by one of the ways of `sim.kernel_linking`."""
    from sim import kernel_linking

    return numba.njit(
        nogil=True,
        error_model="numpy",
        no_cfunc_wrapper=True,
        no_cpython_wrapper=no_cpython_wrapper,
        pipeline_class=getattr(kernel_linking, compiler),
    )(function)


def _without_literals(part: Any, numba: Any) -> Callable[[Any, Any], Any]:
    """Types a call of a kernel so that it is compiled once, not once per literal or enum member passed to it."""
    types = numba.types
    template = part.get_call_template

    def plain(kind: Any) -> Any:
        return types.int64 if isinstance(kind, types.IntEnumMember) else types.unliteral(kind)

    def template_of(args: Any, kws: Any) -> Any:
        return template(tuple(plain(kind) for kind in args), {name: plain(kind) for name, kind in kws.items()})

    return template_of


class Locator:
    """Where compiled code of a kernel is kept: by its module, wherever the package is installed.

    numba's own ways name the folder by the path of the source file and look at that file's time, so that every copy
    of the same sources would be compiled again. The name of the folder around it is a digest of all sources.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._folder = (_cache() or lasting_folder()) / function.__module__
        self._line = function.__code__.co_firstlineno

    @classmethod
    def from_function(cls, function: Callable[..., Any], file: str) -> Locator:
        """Where a kernel is kept, as numba asks for it."""
        del file
        return cls(function)

    def get_cache_path(self) -> str:
        """The folder."""
        return str(self._folder)

    def ensure_cache_path(self) -> None:
        """Make the folder, unless the one around it has been thrown away."""
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def get_source_stamp(self) -> str:
        """Nothing: the folder around it tells sources apart."""
        return ""

    def get_disambiguator(self) -> str:
        """What tells kernels of the same name in one module apart."""
        return str(self._line)


def _keep(compiled: Any, numba: Any) -> None:
    """Let numba keep what it compiles in our folder and only there; trouble with the files is never fatal."""
    elsewhere = numba.config.CACHE_LOCATOR_CLASSES
    numba.config.CACHE_LOCATOR_CLASSES = f"{Locator.__module__}.{Locator.__name__}"
    try:
        compiled.enable_caching()
    except (OSError, RuntimeError):  # the folder is gone: compile without keeping
        return
    finally:
        numba.config.CACHE_LOCATOR_CLASSES = elsewhere
    cache = compiled._cache
    cache._cache_file = SealedFile(cache._cache_file)
    cache.save_overload = functools.partial(_save_if_possible, cache.save_overload)


def _save_if_possible(save: Callable[[Any, Any], None], signature: Any, result: Any) -> None:
    with contextlib.suppress(OSError):
        save(signature, result)


class OpenRecord:
    """A record for uncompiled kernels: array fields are bound once, scalar fields live in the buffer."""

    __slots__ = ("__dict__", "_row")

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        row = array[0]
        object.__setattr__(self, "_row", row)
        for name in array.dtype.names or ():
            if array.dtype[name].shape:
                self.__dict__[name] = OpenTable(row[name]) if row[name].dtype.names else row[name]

    def __getattr__(self, name: str) -> Any:
        """Read a scalar field from the buffer."""
        return self._row[name]

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a field into the buffer."""
        self._row[name] = value


class OpenTable:
    """A table of a record for uncompiled kernels: rows by number, their fields by attribute."""

    __slots__ = ("columns", "rows", "shape")

    def __init__(self, rows: np.ndarray[Any, Any]) -> None:
        self.rows = rows
        self.shape = rows.shape
        self.columns = {name: rows[name] for name in rows.dtype.names or ()}

    def __getitem__(self, place: int) -> Record:
        """A row, to be read and written."""
        return OpenRow(self.columns, place)

    def __setitem__(self, place: int, row: Record) -> None:
        """Copy a row of this table, or of one like it, into a place."""
        if row._columns is self.columns:
            self.rows[place] = self.rows[row._place]
            return
        for name, column in self.columns.items():
            column[place] = row._columns[name][row._place]


class OpenRow:
    """A row of an open table."""

    __slots__ = ("_columns", "_place")

    def __init__(self, columns: dict[str, np.ndarray[Any, Any]], place: int) -> None:
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_place", place)

    def __getattr__(self, name: str) -> Any:
        """Read a field."""
        return self._columns[name][self._place]

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a field."""
        self._columns[name][self._place] = value


def _first_row(array: np.ndarray[Any, Any]) -> Record:
    """The one row of a one-element structured array: how an entry kernel opens the records it is given."""
    return array[0]
