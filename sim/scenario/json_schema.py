"""The JSON Schema of scenario files, for editors: hover texts, completion and red underlines while typing."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from sim.scenario.laws import Law, SizeLaw
from sim.scenario.meanings import meanings_of
from sim.scenario.merge import EXTENDS
from sim.scenario.quantities import Quantity
from sim.scenario.schema import Scenario
from sim.scenario.shape import file_key

FILE = Path("docs/scenario.schema.json")
"""Where the schema is kept, relative to the repository."""

_LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


class _Generate(GenerateJsonSchema):
    """Pydantic's generator, told what files may write: bare values for laws, parts of parts, units."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        found = super().model_schema(schema)
        part: type[BaseModel] = schema["cls"]
        for name, meaning in meanings_of(part).items():
            key = file_key(name, part.model_fields[name])
            described = found["properties"][key] | {"description": meaning}
            found["properties"][key] = self.handle_ref_overrides(described)
        if not getattr(schema["cls"], "replaced_whole", False):
            found.pop("required", None)  # a file that extends another may leave any key to it
        if not issubclass(schema["cls"], Law | SizeLaw):
            return found
        fixed = [part for part in found["properties"]["fixed"]["anyOf"] if part.get("type") != "null"]
        return {"title": found.pop("title", ""), "anyOf": [*fixed, found]}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A default as a file would write it; parts and nothing need no default in an editor."""
        found = super().default_schema(schema)
        default = found.get("default")
        quantity = _quantity(schema["schema"])
        if default is None or isinstance(default, dict | list):
            found.pop("default", None)
        elif quantity is not None:
            found["default"] = quantity.write(schema["default"])
        return found


def _quantity(schema: Any) -> Quantity | None:
    """The quantity that a core schema reads, limits around it or not."""
    while True:
        owner = getattr(schema.get("function", {}).get("function"), "__self__", None)
        if isinstance(owner, Quantity):
            return owner
        if "schema" not in schema:
            return None
        schema = schema["schema"]


def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file; units are patterns, roles stand as ``role``."""
    schema = Scenario.model_json_schema(by_alias=True, schema_generator=_Generate)
    text = {"type": "string", "description": EXTENDS, "title": "Extends"}
    schema["properties"] = {"extends": text, **schema["properties"]}
    tidy: dict[str, Any] = _tidy(_with_short_names(schema))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **tidy}


def _with_short_names(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema with its parts named by their titles, where a title belongs to one part only."""
    titles = {name: part.get("title", name) for name, part in schema["$defs"].items()}
    counted = Counter(titles.values())
    names = {name: title if counted[title] == 1 else name for name, title in titles.items()}
    references = {f"#/$defs/{name}": f"#/$defs/{short}" for name, short in names.items()}

    def rename(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: references.get(child, child) if key == "$ref" else rename(child) for key, child in node.items()
            }
        return [rename(child) for child in node] if isinstance(node, list) else node

    parts = {names[name]: rename(part) for name, part in schema["$defs"].items()}
    return {
        **rename({key: part for key, part in schema.items() if key != "$defs"}),
        "$defs": dict(sorted(parts.items())),
    }


def _tidy(node: Any) -> Any:
    """The same schema with limits as JSON Schema names them, files in place of rows, and null in place of entries."""
    if isinstance(node, list):
        return [_tidy(child) for child in node]
    if not isinstance(node, dict):
        return node
    result = {key: _tidy(child) for key, child in node.items() if key not in ("replaced_whole", "table")}
    if isinstance(node.get("type"), str | None):
        _name_limits(result)
    if not node.get("replaced_whole"):
        _let_entries_be_null(result)
    if node.get("table") is True:
        rows = {key: result.pop(key) for key in ("type", "items", "anyOf") if key in result}
        result["anyOf"] = [{"type": "string", "pattern": r"\.csv$"}, rows]
    return result


def _let_entries_be_null(node: dict[str, Any]) -> None:
    """An entry of a mapping by names may be null, which takes away the one of the file that is extended."""
    nothing = {"type": "null"}
    if isinstance(node.get("additionalProperties"), dict):
        node["additionalProperties"] = {"anyOf": [node["additionalProperties"], nothing]}
    for pattern, entry in node.get("patternProperties", {}).items():
        node["patternProperties"][pattern] = {"anyOf": [entry, nothing]}


def _name_limits(node: dict[str, Any]) -> None:
    """Limits of bare numbers under their JSON Schema names; those of texts with units are the loader's."""
    for short, name in _LIMITS.items():
        if short in node and not isinstance(node[short], dict):
            limit = node.pop(short)
            if node.get("type") in ("number", "integer"):
                node[name] = limit


def schema_text() -> str:
    """The schema as it is kept in the repository."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


def write_schema(root: Path) -> Path:
    """Write the schema below the root of the repository and return the file."""
    file = root / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(schema_text(), encoding="utf-8")
    return file


if __name__ == "__main__":
    write_schema(Path.cwd())
