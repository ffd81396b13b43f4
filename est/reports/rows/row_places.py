"""Where rows lie that have no coordinates of their own: by the named place or the address that they write.

A home is never a point: of organisations whose addresses are people's homes only the street is kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from est.municipality.vocabulary import normalise_word
from est.privacy.guard import cover_personal_data
from est.progress import Progress, ignore_progress
from est.reports.fields.notices import Notice, shorten_word
from est.reports.fields.readers import read_text
from est.reports.fields.reasons import Reason
from est.reports.rows.reference_data import ReferenceData
from est.reports.values.coordinates import CODES, Codes, Mask, Numbers, ReadPoints
from est.space.address_register import AddressOutcome, FoundAddress
from est.space.address_texts import house_of
from est.text import N_

WORDS = ("address", "place")  # the fields that say where in words, the surer first
NAMED = "named"  # by a named place, as exact as the file says, else approximate
_COORDINATES = ("lat", "lng", "northing", "easting", "point")
_FROM_WORDS = [
    CODES[reason] for reason in (Reason.COORDINATE_MISSING, Reason.COORDINATE_ZERO, Reason.COORDINATE_PLACEHOLDER)
]
_REASONS = {
    AddressOutcome.ASKED: Reason.ADDRESS_ASKED,
    AddressOutcome.UNKNOWN: Reason.ADDRESS_UNKNOWN,
    AddressOutcome.NO_HOUSE: Reason.ADDRESS_NO_HOUSE,
}
# behind a letter, as some streets begin with a number: 2:a Tvärgatan 3
_HOUSE = re.compile(r"(?<=[^\W\d])[\s,]*\d.*$", re.DOTALL)
EXAMPLES = 5
_TOLD_EVERY = 100  # rows, each of which may be an address of its own
MANY_ADDRESSES = 10  # on one point, which is then no place of theirs


@dataclass(frozen=True)
class StreetQuestion:
    """A street as it is written, what it may be, and in how many rows it stands."""

    written: str
    choices: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class RowPlaces:
    """Where the rows lie, a value a row: lat and lng in degrees, codes of what is wrong, address and place as kept.

    `precision` is null for a point of the file, `point` or `approximate` for an address, NAMED for a named place.
    `second` is where the second column of coordinates is to be named for a fault; `blame` is the column that a fault of
    words is to be named for, and `details` what reasons are filled with, both by the place of the row. `questions` are
    the names of streets that are to be settled.
    """

    lat: Numbers
    lng: Numbers
    wrong: Codes
    second: Codes
    precision: pl.Series
    address: pl.Series
    place: pl.Series
    blame: Mapping[int, str] = field(default_factory=dict)
    details: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    questions: tuple[StreetQuestion, ...] = ()
    notices: tuple[Notice, ...] = ()

    def slice_rows(self, first: int, last: int) -> "RowPlaces":
        """Return the rows from one place to another, exclusive."""
        some = slice(first, last)
        return RowPlaces(
            self.lat[some],
            self.lng[some],
            self.wrong[some],
            self.second[some],
            self.precision[some],
            self.address[some],
            self.place[some],
            {place - first: column for place, column in self.blame.items() if first <= place < last},
            {place - first: values for place, values in self.details.items() if first <= place < last},
        )


def place_rows(
    rows: pl.DataFrame,
    fields: Mapping[str, str],
    points: ReadPoints,
    known: ReferenceData,
    progress: Progress = ignore_progress,
) -> RowPlaces:
    """Return where rows lie: at their points, else at the named place or the address that they write."""
    texts = {name: _texts(rows, fields.get(name)) for name in WORDS}
    lat, lng, wrong = points.lat.copy(), points.lng.copy(), points.wrong.copy()
    wanted, blank = np.isin(wrong, _FROM_WORDS), _no_coordinate(rows, fields)
    precision: list[str | None] = [None] * rows.height
    kept = {name: texts[name].to_list() for name in WORDS}
    blame: dict[int, str] = {}
    details = {place: {"name": name} for place, name in points.elsewhere.items()}
    finder = _Finder(known)
    places = np.flatnonzero(wanted).tolist()
    for number, place in enumerate(places):
        if number % _TOLD_EVERY == 0:
            progress(number / len(places))
        told = [(name, text, finder.find(name, text)) for name in WORDS if (text := texts[name][place])]
        right = next((found for _, _, found in told if found.address), None)
        if right is not None:
            lat[place], lng[place], wrong[place] = right.lat, right.lng, 0
            precision[place] = NAMED if right.named else right.outcome.value
            if not right.named:
                kept["address"][place] = right.address
        elif told and blank[place]:
            name, text, found = told[0]
            reason = finder.reason(name, found)
            wrong[place], blame[place] = CODES[reason], fields[name]
            if "{" in reason.value:
                details[place] = finder.details(text, found)
    houses = {text: house_of(text) for text in set(filter(None, kept["address"]))}
    kept["address"] = [houses[text] if text else None for text in kept["address"]]
    if known.street_only:
        lat, lng, precision = _off_the_houses(lat, lng, wrong, precision, known)
        kept = {name: [finder.street_of(name, text) for text in values] for name, values in kept.items()}
    return RowPlaces(
        lat,
        lng,
        wrong,
        points.blame,
        pl.Series("told", precision, dtype=pl.String),
        pl.Series("address", kept["address"], dtype=pl.String),
        pl.Series("place", kept["place"], dtype=pl.String),
        blame,
        details,
        finder.questions(),
        finder.notices() + _one_point_notices(points, texts["address"]),
    )


class _Finder:
    """Finds each different text once, and remembers in how many rows it stands."""

    def __init__(self, known: ReferenceData) -> None:
        self.known = known
        self.places = {
            normalise_word(name): (name, lat, lng)
            for name, lat, lng in known.places.select("name", "lat", "lng").iter_rows()
        }
        self.found: dict[tuple[str, str], FoundAddress] = {}
        self.counts: dict[tuple[str, str], int] = {}
        self.streets: dict[str, str | None] = {}

    def find(self, name: str, text: str) -> FoundAddress:
        key = (name, text)
        self.counts[key] = self.counts.get(key, 0) + 1
        if key not in self.found:
            self.found[key] = self._find(text)
        return self.found[key]

    def _find(self, text: str) -> FoundAddress:
        if place := self.places.get(normalise_word(text)):
            return FoundAddress(AddressOutcome.APPROXIMATE, place[1], place[2], place[0], place[0], text, named=True)
        register = self.known.register
        found = register.find(text)
        if not self.known.street_only:
            return found
        if found.outcome is AddressOutcome.NO_HOUSE and found.street:  # the number would not be kept either
            return register.on_street(found.street, found)
        return register.on_street(text, found) if found.address else found

    def reason(self, name: str, found: FoundAddress) -> Reason:
        """Return why a text gives no place."""
        if not self.known.register.loaded:
            return Reason.ADDRESS_WITHOUT_REGISTER if name == "address" else Reason.PLACE_UNKNOWN
        if name == "place" and found.outcome is AddressOutcome.UNKNOWN:
            return Reason.PLACE_UNKNOWN
        return _REASONS[found.outcome]

    def details(self, text: str, found: FoundAddress) -> dict[str, str]:
        written = shorten_word(cover_personal_data(found.written or text))
        return {"written": written, "choices": ", ".join(found.choices) or "–", "street": found.street or written}

    def street_of(self, name: str, text: str | None) -> str | None:
        """Return a text without the house in it."""
        if text is None:
            return None
        if text not in self.streets:
            found = self.found.get((name, text)) or self._find(text)
            alone = found.street if found.street and not found.named else _HOUSE.sub("", text)
            self.streets[text] = alone if any(map(str.isalpha, alone)) else None
        return self.streets[text]

    def questions(self) -> tuple[StreetQuestion, ...]:
        """Return the names of streets that are to be settled: those that may be several first, the commonest first."""
        rows: dict[str, int] = {}
        choices: dict[str, tuple[str, ...]] = {}
        unknown = set()
        for (name, text), found in self.found.items():
            asked = found.outcome is AddressOutcome.ASKED or (
                name == "address" and found.outcome is AddressOutcome.UNKNOWN and self.known.register.loaded
            )
            if asked and found.choices and found.written:
                rows[found.written] = rows.get(found.written, 0) + self.counts.get((name, text), 0)
                choices[found.written] = found.choices
                if found.outcome is AddressOutcome.UNKNOWN:
                    unknown.add(found.written)
        order = sorted(rows, key=lambda written: (written in unknown, -rows[written], written))
        return tuple(StreetQuestion(written, choices[written], rows[written]) for written in order)

    def notices(self) -> tuple[Notice, ...]:
        """Return what to say of addresses that were mended, and of those that are approximate."""
        mended = {found.written: found.street for found in self.found.values() if found.mended and found.address}
        rough = sum(
            self.counts.get(key, 0)
            for key, found in self.found.items()
            if found.outcome is AddressOutcome.APPROXIMATE and not found.named
        )
        said = []
        if mended:
            shown = [
                f"{shorten_word(cover_personal_data(written))} → {street}"
                for written, street in list(mended.items())[:EXAMPLES]
            ]
            text = N_("Names of streets that were read with one letter mended: {count}. {examples}.")
            said.append(Notice(text, (("count", len(mended)), ("examples", ", ".join(shown)))))
        if rough:
            text = (
                N_("Addresses that are kept as places on their street, never at a house: {count}.")
                if self.known.street_only
                else N_(
                    "Addresses that are approximate, as the number is not in the register or none is written: {count}."
                )
            )
            said.append(Notice(text, (("count", rough),)))
        return tuple(said)


def _texts(rows: pl.DataFrame, column: str | None) -> pl.Series:
    if column is None:
        return pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    return read_text(rows[column].cast(pl.String).str.strip_chars())


def _no_coordinate(rows: pl.DataFrame, fields: Mapping[str, str]) -> Mask:
    """Return the rows in which nothing is written as a coordinate."""
    columns = [fields[name] for name in _COORDINATES if name in fields]
    blank = [rows[column].cast(pl.String).str.strip_chars().fill_null("") == "" for column in columns]
    return np.logical_and.reduce([series.to_numpy() for series in blank]) if blank else np.ones(rows.height, bool)


def _one_point_notices(points: ReadPoints, addresses: pl.Series) -> tuple[Notice, ...]:
    """Return what to say of points of the file on which many addresses lie."""
    if addresses.null_count() == addresses.len():
        return ()
    held = pl.DataFrame({"lat": points.lat, "lng": points.lng, "address": addresses}).filter(pl.Series(points.usable))
    shared = held.drop_nulls().group_by("lat", "lng").agg(pl.col("address").n_unique())
    return tuple(
        Notice(
            N_("{count} different addresses lie on the one point {lat:.5f}, {lng:.5f}. It may stand for no place."),
            (("count", count), ("lat", lat), ("lng", lng)),
            strong=True,
        )
        for lat, lng, count in shared.filter(pl.col("address") >= MANY_ADDRESSES).sort("lat", "lng").head(3).iter_rows()
    )


def _off_the_houses(
    lat: Numbers, lng: Numbers, wrong: Codes, precision: list[str | None], known: ReferenceData
) -> tuple[Numbers, Numbers, list[str | None]]:
    """Return the points with those that lie by a house moved to the street, and the precision that this leaves."""
    named = np.array([one == NAMED for one in precision], bool)  # which are no homes
    usable = np.flatnonzero((wrong == 0) & np.isfinite(lat) & np.isfinite(lng) & ~named)
    if not known.register.loaded or not usable.size:
        return lat, lng, precision
    lat[usable], lng[usable], moved = known.register.snap(lat[usable], lng[usable])
    for place in usable[moved].tolist():
        precision[place] = "approximate"
    return lat, lng, precision
