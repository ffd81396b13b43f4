"""A column of time zones beside the times: each row's times are converted from its own zone."""

import re
import zoneinfo
from collections.abc import Mapping

import polars as pl

from est.reports.values.times import read_times
from est.sentences import Sentence
from est.text import N_

CONVERTED = ("start", "end", "reported")
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?00)?", re.IGNORECASE)
_NAMED = {"z": "UTC", "utc": "UTC", "gmt": "UTC", "zulu": "UTC", "cet": "Etc/GMT-1", "cest": "Etc/GMT-2"}
_UNKNOWN = N_(
    "The column {column} tells time zones that cannot be used here: {zones}. Convert the times to the zone {zone}, and "
    "send the file without that column."
)


def believe_zones(
    rows: pl.DataFrame, fields: Mapping[str, str], forms: Mapping[str, str | None], zone: str
) -> tuple[pl.DataFrame, tuple[Sentence, ...]]:
    """Return the rows with their times in the store's zone, going by the column of zones, and what must be asked.

    A time that cannot be read, or is a date alone, stays as it is.
    """
    column = fields.get("zone")
    if column is None:
        return rows, ()
    told = rows[column].cast(pl.String).str.strip_chars().fill_null("")
    zones = {text: zone_name(text) for text in told.unique().to_list() if text}
    foreign = sorted(text for text, name in zones.items() if name is None)
    apart = {"date", "end_date", "time", "end_time"} & set(fields) and any(name != zone for name in zones.values())
    if foreign or apart:
        shown = ", ".join((foreign or sorted(zones))[:3])
        return rows, (Sentence(_UNKNOWN, column=column, zones=shown, zone=zone),)
    for field in CONVERTED:
        if field in fields and forms.get(field) != "utc":  # which says it of all rows
            for text, name in zones.items():
                if name is not None and name != zone:
                    rows = _converted(rows, fields[field], forms.get(field), told == text, name, zone)
    return rows, ()


def zone_name(text: str) -> str | None:
    """Return the name of the zone that a text tells, None where it tells none."""
    if known := _NAMED.get(text.lower()):
        return known
    if match := _OFFSET.fullmatch(text):
        hours = int(match[2])
        sign = "-" if match[1] == "+" else "+"  # Etc/GMT-1 lies one hour east
        return ("UTC" if not hours else f"Etc/GMT{sign}{hours}") if hours <= 12 else None
    return text if text in zoneinfo.available_timezones() else None


def _converted(
    rows: pl.DataFrame, column: str, form: str | None, where: pl.Series, own: str, zone: str
) -> pl.DataFrame:
    places = where.arg_true()
    read = read_times(rows[column].gather(places), own, form)
    local = read["time"].dt.replace_time_zone(own, ambiguous="earliest", non_existent="null")
    here = local.dt.convert_time_zone(zone).dt.replace_time_zone(None)
    usable = here.is_not_null() & ~read["date_only"].fill_null(True)
    texts = (
        rows[column].dt.strftime("%Y-%m-%d %H:%M:%S")
        if isinstance(rows[column].dtype, pl.Datetime)
        else rows[column].cast(pl.String)
    )
    written = here.dt.strftime("%Y-%m-%d %H:%M:%S").zip_with(usable, texts.gather(places))
    return rows.with_columns(texts.scatter(places, written).alias(column))
