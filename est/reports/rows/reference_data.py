"""What a row is checked against: the time zone, the municipality's outline, its districts and its named places."""

from dataclasses import dataclass, field

import polars as pl

from est.municipality.defaults import TIMEZONE, store_timezone
from est.sentences import Sentence
from est.space.outlines import municipality_land
from est.space.places import DISTRICTS, PLACES, all_districts, named_places
from est.store import Store
from est.text import N_

SWEDEN_ZONE = "Europe/Stockholm"


@dataclass(frozen=True)
class ReferenceData:
    """A municipality as the intake sees it; `municipality` is its outline as GeoJSON text, None when none is set.

    `districts` is [id, name, outline]; `places` is [id, name, kind, lat, lng, radius_m, district].
    """

    timezone: str = TIMEZONE
    municipality: str | None = None
    districts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DISTRICTS))
    places: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PLACES))

    def __post_init__(self) -> None:
        """Check that the outline is one; AreaError otherwise."""
        if self.municipality is not None:
            municipality_land(self.municipality, Sentence(N_("The municipality")))

    @property
    def swedish(self) -> bool:
        """Return whether the place lies in Sweden, going by its time zone."""
        return self.timezone == SWEDEN_ZONE


def reference_data(store: Store) -> ReferenceData:
    """Return what the rows of a batch are checked against in this store."""
    outline = store.ask("SELECT outline FROM outlines WHERE kind = 'municipality' LIMIT 1")
    return ReferenceData(
        store_timezone(store),
        str(outline.item()) if outline.height else None,
        all_districts(store),
        named_places(store),
    )
