"""Districts, which cover land, and named places, which are a point with a radius."""

import json
from datetime import datetime
from uuid import UUID

import duckdb
import numpy as np
import polars as pl
import shapely

from est.errors import AreaError, NotFoundError
from est.identity import new_id, new_ids
from est.sentences import Sentence
from est.space.cells import Floats
from est.space.ground import feature_collection, parse_layer
from est.space.outlines import Outline, municipality_land
from est.store import Change, Store, TextPolicy, applies, insert_rows
from est.text import N_

THE_DISTRICTS = Sentence(N_("The districts"))
NAME_KEYS = ("name", "namn", "district", "delområde", "omrade", "område")
DISTRICTS = {"id": pl.String, "name": pl.String, "outline": pl.String}
PLACES = {
    "id": pl.String,
    "name": pl.String,
    "kind": pl.String,
    "lat": pl.Float64,
    "lng": pl.Float64,
    "radius_m": pl.Float64,
    "district": pl.String,
}


def all_districts(store: Store) -> pl.DataFrame:
    """Return [id, name, outline (GeoJSON text)] of the districts, by name."""
    return store.ask("SELECT id, name, outline FROM districts ORDER BY name, id").cast({"id": pl.String})


def named_places(store: Store) -> pl.DataFrame:
    """Return [id, name, kind, lat, lng, radius_m, district] of the named places, by name."""
    found = store.ask("SELECT id, name, kind, lat, lng, radius_m, district FROM places ORDER BY name, id")
    return found.cast({"id": pl.String, "district": pl.String})


def assign_districts(lat: Floats, lng: Floats, known: pl.DataFrame) -> pl.Series:
    """Return the id (String) of the district each point in degrees lies in, null for none.

    `known` is [id, name, outline]. Where districts overlap, the first in the frame is taken.
    """
    found = np.full(lat.size, -1, dtype=np.int64)
    for number, outline in reversed(list(enumerate(known["outline"].to_list()))):
        ground = municipality_land(outline)
        shapely.prepare(ground)
        found[shapely.intersects_xy(ground, lng, lat)] = number
    ids = known["id"].to_list()
    return pl.Series("district", [ids[number] if number >= 0 else None for number in found.tolist()], dtype=pl.String)


def set_districts(store: Store, geojson: Outline, who: str, when: datetime) -> None:
    """Make the features of a GeoJSON the districts, by their property `name`, and find each report's district again.

    A district that keeps its name keeps its identity. Raises AreaError when a feature has no name or no area.
    """
    document = parse_layer(geojson, THE_DISTRICTS) if isinstance(geojson, str) else dict(geojson)
    kept = dict(all_districts(store).select("name", "id").rows())
    rows = [
        _district(number, feature)
        for number, feature in enumerate(feature_collection(document, THE_DISTRICTS)["features"], 1)
    ]
    names = [name for name, _ in rows]
    if len(set(names)) < len(names):
        raise AreaError(N_("Two districts have the same name. Join them into one MultiPolygon, or rename one."))
    frame = pl.DataFrame(
        {
            "id": [kept.get(name) or str(new_id()) for name in names],
            "name": names,
            "outline": [text for _, text in rows],
        },
        schema=DISTRICTS,
    )
    store.apply(Change(who, when, "set districts", new_id(), {"names": names}, {"districts": frame}))


def _district(number: int, feature: dict[str, object]) -> tuple[str, str]:
    properties = feature.get("properties")
    named = {str(key).lower(): value for key, value in properties.items()} if isinstance(properties, dict) else {}
    name = next((str(named[key]).strip() for key in NAME_KEYS if named.get(key)), "")
    if not name:
        raise AreaError(N_('District {number} has no name. Give every feature a property "name".'), number=number)
    municipality_land(feature, name)
    return name, json.dumps(feature["geometry"])


@applies("set districts")
def _keep_districts(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    known = change.frames["districts"]
    cursor.execute("DELETE FROM districts")
    insert_rows(cursor, "districts", known)
    reports = cursor.sql("SELECT DISTINCT lat, lng FROM reports WHERE lat IS NOT NULL AND lng IS NOT NULL").pl()
    lat, lng = reports["lat"].to_numpy(), reports["lng"].to_numpy()
    placed = reports.with_columns(assign_districts(lat, lng, known))
    cursor.register("placed", placed)
    try:
        cursor.execute(
            "UPDATE reports SET district = placed.district::UUID FROM placed "
            "WHERE reports.lat = placed.lat AND reports.lng = placed.lng "
            "AND reports.district IS DISTINCT FROM placed.district::UUID"
        )
    finally:
        cursor.unregister("placed")


def add_places(store: Store, rows: pl.DataFrame, who: str, when: datetime) -> None:
    """Add named places: [name, lat, lng] and, where known, [kind, radius_m]; each gets the district it lies in.

    A row with the `id` of a place that is there stands for it from now on.
    """
    frame = _with_districts(store, rows)
    store.apply(Change(who, when, "add places", new_id(), {"names": frame["name"].to_list()}, {"places": frame}))


def edit_place(store: Store, rows: pl.DataFrame, who: str, when: datetime) -> None:
    """Let a place have another name, kind, point or radius: one row as in `add_places`, with its `id`."""
    frame = _with_districts(store, rows)
    store.apply(Change(who, when, "edit place", UUID(frame["id"][0]), {"name": frame["name"][0]}, {"places": frame}))


def remove_place(store: Store, place: str, who: str, when: datetime) -> None:
    """Take a named place away, with its other names; reports stay where they are."""
    store.apply(Change(who, when, "remove place", UUID(place), {"name": _place_name(store, place)}))


def merge_places(store: Store, place: str, into: str, who: str, when: datetime) -> None:
    """Make two places one: the second keeps its point, and files may call it by the first's name as well."""
    store.apply(Change(who, when, "merge places", UUID(place), {"name": _place_name(store, place), "into": into}))


def _place_name(store: Store, place: str) -> str | None:
    """Return what a place is called, for the log: it is gone then."""
    found = store.ask("SELECT name FROM places WHERE id = $place", {"place": place})["name"]
    return str(found[0]) if found.len() else None


def place_names(store: Store) -> pl.DataFrame:
    """Return the named places as `named_places` does, and once more for every other name that files may give them."""
    others = store.ask(
        "SELECT p.id, a.name, kind, lat, lng, radius_m, district FROM place_aliases a JOIN places p ON p.id = a.place "
        "ORDER BY a.name, p.id"
    )
    return pl.concat([named_places(store), others.cast({"id": pl.String, "district": pl.String})])


def _with_districts(store: Store, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows in the columns of PLACES, each with an identity and the district that it lies in."""
    lat, lng = rows["lat"].to_numpy(), rows["lng"].to_numpy()
    made = pl.Series("made", new_ids(rows.height), dtype=pl.String)
    missing = [
        pl.lit(None, dtype=PLACES[name]).alias(name) for name in ("id", "kind", "radius_m") if name not in rows.columns
    ]
    whole = rows.with_columns(made, assign_districts(lat, lng, all_districts(store)), *missing)
    return whole.with_columns(id=pl.coalesce("id", "made")).select(
        pl.col(name).cast(kind) for name, kind in PLACES.items()
    )


@applies("edit place")
@applies("add places")
def _keep_places(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    places = change.frames["places"]
    cursor.execute("DELETE FROM places WHERE id::VARCHAR IN (SELECT unnest($ids))", {"ids": places["id"].to_list()})
    insert_rows(cursor, "places", places)


# a name that is older than the guard goes with its place, and is not what stops that
_GONE = TextPolicy(("name",))


@applies("remove place", _GONE)
def _remove_place(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    if not cursor.execute("SELECT 1 FROM places WHERE id = ?", [str(change.object)]).fetchall():
        raise NotFoundError(N_("The place is no longer there. Somebody may have removed it."))
    cursor.execute("DELETE FROM places WHERE id = ?", [str(change.object)])
    cursor.execute("DELETE FROM place_aliases WHERE place = ?", [str(change.object)])


@applies("merge places", _GONE)
def _merge_places(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    gone, into = str(change.object), change.payload["into"]
    known = cursor.execute("SELECT name FROM places WHERE id = ?", [gone]).fetchall()
    if gone == into or not known or not cursor.execute("SELECT 1 FROM places WHERE id = ?", [into]).fetchall():
        raise NotFoundError(N_("Choose two places that are there, and that are not the same."))
    cursor.execute("UPDATE place_aliases SET place = ? WHERE place = ?", [into, gone])
    cursor.execute("INSERT INTO place_aliases (place, name) VALUES (?, ?)", [into, known[0][0]])
    cursor.execute("DELETE FROM places WHERE id = ?", [gone])
