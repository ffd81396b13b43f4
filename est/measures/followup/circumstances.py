"""What a verdict stands among: places that move by themselves, other measures, and how reporting changed. Values."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class DriftEstimate:
    """The relative standard deviation, between years, of the level of a cell and of a cell with its ring; from how many
    cells and years it was seen, and whether that of a cell is only assumed.
    """

    cell: float = 0.0
    ring: float = 0.0
    cells: int = 0
    years: int = 0
    assumed: bool = False

    def of_place(self, counts: npt.ArrayLike) -> float:
        """Return that of a place, from the counts of its cells: as much as if each cell moved for itself, and if there
        are several at least as much as a cell with its ring.
        """
        held = np.asarray(counts, dtype=float)
        shares = held / held.sum() if held.sum() > 0 else np.full(held.shape, 1 / max(held.size, 1))
        apart = self.cell * float(np.sqrt((shares**2).sum()))
        return apart if held.size < 2 else max(apart, self.ring)


@dataclass(frozen=True)
class OtherMeasure:
    """Another measure of the log that began or ended within the time that is compared: its title, its first day and its
    last one, if it has one, and its cells at the design's resolution.
    """

    title: str
    starts: date
    until: date | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ReportingChange:
    """The organisation whose part of the place's reports changed most surely: its reports before and after, those that
    were to be expected after by what it reports elsewhere, and the p of all organisations together.
    """

    organisation: str
    before: float
    after: float
    expected: float
    p: float
