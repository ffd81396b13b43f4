"""Reports as points, in a cell's place where they are few: only of those whose point gives nobody's home away.

A point is drawn for who may read the reports one by one. Files, papers and mail have the counts of cells instead.
"""

import polars as pl

from est.municipality.address_rules import address_rules
from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.space.cells import cell_column, cells_to_text
from est.store import Store

MOST_ON_MAP = 60  # reports on a map, up to which points say more than colours
FEW = 3  # reports in a cell that are drawn as points
# what the names of places, and of subcategories, have that lie in or at people's homes, however they are written:
# a car park's building may lose its point by this, and no home gains one
HOMES = (
    "trapp|tvätt|uppgång|port|entré|källar|förråd|vind|gård|bosta|lägenhet|lgh|hem|villa|hus|balkong|altan"
    "|home|stair|flat"
)
POINTS = {"cell": pl.String, "lat": pl.Float64, "lng": pl.Float64, "count": pl.UInt32}


def few_points(store: Store, selection: Selection, resolution: int) -> pl.DataFrame:
    """Return the points of cells with few reports, each of which may be a point: [cell text, lat, lng, count u32].

    Nothing where more than MOST_ON_MAP reports have such a cell. A cell keeps its colour when it has more than FEW,
    when one of its reports is not placed exactly or counts only in part, when one comes from an organisation that knows
    addresses as people's homes, and when one is of a stairwell, a cellar or a yard. Several on one point are one row.
    """
    rules = address_rules(store, "sv")
    sql, values = selected_sql(selection)
    found = store.ask(
        f"""WITH placed AS (
            SELECT {cell_column(resolution)} AS cell, lat, lng,
                weight = 1 AND lat IS NOT NULL AND place_precision = 'point'
                AND NOT list_contains($visitors::VARCHAR[], organisation::VARCHAR)
                AND NOT regexp_matches(lower(concat_ws(' ', place_kind, subcategory)), $homes) AS open
            FROM ({sql}) WHERE {cell_column(resolution)} IS NOT NULL),
        few AS (SELECT cell FROM placed GROUP BY cell HAVING count(*) <= $few AND bool_and(coalesce(open, false)))
        SELECT cell, lat, lng, count(*)::UINTEGER AS count
        FROM placed SEMI JOIN few USING (cell) WHERE (SELECT count(*) FROM placed) <= $most
        GROUP BY cell, lat, lng ORDER BY cell, lat, lng""",
        values
        | {
            "visitors": rules.filter("street_only")["id"].to_list(),
            "homes": HOMES,
            "few": FEW,
            "most": MOST_ON_MAP,
        },
    )
    return found.with_columns(cells_to_text(found["cell"])).cast(POINTS)  # type: ignore[arg-type]  # names of columns
