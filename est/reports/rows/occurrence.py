"""When the rows of a file happened: start and end, from one column each or from a date and a time of day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import polars as pl

from est.clock import turned_clocks, week_minute, window_minutes
from est.reports.fields.field import ZONE_FORMS
from est.reports.fields.reasons import Reason
from est.reports.rows.faults import Fault
from est.reports.values.clock_texts import split_clocks, split_moments
from est.reports.values.month_texts import read_spans_of_days
from est.reports.values.said_days import usual_days
from est.reports.values.times import WrittenTimes, read_spans
from est.reports.values.zone_columns import ToldZones

SOON = timedelta(minutes=15)  # clocks differ: this much after now is not yet the future
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TimeFields:
    """Which columns of a file say when, in which forms and by the clock of which zone.

    `orders` is whether the day or the month comes first, by column, where no form says so; `told` are the zones that
    the file tells.
    """

    columns: Mapping[str, str]
    forms: Mapping[str, str | None]
    zone: str
    orders: Mapping[str, str] = field(default_factory=dict)
    told: ToldZones = field(default_factory=ToldZones)

    @property
    def spans(self) -> bool:
        """Return whether only months or weeks are given."""
        return "month" in self.columns and not {"start", "date"} & set(self.columns)

    def starts(self, rows: pl.DataFrame) -> WrittenTimes:
        """Return what is written of the start."""
        if self.spans:
            return WrittenTimes(_told_days(rows[self.columns["month"]], 0))
        return self._written(rows, "start" if "start" in self.columns else "date", "time")

    def ends(self, rows: pl.DataFrame) -> WrittenTimes | None:
        """Return what is written of the end, or None when no column says it."""
        if self.spans:
            return WrittenTimes(_told_days(rows[self.columns["month"]], 1))
        if "end" in self.columns:
            return self._written(rows, "end")
        return self._written(rows, "end_date", "end_time") if {"end_date", "end_time"} & set(self.columns) else None

    def reported(self, rows: pl.DataFrame) -> WrittenTimes | None:
        """Return what is written of when it was reported, or None when no column says it."""
        return self._written(rows, "reported") if "reported" in self.columns else None

    def _written(self, rows: pl.DataFrame, values: str, clocks: str = "") -> WrittenTimes:
        series = [rows[self.columns[name]] if name in self.columns else None for name in (values, clocks)]
        forms = [self.forms.get(name) for name in (values, clocks)]
        order = self.orders.get(self.columns.get(values, ""))
        first, second = (None if form in ZONE_FORMS else form for form in forms)
        return WrittenTimes(series[0], first or order, series[1], second, zones=self.zones(rows, values, clocks))

    def zones(self, rows: pl.DataFrame, *names: str) -> pl.Series | str | None:
        """Return the zones of the first of these fields that tells one, a day before the clock that goes with it."""
        given = [name for name in names if name in self.columns]
        said = next((name for name in given if self.forms.get(name) in ZONE_FORMS), None)
        said = said or next((name for name in given if self.columns[name] in self.told.zones), given[0])
        return self.told.of_rows(rows, self.columns[said], self.forms.get(said))


def _told_days(values: pl.Series, which: int) -> pl.Series:
    """Return the first (0) or the last (1) day of months and weeks; as it is written where no value is one."""
    days = read_spans_of_days(values)[which]
    return (
        days
        if days.null_count() <= values.cast(pl.String).str.strip_chars().replace("", None).null_count()
        else (days.dt.strftime("%Y-%m-%d").fill_null(values.cast(pl.String)))
    )


def read_occurrence(
    rows: pl.DataFrame, fields: TimeFields, precision: pl.Series, coming: pl.Series, now: datetime
) -> tuple[pl.DataFrame, list[Fault]]:
    """Return the columns of ROWS that say when, a row each, and what is wrong with them.

    `precision` is what the rows themselves say of their times; `coming` is which of them may lie ahead of `now`.
    """
    rows = _with_usual_days(rows, fields, now.date())
    rows, dated, last, about = _unfolded(rows, fields)
    given = fields.ends(rows)
    starts, ends, reported = read_spans(
        fields.starts(rows),
        given or dated,
        fields.reported(rows),
        rows.height,
        fields.zone,
        None if given else last,
    )
    both = pl.DataFrame(
        {
            "starts": starts["time"],
            "ends": ends["time"],
            "date_only": starts["date_only"],
            "twice": starts["twice"].fill_null(False),
            "end_of_day": ends["date_only"].fill_null(False),
            "told": precision,
            "about": about,
            "reported": reported["time"],
        }
    )
    looks, backwards = _backwards(both, starts, ends)
    faults = [
        *_problems(starts),
        Fault(Reason.START_MISSING, starts["time"].is_null() & starts["problem"].is_null(), starts["blame"]),
        *_problems(ends),
        Fault(Reason.END_BEFORE_START, backwards, ends["blame"]),
        *(
            Fault(Reason.FUTURE, (times > now + SOON) & ~coming, blame)
            # the month or week that has begun ends later
            for times, blame in ((both["starts"], starts["blame"]), (_last_moments(both), ends["blame"]))[
                : 1 if fields.spans else 2
            ]
        ),
    ]
    hour = (pl.col("starts").dt.weekday().cast(pl.Int16) - 1) * 24 + pl.col("starts").dt.hour().cast(pl.Int16)
    times = both.select(
        "starts",
        ends=pl.when(looks).then(pl.col("starts")).otherwise(pl.col("ends")),
        time_precision=pl.when(pl.col("date_only"))
        .then(pl.lit("unknown"))
        .otherwise(pl.coalesce("told", pl.when("about").then(pl.lit("approximate")), pl.lit("exact"))),
        twice=pl.col("twice"),
        hour=pl.when(~pl.col("date_only")).then(hour).cast(pl.UInt8),
        reported=pl.col("reported"),
    ).with_columns(
        week_minute(pl.col("starts")).alias("week_minute"),
        window_minutes(pl.col("starts"), pl.col("ends")).alias("minutes"),
    )
    return times.hstack(turned_clocks(times, fields.zone)), faults


def _with_usual_days(rows: pl.DataFrame, fields: TimeFields, today: date) -> pl.DataFrame:
    """Return the rows with the days that are said in words as dates, in a column of times of day what belongs there."""
    day, clock = fields.columns.get("start") or fields.columns.get("date"), fields.columns.get("time")
    if day is None:
        return rows
    form = fields.starts(rows.clear()).form
    if clock is None:
        usual = usual_days(rows[day], form, today)
        return rows if usual is None else rows.with_columns(usual)
    if rows[clock].dtype != pl.String or rows[day].dtype not in (pl.String, pl.Date):
        return rows
    days = rows[day].cast(pl.String).str.strip_chars()
    both = (days + " " + rows[clock].fill_null("")).str.strip_chars()
    usual = usual_days(both, form, today)
    if usual is None:
        return rows
    parts = usual.str.split_exact(" ", 1).struct.unnest()
    told = (usual != both) & ~usual.str.contains(" - ", literal=True)
    return rows.with_columns(
        pl.select(pl.when(told).then(parts["field_0"]).otherwise(days).alias(day)).to_series(),
        pl.select(pl.when(told).then(parts["field_1"]).otherwise(rows[clock]).alias(clock)).to_series(),
    )


def _unfolded(
    rows: pl.DataFrame, fields: TimeFields
) -> tuple[pl.DataFrame, WrittenTimes | None, WrittenTimes | None, pl.Series]:
    """Return the rows with the begin of each interval, what they tell of its end, and which times are inexact.

    The end is told with its date, or as a time of day.
    """
    column = fields.columns.get("time") or fields.columns.get("start")
    about = pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)
    if column is None:
        return rows, None, None, about
    dated, last = None, None
    if "time" not in fields.columns and (moments := split_moments(rows[column])):
        dated = fields.starts(rows.with_columns(moments[1]))
        rows = rows.with_columns(moments[0])
    if (split := split_clocks(rows[column])) is not None:
        about = split["about"]
        clocks = split["last"].alias(column)
        if clocks.null_count() < rows.height:
            last = WrittenTimes(None, clocks=clocks, zones=fields.zones(rows, "start", "date", "time"))
        rows = rows.with_columns(split["first"].alias(column))
    return rows, dated, last, about


def _problems(read: pl.DataFrame) -> list[Fault]:
    """Return what could not be read in MOMENTS with `blame`."""
    problem = read["problem"]
    return [Fault(Reason(one), problem == one, read["blame"]) for one in problem.drop_nulls().unique()]


def _backwards(both: pl.DataFrame, starts: pl.DataFrame, ends: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Return which ends only look earlier than their start, and which are."""
    # a day that ends where the start is, at midnight, is the day before
    earlier = (both["ends"] < both["starts"]) | (both["end_of_day"] & (both["ends"] == both["starts"]))
    earlier = earlier.fill_null(False)
    # within the autumn hour that comes twice, or where the file gave the zone
    twice = both["twice"] & ends["twice"].fill_null(False)
    looks = earlier & (
        (starts["instant"] <= ends["instant"]).fill_null(False)
        | (twice & (both["ends"] > both["starts"] - timedelta(hours=1)).fill_null(False))
    )
    return looks, earlier & ~looks


def _last_moments(both: pl.DataFrame) -> pl.Series:
    """Return the ends, of a day the midnight it began with."""
    return both.select(pl.when("end_of_day").then(pl.col("ends") - _DAY).otherwise("ends")).to_series()
