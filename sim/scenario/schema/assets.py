"""The kinds of network assets that crews repair: the key of each in damage and in what needs one, its table, its name.

A further kind is a key and a row here, a table of `City`, a column of what needs it and a member of `AssetClass`.
Damage, the checks of a scenario, the model's assets and the subjects of stories follow from these.
"""

from dataclasses import dataclass
from typing import Literal

AssetKey = Literal["feeder", "pumping", "water"]


@dataclass(frozen=True, slots=True)
class AssetKind:
    """One kind of asset that crews repair.

    Parameters
    ----------
    key : in `damage.exposure`, and the column of rows that need one
    table : of `city`
    words : what one is called
    """

    key: AssetKey
    table: str
    words: str


ASSET_KINDS = (
    AssetKind("feeder", "feeders", "feeder"),
    AssetKind("pumping", "pumping", "pumping station"),
    AssetKind("water", "water", "water station"),
)
"""In the order in which their assets are numbered: those that others need come first."""

ANY_OF_THEM = f"{', '.join(kind.words for kind in ASSET_KINDS[:-1])} or {ASSET_KINDS[-1].words}"
"""All kinds in words, for messages."""
