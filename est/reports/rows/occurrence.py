"""When the rows of a file happened: start and end, from one column each or from a date and a time of day."""

from dataclasses import dataclass

import polars as pl

from est.reports.fields.mapping import ColumnMapping
from est.reports.values.times import all_midnight, no_times, read_dates_and_clocks, read_times

_DAY = pl.duration(days=1)


@dataclass(frozen=True)
class MomentReading:
    """How a file's times are read: mapping, zone, and the native columns that hold nothing but dates."""

    mapping: ColumnMapping
    zone: str
    dates: frozenset[str]

    @classmethod
    def of(cls, rows: pl.DataFrame, mapping: ColumnMapping, zone: str) -> "MomentReading":
        """Return how to read the times of these rows."""
        dates = [column for column, _ in mapping.columns if column in rows.columns and all_midnight(rows[column])]
        return cls(mapping, zone, frozenset(dates))

    def column(self, field: str) -> str | None:
        """Return the column of a field, or None."""
        return self.mapping.fields.get(field)

    def series(self, rows: pl.DataFrame, field: str) -> pl.Series:
        """Return the values of a field's column; native midnights that are dates become dates."""
        values = rows[self.mapping.fields[field]]
        return values.cast(pl.Date) if values.name in self.dates else values

    def read(self, rows: pl.DataFrame, field: str) -> pl.DataFrame:
        """Return MOMENTS of a column that stands for itself."""
        return read_times(self.series(rows, field), self.zone, self.mapping.forms[field])


def read_starts(rows: pl.DataFrame, reading: MomentReading) -> tuple[pl.DataFrame, pl.Series]:
    """Return MOMENTS of the start of every row, and the name of the column to blame where there is a problem."""
    if reading.column("start"):
        if not reading.column("time"):
            return reading.read(rows, "start"), _named(rows, reading.column("start"))
        return _clocked(rows, reading, "start", "time")
    if not reading.column("time"):
        return reading.read(rows, "date"), _named(rows, reading.column("date"))
    return _clocked(rows, reading, "date", "time")


def read_ends(rows: pl.DataFrame, starts: pl.DataFrame, reading: MomentReading) -> tuple[pl.DataFrame, pl.Series]:
    """Return MOMENTS of the end of every row, exclusive, and the column to blame.

    A date alone ends with that day. A time of day without a date of its own is on the day of the start, or on the next
    one when it comes before the start.
    """
    if reading.column("end"):
        read, blame = reading.read(rows, "end"), _named(rows, reading.column("end"))
    elif reading.column("end_date") and reading.column("end_time"):
        read, blame = _clocked(rows, reading, "end_date", "end_time")
    elif reading.column("end_date"):
        read, blame = reading.read(rows, "end_date"), _named(rows, reading.column("end_date"))
    elif reading.column("end_time"):
        clocks = reading.series(rows, "end_time")
        written = clocks.cast(pl.String).str.strip_chars().fill_null("") != ""
        days = pl.select(pl.when(written).then(starts["time"].dt.date())).to_series()
        read = read_dates_and_clocks(days, clocks, reading.zone, None, reading.mapping.forms["end_time"])
        early = (read["time"] < starts["time"]).fill_null(False)
        read = read.with_columns(time=pl.when(early).then(pl.col("time") + _DAY).otherwise(pl.col("time")))
        return read, _named(rows, reading.column("end_time"))
    else:
        return no_times(rows.height), _named(rows, None)
    return read.with_columns(
        time=pl.when(pl.col("date_only")).then(pl.col("time") + _DAY).otherwise(pl.col("time"))
    ), blame


def _clocked(rows: pl.DataFrame, reading: MomentReading, date: str, clock: str) -> tuple[pl.DataFrame, pl.Series]:
    forms = reading.mapping.forms
    days, clocks = reading.series(rows, date), reading.series(rows, clock)
    read = read_dates_and_clocks(days, clocks, reading.zone, forms[date], forms[clock])
    blame = _named(rows, reading.column(date))
    if read["problem"].null_count() < read.height:
        alone = read_times(days, reading.zone, forms[date])["problem"]
        blame = pl.select(
            pl.when(alone.is_null()).then(pl.lit(reading.column(clock))).otherwise(pl.lit(reading.column(date)))
        ).to_series()
    return read, blame


def _named(rows: pl.DataFrame, column: str | None) -> pl.Series:
    return pl.repeat(column, rows.height, dtype=pl.String, eager=True)
