"""What the tests count: events by cell, organisation and exactness of place, repeats taken once."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from est.picture.report_hours import Places
from est.picture.selected_reports import SelectedReports
from est.space.cells import RESOLUTIONS, STORED_RESOLUTION, Cells, Floats
from est.space.index_codes import IndexPlaces, combine_codes, index_values, part_places, repeated_values

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
SUMS = ("count", "partial_weight", "certain", "partial")
BY_CELL = {name: EVIDENCE[name] for name in ("cell", *SUMS, "first_day", "last_day")} | {"tested": pl.Float64}
WEEKLY = {"week": pl.Date, **EVIDENCE}
Numbers = npt.NDArray[np.integer]
Weights = npt.NDArray[np.number]

NUMBERS = ("home", "spot", "exactness")
"""The columns of where an event's cell, position and standard deviation lie among those that were asked for or known:
what is grouped by them need not be looked up."""


def events_of_reports(chosen: SelectedReports, resolution: int) -> pl.DataFrame:
    """Return the reports that have a cell as [cell u64, organisation String, position u64, sigma f64, count
    f64, certain u32, partial u32, partial_weight f64, first_day Date, last_day Date], by the first four.

    `cell` is of the resolution asked for, `position` the report's own cell of resolution 13 (of a coarser one when
    there are very many reports), `sigma` the standard deviation of its place in metres (est/space/precision.py).
    `count` is the sum of weights of all reports. The others tell what tests count: of an organisation whose repeats
    count once (organisations.every_row is false), one event for each cell, category and day, with the largest weight
    among its reports and the exactest of their places; of any other organisation every report.
    """
    return _evidence(chosen, resolution, _added(chosen, _events(chosen, resolution)))


def weekly_events_of_reports(chosen: SelectedReports, resolution: int) -> pl.DataFrame:
    """Return the same week by week: [week Date (a Monday), and the columns of `events_of_reports`].

    The weeks of a period added up (`add_up_events`) are the events of that period.
    """
    return _evidence(chosen, resolution, _added(chosen, _events(chosen, resolution), weekly=True))


@dataclass(frozen=True)
class PeriodEvents:
    """The tested events of a period in some cells.

    `added` has the columns and the order of `events_of_reports`, the organisation as an Enum, and `NUMBERS`: the places
    of the cell among those asked for, of the position and of sigma among all that there are. `weekly` (weeks × cells,
    from the last week with any of them to the first) is what is tested in every week.
    """

    added: pl.DataFrame
    weekly: Floats


def period_events(chosen: SelectedReports, resolution: int, inside: Cells, coarsest: float) -> PeriodEvents:
    """Return the events in these cells (sorted), of places whose standard deviation is `coarsest` metres at most."""
    cells, cell = chosen.cells(resolution)
    home = np.searchsorted(inside, cells)
    there = np.isin(cells, inside, assume_unique=True)
    events = _events(chosen, resolution)
    rows = _added(chosen, events, there=there, coarsest=coarsest)
    names = chosen.fetched.organisations
    numbers = (home[rows.of.cell], rows.of.position, rows.of.sigma)
    added = _evidence(chosen, resolution, rows, names.cast(pl.Enum(names.drop_nulls()))).with_columns(
        pl.Series(name, number.astype(np.uint32)) for name, number in zip(NUMBERS, numbers, strict=True)
    )
    back = chosen.weeks_back
    weeks, n = int(back.max(initial=-1)) + 1, cells.size
    held = events.weight
    if chosen.fetched.sigmas[-1] > coarsest:
        held = held * (chosen.fetched.sigmas <= coarsest)[events.groups.sigma][events.group]
    by_week = np.bincount(back * n + cell, held, weeks * n).astype(np.float64).reshape(weeks, n)
    weekly = np.zeros((weeks, inside.size))
    weekly[:, home[there]] = by_week[:, there]
    busy = np.flatnonzero(weekly.any(axis=1))  # from the first week to the last one of these cells
    weekly = weekly[busy[0] : busy[-1] + 1] if busy.size else weekly[:0]
    return PeriodEvents(added, weekly)


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
class _Groups:
    """What events are added up by, an array each: the place of the cell among the cells, that of the position among the
    positions, and the rows of the exactness and the organisation in `FetchedReports`.
    """

    cell: Numbers
    position: Numbers
    sigma: Numbers
    organisation: Numbers

    def at(self, places: Numbers) -> "_Groups":
        """Return those at some places."""
        return _Groups(self.cell[places], self.position[places], self.sigma[places], self.organisation[places])


@dataclass(frozen=True)
class _Events:
    """What is counted, by arrays as long as `SelectedReports.weights`: the place of each among `groups`, the number of
    events, the weight of their reports together, and that of the event.

    The first of the reports of an event stands for all of it; those that repeat it are of number and weight 0.
    """

    groups: _Groups
    group: Numbers
    number: Numbers
    count: Weights
    weight: Weights

    def at(self, places: Places) -> "_Events":
        """Return those at some places."""
        return replace(self, **{name: getattr(self, name)[places] for name in ("group", "number", "count", "weight")})


@dataclass(frozen=True)
class _Rows:
    """Events added up, by arrays in the order of `events_of_reports`: what they are added up `of`, the Monday of the
    week where they were by week (days since 1970), and what is told of them.
    """

    of: _Groups
    week: npt.NDArray[np.int32] | None
    told: dict[str, npt.NDArray[Any]]


def _added(
    chosen: SelectedReports,
    events: _Events,
    weekly: bool = False,
    there: npt.NDArray[np.bool_] | None = None,
    coarsest: float = np.inf,
) -> _Rows:
    """Return the tested events added up, week by week where that is asked for, in the cells that are `there`."""
    of, group, size = events.groups, events.group, events.groups.cell.size
    week: list[npt.NDArray[np.int32]] = []
    if weekly:
        week = [_week(chosen.days)]
        known, group = index_values(combine_codes(*week, events.group))
        one = np.empty(known.size, dtype=np.int64)
        one[group] = np.arange(group.size)
        week, size = [week[0][one]], known.size
        of = of.at(events.group[one])
    number, count = (np.bincount(group, each, size) for each in (events.number, events.count))
    first, last = np.full(size, _NEVER), np.full(size, -_NEVER)
    np.minimum.at(first, group, chosen.days)
    np.maximum.at(last, group, chosen.days)
    partly = np.flatnonzero(events.weight < events.number)
    partial = np.bincount(group[partly], minlength=size)
    weight = np.bincount(group[partly], events.weight[partly], size)
    kept = (number > 0) & (chosen.fetched.sigmas[of.sigma] <= coarsest)
    if there is not None:
        kept &= there[of.cell]
    keys: list[Numbers] = [*week, of.cell, of.organisation, of.position, of.sigma]
    order = np.flatnonzero(kept)
    order = order[np.argsort(combine_codes(*(key[order] for key in keys)))]
    told: dict[str, npt.NDArray[Any]] = {
        "count": count[order].astype(np.float64).round(9),
        "certain": (number - partial)[order].astype(np.uint32),
        "partial": partial[order].astype(np.uint32),
        "partial_weight": weight[order].astype(np.float64).round(9),
        "first_day": first[order],
        "last_day": last[order],
    }
    return _Rows(of.at(order), week[0][order] if week else None, told)


def _evidence(
    chosen: SelectedReports, resolution: int, rows: _Rows, organisations: pl.Series | None = None
) -> pl.DataFrame:
    """Return the frame of events added up, their organisations out of these texts."""
    positions, cells = chosen.cells(_position_resolution(chosen, resolution))[0], chosen.cells(resolution)[0]
    known = chosen.fetched.organisations if organisations is None else organisations
    days = {"week": rows.week} if rows.week is not None else {}
    days |= {name: rows.told[name] for name in ("first_day", "last_day")}
    columns = {
        "cell": cells[rows.of.cell],
        "organisation": known.gather(rows.of.organisation),
        "position": positions[rows.of.position],
        "sigma": chosen.fetched.sigmas[rows.of.sigma],
        **rows.told,
        **{name: pl.Series(name, day, dtype=pl.Int32).cast(pl.Date) for name, day in days.items()},
    }
    return pl.DataFrame(columns).select(*(WEEKLY if rows.week is not None else EVIDENCE))


_NEVER = np.int32(2**31 - 1)


def _events(chosen: SelectedReports, resolution: int) -> _Events:
    """Return the events of the reports with a cell: those whose repeats count once one for each cell, organisation,
    category and day, all others every report.

    A part of reports by their days, categories and organisations holds whole events: they are those of all of them.
    """
    finest = _position_resolution(chosen, resolution)
    if chosen.weighed is not None:
        return _find_events(chosen, resolution, finest)
    key, kept = ("events", resolution, finest), chosen.fetched.kept
    if key not in kept:
        kept[key] = _find_events(SelectedReports(chosen.fetched), resolution, finest)
    found: _Events = kept[key]
    return found.at(chosen.placed)


def _find_events(chosen: SelectedReports, resolution: int, finest: int) -> _Events:
    cell, position = chosen.cells(resolution)[1], chosen.cells(finest)[1]
    sigma, organisation, category, once = map(chosen.values, ("sigma", "organisation", "category", "once"))
    weight = chosen.weights
    rows = np.flatnonzero(once)
    alike = combine_codes(cell[rows], organisation[rows], category[rows], chosen.days[rows])
    again, first = (rows[place] for place in repeated_values(alike))
    number = np.ones(cell.size, dtype=np.uint8)
    number[again] = 0

    def taken_in(values: npt.NDArray[Any], how: np.ufunc) -> npt.NDArray[Any]:
        together = values.copy()
        how.at(together, first, values[again])
        together[again] = together[first]  # so that they make no group of their own
        return together

    position, sigma = taken_in(position, np.minimum), taken_in(sigma, np.minimum)
    known, group = index_values(combine_codes(organisation, sigma, position))
    group = part_places(known.size, group, cell)
    one = np.empty(int(group.max(initial=-1)) + 1, dtype=np.int64)
    one[group] = np.arange(group.size)
    groups = _Groups(cell[one], position[one], sigma[one], organisation[one])
    count = taken_in(weight, np.add)
    count[again] = 0.0
    if (weight == 1).all():  # a tenth of the memory
        return _Events(groups, group.astype(np.int32), number, count.astype(np.uint32), number)
    return _Events(groups, group.astype(np.int32), number, count, taken_in(weight, np.maximum) * number)


def events_by_cell(events: pl.DataFrame) -> pl.DataFrame:
    """Return the events of each cell with the columns of `cell_counts` and `tested` f64, by cell.

    `certain`, `partial` and `partial_weight` are of the events that are tested, and `tested` is their sum of weights.
    """
    if events.is_empty():
        return pl.DataFrame(schema=BY_CELL)
    cell = events["cell"].to_numpy()
    if (cell[1:] < cell[:-1]).any():  # by week
        order = np.argsort(cell, kind="stable")
        events, cell = events[order], cell[order]
    begins = np.append(0, 1 + np.flatnonzero(cell[1:] != cell[:-1]))
    first, last = (events[name].to_physical().to_numpy() for name in ("first_day", "last_day"))
    sums = {name: np.add.reduceat(events[name].to_numpy(), begins) for name in SUMS}
    days = {"first_day": np.minimum.reduceat(first, begins), "last_day": np.maximum.reduceat(last, begins)}
    weight = sums["partial_weight"].round(9)
    return pl.DataFrame(
        {
            "cell": cell[begins],
            "count": sums["count"].round(9),
            "partial_weight": weight,
            "certain": sums["certain"],
            "partial": sums["partial"],
            **{name: pl.Series(name, day, dtype=pl.Int32).cast(pl.Date) for name, day in days.items()},
            "tested": sums["certain"] + weight,
        },
        schema=BY_CELL,
    )


def organisation_rows(events: pl.DataFrame) -> tuple[list[str], IndexPlaces]:
    """Return the organisations of events, in order, an unknown one as "", and the place of each event's among them."""
    who = events["organisation"]
    kind = who.dtype if isinstance(who.dtype, pl.Enum) else pl.Enum(who.unique().drop_nulls().sort())
    names = ["", *kind.categories]
    number = who.cast(kind).to_physical().cast(pl.Int64).fill_null(-1).to_numpy() + 1
    there = np.bincount(number, minlength=len(names)) > 0
    return [names[place] for place in np.flatnonzero(there).tolist()], (there.cumsum() - 1)[number]


def position_rows(events: pl.DataFrame) -> tuple[Cells, IndexPlaces]:
    """Return the positions of events, each once, and the place of each event's among them."""
    positions = events["position"].to_numpy()
    if "spot" not in events.columns:
        return index_values(positions)
    known, place = index_values(events["spot"].to_numpy())
    found = np.empty(known.size, dtype=positions.dtype)
    found[place] = positions
    return found, place


def exactness_rows(events: pl.DataFrame) -> IndexPlaces:
    """Return the place of the standard deviation of each event among those that there are."""
    if "exactness" in events.columns:
        return events["exactness"].to_numpy().astype(np.int64)
    return np.unique(events["sigma"].to_numpy(), return_inverse=True)[1]
