"""The system that the coordinates of a file are in: by their range, and the zone of a grid by the municipality."""

import numpy as np

from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.notices import Notice
from est.reports.files.table import Table
from est.reports.values.coordinates import SWEREF, WGS84, read_pair
from est.space.borders import Borders
from est.space.feature_files import likely_grid
from est.space.grids import GRIDS, TM, UNKNOWN_ZONE, UNKNOWN_ZONE_TYPED, Grid, GridFamily
from est.text import N_

OTHER_SYSTEM = N_(
    "The coordinates fit neither WGS 84 nor SWEREF 99 or RT 90. Those of a web map must be converted before the file "
    "is sent."
)


def settle_systems(
    table: Table, mapping: ColumnMapping, told: set[str], borders: Borders | None
) -> tuple[ColumnMapping, str | None, list[Notice]]:
    """Return the mapping with its coordinates under the system that the values fit, unless it was told."""
    fields = mapping.fields
    for north, east in (("lat", "lng"), ("northing", "easting")):
        if north in fields and east in fields:
            break
    else:
        return mapping, None, []
    named = SWEREF if north == "northing" else WGS84
    columns = [fields[north], fields[east]]
    if not set(columns) <= set(table.columns):
        return mapping, None, []  # the check says which column is not there
    rows = table.rows.select(columns).head(20_000)
    *pairs, system, exchanged = read_pair(rows[columns[0]], rows[columns[1]])
    if told & {"lat", "lng", "northing", "easting"}:
        return mapping, system, []
    if system is None:
        known = np.isfinite(pairs[0]) & np.isfinite(pairs[1])
        return mapping, None, [Notice(OTHER_SYSTEM, strong=True)] if known.any() else []
    if exchanged and not (system == WGS84 and north == "lat"):
        columns.reverse()  # x and y mean either, and only the values tell
    family = GridFamily(system) if system != WGS84 else None
    grid, zone, saved = None, "", mapping.forms.get("northing") or ""
    if family is not None:
        north_values, east_values = reversed(pairs) if exchanged else pairs
        grid = likely_grid(family, north_values, east_values, borders)
        # where no municipality tells the zone, that of the last file stands for this one, if its numbers are alike
        zone = str(grid.epsg) if grid and grid is not TM else ""
        zone = zone or (saved if saved and GRIDS[int(saved)].family is family else "")
    zones = f"({zone})" if zone else ""
    if system != named or columns[0] != fields[north] or zone != saved:
        pair = (f"northing{zones}", f"easting{zones}") if family else ("lat", "lng")
        kept = tuple((column, target) for column, target in mapping.columns if column not in columns)
        mapping = ColumnMapping((*kept, *zip(columns, pair, strict=True)), mapping.categories)
    notices = [_grid_notice(system, grid) if grid or not zone else _last_notice(GRIDS[int(zone)])]
    if exchanged and north == "lat" and system == WGS84:
        notices.append(
            Notice(
                N_("Latitude and longitude seem to be swapped in the whole file: map them the other way."), strong=True
            )
        )
    return mapping, system, notices


def _last_notice(grid: Grid) -> Notice:
    text = N_("The coordinates are read as {system}, as in the last file.")
    return Notice(text, (("system", f"{grid.name} ({grid.code})"),))


def _grid_notice(system: str, grid: Grid | None) -> Notice:
    """Return what to say of the system: a zone is to be confirmed, and one that is not known to be told."""
    if grid is not None and grid is not TM:
        text = N_("The coordinates are read as {system}, the zone that puts them into the municipality. Is that right?")
        return Notice(text, (("system", f"{grid.name} ({grid.code})"),), strong=True)
    if grid is None and system != WGS84:
        return Notice(UNKNOWN_ZONE, (("family", system),), strong=True, typed=UNKNOWN_ZONE_TYPED)
    return Notice(N_("The coordinates are read as {system}."), (("system", system),))
