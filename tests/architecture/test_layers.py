"""Imports run one way, and nothing heavy is imported before it is needed."""

import ast
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.architecture.modules import MODULES, ROOT, name_of, tree_of

HEAVY = {"llvmlite", "matplotlib", "numba", "pandas", "scipy", "simpy", "xarray"}
HEAVY_BY_TRADE = {"sim/clock/traced.py": {"simpy"}, "sim/kernel_linking.py": {"llvmlite", "numba"}}
KERNEL_FOLDERS = {"world", "model", "clock"}


def dotted(module):
    parts = module.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_for_types_only(node):
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def nodes_run_at_import(tree):
    """Statements that run when the module is imported: not those in functions or under TYPE_CHECKING."""
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or is_for_types_only(node):
            continue
        yield node
        waiting.extend(ast.iter_child_nodes(node))


@cache
def imports_at_import(module):
    """Dotted names that importing the module imports, ``from a import b`` as both ``a`` and ``a.b``."""
    found = set()
    for node in nodes_run_at_import(tree_of(module)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update((node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)))
    return frozenset(found)


def test_the_import_contracts_hold():
    tool = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout[-3000:]


def test_no_imports_go_in_a_circle():
    modules = {dotted(module): module for module in MODULES}
    graph = {
        name: {found for found in imports_at_import(module) if found in modules and found != name}
        for name, module in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def test_a_module_imports_heavy_packages_only_when_it_uses_them():
    found = {name_of(module): {name.split(".")[0] for name in imports_at_import(module)} & HEAVY for module in MODULES}
    assert {name: heavy for name, heavy in found.items() if heavy} == HEAVY_BY_TRADE


def test_kernels_live_only_where_the_cache_watches_for_edits():
    with_kernels = [module for module in MODULES if "sim.kernel.kernel" in imports_at_import(module)]
    assert len(with_kernels) > 20
    folders = {name_of(module): module.relative_to(ROOT / "sim").parts[0] for module in with_kernels}
    assert {name: folder for name, folder in folders.items() if folder not in KERNEL_FOLDERS} == {}


ASK = """
import sys
from sim.cli import main
sys.argv = ["hearthline", sys.argv[1]]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(" ".join(sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize("question", ["--help", "--version"])
def test_asking_for_help_imports_nothing_heavy(question):
    found = subprocess.run([sys.executable, "-c", ASK, question], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert set(found.stderr.split()) & {*HEAVY, "numpy"} == set()


def test_importing_the_package_imports_nothing_heavy():
    code = "import sim, sys; print(sorted({'numpy', 'pydantic', 'yaml'} & set(sys.modules)), end='')"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == "[]"
