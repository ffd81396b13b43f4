"""The counts of a follow-up by its parts, of the organisations that are counted, without the cells left out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from est.measures.followup.design import CountedUnit, FollowUpDesign
from est.measures.followup.tally import Tally, tally_rows
from est.measures.followup.validity_checks import OrganisationStrata
from est.measures.followup.verdict import CountPair
from est.space.area import StudyArea

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class ComparedCounts:
    """A design's counts, and the cells (texts) that are left out of what the place is compared with."""

    design: FollowUpDesign
    counts: Tally
    area: StudyArea
    left_out: frozenset[str]

    @property
    def target(self) -> Rows:
        """The rows of the place, all of them."""
        return tally_rows(self.area, self.design.target)

    @property
    def known_left_out(self) -> tuple[str, ...]:
        """The cells that are left out, those outside the area aside."""
        return tuple(sorted(self.left_out & set(self.area.texts.to_list())))

    def rows_of(self, cells: tuple[str, ...]) -> Rows:
        """Return the rows of cells that are not left out."""
        return tally_rows(self.area, tuple(cell for cell in cells if cell not in self.left_out))

    def by_cell(self, table: Floats) -> Floats:
        """Return periods × cells of the organisations that are counted."""
        return np.asarray(table[self.counts.cohort].sum(axis=0))

    @property
    def control_table(self) -> Floats:
        """What the control counts, organisations × periods × cells."""
        return self.counts.every if self.design.counted is CountedUnit.ALL else self.counts.chosen

    def pair(self, table: Floats, cells: tuple[str, ...]) -> CountPair:
        """Return the reports of cells that are not left out, before and after."""
        found = self.by_cell(table)[:, self.rows_of(cells)].sum(axis=1)
        return CountPair(float(found[:-1].sum()), float(found[-1]))

    def strata(self, names: Mapping[str, str]) -> OrganisationStrata:
        """Return the place's and its control's counts by organisation that is counted."""
        cohort = self.counts.cohort
        members = zip(self.counts.organisations, cohort.tolist(), strict=True)
        return OrganisationStrata(
            tuple(names.get(identity, identity) for identity, member in members if member),
            _two(self.counts.chosen[cohort][:, :, self.target]),
            _two(self.control_table[cohort][:, :, self.rows_of(self.design.control)]),
        )

    def uncounted(self, names: Mapping[str, str]) -> dict[str, float]:
        """Return the place's reports of the organisations that are not counted, by name."""
        here = self.counts.chosen[:, :, self.target].sum(axis=(1, 2)).tolist()
        every = zip(self.counts.organisations, here, self.counts.cohort.tolist(), strict=True)
        return {names.get(identity, identity): float(number) for identity, number, member in every if not member}


def _two(table: Floats) -> Floats:
    """Return organisations × (all windows before, after)."""
    by = table.sum(axis=2)
    return np.stack([by[:, :-1].sum(axis=1), by[:, -1]], axis=1)
