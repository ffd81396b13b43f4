"""Time zones told beside the times: by the name of their column, by the mapping, or by a column of zones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from est.reports.fields.field import ZONE_FORMS
from est.reports.fields.mapping import CLOCK_FIELDS, MOMENT_FIELDS
from est.reports.fields.notices import Notice
from est.reports.fields.zone_names import OWN, HeaderZone, zone_name, zone_of_header
from est.reports.values.times import read_times
from est.sentences import Sentence
from est.text import N_

_UNKNOWN = N_(
    "The column {column} tells time zones that cannot be used here: {zones}. Convert the times to the zone {zone}, and "
    "send the file without that column."
)
_SEVERAL = N_(
    "The name of the column {column} tells a time zone that may be several: {words}. Choose above, under How dates are "
    "written, that it is the municipality's own clock, or convert the times and name the column without it."
)
_SEVERAL_TYPED = (
    "The name of the column {column} tells a time zone that may be several: {words}. Say --column "
    "'{column}={field}(local)' where it is the municipality's own clock, or convert the times and name the column "
    "without it."
)
_SEASON = N_(
    "The column {column} says {words}, but some of its times are of the other half of the year. Choose above, under "
    "How dates are written, whether it is the municipality's own clock or one hour the whole year."
)
_SEASON_TYPED = (
    "The column {column} says {words}, but some of its times are of the other half of the year. Say --column "
    "'{column}={field}(local)' where it is the municipality's own clock, or '{column}={field}(cet)' or "
    "'{column}={field}(cest)' where it is one hour the whole year."
)
_CONVERTED = N_("The times in {column} are converted to the municipality's own clock, as its name tells: {words}.")


@dataclass(frozen=True)
class ToldZones:
    """The zone of each column of times that tells one, the column of zones if there is one, and what it means.

    What is to be asked, and what is to be said, of them.
    """

    zones: Mapping[str, str] = field(default_factory=dict)
    column: str | None = None
    meanings: Mapping[str, str | None] = field(default_factory=dict)
    asks: tuple[Sentence, ...] = ()
    notices: tuple[Notice, ...] = ()

    def of_rows(self, rows: pl.DataFrame, column: str, form: str | None) -> pl.Series | str | None:
        """Return the zone of a column of times: one for all rows or one a row; None for the municipality's own."""
        if form in ZONE_FORMS:
            return ZONE_FORMS[form]
        if column in self.zones:
            return self.zones[column]
        if self.column is None:
            return None
        told = rows[self.column].cast(pl.String).str.strip_chars()
        return told.replace_strict(self.meanings, default=None, return_dtype=pl.String)


def told_zones(rows: pl.DataFrame, fields: Mapping[str, str], forms: Mapping[str, str | None], zone: str) -> ToldZones:
    """Return what a file tells of the zones of its times; `zone` is the municipality's."""
    zones: dict[str, str] = {}
    asks: list[Sentence] = []
    notices: list[Notice] = []
    for name in (*MOMENT_FIELDS, *CLOCK_FIELDS):
        told = zone_of_header(fields[name]) if name in fields and forms.get(name) not in ZONE_FORMS else None
        if told is None or told.zone in (OWN, zone):
            continue
        header = fields[name]
        values = {"column": header, "words": told.words, "field": name}
        if told.zone is None:
            asks.append(Sentence(_SEVERAL, typed=_SEVERAL_TYPED, **values))
        elif not told.seasonal:
            zones[header] = told.zone
            notices.append(Notice(_CONVERTED, (("column", repr(header)), ("words", told.words))))
        elif _is_of_another_season(rows[header], forms.get(name), told, zone):
            asks.append(Sentence(_SEASON, typed=_SEASON_TYPED, **values))
    zone_column = fields.get("zone")
    meanings: dict[str, str | None] = {}
    if zone_column is not None:
        texts = rows[zone_column].cast(pl.String).str.strip_chars().unique().drop_nulls().to_list()
        meanings = {text: zone_name(text) for text in texts if text}
        foreign = sorted(text for text, name in meanings.items() if name is None)
        if foreign:
            asks.append(Sentence(_UNKNOWN, column=zone_column, zones=", ".join(foreign[:3]), zone=zone))
        meanings = {text: name if name not in (OWN, zone) else None for text, name in meanings.items()}
    return ToldZones(zones, zone_column, meanings, tuple(asks), tuple(notices))


def _is_of_another_season(values: pl.Series, form: str | None, told: HeaderZone, zone: str) -> bool:
    """Return whether the zone's own clock differs at some of these times from the one that is told."""
    read = read_times(values, zone, form)
    local = read["time"].filter(~read["date_only"].fill_null(True) & read["instant"].is_null())
    here = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")
    there = local.dt.replace_time_zone(told.zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")
    return bool((here != there).any())
