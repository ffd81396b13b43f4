"""Places found by what somebody types: the named places of the municipality, and the address register."""

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from est.municipality.vocabulary import normalise_word
from est.space.address_register import AddressOutcome, AddressRegister, FoundAddress
from est.space.address_texts import AddressText, address_readings, plain_address
from est.space.addresses import address_register
from est.space.places import named_places
from est.space.street_names import fold_name
from est.store import Store

MOST = 8
_SHORTEST = 3  # letters that a street's name must begin with to be offered
_ALIKE = 0.6  # of the letters, from which on a street of another name is offered
_SHORTEST_MENDED = 5  # letters of a name in which one typing error can be told from another name


@dataclass(frozen=True)
class FoundPlace:
    """A place that a text may mean: its name, its point in degrees, and how exact that is (point or approximate)."""

    name: str
    lat: float
    lng: float
    precision: str


def search_places(store: Store, text: str, on_street: bool = False, most: int = MOST) -> tuple[FoundPlace, ...]:
    """Return the places that a text may mean, the likeliest first: named places, then addresses and streets.

    Accents, capitals, punctuation and one typing error do not count. Of an address that could be on two streets both
    are returned, for the reader to choose. With `on_street` an address is a place on its street, never a house.
    """
    if not normalise_word(text):
        return ()
    named = _named(store, text)
    found = (*named, *_addresses(address_register(store), text, on_street=on_street, alone=not named))
    return tuple({place.name: place for place in reversed(found)}.values())[::-1][:most]


def _named(store: Store, text: str) -> list[FoundPlace]:
    """Return the named places of a text: equal, then beginning with it, then holding it; else one error away.

    `vid Södra torget` is the place without the words in front of it.
    """
    wanted = normalise_word(plain_address(text)[0]) or normalise_word(text)
    found, nearly = [], []
    for name, lat, lng in named_places(store).select("name", "lat", "lng").iter_rows():
        bare = normalise_word(name)
        words = bare.split()
        if all(any(word.startswith(part) for word in words) for part in wanted.split()):
            found.append((bare != wanted, not bare.startswith(wanted), name, lat, lng))
        elif len(wanted) >= _SHORTEST_MENDED and OSA.distance(bare, wanted, score_cutoff=1) <= 1:
            nearly.append((True, True, name, lat, lng))
    return [FoundPlace(name, lat, lng, "approximate") for *_, name, lat, lng in sorted(found or nearly)]


def _addresses(register: AddressRegister, text: str, *, on_street: bool, alone: bool) -> list[FoundPlace]:
    """Return the address of a text, or else each that it may be: streets whose names begin so, or are as near.

    Of a text that names no street the nearest names are returned, where nothing else is found (`alone`).
    """
    if not register.loaded:
        return []
    found = register.find(text)
    if found.address is not None:
        return [] if found.named else [_placed(register, text, found, on_street=on_street)]
    house = next((one for one in address_readings(text) if one.number is not None), None)
    begun = fold_name(house.street if house else text)
    streets: list[str] = []
    if len(begun) >= _SHORTEST:
        streets += [label for label in sorted(register.shown_streets) if fold_name(label).startswith(begun)]
    if found.outcome is AddressOutcome.NO_HOUSE and found.street:
        streets.append(found.street)
    elif found.outcome is AddressOutcome.ASKED:
        streets += found.choices
    elif alone and not streets:
        streets += [label for label in found.choices if OSA.normalized_similarity(begun, fold_name(label)) >= _ALIKE]
    places = []
    for label in dict.fromkeys(streets):
        written = _written(register, label, house)
        at = register.find(written)
        if at.address is None:  # the street has no such number
            written = _written(register, label, None)
            at = register.find(written)
        if at.address is not None:
            places.append(_placed(register, written, at, on_street=on_street))
    return places


def _written(register: AddressRegister, label: str, house: AddressText | None) -> str:
    """Return an address on a street as the register reads it for sure, with the town where several have the name."""
    street = register.shown_streets[label]
    number = f" {house.number}{house.letter}" if house else ""
    return f"{street.name}{number}" + (f", {street.town}" if street.town else "")


def _placed(register: AddressRegister, written: str, found: FoundAddress, *, on_street: bool) -> FoundPlace:
    at = register.on_street(written, found) if on_street else found
    return FoundPlace(str(at.address), at.lat, at.lng, at.outcome.value)
