"""Words and owners are renamed, switched off and made one, and the same file is known again afterwards."""

from datetime import datetime

import pytest

from est.access.disclosure import share_descriptions, shares_descriptions
from est.access.people import add_person, all_people
from est.access.permissions import Role
from est.errors import VocabularyError
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.hotspots.register.queries import all_hotspots
from est.measures.commands import add_measure
from est.measures.measure import Measure
from est.measures.queries import all_measures
from est.municipality.address_rules import set_street_only, street_only
from est.municipality.categories import (
    add_category,
    add_subcategory,
    all_categories,
    all_subcategories,
    edit_category,
    switch_subcategory,
)
from est.municipality.organisations import add_organisation, all_organisations, edit_organisation, nearest_names
from est.municipality.reference_lists import reference_lists
from est.municipality.retention import retention_rules, set_retention
from est.municipality.vocabulary import store_vocabulary
from est.picture.counts import category_counts
from est.picture.selection import default_selection
from est.reports.batches.integrity import check_integrity
from est.reports.merges.kinds import merge_categories, rename_subcategory
from est.reports.merges.owners import merge_organisations
from est.store import Store
from est.ui.query_params import parse_selection
from tests.reports.entries.test_entries import FILE, states, take

WHEN = datetime(2026, 3, 15, 12)
CELLS = ("8908b5662b3ffff",)
# without a reference: a row is known by its content alone, its words among it
ROWS = {name: values for name, values in FILE.items() if name != "dnr"} | {
    "kategori": ["klotter", "Skadegörelse", "glaskross", "tags"]
}


def organisation_id(store: Store, name: str) -> str:
    identity = store_vocabulary(store).organisation(name)
    assert identity
    return identity


def counted(store: Store) -> dict[str, float]:
    found = category_counts(store, default_selection(store))
    return {name: n for name, n in found.select("name", "count").iter_rows() if n}


@pytest.mark.slow
def test_a_renamed_category_keeps_its_reports_and_understands_its_old_name(store, police):
    """In files, in the words of the mapping, and twice over."""
    take(store, police, ROWS, "mars.csv")
    for name in ("Åverkan", "Förstörelse"):
        edit_category(store, "SKA", name, True, "bo", WHEN)
    words = store_vocabulary(store)
    assert {words.kind(word) for word in ("Skadegörelse", "Åverkan", "förstörelse", "SKA")} == {("SKA", None)}
    assert counted(store) == {"Förstörelse": 3.0, "Övrigt": 1.0}
    assert states(store, police, ROWS) == {"known": 4}
    with pytest.raises(VocabularyError, match="already"):
        edit_category(store, "FOR", "förstörelse", True, "bo", WHEN)


@pytest.mark.slow
def test_what_is_switched_off_is_not_offered_and_its_files_are_known_still(store, police):
    """Its reports stay, and nothing of an old export is doubled."""
    take(store, police, ROWS, "mars.csv")
    edit_category(store, "SKA", "Skadegörelse", False, "bo", WHEN)
    switch_subcategory(store, "FOR", "A-traktor", False, "bo", WHEN)
    words = store_vocabulary(store)
    assert "SKA" not in words.offered
    assert "A-traktor" not in words.offered_below("FOR")
    assert states(store, police, ROWS) == {"known": 4}
    assert counted(store)["Skadegörelse"] == 3
    with pytest.raises(VocabularyError, match="no other fits"):
        edit_category(store, "OVR", "Övrigt", False, "bo", WHEN)


@pytest.mark.slow
def test_two_categories_become_one_with_subcategories_and_words(store, police):
    """The store holds together, the old words mean the new category, and the same export brings nothing new."""
    take(store, police, ROWS, "mars.csv")
    merge_categories(store, "SKA", "ORD", "bo", WHEN)
    assert counted(store) == {"Ordningsstörning eller brott": 3.0, "Övrigt": 1.0}
    assert {"klotter", "glaskross", "bråk"} <= set(all_subcategories(store, "ORD")["name"])
    words = store_vocabulary(store)
    assert words.kind("skadegörelse") == words.kind("åverkan") == words.kind("SKA") == ("ORD", None)
    assert words.named("SKA/klotter") == words.kind("graffiti") == ("ORD", "klotter")
    assert states(store, police, ROWS) == {"known": 4}
    assert "SKA" not in all_categories(store)["code"].to_list()
    assert check_integrity(store).faults == ()
    with pytest.raises(VocabularyError, match="not there"):
        merge_categories(store, "FOR", "SKA", "bo", WHEN)


@pytest.mark.slow
def test_a_subcategory_is_renamed_in_its_reports_or_becomes_another(store, police):
    """Old files mean the new name."""
    take(store, police, ROWS, "mars.csv")
    rename_subcategory(store, "SKA", "klotter", "graffiti och klotter", "bo", WHEN)
    assert states(store, police, ROWS) == {"known": 4}
    rename_subcategory(store, "SKA", "graffiti och klotter", "glaskross", "bo", WHEN)
    assert store.ask("SELECT count(*) FROM reports WHERE subcategory = 'glaskross'").item() == 2
    assert states(store, police, ROWS) == {"known": 4}
    assert check_integrity(store).faults == ()
    assert store_vocabulary(store).kind("klotter") == ("SKA", "glaskross")


@pytest.mark.slow
def test_new_ones_are_added_and_no_two_are_called_alike(store):
    """A code is three letters, a name is not another's."""
    add_category(store, "van", "Vandring", True, "bo", WHEN)
    add_subcategory(store, "VAN", "natt", "bo", WHEN)
    assert store_vocabulary(store).named("VAN/natt") == ("VAN", "natt")
    for code, name in (("VAN", "Annat"), ("V1", "Annat"), ("ANN", "vandring"), ("ANN", " ")):
        with pytest.raises(VocabularyError):
            add_category(store, code, name, True, "bo", WHEN)
    with pytest.raises(VocabularyError, match="already"):
        add_subcategory(store, "VAN", "Natt", "bo", WHEN)
    with pytest.raises(VocabularyError, match="already"):
        add_organisation(store, "polisen", "bo", WHEN)


@pytest.mark.slow
def test_two_organisations_become_one_and_the_name_of_either_is_known(store, police):
    """Reports, batches and people follow; an export that was sent under the old name is known."""
    scouts = add_organisation(store, "Polismyndigheten", "bo", WHEN)
    take(store, scouts, ROWS, "mars.csv")
    person = add_person(store, "eva@x.example", Role.REPORTER, scouts, "bo", WHEN)
    version = next(one.version for one in all_people(store))
    edit_organisation(store, scouts, "Polisområdet", True, "bo", WHEN)
    merge_organisations(store, scouts, police, "bo", WHEN)
    words = store_vocabulary(store)
    assert {words.organisation(name) for name in ("Polisen", "Polismyndigheten", "polisområdet")} == {police}
    assert states(store, police, ROWS) == {"known": 4}
    assert "Polisområdet" not in all_organisations(store)["name"].to_list()
    (eva,) = all_people(store)
    assert (eva.organisation, eva.version) == (police, version + 1), person
    assert check_integrity(store).faults == ()
    with pytest.raises(VocabularyError, match="not there"):
        merge_organisations(store, scouts, police, "bo", WHEN)


@pytest.mark.slow
def test_a_mistyped_name_is_known_for_what_it_is(store):
    """And one that is like none is a new one."""
    names = all_organisations(store)["name"].to_list()
    assert nearest_names("Polisn", names) == ["Polisen"]
    assert nearest_names("hemtjansten", names) == nearest_names("Polisen", names) == []
    assert nearest_names("Scoutkåren", names) == []
    assert nearest_names("Bostadsbolagt", names)[0] == "Bostadsbolaget"


@pytest.mark.slow
def test_the_stricter_rule_of_two_organisations_holds_for_both(store, police):
    """Homes of home care are shown no more exactly than before, and nobody reads what was not shared."""
    care = organisation_id(store, "Hemtjänsten")
    share_descriptions(store, police, True, "bo", WHEN)
    assert street_only(store, "Hemtjänsten")
    assert not street_only(store, "Polisen")
    merge_organisations(store, care, police, "bo", WHEN)
    assert street_only(store, "Hemtjänsten")
    assert street_only(store, "Polisen")
    assert not shares_descriptions(store, police)


def test_an_organisation_that_is_renamed_keeps_what_its_name_told_of_homes(store):
    care = organisation_id(store, "Hemtjänsten")
    edit_organisation(store, care, "Team Norr", True, "bo", WHEN)
    assert street_only(store, "Team Norr")
    set_street_only(store, care, False, "bo", WHEN)
    edit_organisation(store, care, "Hemtjänsten", True, "bo", WHEN)
    edit_organisation(store, care, "Team Norr", True, "bo", WHEN)
    assert not street_only(store, "Team Norr")


def test_organisations_whose_reports_are_kept_for_different_times_are_not_made_one(store, police):
    scouts = add_organisation(store, "Polismyndigheten", "bo", WHEN)
    set_retention(store, scouts, None, 12, "bo", WHEN)
    with pytest.raises(VocabularyError, match="kept for different times"):
        merge_organisations(store, scouts, police, "bo", WHEN)
    set_retention(store, police, None, 12, "bo", WHEN)
    merge_organisations(store, scouts, police, "bo", WHEN)
    assert retention_rules(store).rows() == [(police, None, 12)]


@pytest.mark.slow
def test_the_measures_of_an_organisation_are_the_other_s(store, police):
    """Whoever is responsible is reminded, and nobody takes part in a measure twice."""
    scouts, park = (add_organisation(store, name, "bo", WHEN) for name in ("Polismyndigheten", "Parken"))
    measures = [
        Measure("Lampa", scouts, cells=CELLS, taking_part=(park,)),
        Measure("Bänk", police, cells=CELLS, taking_part=(scouts, park)),
        Measure("Träd", park, cells=CELLS, taking_part=(police, scouts)),
    ]
    for one in measures:
        add_measure(store, one, "bo", WHEN)
    merge_organisations(store, scouts, police, "bo", WHEN)
    rows = all_measures(store).select("title", "organisation", "taking_part").rows()
    kept = {title: (responsible, others) for title, responsible, others in rows}
    assert kept == {"Lampa": (police, park), "Bänk": (police, park), "Träd": (park, police)}


@pytest.mark.slow
def test_what_is_chosen_by_a_category_follows_it(store, police):
    """A hotspot counts the same reports as before, an address of a page finds them, and no rule of keeping is lost."""
    take(store, police, ROWS, "mars.csv")
    add_hotspot(store, Hotspot("Torget", CELLS, since=WHEN.date(), categories=("SKA", "ORD")), "bo", WHEN)
    set_retention(store, None, "SKA", 12, "bo", WHEN)
    with pytest.raises(VocabularyError, match="kept for different times"):
        merge_categories(store, "SKA", "ORD", "bo", WHEN)
    set_retention(store, None, "ORD", 12, "bo", WHEN)
    merge_categories(store, "SKA", "ORD", "bo", WHEN)
    assert retention_rules(store).rows() == [(None, "ORD", 12)]
    assert [one.hotspot.categories for one in all_hotspots(store)] == [("ORD",)]
    address = {"category": "SKA,ORD", "subcategory": "SKA/klotter", "organisation": police}
    found, lost = parse_selection(address, default_selection(store), reference_lists(store))
    assert (found.categories, found.subcategories, lost) == (("ORD",), ("ORD/klotter",), ())
