"""Imports run one way, and nothing heavy is imported before it is needed."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "sim").rglob("*.py"))
HEAVY = {"matplotlib", "numba", "pandas", "scipy", "simpy", "xarray"}
HEAVY_BY_TRADE = {"sim/clock/traced.py": {"simpy"}, "sim/kernel_linking.py": {"numba"}}
KERNEL_FOLDERS = {"world", "model", "clock"}


def name_of(module):
    return module.relative_to(ROOT).as_posix()


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


def imports_at_import(module):
    """Dotted names that importing the module imports, ``from a import b`` as both ``a`` and ``a.b``."""
    for node in nodes_run_at_import(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names))


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


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_imports_heavy_packages_only_when_it_uses_them(module):
    heavy = {found.split(".")[0] for found in imports_at_import(module)} & HEAVY
    assert heavy <= HEAVY_BY_TRADE.get(name_of(module), set())


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_kernels_live_only_where_the_cache_watches_for_edits(module):
    uses_compiler = "sim.kernel.kernel" in set(imports_at_import(module))
    assert not uses_compiler or module.relative_to(ROOT / "sim").parts[0] in KERNEL_FOLDERS


@pytest.mark.parametrize("module", [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))], ids=name_of)
def test_imports_are_absolute(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    relative = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
    assert relative == []


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
