"""What a row is checked against: the time zone, the municipality's outline, its districts and its named places."""

from dataclasses import dataclass, field

import polars as pl

from est.municipality.address_rules import street_only
from est.municipality.defaults import TIMEZONE, store_timezone
from est.space.address_register import AddressRegister, no_addresses
from est.space.addresses import address_register
from est.space.area import municipality_given
from est.space.borders import Borders, municipality_borders
from est.space.places import DISTRICTS, PLACES, all_districts, place_names
from est.store import Store

SWEDEN_ZONE = "Europe/Stockholm"


@dataclass(frozen=True)
class ReferenceData:
    """A municipality as the intake sees it; `municipality` is its outline as GeoJSON text, None when none is set.

    `code` is the municipality's when the outline is the coarse one that comes with the program. `districts` is [id,
    name, outline]; `places` is [id, name, kind, lat, lng, radius_m, district]. `register` places addresses;
    `street_only` is set when those of the organisation are people's homes.
    """

    timezone: str = TIMEZONE
    municipality: str | None = None
    districts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DISTRICTS))
    places: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PLACES))
    code: str | None = None
    register: AddressRegister = field(default_factory=no_addresses)
    street_only: bool = False

    def __post_init__(self) -> None:
        """Check that the outline is one; AreaError otherwise."""
        self.borders  # noqa: B018 (asked for its error)

    @property
    def borders(self) -> Borders | None:
        """Return the municipality's borders, None when it has no outline."""
        return municipality_borders(self.municipality, self.code) if self.municipality is not None else None

    @property
    def swedish(self) -> bool:
        """Return whether the place lies in Sweden, going by its time zone."""
        return self.timezone == SWEDEN_ZONE


def reference_data(store: Store, organisation: str = "") -> ReferenceData:
    """Return what the rows of a batch of an organisation, known or new, are checked against in this store."""
    outline, code = municipality_given(store)
    return ReferenceData(
        store_timezone(store),
        outline,
        all_districts(store),
        place_names(store),
        code,
        address_register(store),
        bool(organisation) and street_only(store, organisation),
    )
