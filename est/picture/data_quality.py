"""Reports to look at twice: points that stand for many addresses, and events that two organisations reported."""

import math

import h3
import polars as pl

from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.store import Store

FEWEST_TEXTS = 4  # different texts on one point before it is no address but a stand-in for many
NEAR_M = 150
SOON_MINUTES = 120
_METRES = 111_195


def mass_points(store: Store, selection: Selection) -> pl.DataFrame:
    """Return points shared by reports whose place is written in at least four ways: [lat, lng, reports u32, texts u32,
    examples String, organisations String], most texts first.

    Such a point is where a geocoder puts what it cannot find, or the middle of a district; what lies there is no
    hotspot.
    """
    sql, values = selected_sql(selection)
    return store.ask(
        f"""SELECT lat, lng, count(*)::UINTEGER AS reports, count(DISTINCT lower(trim(place)))::UINTEGER AS texts,
            array_to_string(list_slice(list_sort(list(DISTINCT trim(place))), 1, 4), '; ') AS examples,
            array_to_string(list_sort(list(DISTINCT organisations.name)), ', ') AS organisations
        FROM ({sql}) AS chosen LEFT JOIN organisations ON organisations.id = chosen.organisation
        WHERE lat IS NOT NULL AND place_precision IS DISTINCT FROM 'area' AND place IS NOT NULL
        GROUP BY lat, lng HAVING count(DISTINCT lower(trim(place))) >= {FEWEST_TEXTS}
        ORDER BY texts DESC, reports DESC, lat, lng""",
        values,
    )


def duplicate_reports(
    store: Store, selection: Selection, limit: int = 1000, cells: tuple[str, ...] | None = None
) -> pl.DataFrame:
    """Return pairs of reports that are likely one event: [first, second (ids), starts, category, organisation,
    other_organisation, place, metres f64, minutes i64], the nearest first.

    They are of the same category and of different organisations, start at most two hours from each other and lie at
    most 150 metres apart (docs/method.md, section 1.5). Reports without a time or a place take no part. With `cells`
    (texts of one resolution) only pairs with a report within 150 metres of the box around them.
    """
    sql, values = selected_sql(selection)
    box = _box(cells) if cells else {"south": -90.0, "north": 90.0, "west": -180.0, "east": 180.0}
    return store.ask(
        f"""WITH chosen AS (
            SELECT id, starts, category, organisation, lat, lng, place, epoch(starts)::BIGINT // (60 * $soon) AS slot,
                floor(lat * {_METRES} / $near)::BIGINT AS band
            FROM ({sql}) WHERE lat BETWEEN $south AND $north AND lng BETWEEN $west AND $east
                AND cell IS NOT NULL AND hour IS NOT NULL),
        spread AS (SELECT chosen.*, slot + s AS later, band + b AS beside FROM chosen
            CROSS JOIN unnest([0, 1]) AS slots(s) CROSS JOIN unnest([-1, 0, 1]) AS bands(b)),
        pairs AS (
            SELECT a.id AS first, b.id AS second, a.starts, a.category, a.organisation AS one, b.organisation AS other,
                a.place, sqrt(power((a.lat - b.lat) * {_METRES}, 2)
                    + power((a.lng - b.lng) * {_METRES} * cos(radians(a.lat)), 2)) AS metres,
                date_diff('minute', a.starts, b.starts) AS minutes, a.slot = b.slot AS same_slot
            FROM spread AS a JOIN chosen AS b
                ON a.later = b.slot AND a.beside = b.band AND a.category = b.category
                AND a.organisation <> b.organisation)
        SELECT first::VARCHAR AS first, second::VARCHAR AS second, starts, category, x.name AS organisation,
            y.name AS other_organisation, place, round(metres, 1) AS metres, abs(minutes) AS minutes
        FROM pairs LEFT JOIN organisations AS x ON x.id = one LEFT JOIN organisations AS y ON y.id = other
        WHERE metres <= $near AND abs(minutes) <= $soon AND (NOT same_slot OR first < second)
        ORDER BY metres, minutes, starts, first, second LIMIT $limit""",
        values | {"near": NEAR_M, "soon": SOON_MINUTES, "limit": limit} | box,
    )


def _box(cells: tuple[str, ...]) -> dict[str, float]:
    """Return the box around these cells and 150 metres more, in degrees."""
    corners = [corner for cell in cells for corner in h3.cell_to_boundary(cell)]
    south, north = min(lat for lat, _ in corners), max(lat for lat, _ in corners)
    west, east = min(lng for _, lng in corners), max(lng for _, lng in corners)
    up = NEAR_M / _METRES
    aside = up / math.cos(math.radians(max(abs(south), abs(north))))
    return {"south": south - up, "north": north + up, "west": west - aside, "east": east + aside}
