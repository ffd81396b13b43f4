"""Where an address lies, by a register of streets and houses and by named places, and how surely.

Never the wrong house: what two streets could be is asked, and what no street is called is refused with the nearest
names. A house that is not in the register, a street alone and a crossing are approximate.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.spatial import KDTree

from est.space.address_texts import AddressText, address_readings, crossing_streets, plain_address
from est.space.cells import Floats
from est.space.outlines import METRES_PER_DEGREE
from est.space.street_houses import StreetHouses
from est.space.street_names import Street, StreetMatch, StreetNames, fold_name

ADDRESSES: dict[str, pl.DataType] = {
    "street": pl.String(),
    "number": pl.UInt32(),
    "letter": pl.String(),
    "postcode": pl.String(),
    "town": pl.String(),
    "lat": pl.Float64(),
    "lng": pl.Float64(),
}
BY_A_HOUSE_M = 60.0  # a point that near to an address is taken for the house's
_CROSSING_M = 150.0  # between the nearest houses of two streets that meet
NO_STREET = "-"  # an answer: none of the streets is meant


class AddressOutcome(Enum):
    """What became of a text."""

    POINT = "point"
    APPROXIMATE = "approximate"
    ASKED = "asked"
    UNKNOWN = "unknown"
    NO_HOUSE = "no house"


@dataclass(frozen=True)
class FoundAddress:
    """Where a text lies (degrees), as the register calls it, and the street alone.

    `written` is the street as it was written, `choices` what it may be or what comes nearest: names of streets, or the
    numbers that a street has. `mended` tells that one letter was read as another, `named` that it is a named place.
    """

    outcome: AddressOutcome
    lat: float = float("nan")
    lng: float = float("nan")
    address: str | None = None
    street: str | None = None
    written: str = ""
    choices: tuple[str, ...] = ()
    mended: bool = False
    named: bool = False


@dataclass(frozen=True)
class AddressRegister:
    """The addresses of a municipality (ADDRESSES), its named places, and what was answered before.

    `answers` is the street, as it is shown, by the name as it was written; `NO_STREET` where none was meant.
    """

    addresses: pl.DataFrame
    places: pl.DataFrame
    answers: Mapping[str, str] = field(default_factory=dict)
    _street_places: dict[tuple[Street, int | None], tuple[float, float]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def loaded(self) -> bool:
        """Whether there is an address at all."""
        return not self.addresses.is_empty()

    @cached_property
    def names(self) -> StreetNames:
        """The streets by their names."""
        return StreetNames(tuple(self.houses))

    @cached_property
    def houses(self) -> dict[Street, StreetHouses]:
        """The houses of each street; a street of one name in two towns is two."""
        held = self.addresses.with_columns(pl.col("number").fill_null(0))
        grouped = held.group_by("street", "town", maintain_order=True).agg("number", "letter", "lat", "lng")
        houses = {}
        for street, town, numbers, letters, lat, lng in grouped.iter_rows():
            found = dict(zip(zip(numbers, letters, strict=True), zip(lat, lng, strict=True), strict=True))
            houses[Street(street, town)] = StreetHouses(tuple(found), np.array(list(found.values())))
        return houses

    @cached_property
    def _shown(self) -> dict[str, Street]:
        return {self.street_label(street): street for street in self.houses}

    @property
    def shown_streets(self) -> Mapping[str, Street]:
        """The streets by what a reader calls them."""
        return self._shown

    @cached_property
    def _doubled(self) -> frozenset[str]:
        """The names that stand in several towns."""
        towns: dict[str, int] = defaultdict(int)
        for street in self.houses:
            towns[street.name] += 1
        return frozenset(name for name, count in towns.items() if count > 1)

    @cached_property
    def _towns(self) -> dict[str, set[str]]:
        """The towns by their folded name and by postcode."""
        found: dict[str, set[str]] = defaultdict(set)
        for postcode, town in self.addresses.select("postcode", "town").unique().iter_rows():
            if town:
                found[fold_name(town)].add(town)
                if postcode:
                    found[postcode].add(town)
        return dict(found)

    @cached_property
    def _named(self) -> dict[str, tuple[str, float, float]]:
        return {
            fold_name(name): (name, lat, lng) for name, lat, lng in self.places.select("name", "lat", "lng").iter_rows()
        }

    def street_label(self, street: Street) -> str:
        """Return a street as a reader tells it from others: with its town where the name alone would not do."""
        return f"{street.name}, {street.town}" if street.name in self._doubled and street.town else street.name

    def find(self, text: str) -> FoundAddress:
        """Return where a text lies, or why that is not known."""
        if place := self._place(text):
            return place
        first: FoundAddress | None = None
        for reading in address_readings(text):
            found = self._read(reading)
            if found.address is not None:
                return found
            # what may be several is told rather than what is none
            if first is None or (found.outcome, first.outcome) == (AddressOutcome.ASKED, AddressOutcome.UNKNOWN):
                first = found
        return self._crossing(text) or first or FoundAddress(AddressOutcome.UNKNOWN, written=text)

    def _place(self, text: str) -> FoundAddress | None:
        """Return the named place that a text names, with or without `vid` in front of it."""
        for written in (text, plain_address(text)[0]):
            if known := self._named.get(fold_name(written)):
                return FoundAddress(AddressOutcome.APPROXIMATE, *known[1:], known[0], known[0], written, named=True)
        return None

    def _read(self, reading: AddressText) -> FoundAddress:
        """Return what one reading of a text comes to."""
        written = reading.street
        matched = self._match(written, reading)
        if matched.street is None and reading.number is None:
            # a town behind a street without a number
            words = written.rsplit(maxsplit=1)
            if len(words) == 2 and fold_name(words[1]) in self._towns:
                written = words[0]
                matched = self._match(written, AddressText(written, behind=words[1]))
        if matched.street is None:
            asked = AddressOutcome.ASKED if matched.candidates else AddressOutcome.UNKNOWN
            choices = tuple(map(self.street_label, matched.candidates or matched.nearest))
            return FoundAddress(asked, written=written, choices=choices)
        return self._house(matched, reading, written)

    def _match(self, written: str, reading: AddressText) -> StreetMatch:
        """Return the street that is meant, by what was answered before, by its name, and by the town behind it."""
        answer = self.answers.get(fold_name(written))
        if answer == NO_STREET:
            return StreetMatch()
        if answer in self._shown:
            return StreetMatch(street=self._shown[answer])
        matched = self.names.find(written)
        alike = len({street.name for street in matched.candidates}) == 1 and not matched.doubtful
        if matched.street is None and alike:
            towns = self._towns_behind(reading)
            fitting = [street for street in matched.candidates if street.town in towns]
            if len(fitting) == 1:
                return StreetMatch(street=fitting[0], mended=matched.mended)
        return matched

    def _towns_behind(self, reading: AddressText) -> set[str]:
        behind = fold_name(reading.behind)
        towns = {town for name, several in self._towns.items() if f" {name} " in f" {behind} " for town in several}
        return towns or self._towns.get(reading.postcode, set())

    def _house(self, matched: StreetMatch, reading: AddressText, written: str) -> FoundAddress:
        """Return the house of a street, or what is known of it: the number without its letter, or the next house."""
        street = matched.street
        assert street is not None  # nosec B101 # noqa: S101 (asked for with one alone)
        houses, shown = self.houses[street], self.street_label(street)

        def found(outcome: AddressOutcome, at: tuple[float, float], address: str) -> FoundAddress:
            return FoundAddress(outcome, *at, address, shown, written, mended=matched.mended)

        if reading.number is None:
            return found(AddressOutcome.APPROXIMATE, houses.middle, shown)
        own = houses.places.get((reading.number, reading.letter))
        if own is not None:
            outcome = AddressOutcome.APPROXIMATE if reading.near else AddressOutcome.POINT
            lat, lng = houses.points[own]
            return found(outcome, (float(lat), float(lng)), f"{shown} {reading.number}{reading.letter}")
        near = houses.nearest(reading.number)
        if not near:
            numbers = [number for number, _ in houses.keys if number]
            span = (f"{min(numbers)}–{max(numbers)}",) if numbers else ()
            return FoundAddress(AddressOutcome.NO_HOUSE, street=shown, written=written, choices=span)
        lat, lng = houses.points[near].mean(axis=0)
        return found(AddressOutcome.APPROXIMATE, (float(lat), float(lng)), f"{shown} {reading.number}{reading.letter}")

    def _crossing(self, text: str) -> FoundAddress | None:
        """Return where two streets meet: between their nearest houses."""
        pair = crossing_streets(text)
        if pair is None:
            return None
        first, second = (self._match(name, AddressText(name)).street for name in pair)
        if first is None or second is None or first == second:
            return None
        one, other = self.houses[first], self.houses[second]
        away = one.points[:, None] - other.points[None]
        metres = np.hypot(*(away * (1.0, np.cos(np.radians(one.points[0, 0]))) * METRES_PER_DEGREE).transpose(2, 0, 1))
        nearest = np.unravel_index(int(metres.argmin()), metres.shape)
        if metres[nearest] > _CROSSING_M:
            return None
        lat, lng = (one.points[nearest[0]] + other.points[nearest[1]]) / 2
        name = f"{self.street_label(first)}/{self.street_label(second)}"
        return FoundAddress(AddressOutcome.APPROXIMATE, float(lat), float(lng), name, name, text)

    @cached_property
    def _tree(self) -> tuple[KDTree, float]:
        """The addresses on a map in metres, flat about their middle latitude."""
        middle = float(np.cos(np.radians(self.addresses["lat"].to_numpy().mean())))
        flat = self.addresses.select("lat", pl.col("lng") * middle).to_numpy() * METRES_PER_DEGREE
        return KDTree(flat), middle

    def snap(self, lat: Floats, lng: Floats) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
        """Return points with each that lies by a house moved to the street, and which were moved."""
        lat, lng = lat.copy(), lng.copy()
        tree, middle = self._tree
        away, nearest = tree.query(np.column_stack([lat, lng * middle]) * METRES_PER_DEGREE)
        moved = away <= BY_A_HOUSE_M
        held = self.addresses.select("street", "town", pl.col("number").fill_null(0)).rows()
        for place in np.flatnonzero(moved).tolist():
            street, town, number = held[int(nearest[place])]
            lat[place], lng[place] = self._street_place(Street(street, town), number)
        return lat, lng, moved

    def _street_place(self, street: Street, number: int | None) -> tuple[float, float]:
        """Return a place on a street that tells no house; of one with a single house, half the way to the next."""
        key = (street, number)
        if key not in self._street_places:
            self._street_places[key] = self._place_on(street, number)
        return self._street_places[key]

    def _place_on(self, street: Street, number: int | None) -> tuple[float, float]:
        houses = self.houses[street]
        if len(houses.keys) > 1:
            return houses.middle if number is None else houses.block(number)
        lat, lng = houses.points[0]
        tree, middle = self._tree
        _, near = tree.query(np.array([lat, lng * middle]) * METRES_PER_DEGREE, k=min(2, self.addresses.height))
        other = self.addresses.row(int(np.atleast_1d(near)[-1]), named=True)
        return (float(lat) + other["lat"]) / 2, (float(lng) + other["lng"]) / 2

    def on_street(self, text: str, found: FoundAddress) -> FoundAddress:
        """Return a found address without its house: a place on the street that several houses share."""
        street = self._shown.get(found.street or "")
        if street is None:
            return found
        number = next((one.number for one in address_readings(text) if one.number is not None), None)
        lat, lng = self._street_place(street, number)
        return FoundAddress(
            AddressOutcome.APPROXIMATE, lat, lng, found.street, found.street, found.written, mended=found.mended
        )


def no_addresses() -> AddressRegister:
    """Return a register without addresses and places."""
    places = {"name": pl.String, "lat": pl.Float64, "lng": pl.Float64}
    return AddressRegister(pl.DataFrame(schema=ADDRESSES), pl.DataFrame(schema=places))
