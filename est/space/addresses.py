"""The address register of the municipality: loaded once from a file, kept in the store, used without the network."""

import re
from dataclasses import dataclass
from datetime import datetime

import duckdb
import h3.api.basic_int as h3_int
import numpy as np
import polars as pl

from est.errors import AreaError, NotFoundError
from est.identity import new_id
from est.space.address_register import ADDRESSES, NO_STREET, AddressRegister
from est.space.borders import Belonging, Borders
from est.space.cells import latlng_to_cells
from est.space.feature_files import column_named, layer_points, read_features
from est.space.geopackage import FeatureLayer
from est.space.grids import Grid
from est.space.ground import GeoJSON
from est.space.places import place_names
from est.space.street_names import fold_name
from est.store import Change, Store, TextPolicy, applies, insert_rows
from est.store.kept_answers import Remembered
from est.text import N_

AREA_RESOLUTION = 9  # of the cells that become the study area: some 170 m from the middle to a corner
_STREET = re.compile(
    r"gata|gatunamn|gatuadress|vag|vagnamn|street(?: ?name)?|road|adress ?omrades?(?: ?(?:namn|faststallt ?namn))?|"
    r"faststallt ?namn"
)
_YARD = re.compile(r"gardsadress(?: ?omrades?)?(?: ?(?:namn|faststallt ?namn))?")
_NUMBER = re.compile(
    r"nummer|nr|number|no|gatu ?n(?:ummer|r)|hus ?n(?:ummer|r)|house ?(?:number|no)|street ?number|"
    r"adress ?plats(?: ?n(?:ummer|r)| ?beteckning)?|adress ?n(?:ummer|r)"
)
_LETTER = re.compile(r"bokstav(?:s ?tillagg)?|littera|litt|letter|entrance")
_WHOLE = re.compile(r"adress|address|full ?adress|belagenhets ?adress|adress ?text|adress ?beteckning|beteckning")
_POSTCODE = re.compile(r"post ?n(?:ummer|r)|post ?(?:code|kod)|zip(?: ?code)?")
_TOWN = re.compile(r"ort|post ?ort|town|city|kommun ?del|tatort|stad")
_HOUSE = r"^(?P<street>.*?\D)??\s*(?P<number>\d{1,4})\s*(?P<letter>[A-Za-zÅÄÖåäö])?$"
_STREETS = {"name": pl.String, "town": pl.String, "lat": pl.Float64, "lng": pl.Float64, "radius_m": pl.Float64}
# names of streets are a register's, and are covered rather than refused where one looks like something else
_AS_LOADED = TextPolicy(("file", "addresses.street", "addresses.town", "streets.name", "streets.town"))


@dataclass(frozen=True)
class LoadedAddresses:
    """How many addresses were loaded, on how many streets, and how many rows of the file have none.

    `elsewhere` are those that lie outside the municipality, or at no place.
    """

    addresses: int
    streets: int
    left_out: int
    elsewhere: int


def read_addresses(
    content: bytes, file: str, borders: Borders | None = None, grid: Grid | None = None
) -> tuple[pl.DataFrame, int]:
    """Return ADDRESSES of a CSV, GeoJSON or GeoPackage, and how many of its rows have no street.

    The street and the number stand in columns of their own or in one. Raises AreaError when no layer has them.
    """
    layers = read_features(content, file, borders, grid)
    for layer in layers:
        columns = layer.properties.columns
        if column_named(columns, _STREET, _WHOLE):
            found = _addresses(layer)
            if found.height:
                return found, layer.properties.height - found.height
    raise AreaError(
        N_("{file} has no column of streets; it has {columns}. Name them street and number, or address."),
        file=file,
        columns=", ".join(dict.fromkeys(name for layer in layers for name in layer.properties.columns)),
    )


def _addresses(layer: FeatureLayer) -> pl.DataFrame:
    properties = layer.properties
    columns = properties.columns

    def texts(*patterns: re.Pattern[str]) -> pl.Series:
        name = column_named(columns, *patterns)
        if name is None:
            return pl.repeat("", properties.height, dtype=pl.String, eager=True)
        return properties[name].fill_null("").str.strip_chars().str.replace_all(r"\s+", " ")

    street, yard = texts(_STREET, _WHOLE), texts(_YARD)
    split = column_named(columns, _NUMBER) is not None and not _with_houses(street)
    if not split:
        street = texts(_WHOLE, _STREET)
    houses = (texts(_NUMBER) if split else street).str.replace(r"\.0+$", "")
    parts = houses.to_frame("house").select(pl.col("house").str.extract_groups(_HOUSE).alias("parts")).unnest("parts")
    lat, lng = layer_points(layer)
    whole = parts["street"].str.strip_chars(" ,") if not split else street
    letter = texts(_LETTER)
    return (
        pl.DataFrame(
            {
                "street": whole.fill_null(street)
                + pl.select(pl.when(yard != "").then(" " + yard).otherwise(pl.lit(""))).to_series(),
                "number": parts["number"].cast(pl.UInt32, strict=False),
                "letter": pl.select(
                    pl.when(letter != "").then(letter).otherwise(parts["letter"].fill_null(""))
                ).to_series(),
                "postcode": texts(_POSTCODE).str.replace_all(r"\D", ""),
                "town": texts(_TOWN),
                "lat": lat,
                "lng": lng,
            },
            schema_overrides=ADDRESSES,
        )
        .with_columns(pl.col("letter").str.to_uppercase(), pl.col("street").str.strip_chars())
        .filter(pl.col("street") != "")
        .unique(["street", "town", "number", "letter"], keep="first", maintain_order=True)
        .select(*ADDRESSES)
    )


def _with_houses(texts: pl.Series) -> bool:
    """Return whether most of the texts are a street with its number, whatever the name of their column says."""
    written = texts.filter(texts != "")
    return bool(written.str.contains(r"\D\s*\d{1,4}\s*[A-Za-zÅÄÖåäö]?$").sum() * 2 > written.len())


def set_addresses(
    store: Store,
    content: bytes,
    file: str,
    who: str,
    when: datetime,
    borders: Borders | None = None,
    grid: Grid | None = None,
) -> LoadedAddresses:
    """Make the addresses of a file the register, instead of those before; return how many they are.

    Those outside the municipality are left out. Raises AreaError, also when none is left.

    Reports stay where they are. What was answered of names stays as far as the streets are there.
    """
    everything, left_out = read_addresses(content, file, borders, grid)
    found = everything.filter(_lies_here(everything, borders))
    if found.is_empty():
        raise AreaError(N_("No address of {file} lies in the municipality. Check its coordinates."), file=file)
    houses = AddressRegister(found, place_names(store)).houses
    middles = [(street.name, street.town, *held.middle, held.radius_m) for street, held in houses.items()]
    streets = pl.DataFrame(middles, schema=_STREETS, orient="row")
    payload = {"file": file, "addresses": found.height, "streets": len(houses)}
    frames = {"addresses": found, "streets": streets}
    store.apply(Change(who, when, "set addresses", new_id(), payload, frames))
    return LoadedAddresses(found.height, len(houses), left_out, everything.height - found.height)


def _lies_here(addresses: pl.DataFrame, borders: Borders | None) -> pl.Series:
    """Return which addresses lie somewhere, and where the municipality is known in it or just outside."""
    lat, lng = addresses["lat"].to_numpy(), addresses["lng"].to_numpy()
    placed = np.isfinite(lat) & np.isfinite(lng) & ((np.abs(lat) > 1) | (np.abs(lng) > 1))
    if borders is not None:
        placed[placed] = borders.judge(lat[placed], lng[placed])[0] < Belonging.OUTSIDE
    return pl.Series(placed)


def remove_addresses(store: Store, who: str, when: datetime) -> None:
    """Take the register away; reports stay where they are. Raises NotFoundError when none is loaded."""
    if not count_addresses(store)[0]:
        raise NotFoundError(N_("No addresses are loaded, so there are none to remove."))
    store.apply(Change(who, when, "remove addresses", new_id(), {}))


def count_addresses(store: Store) -> tuple[int, int]:
    """Return how many addresses are loaded, and on how many streets."""
    asked = "SELECT count(*) AS addresses, count(DISTINCT (street, town)) AS streets FROM addresses"
    addresses, streets = store.ask(asked).row(0)
    return int(addresses), int(streets)


_REGISTERS: Remembered[AddressRegister] = Remembered()


def address_register(store: Store) -> AddressRegister:
    """Return the register of a store with its named places and what was answered; kept until one of them changes."""
    return _REGISTERS.get(store, "register", _read_register)


def _read_register(store: Store) -> AddressRegister:
    names = ", ".join(ADDRESSES)
    addresses = store.ask(f"SELECT {names} FROM addresses ORDER BY street, town, number, letter")  # noqa: S608 (ours)
    answers = dict(store.ask("SELECT written, street FROM street_answers").rows())
    return AddressRegister(addresses, place_names(store), answers)


def settle_street(store: Store, written: str, street: str | None, who: str, when: datetime) -> None:
    """Keep which street (as it is shown) a written name means, for all files to come; None: it means none.

    Raises NotFoundError for a street that is not in the register.
    """
    if street is not None and street not in address_register(store).shown_streets:
        raise NotFoundError(
            N_("There is no street {street} in the address register. Write it as the register does."), street=street
        )
    payload = {"written": fold_name(written), "street": street or NO_STREET}
    store.apply(Change(who, when, "settle street", new_id(), payload))


def forget_street(store: Store, written: str, who: str, when: datetime) -> None:
    """Ask again what a written name means, the next time that it comes."""
    store.apply(Change(who, when, "forget street", new_id(), {"written": fold_name(written)}))


def street_answers(store: Store) -> pl.DataFrame:
    """Return [written, street] of what was answered, by name; the street is null where none was meant."""
    found = store.ask("SELECT written, street FROM street_answers ORDER BY written")
    return found.with_columns(pl.col("street").replace(NO_STREET, None))


def address_area(store: Store) -> GeoJSON:
    """Return the ground of the cells with an address, and of those that touch them, as GeoJSON: a study area.

    Raises NotFoundError when no addresses are loaded.
    """
    points = store.ask("SELECT lat, lng FROM addresses")
    if points.is_empty():
        raise NotFoundError(N_("No addresses are loaded. Load them first."))
    cells = np.unique(latlng_to_cells(points["lat"].to_numpy(), points["lng"].to_numpy(), AREA_RESOLUTION))
    around = {near for cell in cells.tolist() for near in h3_int.grid_disk(cell, 1)}
    geometry = h3_int.cells_to_geo(sorted(around))
    return {"type": "Feature", "properties": {}, "geometry": dict(geometry)}


@applies("set addresses", _AS_LOADED)
def _keep_addresses(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM addresses")
    insert_rows(cursor, "addresses", change.frames["addresses"])
    # the middle of a street of an earlier register is still the place of reports
    cursor.execute("DELETE FROM streets WHERE (lat, lng) NOT IN (SELECT lat, lng FROM reports WHERE lat IS NOT NULL)")
    insert_rows(cursor, "streets", change.frames["streets"])


@applies("remove addresses")
def _remove_addresses(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM addresses")


@applies("settle street")
def _settle_street(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _remove_answer(cursor, change)
    cursor.execute(
        "INSERT INTO street_answers (written, street, answered, answered_by) VALUES (?, ?, ?, ?)",
        [change.payload["written"], change.payload["street"], change.when, change.who],
    )


@applies("forget street")
def _forget_street(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    _remove_answer(cursor, change)


def _remove_answer(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM street_answers WHERE written = ?", [change.payload["written"]])
