"""Parts of a chart that lie on each other and are drawn alike, as one: a browser takes as long to make a part ready as
to paint some hundred shapes of it.
"""

from collections.abc import Hashable, Iterable
from itertools import groupby
from typing import Any

Spec = dict[str, Any]

MOST_TOGETHER = 50  # shapes of a part that take their looks along; with more the words weigh more than a part
_COLORS = ("fill", "stroke", "strokeDash")
_NUMBERS = ("fillOpacity", "strokeOpacity", "strokeWidth")
_PLACES = ("dx", "dy")  # of texts, which have no encoding for them
LOOKS = (*_COLORS, *_NUMBERS, *_PLACES)
"""What the shapes of a part may have by themselves."""


def join_parts(parts: Iterable[Spec]) -> list[Spec]:
    """Return the parts in their order, those beside each other with few rows of their own as one part.

    Each row of a joined part has the look that its part had, and they are painted in the same order: what is seen is
    the same.
    """
    joined: list[Spec] = []
    for kind, group in groupby(parts, _kind):
        alike = list(group)
        joined += alike if kind is None or len(alike) == 1 else [_joined(alike)]
    return joined


def _kind(part: Spec) -> Hashable:
    """Return what parts must have in common to be one, None for a part that stays by itself."""
    if part.keys() - {"data", "mark", "encoding"} or len(part.get("data", {}).get("values", ())) not in _FEW:
        return None
    rest = {name: value for name, value in part["mark"].items() if name not in LOOKS}
    return repr(sorted(rest.items())), repr(part.get("encoding"))


_FEW = range(1, MOST_TOGETHER + 1)


def _joined(parts: list[Spec]) -> Spec:
    looks = [{name: value for name, value in part["mark"].items() if name in LOOKS} for part in parts]
    rows = [
        row | {name: value for name, value in look.items() if value is not None}
        for part, look in zip(parts, looks, strict=True)
        for row in part["data"]["values"]
    ]
    names = [name for name in LOOKS if any(look.get(name) is not None for look in looks)]
    mark = {name: value for name, value in parts[0]["mark"].items() if name not in LOOKS}
    nothing = {name: None for name in ("fill", "stroke") if name not in names}
    kinds = dict.fromkeys(_COLORS, "nominal") | dict.fromkeys(_NUMBERS, "quantitative")
    return {
        "data": {"values": rows},
        "mark": mark | nothing | {name: {"expr": f"datum.{name}"} for name in names if name in _PLACES},
        "encoding": parts[0].get("encoding", {})
        | {name: {"field": name, "type": kinds[name], "scale": None} for name in names if name in kinds},
    }
