"""Kernels are optimised together, where an entry joins them, and not again in each of their callers.

numba optimises a function together with all that it calls and makes machine code of both, then does the same for its
callers: the time grows with the depth of the calls. A kernel that only other kernels call needs neither. Its code is
kept as it is (a *part*) until an entry joins all parts that it reaches and optimises them together.

The only module that knows how numba makes and keeps code; its compiler pipeline is the public place to step in.
"""

from __future__ import annotations

import functools
from typing import Any

from llvmlite import binding
from numba.core import ir, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.targetconfig import TargetConfig
from numba.core.typed_passes import InlineOverloads, NativeLowering, NopythonRewrites
from numba.core.untyped_passes import InlineClosureLikes

setattr(types.Record, "__repr__", functools.cache(types.Record.__repr__))  # noqa: B010 - mypy refuses `=` on a method
"""numba writes out the type of each argument at each pass; a record with hundreds of fields is now written once."""


@functools.cache
def _defaults(kind: Any) -> dict[str, Any]:
    """What a kind of settings says where nothing is set."""
    return {name: option.default for name, option in kind.options.items()}


setattr(TargetConfig, "values", lambda self: _defaults(self.__class__) | self._values)  # noqa: B010 - as above
"""numba compares its settings at each call it types, asking one by one for all of them; now it asks once."""


class JoinedCode(JITCodeLibrary):
    """Code of an entry and of every part that it reaches."""

    def __init__(self, codegen: Any, name: str) -> None:
        super().__init__(codegen, name)
        self._parts: dict[PartCode, None] = {}

    def add_linking_library(self, library: Any) -> None:
        """Remember a library that is called; with a part come the parts that it reaches."""
        if not isinstance(library, PartCode):
            super().add_linking_library(library)
            return
        self._parts |= {library: None, **library._parts}
        for other in library._linking_libraries:
            super().add_linking_library(other)

    def finalize(self) -> None:
        """Join all parts, each once, hide them from other entries, and optimise."""
        own = self._final_module
        names: list[str] = []
        for part in self._parts:
            names += [function.name for function in part._final_module.functions if not function.is_declaration]
            own.link_in(part._final_module, preserve=True)
        for name in names:
            own.get_function(name).linkage = "internal"
        super().finalize()

    def _optimize_final_module(self) -> None:
        """Optimise twice, and in between spread what is known of arguments and results over all functions.

        Each kernel tells its caller whether it raised an error; where none can, the second time no caller asks. It
        takes no longer than numba's own way, a cheap optimisation (for counted references, of which kernels have
        none) and a full one.
        """
        self._optimise(*self._codegen._module_pass_manager())
        spreading = binding.create_new_module_pass_manager()
        spreading.add_ipsccp_pass()
        spreading.add_dead_arg_elimination_pass()
        spreading.add_simplify_cfg_pass()
        self._optimise(spreading, self._codegen._pass_builder())
        self._optimise(*self._codegen._module_pass_manager())

    def _optimise(self, passes: Any, builder: Any) -> None:
        passes.run(self._final_module, builder)


class PartCode(JoinedCode):
    """Code of a kernel that waits for an entry: neither optimised as a whole nor made into machine code."""

    def finalize(self) -> None:
        """Leave the code as it is."""
        self._raise_if_finalized()
        self._finalized = True

    def _optimize_functions(self, ll_module: Any) -> None:
        """Leave each function as it is, too."""
        ll_module.data_layout = self._codegen._data_layout

    def get_pointer_to_function(self, name: str) -> int:
        """There is no machine code: 0."""
        return 0

    @property
    def codegen(self) -> Any:
        """Stands in for numba's code generator, which would look for the part in memory."""
        return self

    def set_env(self, env_name: str, env: Any) -> None:
        """Parts call nothing of Python's, so they need no environment."""


def _unsigned(index: Any) -> Any:
    """The type of an index that is never negative."""
    if isinstance(index, types.Integer):
        return types.uint64
    if isinstance(index, types.UniTuple) and isinstance(index.dtype, types.Integer):
        return types.UniTuple(types.uint64, index.count)
    return index


def _without_sign(node: Any, signature: Any) -> Any:
    """The signature of a call; one that reads or writes an element of an array, with an index without a sign.

    Python counts negative indices from the end; asking at each access whether one is negative costs a tenth of a run.
    No kernel uses any (tests/clocks/test_indices.py).
    """
    if not (isinstance(node, ir.SetItem) or (isinstance(node, ir.Expr) and node.op == "getitem")):
        return signature
    array, index, *value = signature.args
    if not isinstance(array, types.Array):
        return signature
    return signature.replace(args=(array, _unsigned(index), *value))


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerEntry(NativeLowering):
    """Makes code of an entry."""

    _name = "hearthline_lower_entry"
    code = JoinedCode

    def run_pass(self, state: Any) -> bool:
        state.calltypes = {node: _without_sign(node, signature) for node, signature in state.calltypes.items()}
        state.library = self.code(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return bool(super().run_pass(state))


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerPart(_LowerEntry):
    """Makes code of a part."""

    _name = "hearthline_lower_part"
    code = PartCode


IDLE = (InlineClosureLikes, InlineOverloads, NopythonRewrites)
"""Passes that look for closures, inlined overloads and array expressions, of which kernels have none."""


class EntryCompiler(CompilerBase):
    """numba's usual pipeline without passes that have nothing to do, for functions that Python calls."""

    lowering = _LowerEntry

    def define_pipelines(self) -> list[Any]:
        """The usual passes, with our own lowering."""
        pipeline = PassManager("nopython")
        for kind, said in DefaultPassBuilder.define_nopython_pipeline(self.state).passes:
            if kind not in IDLE:
                pipeline.add_pass(self.lowering if kind is NativeLowering else kind, said)
        pipeline.finalize()
        return [pipeline]


class PartCompiler(EntryCompiler):
    """The same for functions that kernels call."""

    lowering = _LowerPart
