"""Whole areas that stand out: Kulldorff's scan over growing disks of cells, which asks whether there is any."""

from dataclasses import dataclass

import h3.api.basic_int as h3_int
import numpy as np
import numpy.typing as npt

from est.hotspots.detection.flags import Flags
from est.progress import Progress, ignore_progress
from est.space.area import StudyArea
from est.space.cells import cell_to_text
from est.statistics.scan_statistic import scan_statistic

REPLICATIONS = 999
LEVEL = 0.05
LARGEST_SHARE = 0.5  # of what is expected: a larger zone is rather a hole than a cluster (Kulldorff 1997)
MEMBERS = 1_500_000  # cells of all zones together, so that a city of 10,000 cells is scanned in seconds
FARTHEST = 60  # rings, where parts of the area lie far apart
BUILDING = 0.35  # of the time goes into the zones of a city of 10,000 cells, before any is held against chance
TOLD_EVERY = 1000  # zones

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ScanCluster:
    """An area that holds more than its share: its middle cell and all its cells as text, its reports and what was
    expected of them, how many times the risk outside it, and how often chance alone makes so strong a cluster.
    """

    middle: str
    cells: tuple[str, ...]
    reports: float
    expected: float
    times: float
    p: float

    @property
    def sure(self) -> bool:
        """Whether so strong a cluster somewhere in the town comes by chance in at most 5 %."""
        return self.p <= LEVEL


def scan_for_clusters(
    found: Flags, seed: int = 1, progress: Progress = ignore_progress, replications: int = REPLICATIONS
) -> tuple[ScanCluster, ...]:
    """Return the clusters of the flags' tested reports, the strongest first, none overlapping one above it.

    Each cell with growing rings around it is a zone, up to half of what is expected; the null is that of the flags. p
    is the rank of a zone's likelihood ratio among the highest ones of `replications` towns in which as many reports
    fall as expected (Kulldorff 1997; docs/method.md, section 4.7). Empty without cells or reports.
    """
    counts = np.rint(found.cells["tested"].to_numpy().astype(np.float64))
    expected = found.cells["expected"].to_numpy()
    if not counts.size or not counts.sum() or not expected.sum():
        return ()
    tried = scan_zones(found.area, expected / expected.sum(), lambda share: progress(BUILDING * share))
    texts = found.area.texts
    told = scan_statistic(
        counts,
        expected,
        [members for _, members in tried],
        replications,
        seed,
        progress=lambda share: progress(BUILDING + (1 - BUILDING) * share),
    )
    return tuple(
        ScanCluster(
            cell_to_text(tried[one.zone][0]),
            tuple(sorted(texts[row] for row in one.members)),
            one.observed,
            one.expected,
            one.relative_risk,
            one.p,
        )
        for one in told
    )


def scan_zones(
    area: StudyArea, shares: Floats, progress: Progress = ignore_progress
) -> list[tuple[int, npt.NDArray[np.intp]]]:
    """Return (middle cell, rows of its members) of the disks around every cell of the area, the smallest first."""
    progress(0.0)
    row = {cell: number for number, cell in enumerate(area.ids.tolist())}
    found: list[tuple[int, npt.NDArray[np.intp]]] = []
    growing, rings, held = dict.fromkeys(row, 0), 0, 0
    while growing and held <= MEMBERS and rings <= FARTHEST:
        for cell, size in list(growing.items()):
            members = np.array([row[one] for one in h3_int.grid_disk(cell, rings) if one in row], dtype=np.intp)
            if rings and shares[members].sum() > LARGEST_SHARE:
                del growing[cell]
            elif members.size > size:
                growing[cell] = members.size
                found.append((cell, members))
                held += members.size
                if not len(found) % TOLD_EVERY:
                    progress(min(1.0, held / MEMBERS))
        rings += 1
    return found
