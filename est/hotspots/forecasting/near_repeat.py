"""After a report, do more follow close by within days than chance would bring: near repeats over the whole town."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from est.clock import ALL_HOURS
from est.picture.daily_counts import daily_counts, whole_daily_counts
from est.picture.selection import Selection
from est.progress import Progress, ignore_progress
from est.space.cells import RESOLUTIONS, Floats
from est.space.distances import metres_between, middle_point
from est.statistics.near_repeat import knox
from est.store import Store

DISTANCES = (0, 200, 400, 800)  # metres, half-open bands
DAYS = (0, 1, 8, 15, 29)  # half-open too: the same day, 1-7, 8-14 and 15-28 days after
FOLLOWING = 1  # row of the first distance and the second band of days
REPLICATIONS = 199
NEWEST = 3_000  # reports at most: their pairs grow with the square
FEWEST = 20
LEVEL = 0.05
SHAPE = (len(DISTANCES) - 1, len(DAYS) - 1)


@dataclass(frozen=True)
class NearRepeat:
    """What was found for one category: a frame of bands, the number of reports, and the day of the first of them.

    `bands` is [metres_from, metres_to, days_from, days_to, pairs i64, expected f64, ratio f64, p f64], bands half-open;
    `expected` is the mean of the pairs when the days are dealt anew among the places.
    """

    category: str
    reports: int
    first: date | None
    last: date | None
    bands: pl.DataFrame

    @property
    def enough(self) -> bool:
        """Whether there are reports enough for an answer."""
        return self.reports >= FEWEST

    @property
    def until(self) -> date | None:
        """The day after the last report."""
        return self.last + timedelta(days=1) if self.last else None

    @property
    def following(self) -> dict[str, float]:
        """The band that is spoken of: within 200 m and 1 to 7 days. The same day may be one event told twice."""
        return dict(self.bands.row(FOLLOWING, named=True))


def near_repeats(store: Store, selection: Selection, category: str, progress: Progress = ignore_progress) -> NearRepeat:
    """Return the near repeats of one category, of all loaded up to the selection's end and at most 3,000 reports.

    Knox's table (Knox 1964) with 199 permutations of the days; p is the probability of at least this many
    pairs under the permutations.
    """
    whole = replace(selection, hours=ALL_HOURS, organisations=(), districts=())
    asked = replace(whole, categories=(category,), subcategories=())
    found = daily_counts(store, whole_daily_counts(store, asked), RESOLUTIONS[-1])
    weight = found["weight"].cast(pl.Int64).to_numpy()
    rows = found[np.repeat(np.arange(found.height), weight)].tail(NEWEST)
    if rows.height < FEWEST:
        return NearRepeat(category, rows.height, None, None, _bands(*(np.zeros(SHAPE) for _ in range(3))).clear())
    cells = rows["cell"].to_numpy()
    x, y = metres_between(cells, middle_point(cells))
    day = rows["day"].to_physical().to_numpy().astype(np.float64)
    table = knox(x, y, day, DISTANCES, DAYS, replications=REPLICATIONS, seed=1, progress=progress)
    ratio, p = np.asarray(table.ratio), np.asarray(table.p)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.where(table.counts > 0, table.counts / ratio, np.nan)
    days = rows["day"]
    return NearRepeat(category, rows.height, days[0], days[-1], _bands(table.counts, expected, p))


def _bands(pairs: NDArray[Any], expected: Floats, p: Floats) -> pl.DataFrame:
    near, soon = np.meshgrid(np.arange(len(DISTANCES) - 1), np.arange(len(DAYS) - 1), indexing="ij")
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(expected > 0, pairs / expected, np.nan)
    return pl.DataFrame(
        {
            "metres_from": np.array(DISTANCES)[near.ravel()],
            "metres_to": np.array(DISTANCES)[near.ravel() + 1],
            "days_from": np.array(DAYS)[soon.ravel()],
            "days_to": np.array(DAYS)[soon.ravel() + 1],
            "pairs": pairs.ravel().astype(np.int64),
            "expected": expected.ravel(),
            "ratio": ratio.ravel(),
            "p": p.ravel(),
        }
    ).with_columns(pl.col("expected", "ratio").fill_nan(None))
