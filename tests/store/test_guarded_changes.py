"""No personal data gets into a store, by whichever action and in whichever text, whoever makes the change.

One change of every action is made as the program makes it. Then personal data is written into each of its texts, one
at a time, and the change is applied past the functions that made it.
"""

import importlib
import itertools
import json
import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
import pytest
from hypothesis import Phase, given, settings

import est
from est.access.disclosure import note_reading, share_descriptions
from est.access.people import (
    add_person,
    bind_account,
    change_person,
    end_sessions,
    person_of_email,
    remove_person,
)
from est.access.permissions import Role
from est.access.tokens import add_token, all_tokens, revoke_token, use_token
from est.errors import AccountError, PersonalDataError
from est.hotspots.register.commands import (
    NoteKind,
    add_hotspot,
    edit_hotspot,
    merge_hotspots,
    restore_hotspot,
    split_hotspot,
    undo_hotspot_merge,
    write_note,
)
from est.hotspots.register.hotspot import Hotspot
from est.hotspots.register.queries import all_hotspots
from est.hotspots.surveillance.acknowledgements import acknowledge_alarm
from est.hotspots.surveillance.unusual import UnusualDirection, UnusualPlace
from est.identity import new_id
from est.mail.letter import Letter, LetterKind
from est.mail.letters import add_letter, approve_letter, edit_letter, post_letter, remove_letter
from est.mail.mail_server import MailServer, Security, log_test, set_mail_server
from est.mail.messages import MailFault, all_messages, begin_message, delay_messages, record_message, steer_message
from est.mail.recipients import set_recipients
from est.measures import add_measure, edit_measure, get_measure, restore_measure
from est.measures.causes.cause import Cause, CauseBox, CauseStatus, Evidence, EvidenceSource
from est.measures.causes.commands import add_cause, edit_cause
from est.measures.followup.commands import freeze_verdict, lock_design
from est.measures.followup.design import WatchedPlace
from est.measures.followup.evaluation import evaluate_measure
from est.measures.followup.proposal import propose_design
from est.measures.library import LibraryEntry
from est.measures.library_commands import add_library_entry, edit_library_entry, fill_library
from est.measures.terms import MeasureKind, Mechanism
from est.meetings.coming_event import ComingEvent
from est.meetings.commands import (
    add_event,
    add_meeting,
    add_points,
    add_task,
    edit_event,
    edit_meeting,
    edit_task,
    write_point,
)
from est.meetings.meeting import Meeting
from est.meetings.minutes import add_addendum, compose_minutes, lock_minutes
from est.meetings.point import MeetingPoint, PointKind, PointStatus
from est.meetings.queries import get_meeting, meeting_points, tasks_of
from est.meetings.situation.commands import freeze_picture
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import parse_period
from est.meetings.subscriptions import subscribe, subscribe_oneself, unsubscribe, unsubscribe_oneself
from est.meetings.task import Task
from est.municipality.address_rules import set_street_only
from est.municipality.categories import add_category, add_subcategory, edit_category, switch_subcategory
from est.municipality.defaults import prepare_store
from est.municipality.organisations import add_organisation, edit_organisation
from est.municipality.repeat_rules import set_every_row, set_keeps_copies
from est.municipality.retention import set_retention
from est.municipality.settings import write_setting
from est.picture.saved_views import SavedView, add_view, edit_view, remove_view
from est.picture.selection import Selection
from est.privacy.guard import COVER
from est.privacy.kept_texts import find_in_text
from est.reports.arrivals.inbox_folder import HandledFile
from est.reports.arrivals.inbox_retention import remove_files
from est.reports.arrivals.waiting_files import WaitingOutcome, keep_waiting, settle_waiting
from est.reports.batches.batch import take_batch
from est.reports.batches.purge import purge, purge_plan
from est.reports.batches.standing_reports import Review
from est.reports.batches.undo import restore_batch, undo_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.entries.commands import correct_report, enter_report, void_report
from est.reports.entries.entry import Entry
from est.reports.entries.review import review_reports, set_trust
from est.reports.files.reader import read_file
from est.reports.merges.kinds import merge_categories, rename_subcategory
from est.reports.merges.owners import merge_organisations
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.sentences import Sentence
from est.space import ground_features
from est.space.addresses import forget_street, remove_addresses, set_addresses, settle_street
from est.space.area import set_municipality, set_study_area, unset_municipality
from est.space.backgrounds import remove_people, restore_people, set_people
from est.space.ground_picture import GroundPicture, keep_picture, turn_off_service
from est.space.map_service import Box, MapService
from est.space.places import add_places, edit_place, merge_places, named_places, remove_place, set_districts
from est.store import Change, Store, open_store
from est.store.backup import log_backup
from est.store.changes import applied_actions, find_action
from est.store.erasure import erase_text
from est.store.exports import log_export
from est.text import translator
from tests.measures.followup.follow_ups import DAYS, FAR, HOME, RING, START, WHEN, followed_store, town
from tests.privacy.personal_data import EACH
from tests.reports.tables import WORDS
from tests.stores import organisation_ids

DAY = datetime(2026, 7, 7, 10)
MAKER = "anna.berg@kommun.example"  # the account of who makes a change: the one text about a person that is kept
ADDRESSES = ("est@example.se", "trygghet@example.se", "vakt@example.se")  # of functions, to which mail goes
MADE_BY = {
    "who", "received_by", "created_by", "changed_by", "written_by", "locked_by", "frozen_by", "acknowledged_by",
    "undone_by", "decided_by", "made_by", "revoked_by", "settled_by",
}  # fmt: skip
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[14.1, 59.3], [14.11, 59.3], [14.11, 59.31], [14.1, 59.31], [14.1, 59.3]]],
}
FEATURES = {
    "type": "FeatureCollection",
    "features": [{"type": "Feature", "properties": {"name": "Centrum", "kontakt": "kommunen"}, "geometry": SQUARE}],
}
FILE = """tid,kategori,lat,lon,plats,platstyp,text,källa,gjort på plats
2026-03-01 18:05,klotter,59.3301,14.1,Torget,torg,Bra rad,app,städat
2026-03-02 18:05,okänt ord,59.3302,14.1,Torget,torg,Bra rad,app,städat
2026-02-30 18:05,klotter,59.3302,14.1,Torget,torg,Trasig tid,app,städat
"""


class Changes(list[Change]):
    """Changes whose name is short, where hypothesis writes down with what a test was called."""

    def __repr__(self) -> str:
        return f"{len(self)} changes"


def make_changes(look: Callable[[Store], None] = lambda store: None) -> Changes:
    """Return a change of every action, and those that have to come before it, in the order in which they were made.

    `look` is called with the store to which they were made.
    """
    made = Changes()
    applied = Store.apply

    def recorded(store: Store, change: Change) -> UUID:
        made.append(change)
        return applied(store, change)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "apply", recorded)
        with open_store(None) as store:
            prepare_store(store, MAKER, DAY)
            prepare_store(store, MAKER, DAY, "Europe/Helsinki")
        settings_changes = made[:]
        made.clear()
        store = open_store(None)
        prepare_store(store, MAKER, DAY)
        _, measure = followed_store(town(60, 24), store)
        with store:
            _follow_up(store, measure)
            _ground(store)
            _people(store)
            _batches(store)
            _entries(store)
            _words(store)
            _hotspots(store)
            _meetings(store)
            _mail(store)
            look(store)
    made[1:1] = settings_changes[1:]  # the time zone is set while there are no reports
    return made


def _ground(store: Store) -> None:
    set_municipality(store, FEATURES, MAKER, DAY)
    unset_municipality(store, MAKER, DAY)
    set_municipality(store, "1781", MAKER, DAY)
    set_study_area(store, FEATURES, MAKER, DAY)
    set_districts(store, FEATURES, MAKER, DAY)
    named = {"name": ["Torget"], "kind": ["torg"], "lat": [59.3], "lng": [14.1], "radius_m": [50.0]}
    add_places(store, pl.DataFrame(named), MAKER, DAY)
    add_places(store, pl.DataFrame(named | {"name": ["Stationen"]}), MAKER, DAY)
    add_places(store, pl.DataFrame(named | {"name": ["Parken"]}), MAKER, DAY)
    parken, stationen, torget = named_places(store)["id"]
    edit_place(store, named_places(store).filter(name="Stationen").drop("district"), MAKER, DAY)
    merge_places(store, stationen, torget, MAKER, DAY)
    remove_place(store, parken, MAKER, DAY)
    register = b"gata;nummer;ort;lat;lng\nStorgatan;1;Sagostaden;59.3;14.1\n"
    set_addresses(store, register + b"Nygatan;1;Sagostaden;59.3;14.1\n", "adresser.csv", MAKER, DAY)
    settle_street(store, "Storg", "Storgatan", MAKER, DAY)
    forget_street(store, "Storg", MAKER, DAY)
    remove_addresses(store, MAKER, DAY)
    set_addresses(store, register, "adresser.csv", MAKER, DAY)
    set_street_only(store, organisation_ids(store)[0], True, MAKER, DAY)
    people = json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"antal": 9}, "geometry": SQUARE}]}
    )
    set_people(store, people.encode(), "folk.geojson", MAKER, DAY)
    restore_people(store, remove_people(store, MAKER, DAY), MAKER, DAY)
    write_setting(store, "name", "Sagostaden", MAKER, DAY)
    set_every_row(store, organisation_ids(store)[0], False, MAKER, DAY)
    set_keeps_copies(store, organisation_ids(store)[0], True, MAKER, DAY)
    set_retention(store, organisation_ids(store)[0], "SKA", 24, MAKER, DAY)


def _people(store: Store) -> None:
    organisation = organisation_ids(store)[0]
    add_person(store, "ada@kommun.example", Role.ADMINISTRATOR, None, MAKER, DAY)
    add_person(store, "mia@kommun.example", Role.MEMBER, organisation, MAKER, DAY)
    bind_account(
        store, person_of_email(store, "mia@kommun.example"), "https://idp.example", "101234567890123456789", DAY
    )
    change_person(store, person_of_email(store, "mia@kommun.example"), Role.COORDINATOR, None, MAKER, DAY)
    end_sessions(store, person_of_email(store, "mia@kommun.example"), MAKER, DAY)
    remove_person(store, person_of_email(store, "mia@kommun.example"), MAKER, DAY)
    share_descriptions(store, organisation, True, MAKER, DAY)
    note_reading(store, [organisation], MAKER, DAY)
    add_token(store, "diariet", organisation, MAKER, DAY)
    (token,) = all_tokens(store)
    use_token(store, replace(token, name=MAKER), "v12.csv", 9, DAY)
    revoke_token(store, token, MAKER, DAY)


def _batches(store: Store) -> None:
    table = read_file(FILE.encode(), "mars.csv")
    mapping = recognise_columns(table, WORDS).mapping
    mapping = replace(mapping, categories=(("okänt ord", "SKA"),))
    checked = check_rows(table, mapping, ReferenceData(), WORDS, DAY)
    for content_hash in ("1" * 64, "2" * 64):
        batch = take_batch(
            store,
            replace(checked, content_hash=content_hash),
            who=MAKER,
            when=DAY,
            organisation=str(new_id()),
            new_organisation=f"Nya {content_hash[0]}",
            mapping=mapping,
        )
    undo_batch(store, batch, MAKER, DAY)
    restore_batch(store, batch, MAKER, DAY)
    undo_batch(store, batch, MAKER, DAY)
    purge(store, purge_plan(store, DAY, 0), MAKER, DAY)
    with tempfile.TemporaryDirectory() as inbox:
        lying = Path(inbox) / "v11.csv"
        lying.touch()
        remove_files(store, [HandledFile(DAY.date(), str(batch), lying)], MAKER, DAY)
    arrival = new_id()
    keep_waiting(
        store, arrival, organisation=organisation_ids(store)[0], file="v12.csv", content_hash="3" * 64,
        reasons=[Sentence("{words} rows", words="okänt ord")], who=MAKER, when=DAY,
    )  # fmt: skip
    settle_waiting(store, arrival, WaitingOutcome.PUT_ASIDE, MAKER, DAY)
    log_backup(store, MAKER, DAY)
    log_export(store, "avvisade rader", checked.rows.select("place", "description"), MAKER, DAY)


def _entries(store: Store) -> None:
    entry = Entry("SKA", "klotter", DAY, 59.3, 14.1, place="Torget", effect=1, description="Stor målning")
    organisation = organisation_ids(store)[0]
    report = enter_report(store, entry, organisation, MAKER, DAY).report
    correct_report(store, report, 1, replace(entry, effect=2), "Större", MAKER, DAY)
    correct_report(store, report, 2, replace(entry, effect=3), "Störst", MAKER, DAY, reviewed=True)
    review_reports(store, [report], Review.REJECTED, MAKER, DAY, "Redan känt")
    void_report(store, report, 3, "Fel", MAKER, DAY)
    set_trust(store, organisation, True, MAKER, DAY)


def _words(store: Store) -> None:
    add_category(store, "VAN", "Vandring", True, MAKER, DAY)
    edit_category(store, "VAN", "Nattvandring", True, MAKER, DAY)
    add_subcategory(store, "VAN", "helg", MAKER, DAY)
    switch_subcategory(store, "VAN", "helg", False, MAKER, DAY)
    rename_subcategory(store, "VAN", "helg", "lov", MAKER, DAY)
    merge_categories(store, "VAN", "OVR", MAKER, DAY)
    added = add_organisation(store, "Nattvandrarna", MAKER, DAY)
    edit_organisation(store, added, "Vandrarna", True, MAKER, DAY)
    merge_organisations(store, added, organisation_ids(store)[0], MAKER, DAY)


def _follow_up(store: Store, measure: UUID) -> None:
    watched = (WatchedPlace("Parken", (FAR[0],)),)
    design = propose_design(store, measure)
    design = replace(
        design,
        watched=watched,
        control=tuple(cell for cell in design.control if cell != FAR[0]),
        ring_control=tuple(cell for cell in design.ring_control if cell != FAR[0]),
    )
    lock_design(store, design, MAKER, WHEN)
    found = evaluate_measure(store, measure, START + timedelta(days=DAYS))
    freeze_verdict(store, found, "Skylten står kvar.", MAKER, DAY)


def _hotspots(store: Store) -> None:
    alarm = UnusualPlace("Torget", 0, (HOME,), 4, 9, 2, 0, 4, UnusualDirection.MORE, 400)
    acknowledge_alarm(store, alarm, date(2026, 3, 1), MAKER, DAY)
    whole = add_hotspot(store, Hotspot("Torget", (HOME, RING[0]), place="Torget"), MAKER, DAY)
    edit_hotspot(store, whole, 1, Hotspot("Stora torget", (HOME, RING[0])), MAKER, DAY)
    restore_hotspot(store, whole, 2, 1, MAKER, DAY)
    entry = write_note(store, whole, NoteKind.NOTE, date(2026, 3, 1), "Mörkt.", MAKER, DAY)
    erase_text(store, entry, "wording", "Någon nämndes.", MAKER, DAY)
    seen = Evidence(EvidenceSource.WALK, date(2026, 3, 1), "Lampan är trasig.")
    selection = Evidence(EvidenceSource.REPORTS, date(2026, 3, 1), "Många", "?categories=SKA", 12)
    cause = Cause(str(whole), CauseBox.PLACE, "Dålig belysning")
    known = add_cause(store, cause, MAKER, DAY)
    wanted = replace(cause, standing=CauseStatus.SUPPORTED, evidence=(seen, selection))
    edit_cause(store, known, 1, wanted, MAKER, DAY)
    listed = store.ask("SELECT id::VARCHAR AS id, version FROM measures").row(0)
    measure, version = UUID(listed[0]), int(listed[1])
    before, _ = get_measure(store, measure)
    edit_measure(store, measure, version, replace(before, note="Står kvar", place="Torget"), MAKER, DAY)
    restore_measure(store, measure, version + 1, version, MAKER, DAY)
    add_measure(store, replace(before, title="Belysning", hotspot=str(whole), cause=str(known)), MAKER, DAY)
    fill_library(store, MAKER, DAY)
    lamps = LibraryEntry("Lampor", MeasureKind.SITUATIONAL, Mechanism.SURROUNDINGS, "Färre brott.", "doi:10.1/x")
    added = add_library_entry(store, lamps, MAKER, DAY)
    edit_library_entry(store, added, 1, replace(lamps, title="Ljus"), MAKER, DAY)
    halves = split_hotspot(store, whole, 3, (Hotspot("N", (HOME,)), Hotspot("S", (RING[0],))), MAKER, DAY)
    merged = merge_hotspots(store, dict.fromkeys(map(str, halves), 1), "Igen", MAKER, DAY)
    undo_hotspot_merge(store, merged, 1, MAKER, DAY)


def _meetings(store: Store) -> None:
    picture = compile_picture(store, parse_period("2026-W10"), DAY, "1.0")
    frozen = str(freeze_picture(store, picture, MAKER, DAY))
    meeting, held = new_id(), Meeting(date(2026, 7, 7), ("Kommunpolis",), frozen)
    spot = next(one for one in all_hotspots(store) if not one.hotspot.became)
    about = MeetingPoint(str(meeting), PointKind.HOTSPOT, 1, "Torget", "hotspot", "Mer än vanligt.", spot.identity)
    add_meeting(store, held, [about], MAKER, DAY, meeting)
    edit_meeting(store, meeting, 1, replace(held, focus=("Torget",)), MAKER, DAY)
    add_points(store, meeting, [MeetingPoint(str(meeting), PointKind.OTHER, 2, "Övrigt")], MAKER, DAY)
    point, other = meeting_points(store, str(meeting))
    decided = replace(point.point, status=PointStatus.DECIDED, decision="Ljus sätts upp.", note="Snart.")
    write_point(store, UUID(point.identity), 1, decided, MAKER, DAY, hotspot=(spot.version, spot.hotspot))
    task = Task("Ring", "Kommunpolis", date(2026, 8, 1), meeting=str(meeting), point=other.identity)
    known = add_task(store, task, MAKER, DAY)
    edit_task(store, known, 1, replace(task, outcome="Klart"), MAKER, DAY)
    event = ComingEvent("Marknad", date(2026, 8, 1), place="Torget")
    entered = add_event(store, event, MAKER, DAY)
    edit_event(store, entered, 1, replace(event, note="Två dagar"), MAKER, DAY)
    one, agreed = get_meeting(store, str(meeting)), tasks_of(store, str(meeting))
    content = compose_minutes(one, meeting_points(store, str(meeting)), agreed, picture, translator("sv"))
    ground = {
        "kind": ["road"],
        "rank": [0],
        "name": ["Storgatan"],
        "areal": [False],
        "rings": [[2]],
        "points": [[0, 0, 9, 9]],
    }
    shown = pl.DataFrame(ground, schema=ground_features.FEATURES)
    ground_features.set_ground(store, shown, "gator.geojson", MAKER, DAY)
    ground_features.remove_ground(store, MAKER, DAY)
    service = MapService("https://karta.example.se/wms", ("stadskarta",))
    keep_picture(store, GroundPicture(service, Box(14.0, 59.0, 14.1, 59.1), b"RIFF"), MAKER, DAY)
    turn_off_service(store, MAKER, DAY)
    add_addendum(store, lock_minutes(store, meeting, content, "Gruppen", MAKER, DAY), "Rättat.", "Gruppen", MAKER, DAY)


def _mail(store: Store) -> None:
    organisation = organisation_ids(store)[0]
    set_mail_server(store, MailServer("smtp.example.se", 587, Security.STARTTLS, ADDRESSES[0]), MAKER, DAY)
    log_test(store, ADDRESSES[1], "", MAKER, DAY)
    set_recipients(store, organisation, ADDRESSES[1:], MAKER, DAY)
    letter = Letter(LetterKind.WORD_BACK, organisation, "Tack", "Lampan lagas.", DAY.date(), DAY.date())
    draft = add_letter(store, letter, MAKER, DAY)
    edit_letter(store, draft, 1, replace(letter, wording="Lampan är lagad."), MAKER, DAY)
    approve_letter(store, draft, 2, "Samordnaren", MAKER, DAY, by_mail=True)
    remove_letter(store, add_letter(store, letter, MAKER, DAY), MAKER, DAY)
    post_letter(store, letter, ADDRESSES[2:], "Inställningen", MAKER, DAY, new_id())
    first, second, third = all_messages(store)
    begin_message(store, first.id, MAKER, DAY)
    record_message(store, first, MailFault.REFUSED, "550", MAKER, DAY, final=True)
    steer_message(store, first.id, MAKER, DAY, again=True)
    delay_messages(store, [second, third], MailFault.GONE, "no route", MAKER, DAY)
    view = SavedView("Helgnätter", "karta", Selection(date(2026, 3, 1), date(2026, 4, 1), categories=("SKA",)))
    kept = add_view(store, view, MAKER, DAY)
    edit_view(store, kept, 1, replace(view, name="Nätter"), MAKER, DAY)
    unsubscribe(store, str(subscribe(store, organisation, str(kept), MAKER, DAY)), MAKER, DAY)
    add_person(store, MAKER, Role.COORDINATOR, None, MAKER, DAY)
    unsubscribe_oneself(store, str(subscribe_oneself(store, str(kept), MAKER, DAY)), MAKER, DAY)
    remove_view(store, kept, MAKER, DAY)


@pytest.fixture(scope="module")
def changes() -> Changes:
    return make_changes()


def apply_again(changes: list[Change]) -> Store:
    """Return a store to which these changes were applied by an account that is an address of e-mail."""
    store = open_store(None)
    for change in changes:
        store.apply(replace(change, who=MAKER))
    return store


def is_json(text: str) -> bool:
    """Tell whether a text holds members or a list; that of a sentence may begin with the name of a value."""
    try:
        return isinstance(json.loads(text), dict | list)
    except ValueError:
        return False


def planted(value: Any, text: str, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield copies of a value with a text in one place each: of every text in it, and as the name of a member.

    In text that is JSON it is put inside as well. Of a list, and of several records, the first and the last are taken.
    """
    if isinstance(value, dict):
        yield (*path, text), value | {text: 1}
        alike = len(value) > 2 and all(isinstance(part, dict) for part in value.values())
        for name in [*value][:: len(value) - 1] if alike else value:
            found = planted(value[name], text, (*path, name))
            yield from ((below, value | {name: changed}) for below, changed in found)
    elif isinstance(value, list | tuple):
        for place in sorted({0, len(value) - 1} if value else ()):
            parts = list(value)
            for below, changed in planted(value[place], text, path):
                yield below, [*parts[:place], changed, *parts[place + 1 :]]
    elif isinstance(value, str):
        yield path, f"{value} {text}"
        if is_json(value):
            yield from (
                (path, json.dumps(changed, ensure_ascii=False)) for _, changed in planted(json.loads(value), text)
            )


def refused_changes(change: Change, text: str) -> Iterator[Change]:
    """Yield the change with the text in each of the places where the action does not cover it."""
    policy = find_action(change.action).policy
    covered = {*policy.covered, *policy.accounts}
    for path, payload in planted(dict(change.payload), text):
        if not covered & set(path):
            yield replace(change, payload=payload)
    for name, column in text_columns(change):
        if f"{name}.{column}" not in covered:
            yield with_text(change, name, column, text)


def covered_change(change: Change, text: str) -> Change:
    """Return the change with the text in every place where the action covers it."""
    covered = find_action(change.action).policy.covered
    for name, column in text_columns(change):
        if f"{name}.{column}" in covered:
            change = with_text(change, name, column, text)
    return replace(change, payload=filled(dict(change.payload), text, covered))


def filled(value: Any, text: str, names: tuple[str, ...], inside: bool = False) -> Any:
    """Return a value with a text after each of its texts that lies under one of the names; in JSON inside it."""
    if isinstance(value, dict):
        members = {name: filled(part, text, names, inside or name in names) for name, part in value.items()}
        return members | {text: text} if inside else members
    if isinstance(value, list | tuple):
        return [filled(part, text, names, inside) for part in value]
    if not inside or not isinstance(value, str):
        return value
    if is_json(value):
        return json.dumps(filled(json.loads(value), text, names, inside), ensure_ascii=False)
    return f"{value} {text}"


def text_columns(change: Change) -> Iterator[tuple[str, str]]:
    """Yield the frame and the name of each column of text, of frames that hold any row."""
    for name, frame in change.frames.items():
        yield from ((name, column) for column, kind in frame.schema.items() if kind == pl.String and frame.height)


def with_text(change: Change, name: str, column: str, text: str) -> Change:
    """Return the change with the text in one row of a column, inside it where that is JSON."""
    frame = change.frames[name]
    values = frame[column].to_list()
    middle = len(values) // 2
    held = values[middle] or ""
    values[middle] = filled(held, text, (), inside=True) if is_json(held) else text
    mixed = frame.with_columns(pl.Series(column, values, dtype=pl.String))
    return replace(change, frames={**change.frames, name: mixed})


def every_text(store: Store) -> Iterator[tuple[str, str, str]]:
    """Yield table, column and value of every different text in a store, but for who made changes and may sign in, and
    without the addresses of functions that mail goes to.
    """
    columns = store.ask(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_catalog = 'est' AND (contains(data_type, 'VARCHAR') OR contains(data_type, 'JSON'))"
    )
    for table, column in columns.rows():
        if column not in MADE_BY and table != "people":
            accounts = "WHERE action NOT IN ('add person', 'bind account')" if table == "log" else ""
            for value in store.ask(f'SELECT DISTINCT "{column}"::VARCHAR AS value FROM {table} {accounts}')["value"]:
                if value is not None:
                    yield table, column, reduce(lambda text, address: text.replace(address, ""), ADDRESSES, value)


@pytest.mark.slow
def test_a_change_of_every_action_is_tried(changes):
    """Whoever adds an action adds a change of it above, and thereby writes personal data into all its texts."""
    for module in pkgutil.walk_packages(est.__path__, "est."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    actions = {name for name, module in applied_actions().items() if module.startswith("est.")}
    assert actions - {change.action for change in changes} == set()


@pytest.mark.thorough
def test_what_the_program_itself_makes_is_not_refused(changes):
    """The same changes go in again as they are, and none of their texts is taken for personal data."""
    with apply_again(changes) as store:
        assert {value for _, _, value in every_text(store) if find_in_text(value)} == set()
        assert {value for _, _, value in every_text(store) if COVER in value} == set()
        assert store.ask("SELECT DISTINCT who FROM log")["who"].to_list() == [MAKER]


@pytest.mark.thorough
def test_every_action_says_which_tables_it_writes_to(changes):
    """A table whose rows are others after a change counts as written, so that nothing older is shown from it."""
    with open_store(None) as store:
        tables = store.ask("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'")["table_name"].to_list()
        asked = " UNION ALL ".join(
            f"SELECT '{table}' AS name, count(*) AS rows, bit_xor(hash(one)) AS hash FROM {table} AS one"
            for table in tables
        )
        before = dict.fromkeys(tables)
        for change in changes:
            store.apply(replace(change, who=MAKER))
            after = {name: (rows, digest) for name, rows, digest in store.ask(asked).rows()}
            written = {name for name in tables if store.last_written({name}) == store.version}
            assert {name for name in tables if before[name] not in (None, after[name])} <= written, change.action
            before = after
        # an action that is said to write to everything makes every answer anew
        assert len(written) < len(tables)


@pytest.mark.slow
def test_only_an_account_can_stand_where_accounts_do(changes):
    """An address with more around it, or anything else, is not let in by the exemption that accounts have."""
    added = next(change for change in changes if change.action == "add person")
    with apply_again(changes) as store:
        before = store.ask("SELECT count(*) FROM people").item()
        for text in ("900101-1239", "Ring 070-123 45 67", "a@b.se och 070-123 45 67"):
            with pytest.raises(AccountError):
                store.apply(replace(added, object=new_id(), payload={**added.payload, "email": text}))
        assert store.ask("SELECT count(*) FROM people").item() == before


@settings(max_examples=1, derandomize=True, deadline=None, phases=(Phase.generate,))  # shrinking would take minutes
@given(EACH)
@pytest.mark.slow
def test_no_maker_of_a_change_gets_personal_data_into_a_store(changes, kinds):
    """It is refused, whatever else the change says, and nothing of the change is stored or logged."""
    texts = itertools.cycle(kinds)
    with apply_again(changes) as store:
        before = store.ask("SELECT count(*) FROM log").item()
        for change in changes:
            for personal in kinds if change.frames else (next(texts),):
                for wanted in refused_changes(change, f"rad ett\n{personal}"):
                    with pytest.raises(PersonalDataError) as refused:
                        store.apply(wanted)
                    assert personal not in str(refused.value)
        assert store.ask("SELECT count(*) FROM log").item() == before
        assert {table for table, _, value in every_text(store) if any(one in value for one in kinds)} == set()


@settings(max_examples=1, derandomize=True, deadline=None, phases=(Phase.generate,))  # shrinking would take minutes
@given(EACH)
@pytest.mark.slow
@pytest.mark.long
def test_what_is_kept_as_it_came_is_kept_without_personal_data(changes, kinds):
    """What came with a file, and what was there before a change, is covered in the tables and in the log."""
    # what erases names the payloads that it rewrites by their hashes, and these are other payloads
    kept = [change for change in changes if change.action not in ("purge", "erase")]
    wanted = [covered_change(change, "rad ett\n" + "\n".join(kinds)) for change in kept]
    with apply_again(wanted) as store:
        found = list(every_text(store))
    assert [one for one in found if find_in_text(one[2]) or any(personal in one[2] for personal in kinds)] == []
    assert {(table, column) for table, column, value in found if COVER in value} == {
        ("batches", "file"),
        ("log", "payload"),
        ("mappings", "mapping"),
        ("batches", "mapping"),
        ("outlines", "outline"),
        ("addresses", "street"),
        ("addresses", "town"),
        ("streets", "name"),
        ("streets", "town"),
        ("arrivals", "file"),
        ("arrivals", "reasons"),
        ("messages", "answer"),
        ("rejects", "column_name"),
        ("rejects", "value"),
        ("rejects", "original"),
    }
    logged = [value for table, column, value in found if (table, column) == ("log", "payload") and COVER in value]
    # two changes may say the same: that a street is settled, and that it is forgotten
    said = [one for one, change in zip(wanted, kept, strict=True) if one.payload != change.payload]
    sizes = [{name: frame.height for name, frame in one.frames.items()} for one in said]
    assert len(logged) == len({repr((one.payload, held)) for one, held in zip(said, sizes, strict=True)})
