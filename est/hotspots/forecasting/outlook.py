"""Looking ahead from what is stored: the history of the study area, its backtest, and the weeks to come."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from est.hotspots.detection.cell_sizes import sizes_of_cells
from est.hotspots.forecasting.backtest import Backtest, backtest
from est.hotspots.forecasting.cell_history import CellHistory, HistoryCells, HistoryPoints, cell_history
from est.hotspots.forecasting.forecast import METHODS, forecast
from est.picture.daily_counts import DailyCounts, daily_counts, month_starts, whole_daily_counts
from est.picture.selection import Selection
from est.progress import Progress, ignore_progress
from est.space.area import StudyArea, study_area
from est.space.cells import Cells as CellIds
from est.space.cells import cells_to_text
from est.space.distances import metres_between, middle_point
from est.store import Store

BEST = "ensemble"  # the method that is shown
RIVALS = ("count", "last_three_months")  # what it must be better than
SHOWN_SHARE = 0.05
COARSE = 8  # resolution when the rule finds none
DAYS_AHEAD, DAYS_A_MONTH = 28, 365.25 / 12


@dataclass(frozen=True)
class Outlook:
    """The history of a selection over the study area by month, and the forecast's test on it.

    `start` and `end` bound the history (end exclusive), `outside` is the weight of the reports outside the study area
    and `coarse` of those without a place exact enough. `cells` is [cell text, count, expected, low, high], by cell:
    reports so far, and expected in the four weeks from `end` with the bounds of an 80 % interval.
    """

    resolution: int
    start: date
    end: date
    months: int
    reports: float
    outside: float
    coarse: float
    cells: pl.DataFrame
    test: Backtest

    @property
    def earned(self) -> bool:
        """Whether the forecast beat plain counts and the last three months, each by its whole interval, at 5 %."""
        return all(self.test.gain(BEST, rival, SHOWN_SHARE).certain for rival in RIVALS)


def look_ahead(
    store: Store, selection: Selection, resolution: int | None = None, progress: Progress = ignore_progress
) -> Outlook:
    """Return the forecast and its backtest, from all that is loaded up to the selection's end.

    Raises TooLittleHistoryError when less than eight months are loaded, and AreaError for an unknown resolution.
    """
    chosen = whole_daily_counts(store, selection)
    if resolution is None:
        resolution = sizes_of_cells(store, chosen)[0].resolution or COARSE
    area, known = study_area(store, resolution), daily_counts(store, chosen, resolution)
    months = month_starts(chosen.start, chosen.end)
    made, outside = _history(known, area, months)
    test = backtest(made, progress=progress)
    cells = _expected(made, area)
    return Outlook(
        resolution,
        chosen.start,
        chosen.end,
        made.periods,
        float(made.counts.sum()),
        outside,
        known.coarse + known.placeless,
        cells,
        test,
    )


def _history(known: DailyCounts, area: StudyArea, months: list[date]) -> tuple[CellHistory, float]:
    """Return the history of the study area by month, and the weight of the reports outside it."""
    numbered = area.cells.select(home="cell").with_row_index("number")
    inside = known.reports.join(numbered, on="home", how="inner", maintain_order="left")
    middle = middle_point(area.ids)
    points = HistoryPoints(
        *metres_between(_ids(inside), middle),
        inside["number"].cast(pl.Int64).to_numpy(),
        np.searchsorted(np.array(months, "datetime64[D]"), inside["day"].to_numpy(), side="right") - 1,
        inside["weight"].to_numpy(),
    )
    where = HistoryCells(*metres_between(area.ids, middle), area.cells["area_km2"].to_numpy())
    outside = float(known.reports.join(numbered, on="home", how="anti")["weight"].sum())
    return cell_history(points, where, len(months) - 1), outside


def _ids(reports: pl.DataFrame) -> CellIds:
    return reports["cell"].to_numpy()


def _expected(made: CellHistory, area: StudyArea) -> pl.DataFrame:
    coming = forecast(made, METHODS[BEST], DAYS_AHEAD / DAYS_A_MONTH)
    return pl.DataFrame(
        {
            "cell": cells_to_text(area.cells["cell"]),
            "count": made.counts.sum(axis=1),
            "expected": coming.expected,
            "low": coming.low,
            "high": coming.high,
            "area_km2": made.area,
        }
    )
