"""What a key means: the docstring below it in the schema, read from the source when somebody asks.

To read them all when the schema is imported, as pydantic can, takes longer than everything else in a short command.
"""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from itertools import pairwise

from pydantic import BaseModel


@cache
def meanings_of(part: type[BaseModel]) -> dict[str, str]:
    """Field of a part of a scenario -> its docstring; fields that it has from other parts included."""
    found: dict[str, str] = {}
    for kind in reversed(part.__mro__):
        if issubclass(kind, BaseModel) and kind is not BaseModel:
            found |= _in_module(kind.__module__).get(kind.__name__, {})
    return {name: found[name] for name in part.model_fields if name in found}


@cache
def _in_module(name: str) -> dict[str, dict[str, str]]:
    """Class -> field -> docstring, for all classes of a module; nothing where its source is not at hand."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[name]))
    except OSError:
        return {}
    return {node.name: docstrings_in(node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def docstrings_in(definition: ast.ClassDef) -> dict[str, str]:
    """Name -> the docstring that stands below its assignment in a class."""
    found = {}
    for node, below in pairwise(definition.body):
        match node, below:
            case (
                ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = inspect.cleandoc(text)
    return found
