"""The places that are watched: hotspots that were taken up, named places, and every cell alone and with its ring."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from est.hotspots.register.queries import RecordedHotspot
from est.space.area import StudyArea
from est.space.cells import Cells, cells_of_size, cells_to_text, latlng_to_cells, text_to_cell

KNOWN, OTHERS = 0, 1  # the families of places, which share the false alarms between them


@dataclass(frozen=True)
class KnownPlace:
    """A place that the group knows: its name, its cells as text, and the identity of its hotspot, if it is one."""

    name: str
    cells: tuple[str, ...]
    hotspot: str | None = None


@dataclass(frozen=True)
class WatchedPlaces:
    """Everything that is watched at one resolution: known places, then the cells of the area, then these with rings.

    `members` is places × cells (int8) of which cells each place holds; `cells` are those, sorted, those of the area and
    what the known places hold beyond it.
    """

    known: tuple[KnownPlace, ...]
    cells: Cells
    members: sparse.csr_array

    @property
    def families(self) -> npt.NDArray[np.int64]:
        """The family of each place."""
        return np.where(np.arange(self.members.shape[0]) < len(self.known), KNOWN, OTHERS)

    def cells_of_place(self, number: int) -> tuple[str, ...]:
        """Return the cells of a place as text."""
        held = self.members[[number]].indices
        return tuple(cells_to_text(pl.Series("cell", np.sort(self.cells[held]))).to_list())


def watched_places(area: StudyArea, hotspots: Iterable[RecordedHotspot], named: pl.DataFrame) -> WatchedPlaces:
    """Return what is watched in an area: open hotspots and named places [name, lat, lng], its cells, and their rings.

    A hotspot whose cells are of another size is taken at the cells of the area that they lie in or hold. A named place
    is the cell that its middle lies in; one that is in a hotspot's cell is left to that.
    """
    resolution = area.resolution
    taken = [
        KnownPlace(one.name, tuple(sorted(cells_of_size(one.cells, resolution))), one.identity)
        for one in hotspots
        if not one.hotspot.closed and not one.hotspot.became
    ]
    inside = {cell for place in taken for cell in place.cells}
    middles = latlng_to_cells(named["lat"].to_numpy(), named["lng"].to_numpy(), resolution)
    by_cell: dict[str, str] = {}
    for name, cell in zip(named["name"].to_list(), cells_to_text(pl.Series("cell", middles)).to_list(), strict=True):
        by_cell[cell] = f"{by_cell[cell]}, {name}" if cell in by_cell else name
    known = (*taken, *(KnownPlace(name, (cell,)) for cell, name in by_cell.items() if cell not in inside))
    extra = {text_to_cell(cell) for place in known for cell in place.cells} - set(area.ids.tolist())
    cells = np.sort(np.concatenate([area.ids, np.array(sorted(extra), dtype=np.uint64)]))
    return WatchedPlaces(known, cells, _members(known, area, cells))


def _members(known: tuple[KnownPlace, ...], area: StudyArea, cells: Cells) -> sparse.csr_array:
    rows = [np.searchsorted(cells, [text_to_cell(cell) for cell in place.cells]) for place in known]
    own = np.searchsorted(cells, area.ids)
    rows += list(own[:, None])
    rows += [own[disk[disk < own.size]] for disk in area.disks]
    lengths = [len(row) for row in rows]
    row = np.repeat(np.arange(len(rows)), lengths)
    column = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    return sparse.csr_array((np.ones(column.size, dtype=np.int8), (row, column)), shape=(len(rows), cells.size))
