"""What happened in every cell, period by period, and around it at several distances. Pure functions on arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

Values = NDArray[np.float64]
Whole = NDArray[np.int64]

NEAR = (150.0, 300.0)  # metres, spread from the reports themselves: a cell's centre is too coarse for these
WIDE = (600.0, 1200.0, 2400.0)  # metres, spread from the centres of the cells, which makes no difference here
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
    """Counts (cells × periods, oldest first), areas (km²), and by bandwidth (metres) the counts spread over nearby.

    Every spread table has the shape of `counts` and its sum in every period.
    """

    counts: Values
    area: Values
    around: Mapping[float, Values]

    @property
    def periods(self) -> int:
        """How many periods there are."""
        return int(self.counts.shape[1])

    def before_period(self, period: int) -> "CellHistory":
        """Return the history as it was before a period."""
        past = {bandwidth: table[:, :period] for bandwidth, table in self.around.items()}
        return CellHistory(self.counts[:, :period], self.area, past)


Spreaders = Mapping[float, sparse.csc_array]


def distance_kernels(cells: HistoryCells) -> Spreaders:
    """Return by bandwidth the cells × cells matrices that spread counts far; they hang on the cells alone."""
    centres = cKDTree(np.column_stack([cells.x, cells.y]))
    return {bandwidth: _spreader(centres, cells, bandwidth) for bandwidth in WIDE}


def cell_history(points: HistoryPoints, cells: HistoryCells, periods: int, far: Spreaders | None = None) -> CellHistory:
    """Return the history of the reports over the cells; `far` is that of `distance_kernels`, if known.

    A report is spread by a Gaussian over the centres of the cells around it. What would fall outside the study area is
    given back to the cells inside it, so that no report is lost at an edge.
    """
    counts = np.zeros((len(cells.area), periods))
    np.add.at(counts, (points.cell, points.period), points.weight)
    near = {bandwidth: _spread_points(points, cells, bandwidth, periods) for bandwidth in NEAR}
    wide = {bandwidth: np.asarray(spread @ counts) for bandwidth, spread in (far or distance_kernels(cells)).items()}
    return CellHistory(counts, cells.area, near | wide)


def _spread_points(points: HistoryPoints, cells: HistoryCells, bandwidth: float, periods: int) -> Values:
    """Return the reports' weights spread over the cells (cells × periods), some thousand reports at a time."""
    spread = np.zeros((len(cells.area), periods))
    for first in range(0, len(points.cell), CHUNK):
        some = slice(first, first + CHUNK)
        where = cKDTree(np.column_stack([points.x[some], points.y[some]]))
        weight, period = points.weight[some], points.period[some]
        when = sparse.csr_array((weight, (np.arange(len(weight)), period)), shape=(len(weight), periods))
        spread += (_spreader(where, cells, bandwidth) @ when).toarray()
    return spread


def _spreader(where: cKDTree, cells: HistoryCells, bandwidth: float) -> sparse.csc_array:
    """Return the cells × points matrix that spreads each point over the cells; every column sums to 1."""
    # a point always reaches the centre of the cell it lies in, however large the cell and however narrow the Gaussian
    corner = 1000 * np.sqrt(2 * cells.area.max(initial=0.0) / np.sqrt(27))
    reach = max(REACH * bandwidth, 1.2 * corner)
    centres = cKDTree(np.column_stack([cells.x, cells.y]))
    found = centres.sparse_distance_matrix(where, reach, output_type="ndarray")
    weight = np.exp(-((found["v"] / bandwidth) ** 2) / 2) * cells.area[found["i"]]
    spread = sparse.csc_array((weight, (found["i"], found["j"])), shape=(centres.n, where.n))
    total = np.asarray(spread.sum(axis=0)).ravel()
    return sparse.csc_array(spread @ sparse.diags_array(1 / np.maximum(total, np.finfo(float).tiny)))
