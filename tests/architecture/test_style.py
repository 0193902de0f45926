"""The house is built of small rooms: lengths, names and docstrings."""

import ast
import re
import statistics

from tests.architecture.modules import MODULES, ROOT, name_of, tree_of

FORBIDDEN = {"manager", "handler", "helper", "util", "data", "info"}
OF_OTHERS = {"data_received"}
"""Names that the standard library has chosen, and calls."""
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def definitions(module, kinds=Definition):
    return [node for node in ast.walk(tree_of(module)) if isinstance(node, kinds)]


def body_lines(function):
    """Physical lines of the body without the docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def all_function_lengths():
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {
        f"{name_of(module)}:{node.lineno} {node.name}": body_lines(node)
        for module in MODULES
        for node in definitions(module, functions)
    }


def words(name):
    """Words of a snake_case or CamelCase name, in the singular."""
    return {word.lower().removesuffix("s") for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def test_half_of_the_modules_fit_on_a_few_screens_and_none_is_a_labyrinth():
    lengths = {name_of(module): len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert {name: length for name, length in lengths.items() if length > 450} == {}
    assert statistics.median(length for name, length in lengths.items() if "__init__" not in name) <= 180


def test_no_function_body_is_longer_than_a_page():
    assert {name: length for name, length in all_function_lengths().items() if length > 60} == {}


def test_nearly_all_function_bodies_fit_on_half_a_page():
    lengths = all_function_lengths()
    long = {name: length for name, length in lengths.items() if length > 40}
    assert len(long) <= 0.05 * len(lengths), long


def found_in_modules(look):
    """What a look at each module finds, where it finds anything."""
    found = {name_of(module): look(module) for module in MODULES}
    return {name: one for name, one in found.items() if one}


def names_without_meaning(module):
    names = [part.removesuffix(".py") for part in module.relative_to(ROOT).parts]
    names += [node.name for node in definitions(module)]
    return [name for name in names if words(name) & FORBIDDEN and name not in OF_OTHERS]


def undocumented(module):
    tree = tree_of(module)
    public = [node for node in tree.body if isinstance(node, Definition) and not node.name.startswith("_")]
    itself = [] if ast.get_docstring(tree) else ["the module itself"]
    return itself + [node.name for node in public if ast.get_docstring(node) is None]


def prints(module):
    calls = [node for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call)]
    return [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]


def test_no_name_says_nothing():
    assert found_in_modules(names_without_meaning) == {}


def test_what_is_public_has_a_docstring():
    assert found_in_modules(undocumented) == {}


def test_library_code_never_prints():
    assert found_in_modules(prints) == {}


def test_the_rules_for_words_see_plurals_and_camel_case():
    assert words("EventHandlers") == {"event", "handler"}
    assert words("parse_data") & FORBIDDEN
    assert not words("metadata") & FORBIDDEN
