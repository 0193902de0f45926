"""Mutants: one place of the model changed, as a slip of the hand would; each place of the syntax tree is as likely."""

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MODEL = Path(__file__).parents[2] / "sim" / "model"
MODULES = ("rules", "dispatch", "lots", "crews", "hubs", "depots", "jobs", "refill", "relief", "damage", "readiness")
"""Rules, dispatch and channels."""

COMPARED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
COMPUTED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Parameters
    ----------
    number : of the node among those of its module, in the order of `ast.walk`
    """

    module: str
    number: int
    line: int
    what: str

    def source(self) -> str:
        """The module with the change in it."""
        tree = ast.parse((MODEL / f"{self.module}.py").read_text("utf-8"))
        for number, (node, change) in enumerate(_places(tree)):
            if number == self.number:
                change(node)
                return ast.unparse(ast.fix_missing_locations(tree))
        raise ValueError(f"{self.module} has no place {self.number}")


def all_mutants() -> list[Mutant]:
    """Every mutant that can be made."""
    found = []
    for module in MODULES:
        tree = ast.parse((MODEL / f"{module}.py").read_text("utf-8"))
        places = [(number, node, change) for number, (node, change) in enumerate(_places(tree))]
        found += [Mutant(module, number, node.lineno, change.__doc__ or "") for number, node, change in places]
    return found


def drawn(count: int, seed: int) -> list[Mutant]:
    """Some of all mutants, by a seed."""
    return random.Random(seed).sample(all_mutants(), count)


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, object]]:
    """Nodes in functions that can be changed, each with the change."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for function in functions:
        for statement in function.body:
            for node in ast.walk(statement):
                for change in _changes(node):
                    yield node, change


def _changes(node: ast.AST) -> Iterator[object]:
    match node:
        case ast.Compare(ops=[operation]) if type(operation) in COMPARED:
            yield compare_otherwise
        case ast.BinOp(op=operation) if type(operation) in COMPUTED:
            yield compute_otherwise
        case ast.AugAssign(op=operation) if type(operation) in COMPUTED:
            yield compute_otherwise
        case ast.BoolOp():
            yield join_otherwise
        case ast.UnaryOp(op=ast.Not()):
            yield affirm
        case ast.Constant(value=value) if isinstance(value, int | float) and not isinstance(value, bool):
            yield count_one_more
        case ast.If() | ast.While():
            yield turn_around
        case ast.Expr(value=ast.Call()):
            yield leave_out
        case ast.Break():
            yield go_on


def compare_otherwise(node):
    """another comparison"""
    node.ops = [COMPARED[type(node.ops[0])]()]


def compute_otherwise(node):
    """another operation"""
    node.op = COMPUTED[type(node.op)]()


def join_otherwise(node):
    """`and` for `or`, or the other way round"""
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def affirm(node):
    """without `not`"""
    node.op = ast.UAdd()


def count_one_more(node):
    """a number one larger"""
    node.value += 1


def turn_around(node):
    """a condition turned round"""
    node.test = ast.UnaryOp(ast.Not(), node.test)


def leave_out(node):
    """a call left out"""
    node.value = ast.Constant(None)


def go_on(node):
    """`continue` for `break`"""
    node.__class__ = ast.Continue
