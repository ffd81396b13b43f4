"""When the rows of a file happened: start and end, from one column each or from a date and a time of day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from est.clock import week_minute, window_minutes
from est.reports.fields.reasons import Reason
from est.reports.rows.faults import Fault
from est.reports.values.times import WrittenTimes, read_spans

SOON = timedelta(minutes=15)  # clocks differ: this much after now is not yet the future
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TimeFields:
    """Which columns of a file say when, in which forms and by the clock of which zone."""

    columns: Mapping[str, str]
    forms: Mapping[str, str | None]
    zone: str

    def starts(self, rows: pl.DataFrame) -> WrittenTimes:
        """Return what is written of the start."""
        return self._written(rows, "start" if "start" in self.columns else "date", "time")

    def ends(self, rows: pl.DataFrame) -> WrittenTimes | None:
        """Return what is written of the end, or None when no column says it."""
        if "end" in self.columns:
            return self._written(rows, "end")
        return self._written(rows, "end_date", "end_time") if {"end_date", "end_time"} & set(self.columns) else None

    def reported(self, rows: pl.DataFrame) -> WrittenTimes | None:
        """Return what is written of when it was reported, or None when no column says it."""
        return self._written(rows, "reported") if "reported" in self.columns else None

    def _written(self, rows: pl.DataFrame, values: str, clocks: str = "") -> WrittenTimes:
        series = [rows[self.columns[field]] if field in self.columns else None for field in (values, clocks)]
        return WrittenTimes(series[0], self.forms.get(values), series[1], self.forms.get(clocks))


def read_occurrence(
    rows: pl.DataFrame, fields: TimeFields, precision: pl.Series, coming: pl.Series, now: datetime
) -> tuple[pl.DataFrame, list[Fault]]:
    """Return the columns of ROWS that say when, a row each, and what is wrong with them.

    `precision` is what the rows themselves say of their times; `coming` is which of them may lie ahead of `now`.
    """
    starts, ends, reported = read_spans(
        fields.starts(rows), fields.ends(rows), fields.reported(rows), rows.height, fields.zone
    )
    both = pl.DataFrame(
        {
            "starts": starts["time"],
            "ends": ends["time"],
            "date_only": starts["date_only"],
            "twice": starts["twice"].fill_null(False),
            "end_of_day": ends["date_only"].fill_null(False),
            "told": precision,
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
            for times, blame in ((both["starts"], starts["blame"]), (_last_moments(both), ends["blame"]))
        ),
    ]
    hour = (pl.col("starts").dt.weekday().cast(pl.Int16) - 1) * 24 + pl.col("starts").dt.hour().cast(pl.Int16)
    times = both.select(
        "starts",
        ends=pl.when(looks).then(pl.col("starts")).otherwise(pl.col("ends")),
        time_precision=pl.when(pl.col("date_only"))
        .then(pl.lit("unknown"))
        .otherwise(pl.coalesce("told", pl.lit("exact"))),
        twice=pl.col("twice"),
        hour=pl.when(~pl.col("date_only")).then(hour).cast(pl.UInt8),
        reported=pl.col("reported"),
    ).with_columns(
        week_minute(pl.col("starts")).alias("week_minute"),
        window_minutes(pl.col("starts"), pl.col("ends")).alias("minutes"),
    )
    return times, faults


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
