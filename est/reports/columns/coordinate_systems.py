"""The system that the coordinates of a file are in: by their range, and the zone of a grid by the municipality."""

import numpy as np

from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.notices import Notice
from est.reports.files.table import Table
from est.reports.values.coordinates import SWEREF, WGS84, read_numbers, read_pair
from est.reports.values.point_texts import split_points
from est.space.borders import Borders
from est.space.feature_files import likely_grids
from est.space.grids import GRIDS, TM, ZONE_QUESTIONS, Grid, GridFamily, zone_question
from est.text import N_

_LOOKED_AT = 20_000  # rows
OTHER_SYSTEM = N_(
    "The coordinates fit neither WGS 84 nor SWEREF 99 or RT 90. Those of a web map must be converted before the file "
    "is sent."
)
_READ_AS = N_("The coordinates are read as {system}.")
_AS_LAST = N_("The coordinates are read as {system}, as in the last file.")
_BY_MUNICIPALITY = N_(
    "The coordinates are read as {system}, the zone that puts them into the municipality. Is that right?"
)
_SYSTEM_TEXTS = (OTHER_SYSTEM, *ZONE_QUESTIONS, _READ_AS, _AS_LAST, _BY_MUNICIPALITY)


def tells_system(notice: Notice) -> bool:
    """Return whether a notice says in which system coordinates are read, or asks for it."""
    return notice.text in _SYSTEM_TEXTS


def settle_systems(
    table: Table, mapping: ColumnMapping, told: set[str], borders: Borders | None
) -> tuple[ColumnMapping, str | None, list[Notice]]:
    """Return the mapping with its coordinates under the system that the values fit, unless it was told."""
    fields = mapping.fields
    for north, east in (("lat", "lng"), ("northing", "easting")):
        if north in fields and east in fields:
            break
    else:
        return _settle_point(table, mapping, told, borders)
    named = SWEREF if north == "northing" else WGS84
    columns = [fields[north], fields[east]]
    if not set(columns) <= set(table.columns):
        return mapping, None, []  # the check says which column is not there
    rows = table.rows.select(columns).head(_LOOKED_AT)
    *pairs, system, exchanged = read_pair(rows[columns[0]], rows[columns[1]])
    if told & {"lat", "lng", "northing", "easting"}:
        return mapping, system, []
    if system is None:
        known = np.isfinite(pairs[0]) & np.isfinite(pairs[1])
        return mapping, None, [Notice(OTHER_SYSTEM, strong=True)] if known.any() else []
    if exchanged and not (system == WGS84 and north == "lat"):
        columns.reverse()  # x and y mean either, and only the values tell
    family = GridFamily(system) if system != WGS84 else None
    likely: tuple[Grid, ...] = ()
    grid, zone, saved = None, "", mapping.forms.get("northing") or ""
    if family is not None:
        north_values, east_values = reversed(pairs) if exchanged else pairs
        likely = likely_grids(family, north_values, east_values, borders)
        grid = likely[0] if len(likely) == 1 else None
        # where no municipality tells the zone, that of the last file stands for this one, if its numbers are alike
        zone = str(grid.epsg) if grid and grid is not TM else ""
        zone = zone or (saved if saved and GRIDS[int(saved)].family is family else "")
    zones = f"({zone})" if zone else ""
    if system != named or columns[0] != fields[north] or zone != saved:
        pair = (f"northing{zones}", f"easting{zones}") if family else ("lat", "lng")
        kept = tuple((column, target) for column, target in mapping.columns if column not in columns)
        mapping = ColumnMapping((*kept, *zip(columns, pair, strict=True)), mapping.categories)
    settled = bool(zone) and (grid is None or zone == saved)  # what was confirmed once is no question any more
    notices = [_last_notice(GRIDS[int(zone)]) if settled else _grid_notice(system, likely)]
    if exchanged and north == "lat" and system == WGS84:
        notices.append(
            Notice(
                N_("Latitude and longitude seem to be swapped in the whole file: map them the other way."), strong=True
            )
        )
    return mapping, system, notices


def _settle_point(
    table: Table, mapping: ColumnMapping, told: set[str], borders: Borders | None
) -> tuple[ColumnMapping, str | None, list[Notice]]:
    """Return the same of points in one column, whose zone is kept with the mapping."""
    column, form = mapping.fields.get("point"), mapping.forms.get("point")
    if column is None or column not in table.columns or "point" in told:
        return mapping, None, []
    *pair, system = split_points(table.rows[column].head(_LOOKED_AT), swedish=True)
    if system == WGS84:
        return mapping, system, [_grid_notice(system, ())]
    family = GridFamily(system)
    north, east = (read_numbers(values, metres=True)[0] for values in pair)
    likely = likely_grids(family, north, east, borders)
    grid = likely[0] if len(likely) == 1 else None
    if form and (grid is GRIDS[int(form)] or (grid is None and GRIDS[int(form)].family is family)):
        return mapping, system, [_last_notice(GRIDS[int(form)])]
    if grid is not None and grid is not TM:
        mapping = mapping.with_columns([(column, f"point({grid.epsg})")])
    return mapping, system, [_grid_notice(system, likely)]


def _last_notice(grid: Grid) -> Notice:
    return Notice(_AS_LAST, (("system", f"{grid.name} ({grid.code})"),))


def _grid_notice(system: str, likely: tuple[Grid, ...]) -> Notice:
    """Return what to say of the system: a zone is to be confirmed, and one that is not known to be told."""
    if system == WGS84 or likely == (TM,):
        return Notice(_READ_AS, (("system", system),))
    if len(likely) == 1:
        return Notice(_BY_MUNICIPALITY, (("system", f"{likely[0].name} ({likely[0].code})"),), strong=True)
    asked = zone_question(GridFamily(system), likely)
    return Notice(asked.pattern, tuple(asked.values.items()), strong=True, typed=str(asked))
