"""The address of a page holds the selection, whole, and a link that means nothing here still opens."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from est.clock import ALL_HOURS, PRESETS
from est.municipality.reference_lists import ReferenceLists
from est.picture.selection import Selection
from est.ui.query_params import NAMES, parse_selection, serialise_selection

POLICE, GUARDS = "0199a8c0-0000-7000-8000-000000000001", "0199a8c0-0000-7000-8000-000000000002"
CENTRE = "0199a8c0-0000-7000-8000-000000000003"
CHOICES = ReferenceLists(
    {"SKA": "Skadegörelse", "FOR": "Fordon"},
    {POLICE: "Polisen", GUARDS: "Väktare"},
    {CENTRE: "Centrum"},
    ("torg", "park, lekplats", "100 % gata & torg"),
    (1, 2, 3),
    {"SKA/klotter": "klotter", "FOR/buller, musik & annat": "buller, musik & annat"},
)
DEFAULT = Selection(date(2026, 1, 1), date(2026, 3, 26))


def test_the_address_says_the_last_day_as_people_do():
    """The end of a period is exclusive in the program and never in an address."""
    assert serialise_selection(DEFAULT) == {"from": "2026-01-01", "through": "2026-03-25"}


@pytest.mark.slow
@settings(deadline=None)  # a busy machine is no fault of an address
@given(
    hours=some.sets(some.integers(0, 167), min_size=1),
    categories=some.lists(some.sampled_from(["SKA", "FOR"]), unique=True),
    organisations=some.lists(some.sampled_from([POLICE, GUARDS]), unique=True),
    districts=some.lists(some.just(CENTRE), unique=True),
    kinds=some.lists(some.sampled_from(CHOICES.place_kinds), unique=True),
    effects=some.lists(some.sampled_from([1, 2, 3]), unique=True),
    below=some.lists(some.sampled_from(list(CHOICES.subcategories)), unique=True),
    start=some.dates(date(1990, 1, 1), date(2040, 1, 1)),
    days=some.integers(1, 5000),
)
def test_what_is_written_is_read_again(hours, categories, organisations, districts, kinds, effects, below, start, days):
    """No selection loses anything on its way through a link."""
    end = date.fromordinal(start.toordinal() + days)
    filters = (tuple(names) for names in (categories, organisations, districts, kinds, effects, below))
    selection = Selection(start, end, frozenset(hours), *filters)
    assert parse_selection(serialise_selection(selection), DEFAULT, CHOICES) == (selection, ())


def test_nothing_asked_is_the_default():
    """An address without parameters opens the usual view."""
    assert parse_selection({}, DEFAULT, CHOICES) == (DEFAULT, ())


def test_a_preset_stands_by_its_name():
    """A link can be read by a human."""
    assert serialise_selection(replace(DEFAULT, hours=PRESETS["night"]))["hours"] == "night"
    assert parse_selection({"hours": "all"}, DEFAULT, CHOICES)[0].hours == ALL_HOURS


@pytest.mark.parametrize(
    ("parameters", "lost"),
    [
        ({"from": "yesterday"}, ("from",)),
        ({"through": "9999-12-31"}, ("through",)),
        ({"from": "0001-01-01"}, ("from",)),
        ({"from": "2026-02-01", "through": "2026-01-01"}, ("from", "through")),
        ({"hours": "late"}, ("hours",)),
        ({"category": "SKA,XXX"}, ("category",)),
        ({"organisation": "<script>"}, ("organisation",)),
        ({"district": POLICE}, ("district",)),
        ({"place_kind": "torg,gruva"}, ("place_kind",)),
        ({"effect": "4"}, ("effect",)),
        ({"effect": "two"}, ("effect",)),
    ],
)
def test_what_means_nothing_is_named_and_left_out(parameters, lost):
    """The page opens with the default in its place, and says so."""
    assert parse_selection(parameters, DEFAULT, CHOICES) == (DEFAULT, lost)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_what_an_attacker_writes_into_an_address_selects_nothing(name):
    """Statements are never made of it, however long it is: what names nothing in this store is lost, and said so."""
    for written in ("' OR 1=1 --", "x'); DROP TABLE reports;--", "\x00", "%27%20OR%201=1", "²", "SKA' OR '1'='1"):
        assert parse_selection({name: written}, DEFAULT, CHOICES) == (DEFAULT, (name,))
    for part in ("x", "9", "-", "SKA,,", "mon-", "mon.1-2,", "%25"):
        found, lost = parse_selection({name: part * (100_000 // len(part))}, DEFAULT, CHOICES)
        assert (found, lost) in ((DEFAULT, (name,)), (DEFAULT, ()))
