"""Results as an xarray Dataset with units, and the same as a NetCDF file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.labelled import RUNS, coordinates_of, variables_of
from sim.errors import UsageError
from sim.present.as_json import Context, warnings_of
from sim.present.caution import CAUTION, sensitivity
from sim.present.files import storing

if TYPE_CHECKING:
    import xarray as xr

    from sim.present.explore.verb import ExploreResult
    from sim.present.results import ComparisonResult

OF_COORDINATES: Mapping[str, Mapping[str, str]] = {
    "plan": {"long_name": "what planners choose"},
    "replication": {"long_name": "number of the world that all plans meet"},
    "time": {"long_name": "local standard time"},
    "day": {"long_name": "day of the horizon"},
    "threshold": {"units": "degC", "long_name": "indoor temperature"},
    "buildings": {"units": "buildings", "long_name": "buildings without heat at the same time"},
    "store": {"long_name": "item, or item.depot where it stands in several"},
    "origin": {"long_name": "why heat was lost"},
    "phase": {"long_name": "why heat was not back"},
}
"""What dimensions are, where the name does not say it."""


def dataset_of(result: ComparisonResult) -> xr.Dataset:
    """All metrics and series of all replications as one dataset.

    Raises
    ------
    UsageError
        If xarray is not installed.
    """
    refuse_without_xarray()
    import xarray as xr

    layout = result.layout
    variables = variables_of(result.comparison, result.study, layout)
    used = {*RUNS, *(dimension for one in variables.values() for dimension in one.dims)}
    coordinates: dict[str, Any] = {
        name: (name, _in_nanoseconds(labels), OF_COORDINATES.get(name, {}))
        for name, labels in coordinates_of(result.comparison, layout).items()
        if name in used
    }
    if "district" in used:
        people = np.array([residents for _, residents, _ in layout.districts], dtype=np.int64)
        shares = np.array([vulnerable for _, _, vulnerable in layout.districts], dtype=np.float64)
        coordinates["people"] = ("district", people, {"units": "people", "long_name": "residents"})
        coordinates["vulnerable"] = (
            "district",
            shares,
            {"units": "share", "long_name": "residents who are vulnerable"},
        )
    found = {name: (one.dims, one.values, dict(one.attributes)) for name, one in variables.items()}
    attributes = {
        "reference": result.comparison.reference,
        "confidence": result.comparison.confidence,
        "start": layout.start.isoformat(),
        "sensitivity": sensitivity(result.comparison.public),
        "caution": CAUTION,
        "warnings": "\n".join(warnings_of(result.comparison)),
        "headline": result.headline,
    }
    return xr.Dataset(found, coordinates, source_of(result.context) | attributes)


def explored_dataset(result: ExploreResult) -> xr.Dataset:
    """Metrics of all futures, plans and worlds; values of the inputs stand along the futures.

    Raises
    ------
    UsageError
        If xarray is not installed.
    """
    refuse_without_xarray()
    import xarray as xr

    tried = result.tried
    dims = ("plan", "future", "replication")
    plans = list(tried.values)
    found = {
        name: (dims, np.stack([tried.values[plan][name] for plan in plans]), _units_of(one.unit, one.noun))
        for name, one in tried.measures.items()
    }
    futures, worlds = tried.levels.shape
    coordinates: dict[str, Any] = {
        "plan": ("plan", np.array(plans, dtype=np.str_), OF_COORDINATES["plan"]),
        "future": ("future", np.arange(futures), {"long_name": "what all plans face, one set of inputs"}),
        "replication": ("replication", np.arange(worlds), OF_COORDINATES["replication"]),
        "residents": ("future", tried.residents, _units_of("people", "residents")),
    }
    for place, (key, one) in enumerate(zip(tried.keys, tried.inputs, strict=True)):
        numbers = tried.numbers[:, place]
        values = np.array([one.said(number) for number in numbers.tolist()]) if one.is_choice else numbers
        unit = {"units": one.unit} if one.unit and not one.is_choice else {}
        coordinates[key.replace(".", "_")] = ("future", values, {"key": key, "range": one.words} | unit)
    attributes = {
        "plan": tried.plan,
        "reference": tried.reference,
        "confidence": result.findings.confidence,
        "sensitivity": sensitivity(public=False),
        "caution": CAUTION,
        "warnings": "\n".join(result.warnings),
        "headline": result.headline,
    }
    return xr.Dataset(found, coordinates, source_of(result.context) | attributes)


def write_netcdf(dataset: xr.Dataset, file: str | Path) -> Path:
    """Write a dataset as NetCDF 3, which every tool reads; the same dataset gives the same bytes.

    Raises
    ------
    UsageError
        If no replication succeeded, so that there is nothing to write.
    StorageError
        If the file cannot be written.
    """
    if dataset.sizes["replication"] == 0:
        raise UsageError("no replication succeeded: there is nothing to write")
    path = Path(file)
    times = [name for name in ("time", "day") if name in dataset.coords]
    since = {"units": f"minutes since {dataset.attrs.get('start')} 00:00:00", "dtype": "int32", "_FillValue": None}
    with storing(path):
        dataset.to_netcdf(path, engine="scipy", format="NETCDF3_64BIT", encoding=dict.fromkeys(times, since))
    return path


def source_of(context: Context) -> dict[str, Any]:
    """Where numbers come from, as attributes of a dataset."""
    return {
        "title": context.scenario,
        "scenario_id": context.scenario_id,
        "seed": context.seed,
        "replications": context.replications,
        "versions": json.dumps(dict(context.versions)),
        "rng": context.rng,
    }


def refuse_without_xarray() -> None:
    """Say how to get the package that labelled arrays come from.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    if util.find_spec("xarray") is None:
        raise UsageError("labelled arrays need xarray: pip install 'hearthline[notebook]'")


def _units_of(unit: str, noun: str) -> dict[str, str]:
    return {"units": unit, "long_name": noun}


def _in_nanoseconds(labels: Any) -> Any:
    """Dates in the unit that every version of pandas takes; other labels as they are."""
    return labels.astype("datetime64[ns]") if np.issubdtype(labels.dtype, np.datetime64) else labels
