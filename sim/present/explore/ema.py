"""Futures for other tools: experiments and outcomes in the form of the EMA workbench, and its archive of results.

The archive is what the workbench's `load_results` reads (https://github.com/quaquel/EMAworkbench, version 2): a tar
compressed by gzip with experiments.csv, one file per outcome, and metadata.json, which names the class and the file of
every outcome and the type of every column.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.explore.futures import Tried, mean_and_error

if TYPE_CHECKING:
    import pandas as pd

FORMAT_VERSION = 0.1
"""Version of the archive's format."""
OUTCOME = "ScalarOutcome"
"""Class of the workbench for one number per experiment."""
SUFFIX = ".cls"
"""How files of such outcomes end."""


def ema_results(tried: Tried, model: str) -> tuple[pd.DataFrame, dict[str, NDArray[np.float64]]]:
    """Experiments and outcomes: a row and a number for every future and plan.

    Parameters
    ----------
    model : name of the scenario

    Returns
    -------
    experiments : a column for each input (numbers in its unit, values of a choice as texts), `scenario` (number of the
        future), `policy` (plan) and `model`
    outcomes : name of a metric -> mean over the worlds of each experiment, and ``NAME standard error``
    """
    import pandas as pd

    columns: dict[str, list[float | str | int]] = {key: [] for key in tried.keys}
    rows: dict[str, list[int] | list[str]] = {}
    plans = list(tried.values)
    for _ in plans:
        for place, (key, found) in enumerate(zip(tried.keys, tried.inputs, strict=True)):
            numbers = tried.numbers[:, place].tolist()
            columns[key] += [found.said(one) for one in numbers] if found.is_choice else numbers
    futures = len(tried.settings)
    rows["scenario"] = list(range(futures)) * len(plans)
    rows["policy"] = [plan for plan in plans for _ in range(futures)]
    rows["model"] = [model] * (futures * len(plans))
    outcomes = {}
    for name in tried.measures:
        pairs = [mean_and_error(tried.values[plan][name]) for plan in plans]
        outcomes[name] = np.concatenate([mean for mean, _ in pairs])
        outcomes[f"{name} standard error"] = np.concatenate([error for _, error in pairs])
    return pd.DataFrame({**columns, **rows}), outcomes


def ema_archive(tried: Tried, model: str) -> bytes:
    """The archive of results; always the same bytes."""
    experiments, outcomes = ema_results(tried, model)
    files = {"experiments.csv": experiments.to_csv(index=False)}
    named = []
    for name, values in outcomes.items():
        file = f"{name}{SUFFIX}"
        files[file] = "".join(f"{value!r}\n" for value in values.tolist())
        named.append([OUTCOME, name, file])
    texts = ("policy", "model", *(key for key, one in zip(tried.keys, tried.inputs, strict=True) if one.is_choice))
    types = {name: "object" if name in texts else kind.name for name, kind in experiments.dtypes.items()}
    files["metadata.json"] = json.dumps({"version": FORMAT_VERSION, "outcomes": named, "experiments": types})
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 6, packed, mtime=0) as stream, tarfile.open(fileobj=stream, mode="w") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()
