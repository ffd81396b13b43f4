"""The picture of a map service that lies under the cells: asked for when an administrator turns it on, then kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import polars as pl

from est.errors import AreaError, NotFoundError
from est.identity import new_id
from est.space.area import municipality_outline, study_area_outline
from est.space.map_service import Box, MapService, fetch_picture
from est.space.outlines import METRES_PER_DEGREE, municipality_land
from est.store import Change, Store, TextPolicy, applies, insert_rows
from est.text import N_

AROUND = 0.5  # of the study area, on each side of it
LEAST_M = 500.0  # on each side
FURTHEST = 80.0  # degrees of latitude that a map has

COLUMNS: dict[str, Any] = {
    **dict.fromkeys(("address", "layers"), pl.String),
    **dict.fromkeys(("west", "south", "east", "north"), pl.Float64),
    "picture": pl.List(pl.UInt8),
}


@dataclass(frozen=True)
class GroundPicture:
    """A picture (WebP) of a box in Web Mercator, and the service that it is of."""

    service: MapService
    box: Box
    picture: bytes


def picture_box(bounds: tuple[float, float, float, float]) -> Box:
    """Return the box to ask for around the bounds (west, south, east, north) of a study area."""
    west, south, east, north = bounds
    wide, high = (max(AROUND * side, LEAST_M / METRES_PER_DEGREE) for side in (east - west, north - south))
    return Box(west - wide, max(south - high, -FURTHEST), east + wide, min(north + high, FURTHEST))


def ground_picture(store: Store) -> GroundPicture | None:
    """Return the picture that is kept; None where no service is turned on."""
    kept = store.ask("SELECT address, layers, west, south, east, north, picture FROM ground_picture")
    if kept.is_empty():
        return None
    address, layers, *sides, numbers = kept.row(0)
    return GroundPicture(MapService(address, tuple(filter(None, layers.split(",")))), Box(*sides), bytes(numbers))


def turn_on_service(store: Store, service: MapService, who: str, when: datetime) -> GroundPicture:
    """Ask a service for its picture of the study area, or else of the municipality, keep it, and return it.

    Raises AreaError, without an outline of either and as `map_service.fetch_picture` does; what was kept before stays.
    """
    whole = store.whole  # whoever runs the program need not see the town's outlines
    outline = study_area_outline(whole) or municipality_outline(whole)
    if outline is None:
        raise AreaError(N_("No outline says what to ask for. Choose the municipality in the settings first."))
    box = picture_box(municipality_land(outline).bounds)
    kept = GroundPicture(service, box, fetch_picture(service, box))
    keep_picture(store, kept, who, when)
    return kept


def keep_picture(store: Store, kept: GroundPicture, who: str, when: datetime) -> None:
    """Keep a picture and its service in place of the one before."""
    service, box = kept.service, kept.box
    payload = {"address": service.address, "layers": ",".join(service.layers)}
    values = (*payload.values(), box.west, box.south, box.east, box.north, list(kept.picture))
    frame = pl.DataFrame([values], schema=COLUMNS, orient="row")
    store.apply(Change(who, when, "set map service", new_id(), payload, {"ground_picture": frame}))


def turn_off_service(store: Store, who: str, when: datetime) -> None:
    """Take the picture away, and ask no more. Raises NotFoundError where no service is turned on."""
    if store.ask("SELECT 1 FROM ground_picture").is_empty():
        raise NotFoundError(N_("No map service is turned on, so there is none to turn off."))
    store.apply(Change(who, when, "remove map service", new_id(), {}))


# an address names a machine, and layers are named by who runs it
@applies("set map service", TextPolicy(("address", "layers", "ground_picture.address", "ground_picture.layers")))
def _set_picture(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM ground_picture")
    insert_rows(cursor, "ground_picture", change.frames["ground_picture"])


@applies("remove map service")
def _remove_picture(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM ground_picture")
