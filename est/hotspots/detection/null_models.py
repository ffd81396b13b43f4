"""What a place is compared with: an even spread, where people are, or where other reports come from."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from est.space.area import StudyArea
from est.text import N_

Floats = npt.NDArray[np.float64]

# Part of the people null that is spread evenly: a cell where nobody lives still has passers-by, and an expectation of
# nothing would flag any four reports there.
EVEN_PART = 0.05


class NullModel(StrEnum):
    """The spread that a flag stands out from. The values are those of `est flags --null`."""

    EVEN = "even"
    PEOPLE = "people"
    REPORTS = "reports"


NAMES: dict[NullModel, str] = {
    NullModel.EVEN: N_("an even spread over the study area"),
    NullModel.PEOPLE: N_("where people live"),
    NullModel.REPORTS: N_("where the same organisations' other reports come from"),
}


@dataclass(frozen=True)
class Expectation:
    """The part of all reports (n values that add up to 1) that each cell of a study area is expected to hold.

    `of` holds, where the expectation is made up of organisations, the number expected from each (n values); without one
    of them the expectation is that of the others. `silent` is the number of cells from which nobody reports.
    """

    null: NullModel
    shares: Floats
    of: dict[str, Floats] = field(default_factory=dict)
    silent: int = 0

    def leave_each_out(self, organisations: list[str]) -> Floats:
        """Return the shares without each of these organisations in turn (organisations × n)."""
        if not self.of:
            return np.broadcast_to(self.shares, (len(organisations), self.shares.size))
        nothing = np.zeros(self.shares.size)
        whole: Floats = np.sum(list(self.of.values()), axis=0)
        left: Floats = np.array([whole - self.of.get(name, nothing) for name in organisations])
        left /= np.maximum(left.sum(axis=1, keepdims=True), 1e-12)
        return left


def even_spread(area: StudyArea) -> Expectation:
    """Return the expectation by area: every square metre of the study area alike."""
    size = area.cells["area_km2"].to_numpy()
    return Expectation(NullModel.EVEN, size / size.sum() if size.size else size)


def by_people(area: StudyArea, people: pl.DataFrame) -> Expectation:
    """Return the expectation by people (residents, addresses): of `people_by_cell` [resolution, cell, value].

    A twentieth of it is even (`EVEN_PART`). People outside the study area take no part; with none inside it is even.
    """
    by_area = even_spread(area)
    there = people.filter(pl.col("resolution") == area.resolution).select("cell", "value")
    value = area.cells.join(there, on="cell", how="left", maintain_order="left")["value"].fill_null(0.0).to_numpy()
    if value.sum() <= 0:
        return Expectation(NullModel.PEOPLE, by_area.shares)
    return Expectation(NullModel.PEOPLE, (1 - EVEN_PART) * value / value.sum() + EVEN_PART * by_area.shares)


def by_other_reports(area: StudyArea, chosen: pl.DataFrame, every: pl.DataFrame) -> Expectation:
    """Return the expectation e_i = Σ_o N_o,c · n_o,i / n_o: each organisation reports c where it reports at all.

    `chosen` (category c) and `every` (all categories) are [cell u64, organisation String, tested f64]. Cells outside
    the area take no part.
    """
    index = {cell: row for row, cell in enumerate(area.ids.tolist())}
    of: dict[str, Floats] = {}
    inside = area.cells.select("cell")
    wanted = dict(
        chosen.join(inside, on="cell", how="semi").group_by("organisation").agg(pl.col("tested").sum()).rows()
    )
    for (name,), rows in every.join(inside, on="cell", how="semi").group_by("organisation"):
        spread = np.zeros(len(index))
        np.add.at(spread, [index[cell] for cell in rows["cell"].to_list()], rows["tested"].to_numpy())
        if wanted.get(name) and spread.sum() > 0:
            of[str(name)] = wanted[name] * spread / spread.sum()
    total = np.sum(list(of.values()), axis=0) if of else even_spread(area).shares
    return Expectation(NullModel.REPORTS, total / total.sum(), of)
