"""The outlook on real incidents, thinned: what the kernel holds over plain counts, and how often the interval covers.

The incidents are those of tests/data: Houston's first eight months of 2010, by kind, and New York's thefts of
vehicles 2014-2017. Thinned ones are learned from. Hits are counted on every incident that was left out: the expected
hit rate is the same as on thinned ones, and far less of it is noise. The interval is that of the count that thinned
ones have in the month to come. The pattern of the whole history is the ceiling: what one who knew the long run of every
cell would hold.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import polars as pl
from scipy import stats

from est.errors import TooLittleHistoryError
from est.hotspots.forecasting.backtest import backtest
from est.hotspots.forecasting.cell_history import CellHistory, HistoryCells, HistoryPoints, Values, cell_history
from est.hotspots.forecasting.forecast import COUNT, KERNEL, METHODS, forecast
from est.space.cells import add_ring_cells, areas_km2, latlng_to_cells
from est.space.distances import metres_between, middle_point
from est.statistics.accuracy import accuracy_index
from tests.calibration import table
from tests.calibration.table import Row
from tests.data import DATA

RATES = (400, 1500)  # incidents a year that are left
RESOLUTION = 9
FOLDS = 6
SHARES = (0.01, 0.05)
LISTED = 10
WHOLE = "ceiling (all incidents)"
KINDS = ("robbery", "burglary", "auto theft", "aggravated assault", "theft")
TOWN_M = 3_500.0
LEVEL = 0.95


@dataclass(frozen=True)
class Incidents:
    """Real incidents of one kind: where they are, their cells, and months from 0; and the cells they lie in."""

    points: HistoryPoints
    cells: HistoryCells

    @property
    def months(self) -> int:
        """How many months there are."""
        return int(self.points.period.max()) + 1


@dataclass(frozen=True)
class Thinned:
    """What some thinned incidents give over the last six months: the hits of each method at each share, and for each
    of the ten cells with the most in the long run whether its interval held, what was expected and what came.
    """

    hits: dict[str, Values]
    held: list[bool]
    expected: list[float]
    came: list[float]


@dataclass(frozen=True)
class Gain:
    """How many times the hits of plain counts, or of another method, one held over all draws, by share of the area."""

    what: str
    method: str
    share: float
    ratio: float
    low: float
    high: float


@cache
def incidents(what: str) -> Incidents:
    """Return the incidents of a set: "New York vehicle theft", "Houston <kind>", or a town of 38 km² cut out of it."""
    if what.startswith("New York"):
        rows = _read("nyc_vehicle_thefts_2014_2017.parquet", "start_local").filter(pl.col("month") >= 2014 * 12)
    else:
        rows = _read("houston_crime_2010_jan_aug.parquet", "occurred_local").filter(pl.col("lat").is_between(29, 31))
        kind = what.removeprefix("Houston ")
        if kind in KINDS:
            rows = rows.filter(pl.col("category") == kind)
    if "town" in what:
        rows = _town(rows, int(what.rsplit(maxsplit=1)[-1]))
    return _placed(rows)


def _read(file: str, moment: str) -> pl.DataFrame:
    rows = pl.read_parquet(DATA / file).drop_nulls(["lat", "lon"]).rename({"lon": "lng"})
    month = pl.col(moment).dt.year().cast(pl.Int64) * 12 + pl.col(moment).dt.month() - 1
    day = (pl.col(moment).dt.epoch("s") / 86_400).alias("day")
    return rows.with_columns(month.alias("month"), day)


def _town(rows: pl.DataFrame, number: int) -> pl.DataFrame:
    """Return what lies within 3.5 km of an incident drawn by number, with at least 1,500 incidents there."""
    draw = np.random.default_rng(number)
    cells = latlng_to_cells(rows["lat"].to_numpy(), rows["lng"].to_numpy())
    x, y = metres_between(cells, middle_point(cells))
    while True:
        middle = draw.integers(len(x))
        near = np.hypot(x - x[middle], y - y[middle]) < TOWN_M
        if near.sum() >= 1_500:
            return rows.filter(near)


def _placed(rows: pl.DataFrame) -> Incidents:
    lat, lng = rows["lat"].to_numpy(), rows["lng"].to_numpy()
    own = latlng_to_cells(lat, lng, RESOLUTION)
    ids = add_ring_cells(np.unique(own))
    middle = middle_point(ids)
    month = rows["month"].to_numpy()
    x, y = metres_between(latlng_to_cells(lat, lng), middle)
    points = HistoryPoints(x, y, np.searchsorted(ids, own), (month - month.min()).astype(np.int64), np.ones(len(x)))
    return Incidents(points, HistoryCells(*metres_between(ids, middle), areas_km2(ids)))


def thinned(what: str, rate: float, seed: int) -> Thinned:
    """Return what is held and covered with so many incidents a year left to learn from."""
    known = incidents(what)
    points, area = known.points, known.cells.area
    draw = np.random.default_rng(seed)
    kept = draw.random(len(points.cell)) < rate * known.months / 12 / len(points.cell)
    some = HistoryPoints(*(getattr(points, name)[kept] for name in ("x", "y", "cell", "period", "weight")))
    made = cell_history(some, known.cells, known.months)
    found = Thinned({}, [], [], [])
    for month in range(known.months - FOLDS, known.months):
        left_out = points.cell[(points.period == month) & ~kept]
        observed = np.bincount(left_out, minlength=len(area)).astype(float)
        noise = draw.uniform(size=len(area))
        before = made.before_period(month)
        whole = np.bincount(points.cell[points.period < month], minlength=len(area)).astype(float)
        for name, guess in {**{name: method(before) for name, method in METHODS.items()}, WHOLE: whole}.items():
            found.hits[name] = found.hits.get(name, np.zeros(len(SHARES))) + _held(observed, guess, area, noise)
        _cover(found, before, made.counts[:, month])
    return found


def _cover(found: Thinned, before: CellHistory, came: Values) -> None:
    """Add the ten cells with the most, by the gate's choice or, with too little to test on, by the counts alone."""
    try:
        earned = backtest(before).earned
    except TooLittleHistoryError:
        earned = False
    coming, ranked = forecast(before, by_kernel=earned), forecast(before).expected
    y = before.counts.sum(axis=1)
    for cell in np.lexsort((-y, -ranked))[:LISTED]:
        if y[cell]:
            found.held.append(bool(coming.low[cell] <= came[cell] <= coming.high[cell]))
            found.expected.append(float(coming.expected[cell]))
            found.came.append(float(came[cell]))


def _held(observed: Values, guess: Values, area: Values, noise: Values) -> Values:
    found = accuracy_index(observed, guess + noise * area * 1e-9 * ((guess / area).max() + 1e-12), area)
    return np.asarray(np.interp(SHARES, np.r_[0, found.area_share], np.r_[0, found.hit_rate]) * observed.sum())


def gains(what: str, draws: Sequence[Thinned]) -> Iterator[Gain]:
    """Give the gain of every method over plain counts, with the interval over the draws of what is left."""
    for name in (KERNEL, WHOLE):
        for at, share in enumerate(SHARES):
            ours, plain = ([one.hits[method][at] for one in draws] for method in (name, COUNT))
            yield Gain(what, name, share, *_ratio(ours, plain))


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """Return the ratio of two means, paired by draw, and its interval (delta method)."""
    one, other = np.array(ours), np.array(theirs)
    ratio = one.sum() / other.sum()
    half = stats.norm.ppf((1 + LEVEL) / 2) * (one - ratio * other).std(ddof=1) / np.sqrt(one.size) / other.mean()
    return float(ratio), float(ratio - half), float(ratio + half)


CITIES = (*(f"Houston {kind}" for kind in KINDS), "Houston all kinds", "New York vehicle theft")
TOWNS = tuple(f"Houston town {number}" for number in range(4))


def drawn(name: str, rate: float, draws: int, pool: Executor | None = None) -> list[Thinned]:
    """Return what so many draws of a set give, the same ones every time."""
    run, seeds = partial(thinned, name, rate), range(draws)
    return list(map(run, seeds)) if pool is None else list(pool.map(run, seeds, chunksize=max(1, draws // 8)))


def together(found: Sequence[Gain], method: str, share: float) -> tuple[float, float, float]:
    """Return the geometric mean of a method's ratios over the sets at a share of the area, and its interval."""
    chosen = [gain for gain in found if gain.method == method and gain.share == share]
    logs = np.log([gain.ratio for gain in chosen])
    halves = np.array([(gain.high - gain.low) / 2 / gain.ratio for gain in chosen])
    half = np.sqrt((halves**2).sum()) / len(chosen)
    return float(np.exp(logs.mean())), float(np.exp(logs.mean() - half)), float(np.exp(logs.mean() + half))


def rows(draws: int, pool: Executor | None = None) -> Iterator[Row]:
    """Give the rows of the calibration: how often the interval covers, and the PAI over that of plain counts."""
    for rate in RATES:
        for group, names in (("cities", CITIES), ("towns", TOWNS)):
            found = {name: drawn(name, rate, draws, pool) for name in names}
            every = [one for some in found.values() for one in some]
            what = f"outlook, {rate} a year, {len(names)} {group}"
            held = [hit for one in every for hit in one.held]
            yield table.share(f"{what}: the 80 % interval of a listed cell holds the next month", held, None, ">= 0.8")
            expected, came = ([sum(getattr(one, part)) for one in every] for part in ("expected", "came"))
            yield Row(f"{what}: expected over what came", *_ratio(expected, came), None, None, len(held))
            gained = [gain for name, some in found.items() for gain in gains(name, some)]
            for share in SHARES:
                for method in (KERNEL, WHOLE):
                    value, low, high = together(gained, method, share)
                    told = f"{what}: PAI at {share:.0%} over that of plain counts, {method}"
                    yield Row(told, value, low, high, None, None, draws)
