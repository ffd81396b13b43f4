"""The map of a selection: its cells with flag, rank, nearest place and outline, and few enough of them to click on."""

from dataclasses import dataclass
from functools import cached_property

import h3
import numpy as np
import polars as pl

from est.hotspots.detection.flags import Flags, find_flags
from est.hotspots.detection.null_models import NullModel
from est.hotspots.detection.places import FlaggedPlace
from est.hotspots.detection.ranking import flagged_cells, group_neighbours, rank_cells
from est.hotspots.evolution.tracking import places_of_flags
from est.picture.selection import Selection
from est.space.area import study_area
from est.space.cell_districts import cell_districts, with_districts
from est.space.cells import RESOLUTIONS, text_to_cell
from est.space.nearest import called_by_their_own, cell_points, nearest_places
from est.space.places import named_places
from est.store import Store

CLICKABLE_CELLS = 10_000  # what a browser draws and answers to without delay


@dataclass(frozen=True)
class MapView:
    """What a map shows of a selection: the flags, and their cells with rank, place and position.

    `cells` is that of `Flags.cells` and [rank] with the columns of `nearest`. `nearest` is that of `nearest_to_cells`,
    `named` are the named places. `coarsened` tells that the cells are larger than was asked for or the rule chose, as
    there would be too many to click on. What only some pages show is worked out when it is asked for.
    """

    selection: Selection
    found: Flags
    cells: pl.DataFrame
    nearest: pl.DataFrame
    named: pl.DataFrame
    coarsened: bool = False

    @cached_property
    def flags(self) -> list[pl.DataFrame]:
        """The flagged cells by rank, those that touch together."""
        return group_neighbours(flagged_cells(self.cells))

    @cached_property
    def places(self) -> tuple[FlaggedPlace, ...]:
        """The places of the flags, each with the outline around its reports."""
        return places_of_flags(self.selection, self.found, self.named)

    @cached_property
    def outlined(self) -> pl.DataFrame:
        """The cells with `outline_ha`: the hectares of the outline of the flagged place that the cell belongs to."""
        hectares = {cell: place.area_m2 / 10_000 for place in self.places for cell in place.cells}
        outlined = pl.col("cell").replace_strict(hectares, default=None, return_dtype=pl.Float64).round(2)
        return self.cells.with_columns(outlined.alias("outline_ha"))

    @cached_property
    def most(self) -> pl.DataFrame:
        """Where most is reported: `Flags.most` with the columns of `nearest`, called as on the map."""
        called = self.cells.select(*self.nearest.columns)
        return self.found.most.join(called, on="cell", how="left", maintain_order="left")


def find_map_view(
    store: Store, selection: Selection, resolution: int | None = None, null: NullModel | str = NullModel.EVEN
) -> MapView:
    """Return the map of a selection at a resolution (None: by the rule). Raises what `find_flags` raises."""
    found, coarsened = clickable_flags(store, selection, resolution, NullModel(null))
    nearest = nearest_to_cells(store, found.area.resolution)
    return make_map_view(selection, found, coarsened, nearest, named_places(store))


def clickable_flags(store: Store, selection: Selection, resolution: int | None, null: NullModel) -> tuple[Flags, bool]:
    """Return the flags of a selection in cells that are few enough to click on, and whether these are coarser for it.

    `resolution` is that of the cells, None for the rule's.
    """
    found = find_flags(store, selection, resolution, null=null)
    wanted = found.resolution
    while found.resolution is not None and found.cells.height > CLICKABLE_CELLS and found.resolution > min(RESOLUTIONS):
        found = find_flags(store, selection, found.resolution - 1, null=null)
    return found, found.resolution != wanted


def nearest_to_cells(store: Store, resolution: int) -> pl.DataFrame:
    """Return [cell text, lat, lng, place, distance_m, district, number] of the study area's cells: the nearest named
    place, 0 m from one that lies in the cell, and where none is named `cell_districts`.
    """
    named = named_places(store)
    near = called_by_their_own(nearest_places(cell_points(study_area(store, resolution).ids), named), named)
    return with_districts(near, cell_districts(store, resolution))


def make_map_view(
    selection: Selection, found: Flags, coarsened: bool, nearest: pl.DataFrame, named: pl.DataFrame
) -> MapView:
    """Return the map of flags. `nearest` is that of `nearest_to_cells`, `named` are the named places."""
    cells = rank_cells(found.cells).join(nearest, on="cell", how="left", maintain_order="left")
    return MapView(selection, found, _named_by_tellers(cells, named), nearest, named, coarsened)


def _named_by_tellers(cells: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Return the cells, those whose flag a smaller cell told at its place and with its name: it knows better where."""
    told = [(cell, by) for cell, by in cells.select("cell", "told_by").drop_nulls().rows() if _finer(by, cell)]
    if not told:
        return cells
    tellers = cell_points(np.array([text_to_cell(by) for _, by in told], dtype=np.uint64))
    columns = ("lat", "lng", "place", "distance_m")
    near = nearest_places(tellers, named).select(*columns).with_columns(pl.Series("cell", [cell for cell, _ in told]))
    is_told = pl.col("cell").is_in([cell for cell, _ in told])
    joined = cells.join(near, on="cell", how="left", maintain_order="left", suffix="_told")
    taken = (pl.when(is_told).then(f"{name}_told").otherwise(name).alias(name) for name in columns)
    return joined.with_columns(*taken).drop(f"{name}_told" for name in columns)


def _finer(one: str, other: str) -> bool:
    return bool(h3.get_resolution(one) > h3.get_resolution(other))
