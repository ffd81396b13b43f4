"""What the tests count: events by cell, organisation and exactness of place, repeats taken once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from est.picture.selected_reports import SelectedReports
from est.space.cells import RESOLUTIONS, STORED_RESOLUTION, Cells, Floats
from est.space.index_codes import IndexPlaces, combine_codes, index_values

MOST_POSITIONS = 50_000  # with more reports, positions are taken together on cells of some hundred metres
COARSER = 10  # the resolution of those

EVIDENCE = {
    "cell": pl.UInt64,
    "organisation": pl.String,
    "position": pl.UInt64,
    "sigma": pl.Float64,
    "count": pl.Float64,
    "certain": pl.UInt32,
    "partial": pl.UInt32,
    "partial_weight": pl.Float64,
    "first_day": pl.Date,
    "last_day": pl.Date,
}
WEEKLY = {"week": pl.Date, **EVIDENCE}
HOME = "home"  # the column of where the cell of an event lies among the cells that were asked for


def events_of_reports(chosen: SelectedReports, resolution: int) -> pl.DataFrame:
    """Return the reports that have a cell as [cell u64, organisation String, position u64, sigma f64, count
    f64, certain u32, partial u32, partial_weight f64, first_day Date, last_day Date], by the first four.

    `cell` is of the resolution asked for, `position` the report's own cell of resolution 13 (of a coarser one when
    there are very many reports), `sigma` the standard deviation of its place in metres (est/space/precision.py).
    `count` is the sum of weights of all reports. The others tell what tests count: of an organisation whose repeats
    count once (organisations.every_row is false), one event for each cell, category and day, with the largest weight
    among its reports and the exactest of their places; of any other organisation every report.
    """
    return _added(chosen, resolution)


def weekly_events_of_reports(chosen: SelectedReports, resolution: int) -> pl.DataFrame:
    """Return the same week by week: [week Date (a Monday), and the columns of `events_of_reports`].

    The weeks of a period added up (`add_up_events`) are the events of that period.
    """
    return _added(chosen, resolution, weekly=True)


def single_events_of_reports(chosen: SelectedReports, resolution: int, inside: Cells) -> pl.DataFrame:
    """Return the same events in these cells (sorted) one by one, with the columns of `weekly_events_of_reports`, the
    organisation as an Enum, and [home u32], the place of the cell among these: neither is looked up again.

    They come in the order of the reports: what is to be added up over them by other keys need not be grouped first.
    """
    cells, cell = chosen.cells(resolution)
    positions, position = chosen.cells(_position_resolution(chosen, resolution))
    home = np.searchsorted(inside, cells).astype(np.uint32)
    there = np.isin(cells, inside, assume_unique=True)
    events = _events(chosen.placed, position, cell, there[cell])
    partial = events.weight < 1
    names = pl.Enum(chosen.organisations.drop_nulls())
    columns = {
        "week": pl.Series(_week(events.day)).cast(pl.Date),
        "cell": cells[events.cell],
        "organisation": chosen.organisations.cast(names).gather(events.organisation),
        "position": positions[events.position],
        "sigma": chosen.sigmas[events.sigma],
        "count": events.count,
        "certain": (~partial).astype(np.uint32),
        "partial": partial.astype(np.uint32),
        "partial_weight": np.where(partial, events.weight, 0.0),
        "first_day": (day := pl.Series(events.day).cast(pl.Date)),
        "last_day": day,
        HOME: home[events.cell],
    }
    return pl.DataFrame(columns)


def _position_resolution(chosen: SelectedReports, resolution: int) -> int:
    many = chosen.total > MOST_POSITIONS
    return max(COARSER, resolution + 1) if many and resolution < RESOLUTIONS[-1] else STORED_RESOLUTION


def _week(day: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the Mondays of days, both since 1970, which began on a Thursday."""
    return (day + 3) // 7 * 7 - 3


def add_up_events(weekly: pl.DataFrame) -> pl.DataFrame:
    """Return the events of all these weeks together, with the columns and the order of `events_of_reports`."""
    keys = ["cell", "organisation", "position", "sigma"]
    return (
        weekly.group_by(keys)
        .agg(
            pl.col("count").sum().round(9),
            pl.col("certain", "partial").sum(),
            pl.col("partial_weight").sum().round(9),
            pl.col("first_day").min(),
            pl.col("last_day").max(),
        )
        .sort(keys)
    )


@dataclass(frozen=True)
class _Events:
    """What is counted, by arrays of one length: where (its places among the cells and the positions), how exactly and
    by whom (their places in `SelectedReports`), on which day (since 1970), the weight of its reports together and that
    of the event.
    """

    cell: IndexPlaces
    position: IndexPlaces
    sigma: npt.NDArray[np.uint16]
    organisation: npt.NDArray[np.uint16]
    day: npt.NDArray[np.int32]
    count: Floats
    weight: Floats


def _added(chosen: SelectedReports, resolution: int, weekly: bool = False) -> pl.DataFrame:
    """Return the tested events, week by week where that is asked for."""
    positions, position = chosen.cells(_position_resolution(chosen, resolution))
    cells, cell = chosen.cells(resolution)
    events = _events(chosen.placed, position, cell)
    week = [_week(events.day)] if weekly else []
    # a position near the border of two cells may lie in both; as one number they are looked up, not sorted
    spot = index_values(combine_codes(events.cell, events.position))[1]
    known, group = index_values(combine_codes(*week, events.organisation, events.sigma, spot))
    one = np.empty(known.size, dtype=np.int64)
    one[group] = np.arange(group.size)
    first, last = events.day[one], events.day[one]
    np.minimum.at(first, group, events.day)
    np.maximum.at(last, group, events.day)
    partly = np.flatnonzero(events.weight < 1)
    partial = np.bincount(group[partly], minlength=known.size)
    week = [days[one] for days in week]
    home, where, who, how = (of[one] for of in (events.cell, events.position, events.organisation, events.sigma))
    found = pl.DataFrame(
        {
            **({"week": week[0]} if weekly else {}),
            "cell": cells[home],
            "organisation": chosen.organisations.gather(who),
            "position": positions[where],
            "sigma": chosen.sigmas[how],
            "count": np.bincount(group, events.count, known.size).round(9),
            "certain": np.bincount(group, minlength=known.size) - partial,
            "partial": partial,
            "partial_weight": np.bincount(group[partly], events.weight[partly], known.size).round(9),
            "first_day": first,
            "last_day": last,
        }
    )
    found = found.cast(WEEKLY if weekly else EVIDENCE)  # type: ignore[arg-type]  # names to types
    return found[np.argsort(combine_codes(*week, home, who, where, how))]


def _events(
    rows: pl.DataFrame, position: IndexPlaces, cell: IndexPlaces, kept: npt.NDArray[np.bool_] | None = None
) -> _Events:
    """Return the events of placed rows, or of those that are kept: those whose repeats count once one for each cell,
    organisation, category and day, all others every report.
    """
    names = ("sigma", "organisation", "category", "weight")
    sigma, organisation, category, weight = (rows[name].to_numpy() for name in names)
    day = rows["starts"].to_physical().to_numpy()
    once = np.flatnonzero(rows["once"].to_numpy())
    # sorted with the rows as their last digits, many times faster than rows are by what they hold
    number = np.sort(combine_codes(cell[once], organisation[once], category[once], day[once], np.arange(once.size)))
    event = number // max(once.size, 1)
    more = np.flatnonzero(event[1:] == event[:-1]) + 1
    # the first of an event, which comes before the first of those that repeat it, takes them in
    run = np.diff(more, prepend=-1) > 1
    one = (more[run] - 1)[np.cumsum(run) - 1]
    first, again = (once[number[at] - event[at] * once.size] for at in (one, more))
    counted = np.ones(rows.height, dtype=np.bool_) if kept is None else kept.copy()
    counted[again] = False
    left = np.flatnonzero(counted)

    def taken_in(values: npt.NDArray[Any], how: np.ufunc) -> npt.NDArray[Any]:
        together = values.copy()
        how.at(together, first, values[again])
        return together[left]

    return _Events(
        cell[left],
        taken_in(position, np.minimum),
        taken_in(sigma, np.minimum),
        organisation[left],
        day[left],
        taken_in(weight, np.add),
        taken_in(weight, np.maximum),
    )


def events_by_cell(events: pl.DataFrame) -> pl.DataFrame:
    """Return the events of each cell with the columns of `cell_counts` and `tested` f64, by cell.

    `certain`, `partial` and `partial_weight` are of the events that are tested, and `tested` is their sum of weights.
    """
    return (
        events.lazy()
        .group_by("cell")
        .agg(
            pl.col("count", "partial_weight").sum().round(9),
            pl.col("certain", "partial").sum(),
            pl.col("first_day").min(),
            pl.col("last_day").max(),
        )
        .with_columns(tested=pl.col("certain") + pl.col("partial_weight"))
        .sort("cell")
        .collect()
    )


def organisation_rows(events: pl.DataFrame) -> tuple[list[str], IndexPlaces]:
    """Return the organisations of events, in order, an unknown one as "", and the place of each event's among them."""
    who = events["organisation"]
    kind = who.dtype if isinstance(who.dtype, pl.Enum) else pl.Enum(who.unique().drop_nulls().sort())
    names = ["", *kind.categories]
    number = who.cast(kind).to_physical().cast(pl.Int64).fill_null(-1).to_numpy() + 1
    there = np.bincount(number, minlength=len(names)) > 0
    return [names[place] for place in np.flatnonzero(there).tolist()], (there.cumsum() - 1)[number]
