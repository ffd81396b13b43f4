"""Places found by what somebody types: the named places of the municipality."""

from dataclasses import dataclass

from est.municipality.vocabulary import normalise_word
from est.space.places import named_places
from est.store import Store

MOST = 8


@dataclass(frozen=True)
class FoundPlace:
    """A place that a text may mean: its name, its point in degrees, and how exact that is (point or approximate)."""

    name: str
    lat: float
    lng: float
    precision: str


def search_places(store: Store, text: str, most: int = MOST) -> tuple[FoundPlace, ...]:
    """Return the places that a text may mean, the likeliest first: equal, then beginning with it, then holding it.

    Accents, capitals and punctuation do not count; every word of the text must begin a word of the name.
    """
    wanted = normalise_word(text)
    if not wanted:
        return ()
    found = []
    for name, lat, lng in named_places(store).select("name", "lat", "lng").iter_rows():
        bare = normalise_word(name)
        words = bare.split()
        if all(any(word.startswith(part) for word in words) for part in wanted.split()):
            found.append((bare != wanted, not bare.startswith(wanted), name, lat, lng))
    return tuple(FoundPlace(name, lat, lng, "approximate") for *_, name, lat, lng in sorted(found)[:most])
