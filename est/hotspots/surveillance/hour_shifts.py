"""Whether a known place is bound to certain hours more than before: its hours against those of the town."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from est.clock import HOURS_IN_WEEK, PRESETS
from est.hotspots.surveillance.watched_places import KnownPlace
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.space.cells import cell_column, cells_to_text
from est.statistics.exact_tests import false_discovery
from est.statistics.stratified_tables import stratified_tail
from est.store import Store

LATELY, BEFORE = 12, 52  # weeks that are judged, and those before them that tell what is usual
LEAST, LEAST_WEEKS = 4, 3  # reports in the hours lately, and the separate weeks that they are of
LEVEL = 0.05  # false discovery among all places and hours

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class HourShift:
    """A known place that is bound to some hours more than before, while the town is not.

    `hours` is the key of `clock.PRESETS`. Of the `reports` of the latest twelve weeks whose hour is known, `count` came
    in these hours and `expected` would have. `q` is the false discovery rate.
    """

    name: str
    cells: tuple[str, ...]
    hours: str
    count: int
    reports: int
    expected: float
    q: float


def find_hour_shifts(
    store: Store, known: tuple[KnownPlace, ...], resolution: int, first: date, last: date
) -> tuple[HourShift, ...]:
    """Return the known places with more in some hours than before, the surest first; of each place its surest hours.

    `known` are places of cells of this resolution, `first` and `last` the days between which reports are known. Nothing
    is said before a quarter of a year lies before the twelve weeks that are judged.
    """
    end = last + timedelta(days=1)
    start = max(first, end - timedelta(weeks=LATELY + BEFORE))
    if (end - start).days < 7 * 2 * LATELY or not known:
        return ()
    rows = _hours_of_reports(store, resolution, Selection(start, end), end - timedelta(weeks=LATELY))
    asked = [(place, name) for place in known for name in PRESETS if name != "all"]
    inside = {name: hours_inside(rows, hours) for name, hours in PRESETS.items() if name != "all"}
    found = [_shift(place, name, rows, inside[name]) for place, name in asked]
    q = false_discovery([1.0 if one is None else one.q for one in found])
    sure = [
        HourShift(**vars(one) | {"q": float(rate)})
        for one, rate in zip(found, q, strict=True)
        if one is not None and rate <= LEVEL
    ]
    best: dict[tuple[str, ...], HourShift] = {}
    for one in sorted(sure, key=lambda one: (one.q, one.expected - one.count)):
        best.setdefault(one.cells, one)
    return tuple(best.values())


def _hours_of_reports(store: Store, resolution: int, period: Selection, lately: date) -> pl.DataFrame:
    """Return [cell String, organisation String, week i32 (from 0 lately, negative before), hour, hours i32 (that the
    window touches), count f64] of the reports whose hour is known; repeats within an hour count as tests count them.
    """
    sql, values = selected_sql(period)
    found = store.ask(
        f"""SELECT cell, organisation, week, hour, hours, sum(count)::DOUBLE AS count
        FROM (
            SELECT chosen.{cell_column(resolution)} AS cell, coalesce(chosen.organisation::VARCHAR, '') AS organisation,
                floor(date_diff('day', $lately::DATE, chosen.starts::DATE) / 7)::INTEGER AS week,
                chosen.hour::INTEGER AS hour,
                greatest(1, (chosen.week_minute % 60 + coalesce(chosen.minutes, 0)::INTEGER + 59) // 60)::INTEGER
                    AS hours,
                CASE WHEN bool_or(every_row IS NOT DISTINCT FROM false) THEN 1 ELSE count(*) END AS count
            FROM ({sql}) AS chosen LEFT JOIN organisations ON organisations.id = chosen.organisation
            WHERE chosen.cell IS NOT NULL AND chosen.hour IS NOT NULL
                AND coalesce(chosen.place_precision, '') <> 'area'
            GROUP BY 1, 2, 3, 4, 5, chosen.starts::DATE, chosen.category)
        GROUP BY ALL""",  # noqa: S608 (the rule's own SQL, and names of ours)
        values | {"lately": lately},
    )
    return found.with_columns(cell=cells_to_text(found["cell"]))


def hours_inside(rows: pl.DataFrame, hours: frozenset[int]) -> Floats:
    """Return for every row 1 where its whole window lies in the hours, 0 where none of it does, else NaN."""
    chosen = np.array([hour % HOURS_IN_WEEK in hours for hour in range(2 * HOURS_IN_WEEK)])
    before = np.concatenate([[0], chosen.cumsum()])
    first, length = rows["hour"].to_numpy(), np.minimum(rows["hours"].to_numpy(), HOURS_IN_WEEK)
    share: Floats = (before[first + length] - before[first]) / length
    return np.where((share > 0) & (share < 1), np.nan, share)


def _shift(place: KnownPlace, name: str, rows: pl.DataFrame, inside: Floats) -> HourShift | None:
    """Return what is found of a place and hours, with its p-value as `q`; None where too little came there lately."""
    told = rows.with_columns(
        inside=pl.Series(inside).cast(pl.Float64),
        there=pl.col("cell").is_in(list(place.cells)),
        lately=pl.col("week") >= 0,
    ).filter(pl.col("inside").is_not_nan())
    own = told.filter("there", "lately", pl.col("inside") == 1)
    if own["count"].sum() < LEAST or own["week"].n_unique() < LEAST_WEEKS:
        return None
    kinds = [(f"{kind}{when:d}", kind, when) for kind in (0, 1) for when in (False, True)]
    held = [
        pl.col("count").filter(pl.col("inside") == kind, pl.col("lately") == when).sum().alias(cell)
        for cell, kind, when in kinds
    ]
    strata = told.group_by("organisation", "there").agg(held).sort("organisation")
    here = strata.filter("there").select("11", "01", "10", "00").to_numpy().round().astype(np.int64)
    p, expected = stratified_tail(here, _town_odds(strata.filter(~pl.col("there"))))
    count, other = here[:, :2].sum(axis=0).tolist()
    return HourShift(place.name, place.cells, name, count, count + other, round(expected, 3), p)


def _town_odds(strata: pl.DataFrame) -> float:
    """Return how many times the odds of these hours are those of before, elsewhere and within organisations (Mantel &
    Haenszel 1959).
    """
    total = strata["00"] + strata["01"] + strata["10"] + strata["11"]
    more = float((strata["11"] * strata["00"] / total).sum())
    fewer = float((strata["10"] * strata["01"] / total).sum())
    return (more + 0.5) / (fewer + 0.5)
