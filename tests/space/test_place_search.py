"""What somebody types in a new report is found as a named place or an address, with one error, and never guessed."""

from datetime import datetime
from typing import Any

import polars as pl
import pytest

from est.reports.entries.commands import correct_report, enter_report
from est.reports.entries.entry import Entry
from est.reports.entries.queries import standing_report
from est.space.addresses import set_addresses
from est.space.place_search import search_places
from est.space.places import add_places
from tests.space.test_address_register import REGISTER
from tests.stores import NOW


@pytest.fixture
def town(store):
    """A town with its addresses, and two named places."""
    places = pl.DataFrame({"name": ["Stora torget", "Kungsparken"], "lat": [59.31, 59.312], "lng": [14.11, 14.112]})
    add_places(store, places, "test", NOW)
    set_addresses(store, REGISTER.addresses.write_csv().encode(), "adresser.csv", "test", NOW)
    return store


@pytest.mark.parametrize(
    ("text", "names", "precision"),
    [
        ("torget", ["Stora torget"], "approximate"),
        ("vid Stora torget", ["Stora torget"], "approximate"),
        ("utanför stora torg", ["Stora torget"], "approximate"),
        ("Stora torgett", ["Stora torget"], "approximate"),
        ("kungsgatan 12", ["Kungsgatan 12"], "point"),
        ("Kugnsgatan 12", ["Kungsgatan 12"], "point"),
        ("Kungsgatan 12C", ["Kungsgatan 12C"], "approximate"),
        ("Älvgatan", ["Älvgatan"], "approximate"),
        ("Bajörkgatan 3", ["Björkgatan 3"], "point"),
        ("björk", ["Björkgatan", "Björkvägen"], "approximate"),
        ("björk 3", ["Björkgatan 3", "Björkvägen 3"], "point"),
        ("kungs", ["Kungsparken", "Kungsgatan"], "approximate"),
        ("Kungsgatan 99", ["Kungsgatan"], "approximate"),
        ("Kungsvägen 3", ["Kungsgatan 3", "Ringvägen 3"], "point"),
        ("Zzzz", [], ""),
        (" - ", [], ""),
    ],
)
@pytest.mark.slow
def test_what_is_typed_is_found_or_offered(town, text, names, precision):
    found = search_places(town, text)
    assert [place.name for place in found] == names
    if found:
        assert found[-1].precision == precision


@pytest.mark.slow
def test_two_streets_as_near_are_both_offered(town):
    found = [place.name for place in search_places(town, "Backgtan 3")]
    assert set(found) >= {"Backgatan 3", "Bäckgatan 3"}


@pytest.mark.slow
def test_an_organisation_that_visits_homes_finds_the_street_alone(town):
    """What it searches for, and a point that it gives some other way; a correction that moves nothing moves nothing."""
    (house,) = search_places(town, "Ringvägen 12")
    (street,) = search_places(town, "Ringvägen 12", True)
    assert (street.name, street.precision) == ("Ringvägen", "approximate")
    assert (street.lat, street.lng) != (house.lat, house.lng)
    care, police = (
        str(town.ask("SELECT id FROM organisations WHERE name = $name", {"name": name}).item())
        for name in ("Hemtjänsten", "Polisen")
    )
    entry = Entry("SKA", None, datetime(2026, 3, 1, 14), house.lat, house.lng, place="Ringvägen 12")
    at_house = standing_report(town, enter_report(town, entry, police, "anna", NOW).report)
    assert (at_house["lat"], at_house["place"], at_house["place_precision"]) == (house.lat, "Ringvägen 12", "point")
    report = enter_report(town, entry, care, "anna", NOW).report
    stands: dict[str, Any] = standing_report(town, report)
    assert (stands["place"], stands["place_precision"]) == ("Ringvägen", "approximate")
    assert isinstance(stands["lat"], float)
    assert isinstance(stands["lng"], float)
    assert abs(stands["lat"] - house.lat) + abs(stands["lng"] - house.lng) > 1e-4
    again = Entry("SKA", None, datetime(2026, 3, 1, 15), stands["lat"], stands["lng"], place="Ringvägen")
    correct_report(town, report, 1, again, "annan tid", "anna", NOW)
    after = standing_report(town, report)
    assert (after["lat"], after["lng"]) == (stands["lat"], stands["lng"])
