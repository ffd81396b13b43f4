"""What happened in every cell, period by period, and around it. Pure functions on arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Values = NDArray[np.float64]
Whole = NDArray[np.int64]

BANDWIDTH = 600.0  # metres: docs/accuracy.md has what narrower ones hold
REACH = 3.0  # bandwidths; 1 % of a Gaussian in the plane lies further away
CHUNK = 20_000  # reports spread at a time


@dataclass(frozen=True)
class HistoryCells:
    """The cells of the study area: their centres in metres and their areas in km², one value a cell."""

    x: Values
    y: Values
    area: Values


@dataclass(frozen=True)
class HistoryPoints:
    """The reports: where they are in metres, the numbers of their cell and period, and the weight of each."""

    x: Values
    y: Values
    cell: Whole
    period: Whole
    weight: Values


@dataclass(frozen=True)
class CellHistory:
    """Counts (cells × periods, oldest first), areas (km²), and what the reports of other cells spread to each cell.

    `around` has the shape of `counts`. A cell has no part in its own surroundings: they say what is to be expected of
    it before its own reports are known.
    """

    counts: Values
    area: Values
    around: Values

    @property
    def periods(self) -> int:
        """How many periods there are."""
        return int(self.counts.shape[1])

    def before_period(self, period: int) -> "CellHistory":
        """Return the history as it was before a period."""
        return CellHistory(self.counts[:, :period], self.area, self.around[:, :period])


def cell_history(points: HistoryPoints, cells: HistoryCells, periods: int, bandwidth: float = BANDWIDTH) -> CellHistory:
    """Return the history of the reports over the cells.

    A report is spread by a Gaussian over the centres of the cells around it. What would fall outside the study area is
    given back to the cells inside it, so that no report is lost at an edge; the part of its own cell is left out.
    """
    counts, around = np.zeros((2, len(cells.area), periods))
    np.add.at(counts, (points.cell, points.period), points.weight)
    for first in range(0, len(points.cell), CHUNK):
        some = slice(first, first + CHUNK)
        weight, period = points.weight[some], points.period[some]
        when = sparse.csr_array((weight, (np.arange(len(weight)), period)), shape=(len(weight), periods))
        spread = _spreader(points.x[some], points.y[some], cells, bandwidth)
        spread.data[spread.indices == np.repeat(points.cell[some], np.diff(spread.indptr))] = 0.0
        around += (spread.T @ when).toarray()
    return CellHistory(counts, cells.area, around)


def _spreader(x: Values, y: Values, cells: HistoryCells, bandwidth: float) -> sparse.csr_array:
    """Return the points × cells matrix that spreads each point over the cells; every row sums to 1."""
    from sklearn.neighbors import KDTree  # noqa: PLC0415 (takes a second to load, which nothing else waits for)

    # a point always reaches the centre of the cell it lies in, however large the cell and however narrow the Gaussian
    corner = 1000 * np.sqrt(2 * cells.area.max(initial=0.0) / np.sqrt(27))
    centres = KDTree(np.column_stack([cells.x, cells.y]))
    near, metres = centres.query_radius(
        np.column_stack([x, y]), max(REACH * bandwidth, 1.2 * corner), return_distance=True
    )
    ends = np.r_[0, np.cumsum([len(found) for found in near])]
    cell, distance = np.concatenate(near), np.concatenate(metres)
    weight = np.exp(-((distance / bandwidth) ** 2) / 2) * cells.area[cell]
    spread = sparse.csr_array((weight, cell, ends), shape=(len(x), len(cells.area)))
    total = np.asarray(spread.sum(axis=1)).ravel()
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(total, np.finfo(float).tiny)) @ spread)
