"""The coming four weeks from what is stored: the history of the study area, its test, and the counts to expect."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from est.errors import TooLittleHistoryError
from est.hotspots.detection.cell_sizes import sizes_of_cells
from est.hotspots.forecasting.backtest import Backtest, backtest
from est.hotspots.forecasting.cell_history import CellHistory, HistoryCells, HistoryPoints, cell_history
from est.hotspots.forecasting.forecast import forecast
from est.picture.daily_counts import daily_counts, month_starts, whole_daily_counts
from est.picture.selection import Selection
from est.progress import Progress, ignore_progress
from est.space.area import StudyArea, study_area
from est.space.cells import Cells as CellIds
from est.space.distances import metres_between, middle_point
from est.store import Store

COARSE = 8  # resolution when the rule finds none
DAYS_AHEAD, DAYS_A_MONTH = 28, 365.25 / 12


@dataclass(frozen=True)
class MonthlyHistory:
    """The reports of a selection over the study area by month; `start` and `end` bound it (end exclusive)."""

    start: date
    end: date
    area: StudyArea
    cells: CellHistory


@dataclass(frozen=True)
class Outlook:
    """What the four weeks from `end` are expected to bring, and how well that could be foretold before.

    `cells` is [cell text, expected, low, high] of the study area, with the bounds of an 80 % interval. `test` is None
    where there is too little history to test on.
    """

    end: date
    cells: pl.DataFrame
    test: Backtest | None


def look_ahead(
    store: Store, selection: Selection, resolution: int, progress: Progress = ignore_progress
) -> Outlook | None:
    """Return the outlook from all that is loaded up to the selection's end; None without a report in the study area."""
    history = monthly_history(store, selection, resolution)
    made = history.cells
    if not made.counts.any():
        return None
    try:
        test = backtest(made, progress=progress)
    except TooLittleHistoryError:
        test = None
    coming = forecast(made, DAYS_AHEAD / DAYS_A_MONTH, by_kernel=test is not None and test.earned)
    cells = {"cell": history.area.texts, **vars(coming)}
    return Outlook(history.end, pl.DataFrame(cells), test)


def monthly_history(store: Store, selection: Selection, resolution: int | None = None) -> MonthlyHistory:
    """Return the history of all that is loaded up to the selection's end, at a resolution (None: by the rule).

    Raises AreaError for an unknown resolution.
    """
    chosen = whole_daily_counts(store, selection)
    if resolution is None:
        resolution = sizes_of_cells(store, chosen)[0].resolution or COARSE
    area, known = study_area(store, resolution), daily_counts(store, chosen, resolution)
    months = month_starts(chosen.start, chosen.end)
    return MonthlyHistory(chosen.start, chosen.end, area, _by_month(known, area, months))


def _by_month(known: pl.DataFrame, area: StudyArea, months: list[date]) -> CellHistory:
    numbered = area.cells.select(home="cell").with_row_index("number")
    inside = known.join(numbered, on="home", how="inner", maintain_order="left")
    middle = middle_point(area.ids)
    points = HistoryPoints(
        *metres_between(_ids(inside), middle),
        inside["number"].cast(pl.Int64).to_numpy(),
        np.searchsorted(np.array(months, "datetime64[D]"), inside["day"].to_numpy(), side="right") - 1,
        inside["weight"].to_numpy(),
    )
    where = HistoryCells(*metres_between(area.ids, middle), area.cells["area_km2"].to_numpy())
    return cell_history(points, where, len(months) - 1)


def _ids(reports: pl.DataFrame) -> CellIds:
    return reports["cell"].to_numpy()
