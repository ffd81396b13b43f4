"""The district that a cell lies in, with which it is spoken of where no place is named; its position without one."""

import h3
import polars as pl

from est.space.area import study_area
from est.space.nearest import cell_points
from est.space.places import all_districts, assign_districts, named_places
from est.store import Store
from est.text import Translator

COLUMNS: dict[str, type[pl.DataType]] = {"district": pl.String, "number": pl.UInt32}
"""The name of the district, and the cell's number in it: null where it is the only one, or where places are named."""
CALLED: dict[str, type[pl.DataType]] = {"cell": pl.String, **COLUMNS}
NONE_CALLED = pl.DataFrame(schema=CALLED)


def cell_districts(store: Store, resolution: int) -> pl.DataFrame:
    """Return [cell text, district, number] of the study area's cells that are called by their district.

    None is where places are named. The cells of a district are numbered as one reads, from the north and from the west,
    so that each has one name wherever it is spoken of.
    """
    known = all_districts(store)
    if known.is_empty() or not named_places(store).is_empty():
        return NONE_CALLED
    points = cell_points(study_area(store, resolution).ids)
    found = assign_districts(points["lat"].to_numpy(), points["lng"].to_numpy(), known)
    names = dict(known.select("id", "name").iter_rows())
    named = points.with_columns(district=found.replace_strict(names, default=None, return_dtype=pl.String))
    inside = named.filter(pl.col("district").is_not_null()).sort("lat", "lng", "cell", descending=[True, False, False])
    place = pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("district")
    return inside.select("cell", "district", number=pl.when(pl.len().over("district") > 1).then(place).otherwise(None))


def with_districts(cells: pl.DataFrame, called: pl.DataFrame) -> pl.DataFrame:
    """Return cells [cell text, ..] with the columns of `cell_districts`, null where they are not called by these."""
    return cells.join(called, on="cell", how="left", maintain_order="left")


def district_name(district: str, number: int | None, words: Translator) -> str:
    """Return how a cell is spoken of by its district, with its number where there are several."""
    if number is None:
        return words.gettext("Cell in {district}").format(district=district)
    return words.gettext("Cell {number} in {district}").format(number=number, district=district)


def cell_position(cell: str, words: Translator) -> str:
    """Return how a cell is spoken of where there is neither a named place nor a district: 59,3057° N, 14,1050° Ö."""
    lat, lng = h3.cell_to_latlng(cell)
    text = words.gettext("{lat}° N, {lng}° E") if lng >= 0 else words.gettext("{lat}° N, {lng}° W")
    degrees = (f"{abs(number):.4f}".replace(".", words.decimal_sign) for number in (lat, lng))
    return text.format(**dict(zip(("lat", "lng"), degrees, strict=True)))
