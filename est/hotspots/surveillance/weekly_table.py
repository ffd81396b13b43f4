"""The reports of watched places by week and organisation, and what they tell of places before anything is judged."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy import special

from est.hotspots.surveillance.expectation import PlacePrior, year_to_year_drift
from est.hotspots.surveillance.watched_places import WatchedPlaces
from est.hotspots.surveillance.weekly_scan import PAST, WINDOWS, Floats
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.space.area import StudyArea
from est.space.cells import cell_column
from est.statistics.bayes import gamma_prior
from est.statistics.dispersion import estimate_dispersion
from est.store import Store

MOST_WEEKS = 208  # four years: what is older weighs a sixteenth and less
MONTH, YEAR = 4, 52  # weeks
OWN_SEASON = 0.001  # p of a place's months beside its kind's, from which it has a season of its own
EVEN = 1e6  # shape and rate where places differ no more than chance


@dataclass(frozen=True)
class WeeklyTable:
    """The reports of watched places: `places` is weeks × organisations × places, `town` weeks × organisations.

    The weeks are counted back from `end`, the day after the last. `organisations` are identities ("" for none). Those
    that began to report less than half a year before the latest twelve weeks are left out (`newcomers`): of them nobody
    knows yet what is usual.
    """

    end: date
    places: Floats
    town: Floats
    organisations: tuple[str, ...]
    newcomers: tuple[str, ...]

    @property
    def weeks(self) -> int:
        """How many weeks there are."""
        return int(self.town.shape[0])


def weekly_table(store: Store, area: StudyArea, watched: WatchedPlaces, first: date, last: date) -> WeeklyTable:
    """Return the weeks that lie whole between two days, both included; repeats are counted as tests count them."""
    weeks = min(MOST_WEEKS, ((last - first).days + 1) // 7)
    end = last + timedelta(days=1)
    start = end - timedelta(weeks=weeks)
    counts, organisations = _counts(store, area, watched, Selection(start, end), weeks) if weeks else (None, ())
    if counts is None:
        return WeeklyTable(end, np.zeros((0, 0, watched.members.shape[0])), np.zeros((0, 0)), (), ())
    town = counts.sum(axis=2)
    began = np.where((town > 0).any(axis=0), (town > 0).argmax(axis=0), weeks)
    longest = max(window for window in WINDOWS if window == min(WINDOWS) or weeks >= PAST + window)
    settled = began <= max(weeks - longest - PAST, 0)
    kept, new = (tuple(np.array(organisations, dtype=object)[which].tolist()) for which in (settled, ~settled))
    counts = counts[:, settled]
    flat = watched.members @ counts.reshape(weeks * len(kept), counts.shape[2]).T
    places = np.ascontiguousarray(np.asarray(flat).T).reshape(weeks, len(kept), watched.members.shape[0])
    return WeeklyTable(end, places, town[:, settled], kept, new)


def _counts(
    store: Store, area: StudyArea, watched: WatchedPlaces, period: Selection, weeks: int
) -> tuple[Floats, tuple[str, ...]]:
    """Return weeks × organisations × watched cells, and the organisations that reported in these."""
    sql, values = selected_sql(period)
    column = cell_column(area.resolution)
    # other towns of the store are left out where they are read, and who reported is told at the end: a text for every
    # report would take longer than all else
    found = store.ask(
        f"""SELECT cell, organisation::VARCHAR AS organisation,
            (date_diff('day', $start::DATE, day) // 7)::INTEGER AS week, sum(count)::DOUBLE AS count
        FROM (
            SELECT chosen.{column} AS cell, chosen.organisation AS organisation, chosen.starts::DATE AS day,
                CASE WHEN bool_or(every_row IS NOT DISTINCT FROM false) THEN 1 ELSE count(*) END AS count
            FROM ({sql}) AS chosen LEFT JOIN organisations ON organisations.id = chosen.organisation
            WHERE chosen.{column} IN (SELECT unnest($watched::UBIGINT[]))
                AND coalesce(chosen.place_precision, '') <> 'area'
            GROUP BY 1, 2, 3, chosen.category)
        GROUP BY ALL""",  # noqa: S608 (the rule's own SQL, and names of ours)
        values | {"watched": watched.cells},
    )
    organisations = tuple(sorted(set(found["organisation"].fill_null("").to_list())))
    counts = np.zeros((weeks, len(organisations), watched.cells.size))
    where = np.searchsorted(watched.cells, found["cell"].to_numpy())
    who = np.searchsorted(np.array(organisations, dtype=object), found["organisation"].fill_null("").to_numpy())
    np.add.at(counts, (found["week"].to_numpy(), who, where), found["count"].to_numpy())
    return counts, organisations


def place_prior(places: Floats, town: Floats, watched: WatchedPlaces, area: StudyArea) -> PlacePrior:
    """Return what the weeks of a past tell of the places before their own: levels, drift and dispersion.

    How much places differ and drift is estimated from the cells of the area alone and with their rings apart; known
    places are taken as cells are.
    """
    size = np.zeros(watched.cells.size)
    size[np.searchsorted(watched.cells, area.ids)] = area.cells["area_km2"].to_numpy()
    size[size == 0] = size[size > 0].mean() if (size > 0).any() else 1.0
    share = watched.members @ size / area.cells["area_km2"].sum()
    n, known = area.ids.size, len(watched.known)
    every = places.sum(axis=1)
    values = np.empty((4, share.size))
    for first in (known, known + n):
        kind = slice(first, first + n)
        values[:, kind] = np.array(_prior(every[:, kind], share[kind], float(town.sum())))[:, None]
    values[:, :known] = values[:, known : known + 1]
    shape, rate, drift, dispersion = values
    return PlacePrior(share, shape, rate, drift, np.maximum(dispersion, _own_dispersion(every, town, dispersion)))


def _prior(every: Floats, share: Floats, total: float) -> tuple[float, float, float, float]:
    """Return shape, rate, drift and dispersion of places of one kind: weeks × places, and their part of the area."""
    shape, rate = gamma_prior(every.sum(axis=0), total * share) if share.size > 1 and total else (EVEN, EVEN)
    if not np.isfinite(rate):
        shape = rate = EVEN
    months, years = (_added(every, length) for length in (MONTH, YEAR))
    dispersion = estimate_dispersion(months)
    return shape, rate, year_to_year_drift(years, dispersion), dispersion


def _own_dispersion(every: Floats, town: Floats, common: Floats) -> Floats:
    """Return the dispersion of each place whose months surely vary more than its kind's do, else 1.

    Such a place has a season of its own, or comes and goes: it is not unusual for doing so.
    """
    months, whole = _added(every, MONTH), _added(town.sum(axis=1)[:, None], MONTH)
    if months.shape[1] < 3 or whole.sum() == 0:
        return np.ones(common.size)
    expected = months.sum(axis=1)[:, None] * whole / whole.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = np.nan_to_num((months - expected) ** 2 / expected)
    freedom = months.shape[1] - 1
    others = squares.sum(axis=1) - squares.max(axis=1)  # a month that stands alone makes no season
    seasonal = special.chdtrc(freedom - 1, others / common) < OWN_SEASON
    return np.where(seasonal, squares.sum(axis=1) / freedom, 1.0)


def _added(every: Floats, length: int) -> Floats:
    """Return the counts of places × whole periods of so many weeks, counted back from the end."""
    number = every.shape[0] // length
    whole = every[every.shape[0] - length * number :].reshape(number, length, every.shape[1])
    return np.asarray(whole.sum(axis=1).T)
