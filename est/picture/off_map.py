"""The selected reports that are not on the map, each with the reason: nothing is silently gone."""

from enum import StrEnum

import polars as pl

from est.picture.counts import list_reports
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.space.area import study_area
from est.space.cells import areas_km2, cell_column
from est.space.precision import SPOTS, coarsest_m, sigma_sql
from est.store import Store
from est.text import N_


class OffMapReason(StrEnum):
    """Why a report is not on the map. The values are msgids."""

    PLACELESS = N_("no place")
    OUTSIDE = N_("outside the study area")
    LONE = N_("alone, more than ten kilometres from every other report: the point may be wrong")
    INEXACT = N_("placed too inexactly for these cells")


def off_map_reports(store: Store, selection: Selection, resolution: int, limit: int = 500) -> pl.DataFrame:
    """Return the newest selected reports that no cell of this resolution counts, with the columns of
    `counts.reports_in` and `reason` (`OffMapReason`).

    They are those that `flags.Flags` counts as outside or coarse.
    """
    area = study_area(store, resolution)
    elsewhere = OffMapReason.OUTSIDE if area.source == "outline" else OffMapReason.LONE
    sigma = sigma_sql("place_precision = 'point'", "radius")
    sql, values = selected_sql(selection)
    reasons = f"""SELECT chosen.*, CASE
            WHEN cell IS NULL THEN '{OffMapReason.PLACELESS.value}'
            WHEN {cell_column(resolution)} NOT IN (SELECT unnest($area::UBIGINT[])) THEN '{elsewhere.value}'
            WHEN {sigma} > $coarsest THEN '{OffMapReason.INEXACT.value}' END AS reason
        FROM ({sql}) AS chosen
        LEFT JOIN {SPOTS} AS spot
            ON spot.y = chosen.lat AND spot.x = chosen.lng"""
    values |= {"area": area.ids.tolist(), "coarsest": coarsest_m(areas_km2(area.ids[:1]))}
    left = f"SELECT * FROM ({reasons}) WHERE reason IS NOT NULL"
    why = store.ask(f"SELECT id::VARCHAR AS id, reason FROM ({left})", values)
    return list_reports(store, left, values, limit).join(why, on="id", how="left", maintain_order="left")
