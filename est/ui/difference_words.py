"""How the differences on a map are written, in their cells and in its key."""

from collections.abc import Sequence

import polars as pl

from est import maps
from est.text import Translator
from est.text.decimals import whole_number


def signed_number(value: float, words: Translator) -> str | None:
    """Return a difference as it stands in its cell, with its sign; None where there is none in whole reports."""
    return words.signed(value) if whole_number(value) else None


def difference_keys(
    bounds: Sequence[int], differences: pl.Series, palette: maps.Palette, words: Translator
) -> list[maps.Key]:
    """Return the key of the classes of differences; none where nothing differs."""
    if not bounds:
        return []
    sides = {"fewer": words.gettext("{n} fewer than before"), "more": words.gettext("{n} more than before")}
    title = words.gettext("Reports in a cell:")
    return [maps.difference_key(bounds, float(differences.abs().max() or 0), sides, title, palette)]  # type: ignore[arg-type]  # a numeric column's largest value
