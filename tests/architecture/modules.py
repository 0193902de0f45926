"""The modules of the package as the checks of its build see them: each is parsed once."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "sim").rglob("*.py"))


def name_of(module: Path) -> str:
    """Path of a module within the repository."""
    return module.relative_to(ROOT).as_posix()


@cache
def tree_of(module: Path) -> ast.Module:
    """What a module says, as Python reads it."""
    return ast.parse(module.read_text(encoding="utf-8"))
