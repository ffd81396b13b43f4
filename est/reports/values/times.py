"""Times as people write them, as local wall-clock times of the municipality.

Read without being told: ISO (with T, space, Z or an offset), `2026-03-01 18.05`, `2026-03-01 kl. 18:05`, months as
words in Swedish and English, `25/12/2026` and other dates where only one order is possible. Read only when the mapping
names the form: day and month that could be either (`dmy`, `mdy`), bare numbers (`ymd`, `excel`,
`excel1904`, `epoch`), and a clock
written as a number (`hhmm`, `hour`). Which form a column of numbers is in, `bare_numbers` tells where only one fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
import polars.selectors as cs

from est.clock import FIRST_DAY, LAST_DAY
from est.reports.fields.reasons import Reason
from est.reports.values.bare_numbers import signed_dates
from est.reports.values.time_patterns import BARE_NUMBER, MIDNIGHT, moments_in_zones, read_moments

_DAY = pl.duration(days=1)
_DAY_ONE = {"excel": date(1899, 12, 30), "excel1904": date(1904, 1, 1)}  # of which a count of days is 0
_NUMBERS = frozenset({*_DAY_ONE, "epoch"})  # forms that are counted from a day
MOMENTS: dict[str, pl.DataType] = {
    "time": pl.Datetime("us"),  # local wall-clock
    "date_only": pl.Boolean(),
    "twice": pl.Boolean(),  # the autumn hour that comes twice
    "instant": pl.Datetime("us"),  # UTC, where the file gave a zone or an offset
    "problem": pl.String(),
}
_NO_MOMENT = [pl.Series(name, [None], kind) for name, kind in MOMENTS.items()]


@dataclass(frozen=True)
class WrittenTimes:
    """Times in one column, or dates with a column of times of day beside them; `form` is one of FORMS or None.

    Times of day without dates (`values` is None) are of the days of other times. `zones` is the zone of the times that
    name none themselves, one for all or one a row; None is the municipality's.
    """

    values: pl.Series | None
    form: str | None = None
    clocks: pl.Series | None = None
    clock_form: str | None = None
    zones: pl.Series | str | None = None


def read_times(values: pl.Series, zone: str, form: str | None = None) -> pl.DataFrame:
    """Return one row a value: [time, date_only, twice, instant, problem]; all null where nothing is written.

    `time` is the local wall-clock time in `zone`; `problem` is the Reason why it could not be read, and then `time`
    is null. `form` is one of FORMS or None.
    """
    return _read_columns([WrittenTimes(values, form)], values.len(), zone)[0]


def read_spans(
    starts: WrittenTimes,
    ends: WrittenTimes | None,
    reported: WrittenTimes | None,
    height: int,
    zone: str,
    last: WrittenTimes | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return MOMENTS of starts, of their ends, exclusive, and of when they were reported; the first two with `blame`.

    `blame` names the column that holds a problem: of a date and a time of day, the one that cannot be read. A blank
    time of day leaves the date alone, whose time is then unknown; a blank date leaves nothing. An end that is a date
    alone ends with that day. One that is a time of day alone is on the day of the start, or on the next one when it
    comes before the start; `last` are such ends of the rows that have no other.
    """
    dated = ends if ends and ends.values is not None else None
    last = last or (ends if ends and not dated else None)
    start, end, told = _read_columns([starts, dated, reported], height, zone)
    # a second round for what the first one tells: dates without their times of day, times of day on the days of starts
    following = _on_days(start["time"], last, zone) if last else None
    alone = [_dates_alone(starts, start), _dates_alone(dated, end)]
    start_dates, end_dates, followed = _read_columns([*alone, following], height, zone)
    end = end.with_columns(time=pl.when(pl.col("date_only")).then(pl.col("time") + _DAY).otherwise(pl.col("time")))
    if following:
        early = (followed["time"] < start["time"]).fill_null(False)
        followed = followed.with_columns(time=pl.when(early).then(pl.col("time") + _DAY).otherwise(pl.col("time")))
        none = end["time"].is_null() & end["problem"].is_null()
        end = pl.DataFrame([followed[name].zip_with(none, end[name]) for name in end.columns])
    return (
        start.with_columns(blame=_blame(starts, start_dates if alone[0] else None)),
        end.with_columns(blame=_blame(ends or last, end_dates if alone[1] else None)),
        told,
    )


def _read_columns(columns: Sequence[WrittenTimes | None], height: int, zone: str) -> list[pl.DataFrame]:
    """Return MOMENTS of each column; the different texts of all are read at once, those of one form together."""
    written = [_as_texts(column, zone) for column in columns]
    pools: dict[str | None, list[pl.Series]] = {}
    for texts in written:
        if texts is not None:
            pools.setdefault(texts.form, []).append(texts.text)
    different = {form: (pool := pl.concat(several).unique()).filter(pool != "") for form, several in pools.items()}
    numbers = {form: _as_numbers(different[form]) for form in _NUMBERS & different.keys()}
    written_out = {
        form: texts.filter(numbers[form].is_null()) if form in numbers else texts for form, texts in different.items()
    }
    written_out = {form: texts for form, texts in written_out.items() if texts.len() or form not in numbers}
    moments = read_moments(written_out) if written_out else {}
    moments |= {form: _counted(number, form, moments.get(form)) for form, number in numbers.items()}
    known = {form: texts.to_frame().hstack(_settled(moments[form], zone)) for form, texts in different.items()}
    read = []
    for column, texts in zip(columns, written, strict=True):
        zones = column.zones if column else None
        if texts is not None and zones is not None:
            told = texts.looked_up(different[texts.form].to_frame().hstack(moments[texts.form]))
            read.append(_settled(moments_in_zones(told, zones), zone))
        elif texts is not None:
            read.append(texts.looked_up(known[texts.form]))
        elif column is None or column.values is None:
            read.append(pl.DataFrame([nothing.new_from_index(0, height) for nothing in _NO_MOMENT]))
        elif column.values.dtype.is_numeric():
            read.append(_settled(_numbers(column.values.cast(pl.Float64), column.form), zone))
        else:
            native = _native(column.values)
            read.append(_settled(native, zone) if zones is None else _settled(moments_in_zones(native, zones), zone))
    return read


@dataclass(frozen=True)
class _Texts:
    """What a column says, as stripped texts of one form; `bare` is where a time of day is a bare number."""

    text: pl.Series
    form: str | None
    bare: pl.Series | None = None

    def looked_up(self, known: pl.DataFrame) -> pl.DataFrame:
        """Return MOMENTS of the texts from those of the different ones."""
        read = self.text.to_frame().join(known, on="text", how="left", maintain_order="left").drop("text")
        if self.bare is None:
            return read
        bare = pl.lit(self.bare)
        return read.with_columns(
            pl.when(~bare).then(cs.by_dtype(pl.Datetime)),
            problem=pl.when(bare).then(pl.lit(Reason.TIME_BARE_NUMBER.value)).otherwise("problem"),
        )


def _as_texts(column: WrittenTimes | None, zone: str) -> _Texts | None:
    """Return a column as texts, or None when it holds times or numbers, or there is none."""
    if column is None or column.values is None:
        return None
    if column.clocks is not None:
        day = _date_texts(column.values, zone, column.form)
        clock = _clock_texts(column.clocks, column.clock_form)
        joined = pl.DataFrame({"day": day, "clock": clock}).select(
            pl.when(pl.col("day") == "")
            .then(pl.lit(""))
            .when(pl.col("clock") == "")
            .then(pl.col("day"))
            .otherwise(pl.col("day") + " " + pl.col("clock"))
            .str.strip_chars()
            .alias("text")
        )
        bare = clock.str.contains(BARE_NUMBER) & ~clock.str.contains(r"^[0-9]{1,2}\.[0-9]{2}$") & (day != "")
        form = column.form if column.form in ("dmy", "mdy", "ymd") else None
        return _Texts(joined["text"], form, bare.fill_null(False))
    values, kind = column.values, column.values.dtype
    if kind == pl.Date or isinstance(kind, pl.Datetime) or (kind.is_numeric() and column.form in _NUMBERS):
        return None
    if kind.is_numeric():
        values = values.cast(pl.Int64, strict=False)
    return _Texts(values.cast(pl.String).str.strip_chars().alias("text"), column.form)


def _dates_alone(written: WrittenTimes | None, read: pl.DataFrame) -> WrittenTimes | None:
    """Return the dates without their times of day, where both stand in columns and some cannot be read."""
    if written is None or written.clocks is None or read["problem"].null_count() == read.height:
        return None
    return WrittenTimes(written.values, written.form)


def _on_days(times: pl.Series, written: WrittenTimes, zone: str) -> WrittenTimes:
    """Return times of day on the days of other times, where one is written; the days are those of its own zone."""
    if written.clocks is None:
        return written
    blank = written.clocks.cast(pl.String).str.strip_chars().fill_null("") == ""
    where = written.zones if isinstance(written.zones, pl.Series) else pl.lit(written.zones, pl.String)
    there = pl.select(time=times, zone=where)
    for name in there["zone"].unique().drop_nulls().to_list():
        moved = pl.col("time").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        moved = moved.dt.convert_time_zone(name).dt.replace_time_zone(None)
        there = there.with_columns(time=pl.when(pl.col("zone") == name).then(moved).otherwise("time"))
    days = pl.select(pl.when(~blank).then(there["time"].dt.date())).to_series()
    return WrittenTimes(days, None, written.clocks, written.clock_form, written.zones)


def _blame(written: WrittenTimes | None, dates: pl.DataFrame | None) -> pl.Expr:
    """Return the column to name for a problem; `dates` are MOMENTS of the dates alone, where some pair has one."""
    columns = (written.values, written.clocks) if written else ()
    names = [pl.lit(column.name) for column in columns if column is not None]
    if not names:
        return pl.lit(None, pl.String)
    return names[0] if dates is None else pl.when(dates["problem"].is_null()).then(names[-1]).otherwise(names[0])


def _native(values: pl.Series) -> pl.DataFrame:
    frame = values.alias("value").to_frame()
    zoned = isinstance(values.dtype, pl.Datetime) and values.dtype.time_zone is not None
    if zoned:
        frame = frame.select(pl.col("value").dt.convert_time_zone("UTC").dt.replace_time_zone(None))
    moment = pl.col("value").cast(pl.Datetime("us"))
    return frame.select(
        moment=pl.lit(None, pl.Datetime("us")) if zoned else moment,
        instant=moment if zoned else pl.lit(None, pl.Datetime("us")),
        date_only=pl.lit(values.dtype == pl.Date),
        problem=pl.lit(None, pl.String),
    )


def _numbers(values: pl.Series, form: str | None) -> pl.DataFrame:
    """Return the moments of Excel's serial days (local) or of seconds, milli- or microseconds since 1970 (UTC)."""
    number = pl.col("number")
    size = number.abs()
    counted = form in _DAY_ONE
    if counted:
        micros = (number * 86_400).round(0) * 1_000_000
        whole = number == number.floor()
        epoch = pl.lit(_DAY_ONE[form or ""]).cast(pl.Datetime("us"))
        fits = size < 100_000
    else:
        micros = pl.when(size < 1e11).then(number * 1e6).when(size < 1e14).then(number * 1e3).otherwise(number).round(0)
        whole = pl.lit(False)
        epoch = pl.datetime(1970, 1, 1, time_unit="us")
        fits = size < 1e16
    usable = number.is_finite() & fits
    moment = epoch + pl.duration(microseconds=pl.when(usable).then(micros).cast(pl.Int64))
    nothing = pl.lit(None, pl.Datetime("us"))
    return (
        values.alias("number")
        .to_frame()
        .select(
            moment=moment if counted else nothing,
            instant=nothing if counted else moment,
            date_only=whole.fill_null(False),
            problem=pl.when(number.is_not_null() & ~usable).then(pl.lit(Reason.TIME_UNREADABLE.value)),
        )
    )


def _as_numbers(texts: pl.Series) -> pl.Series:
    return texts.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def _counted(numbers: pl.Series, form: str | None, written: pl.DataFrame | None) -> pl.DataFrame:
    """Return the moments of numbers that are counted from a day, and those of dates that stand written among them."""
    counted = _numbers(numbers, form)
    if written is None:
        return counted
    bare = numbers.is_not_null()
    places = pl.concat([bare.arg_true(), (~bare).arg_true()])
    return pl.concat([counted.filter(bare), written])[places.arg_sort()]


def _settled(read: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Return MOMENTS from [moment, instant, date_only, problem]: the zone's own hours, and years within reason."""
    local = pl.coalesce(
        pl.col("moment"),
        pl.col("instant").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None),
    )
    read = read.with_columns(time=local)
    usable = pl.col("time").dt.year().is_between(FIRST_DAY.year, LAST_DAY.year)
    read = read.with_columns(
        problem=pl.when(pl.col("problem").is_null() & ~usable)
        .then(pl.lit(Reason.YEAR_OUTSIDE.value))
        .otherwise(pl.col("problem")),
        time=pl.when(usable).then(pl.col("time")),
    )
    clocked = pl.when(~pl.col("date_only")).then(pl.col("time"))
    first = clocked.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    last = clocked.dt.replace_time_zone(zone, ambiguous="latest", non_existent="null")
    skipped = clocked.is_not_null() & first.is_null()
    problem = pl.when(skipped).then(pl.lit(Reason.HOUR_SKIPPED.value)).otherwise(pl.col("problem"))
    return read.select(
        time=pl.when(problem.is_null()).then(pl.col("time")),
        date_only=pl.col("date_only"),
        twice=(first != last).fill_null(False),
        instant=pl.col("instant"),
        problem=problem,
    )


def _date_texts(dates: pl.Series, zone: str, form: str | None) -> pl.Series:
    """Return the day of each value as text that `read_times` reads again; "" where there is none."""
    if dates.dtype == pl.String and form not in _NUMBERS:
        return signed_dates(dates.str.strip_chars().str.replace(MIDNIGHT, "$1").fill_null(""), form)
    if dates.dtype.is_numeric() and form not in _NUMBERS:
        return signed_dates(dates.cast(pl.Int64, strict=False).cast(pl.String).fill_null(""), form)
    read = read_times(dates, zone, form)
    return read["time"].dt.strftime("%Y-%m-%d").fill_null(dates.cast(pl.String)).fill_null("")


def _clock_texts(clocks: pl.Series, form: str | None) -> pl.Series:
    """Return the time of day of each value as text; "" where there is none."""
    kind = clocks.dtype
    if kind == pl.Time or isinstance(kind, pl.Datetime):
        return clocks.dt.strftime("%H:%M:%S").fill_null("")
    if isinstance(kind, pl.Duration):
        return (
            (pl.Series([0]).cast(pl.Datetime("us")).new_from_index(0, clocks.len()) + clocks)
            .dt.strftime("%H:%M:%S")
            .fill_null("")
        )
    if form == "excel":
        return _parts_of_a_day(clocks)
    if kind.is_numeric():
        clocks = clocks.cast(pl.Int64, strict=False)
    text = clocks.cast(pl.String).str.strip_chars().fill_null("")
    if form == "hhmm":
        number = text.str.zfill(4)
        return pl.select(
            pl.when(text.str.contains(r"^[0-9]{1,4}$"))
            .then(number.str.slice(0, 2) + ":" + number.str.slice(2, 2))
            .otherwise(text)
        ).to_series()
    if form == "hour":
        return pl.select(
            pl.when(text.str.contains(r"^[0-9]{1,2}$")).then(text.str.zfill(2) + ":00").otherwise(text)
        ).to_series()
    return text


def _parts_of_a_day(clocks: pl.Series) -> pl.Series:
    """Return the time of day that a number is the part of a day of: 0.75 is 18:00:00. What is no such number stays."""
    text = clocks.cast(pl.String).str.strip_chars()
    part = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    seconds = (part % 1 * 86_400).round(0).cast(pl.Int64) % 86_400
    hours, minutes = seconds // 3600, seconds // 60 % 60
    shown = pl.select(
        pl.when((part >= 0).fill_null(False))
        .then(
            pl.concat_str(
                *(value.cast(pl.String).str.zfill(2) for value in (hours, minutes, seconds % 60)), separator=":"
            )
        )
        .otherwise(text)
    ).to_series()
    return shown.fill_null("")
