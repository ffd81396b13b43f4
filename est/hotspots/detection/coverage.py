"""Where each organisation reports at all: other ground is no zero for it (docs/method.md, section 4.11)."""

import numpy as np
import numpy.typing as npt
import polars as pl

from est.hotspots.detection.batch_rule import add_rings
from est.hotspots.detection.null_models import Expectation, NullModel, even_spread
from est.hotspots.detection.robustness import Support, organisation_support
from est.space.area import StudyArea

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EXPECTED = 5.0  # reports: none where so many are expected has a probability of 0.007
ROUNDS = 4
LEFT = 0.05  # of its part stays with silent ground, as no place is surely without anybody who could report


def by_coverage(
    area: StudyArea, events: pl.DataFrame, dispersion: float = 1.0, support: Support | None = None
) -> Expectation:
    """Return the even expectation, each organisation's over the ground that it covers; without silent ground the plain.

    `events` are the tested ones in the cells of the area, `dispersion` that of cells. Ground is silent for an
    organisation where a cell with up to two rings holds none of its reports and five were expected (more where they
    come in bursts), and for all where that holds of all together. `support` is that of `organisation_support`,
    where it is known.
    """
    plain = even_spread(area)
    if events.is_empty():
        return plain
    names, counts = support or organisation_support(area, events)
    silent = silent_cells(area, np.vstack([counts, counts.sum(axis=0)]), plain.shares, dispersion)
    if not silent.any():
        return plain
    nowhere = silent[-1]
    weight = plain.shares * np.where(silent[:-1] | nowhere, LEFT, 1.0)
    # a cell beside silent ground lies in it in part: how much, its own count tells, where that is less than expected
    beside = ~nowhere & (np.asarray(add_rings(nowhere.astype(np.int64), area.disks)) >= 1)
    for _ in range(ROUNDS if beside.any() else 1):
        each = counts.sum(axis=1, keepdims=True) * weight / weight.sum(axis=1, keepdims=True)
        lower = counts.sum(axis=0) / np.maximum(each.sum(axis=0), 1e-12)
        weight = weight * np.where(beside, np.clip(lower, LEFT, 1.0), 1.0)
    of = {name: row for name, row in zip(names, each, strict=True) if row.sum() > 0}
    whole: Floats = each.sum(axis=0)
    return Expectation(NullModel.EVEN, whole / whole.sum(), of, int(silent[-1].sum()))


def silent_cells(area: StudyArea, counts: Floats, shares: Floats, dispersion: float = 1.0) -> Bools:
    """Return which cells are silent for each row of counts (rows × cells)."""
    # that nothing comes has the probability dispersion ^ (-e / (dispersion - 1)), and e ^ -e without bursts
    needed = EXPECTED if dispersion <= 1 else EXPECTED * (dispersion - 1) / np.log(dispersion)
    totals = counts.sum(axis=1)
    silent: Bools = np.zeros(counts.shape, dtype=np.bool_)
    for reach in area.reaches:  # silent ground of up to 19 cells at a time is looked for, and joins to larger
        empty = (reach @ counts.T).T == 0
        expected = totals[:, None] * (reach @ shares)[None, :]
        middle = (empty & (expected >= needed)).astype(np.float64)
        silent |= (reach @ middle.T).T > 0
    return silent
