"""Times as people write them, as local wall-clock times of the municipality.

Read without being told: ISO (with T, space, Z or an offset), `2026-03-01 18.05`, `2026-03-01 kl. 18:05`, months as
words in Swedish and English, `25/12/2026` and other dates where only one order is possible. Read only when the mapping
names the form: day and month that could be either (`dmy`, `mdy`), bare numbers (`ymd`, `excel`, `epoch`), and a clock
written as a number (`hhmm`, `hour`).
"""

import polars as pl

from est.reports.fields.reasons import Reason
from est.reports.values.time_patterns import BARE_NUMBER, read_moments

MOMENTS: dict[str, pl.DataType] = {
    "time": pl.Datetime("us"),  # local wall-clock
    "date_only": pl.Boolean(),
    "twice": pl.Boolean(),  # the autumn hour that comes twice
    "instant": pl.Datetime("us"),  # UTC, where the file gave a zone or an offset
    "problem": pl.String(),
}


def no_times(height: int) -> pl.DataFrame:
    """Return so many rows of MOMENTS where nothing is written."""
    return pl.DataFrame(schema=MOMENTS).clear(height)


def read_times(values: pl.Series, zone: str, form: str | None = None) -> pl.DataFrame:
    """Return one row a value: [time, date_only, twice, instant, problem]; all null where nothing is written.

    `time` is the local wall-clock time in `zone`; `problem` is the Reason why it could not be read, and then `time`
    is null. `form` is one of FORMS or None.
    """
    kind = values.dtype
    if kind == pl.Date or isinstance(kind, pl.Datetime):
        return _settled(_native(values), zone)
    if kind.is_numeric() and form in ("excel", "epoch"):
        return _settled(_numbers(values.cast(pl.Float64), form), zone)
    if kind.is_numeric():
        values = values.cast(pl.Int64, strict=False).cast(pl.String)
    elif kind != pl.String:
        values = values.cast(pl.String)
    texts = values.alias("text").to_frame().select(pl.col("text").str.strip_chars())
    different = texts.unique().filter(pl.col("text") != "")
    if form in ("excel", "epoch"):
        number = different["text"].str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        read = _settled(_numbers(number, form), zone)
    else:
        read = _settled(read_moments(different["text"], form), zone)
    return texts.join(different.hstack(read), on="text", how="left", maintain_order="left").drop("text")


def read_dates_and_clocks(
    dates: pl.Series, clocks: pl.Series, zone: str, form: str | None = None, clock_form: str | None = None
) -> pl.DataFrame:
    """Return what `read_times` returns, for a date and a time of day that stand in two columns.

    A blank time of day leaves the date alone, whose time is then unknown; a blank date leaves nothing.
    """
    day = _date_texts(dates, zone, form)
    clock = _clock_texts(clocks, clock_form)
    joined = pl.DataFrame({"day": day, "clock": clock}).select(
        pl.when(pl.col("day") == "")
        .then(pl.lit(""))
        .when(pl.col("clock") == "")
        .then(pl.col("day"))
        .otherwise(pl.col("day") + " " + pl.col("clock"))
        .alias("text")
    )
    read = read_times(joined["text"], zone, form if form in ("dmy", "mdy", "ymd") else None)
    bare = (clock.str.contains(BARE_NUMBER) & ~clock.str.contains(r"^[0-9]{1,2}\.[0-9]{2}$") & (day != "")).fill_null(
        False
    )
    return read.with_columns(
        problem=pl.when(bare & pl.col("problem").is_not_null())
        .then(pl.lit(Reason.TIME_BARE_NUMBER.value))
        .otherwise(pl.col("problem"))
    )


def all_midnight(values: pl.Series) -> bool:
    """Return whether a column of native times holds nothing but midnights: dates that were stored as times."""
    written = values.drop_nulls()
    if not isinstance(values.dtype, pl.Datetime) or written.is_empty():
        return False
    return bool((written == written.dt.truncate("1d")).all())


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


def _numbers(values: pl.Series, form: str) -> pl.DataFrame:
    """Return the moments of Excel's serial days (local) or of seconds, milli- or microseconds since 1970 (UTC)."""
    number = pl.col("number")
    size = number.abs()
    if form == "excel":
        micros = (number * 86_400).round(0) * 1_000_000
        whole = number == number.floor()
        epoch = pl.datetime(1899, 12, 30, time_unit="us")
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
            moment=moment if form == "excel" else nothing,
            instant=nothing if form == "excel" else moment,
            date_only=whole.fill_null(False),
            problem=pl.when(number.is_not_null() & ~usable).then(pl.lit(Reason.TIME_UNREADABLE.value)),
        )
    )


def _settled(read: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Return MOMENTS from [moment, instant, date_only, problem]: the zone's own hours, and years within reason."""
    local = pl.coalesce(
        pl.col("moment"),
        pl.col("instant").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None),
    )
    read = read.with_columns(time=local)
    usable = pl.col("time").dt.year().is_between(1950, 2100)
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
    if dates.dtype == pl.String and form not in ("excel", "epoch"):
        text = dates.str.strip_chars().str.replace(r"[T ]00[:.]00(?:[:.]00(?:[.,]0+)?)?$", "")
        return text.fill_null("")
    if dates.dtype.is_numeric() and form not in ("excel", "epoch"):
        return dates.cast(pl.Int64, strict=False).cast(pl.String).fill_null("")
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
