"""The page of hotspots takes a place up, shows everything about it in order, and loses nothing of it."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import h3
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from est.hotspots.register.commands import NoteKind, add_hotspot, edit_hotspot, write_note
from est.hotspots.register.hotspot import Hotspot, HotspotOrigin, HotspotState, PriorityLevel
from est.hotspots.register.queries import all_hotspots, get_hotspot, hotspot_notes
from est.measures import Measure, add_measure
from est.measures.causes.cause import Cause, CauseBox, CauseStatus, EvidenceSource
from est.measures.causes.commands import add_cause, edit_cause
from est.measures.causes.queries import all_causes
from est.measures.hotspot_merges import measures_of_hotspot
from est.space.area import set_study_area
from est.space.places import add_places
from est.store import Store, open_store
from tests.hotspots.detection.test_flags import built_up
from tests.page_tables import tables
from tests.sources import ROOT
from tests.stores import copy_store, organisation_ids, put

PAGE = str(ROOT / "pages" / "situation" / "hotspots.py")
MAP = str(ROOT / "pages" / "situation" / "map.py")
OVERVIEW = str(ROOT / "pages" / "situation" / "overview.py")
LONG_AGO = datetime(2026, 2, 2, 9)
SQUARE = (59.3057, 14.105)
CELL = h3.latlng_to_cell(*SQUARE, 9)
BESIDE = sorted(set(h3.grid_disk(CELL, 1)) - {CELL})[0]


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """The file of a store, made once: reports of half a year, a third of them at the square, and two named places.

    The outline is the ground that they come from; without one nothing is flagged.
    """
    path = tmp_path_factory.mktemp("filled") / "est.duckdb"
    copy_store(path)
    with open_store(path) as store:
        fill(store)
    return path


@pytest.fixture
def beginning(filled) -> Path:
    """What the store of a test begins as."""
    return filled


def fill(store: Store) -> None:
    set_study_area(store, built_up(0.0145, 0.0275), "anna", LONG_AGO)
    named = pl.DataFrame(
        {"name": ["Torget", "Stationen"], "lat": [59.3057, 59.3], "lng": [14.105, 14.12], "radius_m": [100.0, 50.0]}
    )
    add_places(store, named, "anna", LONG_AGO)
    who = organisation_ids(store)
    moments = pl.datetime_range(datetime(2025, 9, 1), datetime(2026, 2, 28, 23), "650m", eager=True)
    count = moments.len()
    put(
        store,
        pl.DataFrame(
            {
                "starts": moments,
                "organisation": [who[i % 6] for i in range(count)],
                "category": [("SKA", "FOR")[i % 2] for i in range(count)],
                "lat": [SQUARE[0] + (i % 3 > 0) * ((i % 40) - 20) * 7e-4 for i in range(count)],
                "lng": [SQUARE[1] + (i % 3 > 0) * ((i % 37) - 18) * 1.5e-3 for i in range(count)],
            }
        ),
    )


@pytest.fixture
def square(store) -> str:
    """A hotspot of two cells at the square, placed first, and what hangs on it."""
    hotspot_ = Hotspot(
        "Torget",
        (CELL, BESIDE),
        "Torget",
        HotspotOrigin.FLAG,
        HotspotState.ANALYSED,
        date(2026, 1, 5),
        PriorityLevel.HIGH,
        PriorityLevel.HIGH,
        flagged_from=date(2025, 10, 1),
        flagged_to=date(2026, 1, 1),
    )
    return str(add_hotspot(store, hotspot_, "anna", LONG_AGO))


def page(file: str = PAGE, **query: str) -> AppTest:
    """The page, run once."""
    tested = AppTest.from_file(file, default_timeout=60)
    for name, value in query.items():
        tested.query_params[name] = value
    tested.run()
    assert not tested.exception
    return tested


def field(tested: AppTest, kind: str, ending: str):
    """The widget of that kind whose key ends so."""
    return next(widget for widget in tested.get(kind) if str(widget.key).endswith(ending))


def press(tested: AppTest, label: str, beside: str = "\n") -> AppTest:
    """The page after the last button of that label was pressed; those of forms named `beside` take no part."""
    known = [button for button in tested.button if button.label == label and beside not in str(button.key)]
    tested = known[-1].click().run()
    assert not tested.exception
    return tested


def opened(tested: AppTest, key: str) -> AppTest:
    """The page with the part of that key opened."""
    assert key in tested.session_state
    tested.session_state[key] = True
    return tested.run()


def words(tested: AppTest) -> str:
    """Everything that is written on the page, without the signs that keep it from being Markdown."""
    texts = [part.value for part in (*tested.markdown, *tested.caption, *tested.info, *tested.warning)]
    return " ".join(map(str, texts)).replace("\\", "")


def test_an_empty_list_says_how_to_begin(store) -> None:
    """Without hotspots the page says what to do, with the form open."""
    tested = page()
    assert tested.title[0].value == "Hotspotar"
    assert "Ingen hotspot har tagits upp" in words(tested)


@pytest.mark.thorough
def test_a_flag_of_the_map_is_taken_up_with_its_period(store) -> None:
    """The cells and the period of the address are kept, the nearest place is proposed as its name."""
    query = {"cells": f"{CELL},{BESIDE}", "from": "2025-12-08", "through": "2026-02-28", "category": "FOR"}
    tested = page(**query, hours="night")
    assert field(tested, "text_input", "name").value == "Torget"
    press(tested, "Ta upp")
    one = all_hotspots(store)[0].hotspot
    assert one.cells == tuple(sorted((CELL, BESIDE)))
    assert (one.origin, one.flagged_from, one.flagged_to) == (HotspotOrigin.FLAG, date(2025, 12, 8), date(2026, 3, 1))
    assert (one.categories, len(one.hours), one.state) == (("FOR",), 56, HotspotState.WATCHED)


@pytest.mark.thorough
def test_a_named_place_is_taken_up_and_its_cells_can_be_changed(store) -> None:
    """A place's cells are those of its circle; with one more it is drawn by hand, and no period flagged it."""
    tested = page()
    choice = field(tested, "selectbox", "place of new hotspot 0")
    choice.select_index(1).run()
    cells = field(tested, "multiselect", "cells")
    assert cells.value == [CELL]
    press(tested, "Ta upp")
    one = all_hotspots(store)[0].hotspot
    assert (one.name, one.cells, one.origin, one.flagged_from) == ("Torget", (CELL,), HotspotOrigin.PLACE, None)
    tested = page()
    field(tested, "selectbox", "place of new hotspot 0").select_index(1).run()
    field(tested, "multiselect", "cells").set_value([CELL, BESIDE]).run()
    field(tested, "text_input", "name").set_value("Större")
    press(tested, "Ta upp")
    drawn = next(one.hotspot for one in all_hotspots(store) if one.name == "Större")
    assert (drawn.cells, drawn.origin) == (tuple(sorted((CELL, BESIDE))), HotspotOrigin.DRAWN)


def test_an_address_of_nonsense_stops_nothing(store) -> None:
    """A cell that does not exist is left out, and a hotspot that is not in the store is said."""
    assert "ruta som inte finns" in words(page(cells=f"{CELL},<b>x</b>"))
    assert "ruta som inte finns" in words(page(cells="x"))
    for identity in ("x", "00000000-0000-0000-0000-000000000001"):
        assert "hotspot som inte finns" in words(page(hotspot=identity))
    assert "inte ut någon plats som kan tas upp" in words(page(cells=f"{CELL},{h3.cell_to_parent(CELL, 8)}"))


def test_the_list_stands_by_priority_and_is_filtered_from_the_address(store, square) -> None:
    """Placed ones come first with their figures; a link to one state shows that state."""
    add_hotspot(store, Hotspot("Annan", (BESIDE,)), "anna", LONG_AGO)
    tested = page()
    listed = tables(tested)[0]
    assert listed["name"].to_list() == ["Torget", "Annan"]
    assert listed["priority"].to_list()[0] == 1
    assert listed["reports"].to_list()[0] > 50
    assert listed["flag"].to_list()[0] == "tydlig"
    assert "Inte placerade än" in words(tested)
    assert tables(page(lage="analyseras"))[0]["name"].to_list() == ["Torget"]
    assert "Ingen hotspot har de statusarna" in words(page(lage="avslutad"))


def test_the_page_of_one_holds_everything_in_order(store, square) -> None:
    """Weeks, causes, measures, decisions, notes and states stand newest first, and can be filtered by kind."""
    write_note(store, UUID(square), NoteKind.DECISION, date(2026, 2, 3), "Påhittat: *belys* gången.", "bo", LONG_AGO)
    cause = add_cause(store, Cause(square, CauseBox.PLACE, "Påhittat: mörkt."), "anna", LONG_AGO)
    police = organisation_ids(store)[0]
    measure = Measure("Lampor", police, hotspot=square, cause=str(cause), starts=date(2026, 2, 9))
    add_measure(store, measure, "anna", LONG_AGO)
    tested = page(hotspot=square)
    said = words(tested)
    assert "Status: analyseras · prioritet 1: stort behov, stor möjlighet att påverka" in said
    assert "Beslut: Påhittat: *belys* gången." in said
    assert "Ny orsak (plats och situation, antagen): Påhittat: mörkt." in said
    assert "Åtgärd föreslagen: Lampor" in said
    assert "2. 9 feb. 2026: Åtgärd börjar: Lampor" in said
    assert "Lampor" in [row for frame in tables(tested) for row in frame.get("title", [])]
    weeks = [area.label for area in tested.expander if area.label.startswith("v")]
    assert weeks[0].replace("\\", "").startswith("v. 9 2026: ")
    tested.button_group[0].set_value(["beslut"]).run()
    assert not [area.label for area in tested.expander if area.label.startswith("v")]
    assert "Ny orsak" not in words(tested)


@pytest.mark.thorough
def test_a_note_is_written_down_and_personal_data_is_not(store, square) -> None:
    """What the group says is kept with its day; a phone number is refused and the text stays."""
    tested = page(hotspot=square)
    text = next(area for area in tested.text_area if area.label == "Text *")
    text.set_value("Ring 070-123 45 67")
    press(tested, "Skriv ner")
    assert "en hotspot är en plats" in tested.error[0].value
    assert hotspot_notes(store, [square]).is_empty()
    next(area for area in tested.text_area if area.label == "Text *").set_value("Påhittat: lugnare.")
    press(tested, "Skriv ner")
    assert hotspot_notes(store, [square])["wording"].to_list() == ["Påhittat: lugnare."]


def test_an_edit_is_saved_and_the_second_of_two_is_told(store, square) -> None:
    """The second sees both changes and can apply theirs: both are kept."""
    tested = opened(page(hotspot=square), f"change {square} 0")
    other = get_hotspot(store, UUID(square))[0]
    edit_hotspot(store, UUID(square), 1, replace(other, need=PriorityLevel.LOW), "bo", LONG_AGO)
    field(tested, "text_input", "name").set_value("Nya torget")
    press(tested, "Spara", beside="cause of")
    assert "bo ändrade det här 2026" in tested.error[0].value.replace("\\", "")
    said = words(tested)
    assert "Behov: den andra ändrade från ”stort” till ”litet”, och det får stå kvar." in said
    assert "Namn: du vill ändra från ”Torget” till ”Nya torget”." in said
    press(tested, "Spara min ändring ändå")
    stored, version = get_hotspot(store, UUID(square))
    assert (stored.name, stored.need, version) == ("Nya torget", PriorityLevel.LOW, 3)


def test_a_state_that_cannot_follow_is_not_offered(store, square) -> None:
    """From being analysed it can be watched, acted on and closed, and not followed up at once."""
    tested = opened(page(hotspot=square), f"change {square} 0")
    assert field(tested, "selectbox", "state").options == ["analyseras", "bevakas", "åtgärdas", "avslutad"]


@pytest.mark.thorough
def test_a_closed_hotspot_that_is_flagged_says_so_and_is_reopened(store, square) -> None:
    """On its page, in the list and on the overview; the button opens it again."""
    one = get_hotspot(store, UUID(square))[0]
    edit_hotspot(store, UUID(square), 1, replace(one, state=HotspotState.CLOSED), "anna", LONG_AGO)
    assert "markerad igen" in tables(page())[0]["state"][0]
    assert "Avslutad, men markerad igen" in words(page(OVERVIEW))
    tested = page(hotspot=square)
    assert "avslutad, men en av dess rutor är markerad" in words(tested)
    press(tested, "Öppna den igen")
    assert get_hotspot(store, UUID(square))[0].state is HotspotState.WATCHED


@pytest.mark.thorough
def test_an_earlier_version_is_brought_back(store, square) -> None:
    """The name of version 1 becomes version 3."""
    one = get_hotspot(store, UUID(square))[0]
    edit_hotspot(store, UUID(square), 1, replace(one, name="Fel"), "bo", LONG_AGO)
    tested = page(hotspot=square)
    tested.session_state[f"version of {square} 2"] = "1 name"  # its row is pressed
    tested = opened(tested, f"versions {square}")
    press(tested, "Återställ till version 1")
    stored, version = get_hotspot(store, UUID(square))
    assert (stored.name, version) == ("Torget", 3)


@pytest.mark.thorough
def test_a_split_sends_each_cause_and_measure_where_it_is_told(store, square) -> None:
    """The chosen cell and cause go to the new one with the measure against it; the old page leads to both."""
    stays = add_cause(store, Cause(square, CauseBox.PLACE, "Påhittat: stannar."), "anna", LONG_AGO)
    moves = add_cause(store, Cause(square, CauseBox.TARGET, "Påhittat: flyttar."), "anna", LONG_AGO)
    police = organisation_ids(store)[0]
    add_measure(store, Measure("Lampor", police, hotspot=square, cause=str(moves)), "anna", LONG_AGO)
    tested = opened(page(hotspot=square), f"split {square}")
    field(tested, "multiselect", "moved").set_value([BESIDE]).run()
    field(tested, "text_input", "name").set_value("Gränden")
    next(w for w in tested.multiselect if w.label == "Orsaker som går till den nya").set_value([str(moves)])
    press(tested, "Dela")
    found = {one.name: one for one in all_hotspots(store)}
    lane, rest = found["Gränden"], next(o for o in all_hotspots(store) if o.name == "Torget" and not o.hotspot.closed)
    assert (lane.cells, rest.cells) == ((BESIDE,), (CELL,))
    assert [kept.identity for kept in all_causes(store, [lane.identity])] == [str(moves)]
    assert [kept.identity for kept in all_causes(store, [rest.identity])] == [str(stays)]
    assert store.ask("SELECT hotspot::VARCHAR FROM measures").item() == lane.identity
    assert [button.label for button in page(hotspot=square).button][1:3] == ["Torget", "Gränden"]
    assert "Delad från Torget" in words(page(hotspot=lane.identity))


@pytest.mark.thorough
def test_a_merge_takes_causes_and_notes_along(store, square) -> None:
    """The new one's page shows the notes of those it came from, named, and holds their causes."""
    other = str(add_hotspot(store, Hotspot("Gränden", (BESIDE,)), "anna", LONG_AGO))
    add_cause(store, Cause(other, CauseBox.TARGET, "Påhittat: öde."), "anna", LONG_AGO)
    write_note(store, UUID(other), NoteKind.NOTE, date(2026, 1, 2), "Påhittat: tyst.", "bo", LONG_AGO)
    tested = page(hotspot=square)
    field(tested, "multiselect", f"with {square}").set_value([other])
    field(tested, "text_input", f"merged {square}").set_value("Centrum")
    press(tested, "Slå ihop")
    whole = next(one for one in all_hotspots(store) if one.name == "Centrum")
    said = words(page(hotspot=whole.identity))
    assert "Anteckning: Påhittat: tyst. :small[(bo, Gränden)]" in said
    assert "Sammanslagen av Torget och Gränden" in said
    assert [kept.wording for kept in all_causes(store, [whole.identity])] == ["Påhittat: öde."]


def test_a_merge_is_taken_back(store, square) -> None:
    """Both stand as before with what came from each; what was written since goes to the first, and nothing is lost."""
    other = str(
        add_hotspot(
            store, Hotspot("Gränden", (BESIDE,), need=PriorityLevel.LOW, influence=PriorityLevel.LOW), "anna", LONG_AGO
        )
    )
    add_cause(store, Cause(other, CauseBox.TARGET, "Påhittat: öde."), "anna", LONG_AGO)
    police = organisation_ids(store)[0]
    add_measure(store, Measure("Skylt", police, hotspot=other, due=date(2026, 4, 1)), "anna", LONG_AGO)
    before = {identity: get_hotspot(store, UUID(identity))[0] for identity in (square, other)}
    tested = page(hotspot=square)
    field(tested, "multiselect", f"with {square}").set_value([other])
    field(tested, "text_input", f"merged {square}").set_value("Centrum")
    press(tested, "Slå ihop")
    whole = next(one.identity for one in all_hotspots(store) if one.name == "Centrum")
    add_cause(store, Cause(whole, CauseBox.PLACE, "Påhittat: mörkt."), "bo", LONG_AGO)
    write_note(store, UUID(whole), NoteKind.NOTE, date(2026, 2, 1), "Påhittat: fel.", "bo", LONG_AGO)

    tested = press(page(hotspot=whole), "Ta tillbaka sammanslagningen")
    assert tested.success[0].value == "Sammanslagningen är tillbakatagen: Torget och Gränden finns igen."
    assert {identity: get_hotspot(store, UUID(identity))[0] for identity in (square, other)} == before
    assert get_hotspot(store, UUID(whole))[0].became == (square, other)
    assert [kept.wording for kept in all_causes(store, [other])] == ["Påhittat: öde."]
    assert [kept.wording for kept in all_causes(store, [square])] == ["Påhittat: mörkt."]
    assert measures_of_hotspot(store, (other,))["title"].to_list() == ["Skylt"]
    assert "Sammanslagningen till Centrum togs tillbaka; den står som förut" in words(page(hotspot=square))
    tested = page(hotspot=whole)
    assert "Påhittat: fel." in words(tested)
    assert "Ta tillbaka sammanslagningen" not in [button.label for button in tested.button]


@pytest.mark.thorough
def test_the_kinds_of_event_that_are_shown_stand_in_the_address(store, square) -> None:
    """A link to the notes alone shows the notes alone; what is not there is said."""
    write_note(store, UUID(square), NoteKind.NOTE, date(2026, 1, 2), "Påhittat: tyst.", "bo", LONG_AGO)
    everything = words(page(hotspot=square))
    notes = words(page(hotspot=square, visa="anteckningar"))
    assert "Anteckning: Påhittat: tyst." in notes
    assert notes.count("Togs upp från") < everything.count("Togs upp från")
    assert "Inget sådant finns" in words(page(hotspot=square, visa="beslut"))


@pytest.mark.thorough
def test_a_cause_is_written_with_evidence_in_reports(store, square) -> None:
    """The reports pointed to are those of the selection, counted as they are now."""
    tested = opened(page(hotspot=square), f"new cause {square} 0")
    field(tested, "text_area", "wording").set_value("Påhittat: ingen ser platsen.")
    field(tested, "selectbox", "standing").set_value(CauseStatus.SUPPORTED)
    field(tested, "selectbox", "source").set_value(str(EvidenceSource.REPORTS))
    press(tested, "Spara")
    kept = all_causes(store, [square])[0]
    evidence = kept.cause.evidence[0]
    assert (kept.standing, evidence.source) == (CauseStatus.SUPPORTED, EvidenceSource.REPORTS)
    assert evidence.address == "from=2025-12-07&through=2026-02-28"
    assert (evidence.count or 0) > 50
    assert f"Ett urval av rapporter: {evidence.count:.0f} rapporter den" in words(page(hotspot=square))


def test_a_cause_that_rests_on_nothing_cannot_be_supported(store, square) -> None:
    """It is said under the form, and what was typed stays."""
    tested = opened(page(hotspot=square), f"new cause {square} 0")
    field(tested, "text_area", "wording").set_value("Påhittat: mörkt.")
    field(tested, "selectbox", "standing").set_value(CauseStatus.SUPPORTED)
    press(tested, "Spara")
    assert "måste ha underlag" in tested.error[0].value
    assert field(tested, "text_area", "wording").value == "Påhittat: mörkt."
    assert all_causes(store, [square]) == ()


@pytest.mark.thorough
def test_two_who_change_a_cause_both_keep_their_change(store, square) -> None:
    """The second sees what the first wrote and applies their own box beside it."""
    cause = Cause(square, CauseBox.PLACE, "Påhittat: mörkt.")
    identity = add_cause(store, cause, "anna", LONG_AGO)
    tested = page(hotspot=square)
    press(tested, "Ändra, eller lägg till underlag")
    edit_cause(store, identity, 1, replace(cause, wording="Påhittat: mycket mörkt."), "bo", LONG_AGO)
    field(tested, "selectbox", "box").set_value(CauseBox.TARGET)
    press(tested, "Spara")
    assert "bo ändrade det här" in tested.error[0].value
    press(tested, "Spara min ändring ändå")
    kept = all_causes(store, [square])[0]
    assert (kept.box, kept.wording, kept.version) == (CauseBox.TARGET, "Påhittat: mycket mörkt.", 3)


@pytest.mark.thorough
def test_the_questions_are_those_of_the_commonest_category(store, square) -> None:
    """The analyst is asked about the category at hand first, in all three boxes."""
    tested = opened(page(hotspot=square), f"questions {square}")
    chosen = next(widget for widget in tested.selectbox if widget.label == "Kategori")
    assert chosen.value in ("SKA", "FOR")
    chosen.set_value("FOR").run()
    assert "Är det tillåtet att köra eller stå här de timmarna?" in words(tested)


def test_the_map_offers_to_take_up_what_is_not_taken_up(store) -> None:
    """A flagged cell can be taken up; once it is part of a hotspot the map says of which and does not offer it."""
    large = h3.cell_to_parent(CELL, 8)
    tested = page(MAP, cell=large)
    press(tested, "Ta upp som hotspot")
    # the way leads nowhere where the program's other pages are not, and then the page says so
    assert "Sidan med hotspotar används inte här." in words(tested)
    identity = add_hotspot(store, Hotspot("Torget", (CELL,), state=HotspotState.ANALYSED), "anna", LONG_AGO)
    tested = page(MAP, cell=large)
    assert "Ingår i hotspoten Torget (analyseras)" in words(tested)
    assert "Ta upp som hotspot" not in [button.label for button in tested.button]
    one = get_hotspot(store, identity)[0]
    edit_hotspot(store, identity, 1, replace(one, state=HotspotState.CLOSED), "anna", LONG_AGO)
    tested = page(MAP, cell=large)
    assert "Ingår i hotspoten Torget (avslutad)" in words(tested)
    assert "Ta upp som hotspot" in [button.label for button in tested.button]
