"""One report at a time: entered once, corrected with its versions, voided for good, and none of it lost to a file."""

import dataclasses
from datetime import date, datetime, timedelta

import pytest

from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.errors import EditedByOtherError, EntryError, NotAllowedError, NotFoundError, PersonalDataError
from est.identity import new_id
from est.municipality.retention import set_retention
from est.municipality.vocabulary import store_vocabulary
from est.picture.selection import loaded_period
from est.reports.batches.batch import all_batches, take_batch
from est.reports.batches.integrity import check_integrity
from est.reports.batches.purge import purge, purge_plan
from est.reports.batches.standing_reports import Review
from est.reports.batches.stored_reports import compare_with_store
from est.reports.batches.undo import undo_batch, undo_effect
from est.reports.columns.recognition import recognise_columns
from est.reports.entries.commands import correct_report, enter_report, take_back, void_report
from est.reports.entries.entry import Entry
from est.reports.entries.history import report_history
from est.reports.entries.queries import list_reports, standing_report, versions_of_report
from est.reports.entries.review import review_reports, set_trust, waiting_count
from est.reports.rows.reference_data import ReferenceData, reference_data
from est.reports.rows.validation import check_rows
from est.space.addresses import set_addresses
from est.store import Store
from est.store.log import log_rows
from est.ui.reports.report_page import entry_of_report
from tests.reports.tables import table

NOW = datetime(2026, 3, 15, 12)
PERIOD = (date(2026, 3, 1), date(2026, 3, 31))
ENTRY = Entry("SKA", "klotter", datetime(2026, 3, 14, 0, 0), 59.33, 18.06, effect=2, description="Stor målning")
FILE = {
    "dnr": [f"K{number}" for number in range(4)],
    "tid": [f"2026-03-{number + 1:02d} 18:00" for number in range(4)],
    "kategori": ["klotter"] * 4,
    "lat": [f"59.33{number}" for number in range(4)],
    "lon": ["18.06"] * 4,
}


def take(store: Store, organisation: str, columns: dict[str, list[str]], file: str) -> str:
    """Take a file of an organisation, as the page does."""
    made = table(columns, file=file)
    words = store_vocabulary(store)
    mapping = recognise_columns(made, words).mapping
    checked = dataclasses.replace(check_rows(made, mapping, ReferenceData(), words, NOW), content_hash=file)
    return str(take_batch(store, checked, who="anna", when=NOW, organisation=organisation, mapping=mapping))


def states(store: Store, organisation: str, columns: dict[str, list[str]]) -> dict[str, int]:
    """Return what the rows of a file would be to the store."""
    made = table(columns)
    words = store_vocabulary(store)
    mapping = recognise_columns(made, words).mapping
    checked = check_rows(made, mapping, ReferenceData(), words, NOW)
    return {kind: n for kind, n in compare_with_store(store, checked, mapping, organisation).counts.items() if n}


@pytest.fixture
def trusted(store, police) -> str:
    set_trust(store, police, True, "bo", NOW)
    return police


@pytest.mark.slow
def test_what_is_sent_twice_is_stored_once_and_counts_only_when_it_is_trusted(store, police):
    """The form's own identity says that it is the same; an organisation that is not trusted waits."""
    token = new_id()
    first, again = (enter_report(store, ENTRY, police, "anna", NOW, token) for _ in range(2))
    assert first == again
    assert first.waits
    assert loaded_period(store) is None
    assert waiting_count(store) == (1, NOW)
    set_trust(store, police, True, "bo", NOW)
    other = enter_report(store, ENTRY, police, "anna", NOW)
    assert not other.waits
    assert loaded_period(store) == (date(2026, 3, 14), date(2026, 3, 14))
    stored = standing_report(store, other.report)
    # a midnight that somebody wrote is a time, and what is entered is placed and checked as a file's row is
    assert (stored["starts"], stored["hour"], stored["time_precision"]) == (datetime(2026, 3, 14), 120, "exact")
    assert stored["cell"] is not None
    assert stored["reported"] == NOW
    assert all_batches(store).is_empty()
    assert check_integrity(store).faults == ()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            Entry("SKA", None, NOW + timedelta(hours=1), 59.33, 18.06),
            "Start: date and time: The time lies in the future.",
        ),
        (Entry("SKA", None, NOW, 59.33, 18.06, NOW - timedelta(hours=1)), "The end lies before the start."),
        (Entry("SKA", None, NOW), "The coordinate is missing."),
        (Entry("SKA", None, NOW, 59.33, 18.06, description="Ring 070-123 45 67"), "The text holds a phone number."),
        (Entry("XXX", None, NOW, 59.33, 18.06), "The category XXX is not used here."),
        (Entry("SKA", "hot", NOW, 59.33, 18.06), "The subcategory hot is not used here."),
        (Entry("SKA", None, datetime(2026, 3, 29, 2, 30), 59.33, 18.06), "The hour does not exist"),
    ],
)
@pytest.mark.slow
def test_what_is_wrong_with_an_entry_is_said_and_nothing_is_stored(store, trusted, entry, words):
    """By the rules that stand before every file."""
    with pytest.raises(EntryError, match=words.replace(".", r"\.")):
        enter_report(store, entry, trusted, "anna", NOW + timedelta(days=20) if "hour does" in words else NOW)
    assert store.ask("SELECT count(*) FROM batches").item() == 0


@pytest.mark.slow
def test_it_is_taken_back_for_ten_minutes_only(store, trusted):
    """Afterwards it is voided with a reason."""
    stored = enter_report(store, ENTRY, trusted, "anna", NOW)
    with pytest.raises(EntryError, match="More than ten minutes"):
        take_back(store, stored.batch, "anna", NOW + timedelta(minutes=11))
    take_back(store, stored.batch, "anna", NOW + timedelta(minutes=10))
    assert loaded_period(store) is None
    with pytest.raises(NotFoundError):
        take_back(store, stored.batch, "anna", NOW)
    assert check_integrity(store).faults == ()


@pytest.mark.slow
def test_a_report_of_a_file_is_corrected_and_the_next_export_leaves_that_alone(store, police):
    """What the source says has not changed; when it changes there, the new version is the source's."""
    take(store, police, FILE, "mars.csv")
    report = store.ask("SELECT id::VARCHAR AS id FROM reports WHERE reference = 'K1'").item()
    wanted = Entry("FOR", "A-traktor", datetime(2026, 3, 2, 19), 59.34, 18.07, description="Rättad")
    with pytest.raises(EntryError, match="Say why"):
        correct_report(store, report, 1, wanted, " ", "bo", NOW, reviewed=True)
    with pytest.raises(PersonalDataError):
        correct_report(store, report, 1, wanted, "ring 070-123 45 67", "bo", NOW, reviewed=True)
    assert correct_report(store, report, 1, wanted, "Fel plats", "bo", NOW, reviewed=True) == 2
    with pytest.raises(EditedByOtherError):
        correct_report(store, report, 1, wanted, "Fel plats", "eva", NOW, reviewed=True)
    stands = standing_report(store, report)
    assert (stands["category"], stands["reference"], stands["review"]) == ("FOR", "K1", "approved")
    assert states(store, police, FILE) == {"known": 4}
    first, second = report_history(versions_of_report(store, report))
    assert (first.how, first.file, second.how, second.reason, second.who) == (
        "file",
        "mars.csv",
        "corrected",
        "Fel plats",
        "bo",
    )
    assert ("category", "SKA", "FOR") in second.changed
    changed = FILE | {"tid": [*FILE["tid"][:1], "2026-03-02 20:00", *FILE["tid"][2:]]}
    assert states(store, police, changed) == {"known": 3, "changed": 1}
    take(store, police, changed, "april.csv")
    assert standing_report(store, report)["starts"] == datetime(2026, 3, 2, 20)
    assert standing_report(store, report)["version"] == 3
    assert check_integrity(store).faults == ()
    assert "Rättad" not in "".join(log_rows(store, NOW.date(), NOW.date())["payload"])


@pytest.mark.slow
def test_what_is_voided_stays_voided_until_it_is_put_back(store, police):
    """No later file brings it back, changed or not, and none counts it as gone."""
    batch = take(store, police, FILE, "mars.csv")
    report = store.ask("SELECT id::VARCHAR AS id FROM reports WHERE reference = 'K1'").item()
    voiding = void_report(store, report, 1, "Dubbelt", "bo", NOW)
    assert store.ask("SELECT count(*) FROM reports").item() == 3
    assert states(store, police, FILE) == {"known": 4}
    without = {name: [values[0], *values[2:]] for name, values in FILE.items()}
    assert states(store, police, without) == {"known": 3}
    take(store, police, FILE | {"kategori": ["hot"] * 4}, "april.csv")
    assert store.ask("SELECT count(*) FROM reports").item() == 3
    shown = list_reports(store, date(2026, 3, 1), date(2026, 3, 31))
    assert shown.filter(id=report).select("became", "reason").row(0) == ("voided", "Dubbelt")
    assert check_integrity(store).faults == ()
    undo_batch(store, voiding, "bo", NOW)
    assert store.ask("SELECT count(*) FROM reports").item() == 4
    assert standing_report(store, report)["version"] == 2
    assert undo_effect(store, batch).stay == 4
    assert check_integrity(store).faults == ()


@pytest.mark.slow
def test_a_correction_falls_with_what_it_corrects(store, police):
    """A file that is undone takes its corrected reports along; what was entered by hand is in no file, and not gone."""
    batch = take(store, police, FILE, "mars.csv")
    report = store.ask("SELECT id::VARCHAR AS id FROM reports WHERE reference = 'K1'").item()
    correct_report(store, report, 1, ENTRY, "Fel kategori", "bo", NOW, reviewed=True)
    set_trust(store, police, True, "bo", NOW)
    enter_report(store, Entry("SKA", None, datetime(2026, 3, 3, 12), 59.33, 18.06), police, "anna", NOW)
    assert states(store, police, FILE) == {"known": 4}
    assert undo_effect(store, batch).go == 4
    undo_batch(store, batch, "bo", NOW)
    assert store.ask("SELECT count(*) FROM reports").item() == 1
    assert check_integrity(store).faults == ()


@pytest.mark.slow
def test_each_role_corrects_and_voids_what_is_its_own(store, police):
    """A reporter the own organisation's, which is looked at again; a member nothing."""
    batch = take(store, police, FILE, "mars.csv")
    mine = store.ask("SELECT id::VARCHAR AS id FROM reports WHERE batch = $batch LIMIT 1", {"batch": batch}).item()
    other = store.ask("SELECT id::VARCHAR AS id FROM organisations WHERE name = 'Hemtjänsten'").item()
    seen = {
        name: visible_store(store, Actor(f"{name}@x.example", role, organisation))
        for name, role, organisation in (
            ("own", Role.REPORTER, police), ("other", Role.REPORTER, other), ("member", Role.MEMBER, police),
        )
    }  # fmt: skip
    with pytest.raises(NotFoundError):
        correct_report(seen["other"], mine, 1, ENTRY, "x", "other", NOW)
    with pytest.raises(NotAllowedError):
        enter_report(seen["other"], ENTRY, police, "other", NOW)
    for one in ("member", "own"):
        with pytest.raises(NotAllowedError):
            correct_report(seen[one], mine, 1, ENTRY, "x", one, NOW, reviewed=True)
    with pytest.raises(NotAllowedError):
        void_report(seen["member"], mine, 1, "x", "member", NOW)
    correct_report(seen["own"], mine, 1, ENTRY, "Bättre", "own", NOW)
    assert standing_report(seen["own"], mine)["review"] == "received"
    assert store.ask("SELECT count(*) FROM reports").item() == 3
    assert waiting_count(seen["member"])[0] == 1
    assert seen["member"].ask("SELECT count(description) FROM unapproved_reports").item() == 0
    assert list_reports(seen["own"], date(2026, 3, 1), date(2026, 3, 31)).height == 4
    assert list_reports(seen["other"], date(2026, 3, 1), date(2026, 3, 31)).is_empty()


UNSURE = "Familjen Lindqvist stod vid porten"


@pytest.mark.slow
def test_what_may_be_about_a_person_waits_also_of_whom_is_trusted(store, trusted):
    """It is kept as it was written until somebody has judged it; a reviewer may let it be."""
    stored = enter_report(store, dataclasses.replace(ENTRY, description=UNSURE), trusted, "anna", NOW)
    assert stored.waits
    assert standing_report(store, stored.report)["description"] == UNSURE


@pytest.mark.slow
def test_a_purge_leaves_no_word_of_what_was_entered_and_said_of_it(store, police):
    """Neither of what waits or was turned down, nor of the reasons, in the tables and in the log."""
    texts = ("Stor målning", "Ännu större", "För suddigt", "Dubbelt rapporterat")
    report = enter_report(store, ENTRY, police, "anna", NOW).report
    correct_report(store, report, 1, dataclasses.replace(ENTRY, description=texts[1]), texts[2], "anna", NOW)
    review_reports(store, [report], Review.REJECTED, "bo", NOW, texts[3])
    set_retention(store, None, None, 1, "bo", NOW)
    purge(store, purge_plan(store, NOW + timedelta(days=40)), "bo", NOW)
    for kind, column in (("log", "payload"), ("batches", "reason"), ("reviews", "reason")):
        kept = "".join(filter(None, store.ask(f"SELECT {column} AS kept FROM {kind}")["kept"]))
        assert [text for text in texts if text in kept] == []
    assert store.ask("SELECT count(*) FROM unapproved_reports").item() == 0
    assert store.ask("SELECT count(*) FROM report_versions").item() == 0
    assert check_integrity(store).faults == ()


@pytest.mark.slow
def test_what_a_review_turned_down_goes_after_thirty_days(store, police):
    """With the reason, and without any rule; what was corrected since waits again and stays, and so does all else."""
    turned, corrected, waiting = (enter_report(store, ENTRY, police, "anna", NOW).report for _ in range(3))
    review_reports(store, [turned, corrected], Review.REJECTED, "bo", NOW, "Dubbelt rapporterat")
    correct_report(store, corrected, 1, dataclasses.replace(ENTRY, effect=3), "Bättre", "anna", NOW)
    assert purge_plan(store, NOW + timedelta(days=29)).is_empty
    plan = purge_plan(store, NOW + timedelta(days=30))
    assert plan.counts().select("months", "reports").rows() == [(None, 1)]
    assert plan.reports["id"].to_list() == [turned]
    purge(store, plan, "bo", NOW + timedelta(days=30))
    left = store.ask("SELECT CAST(id AS VARCHAR) AS id FROM unapproved_reports ORDER BY id")["id"].to_list()
    assert left == sorted([corrected, waiting])
    assert check_integrity(store).faults == ()


@pytest.mark.slow
def test_no_dwelling_stands_in_what_home_care_enters_or_corrects(store, police):
    """Neither as a point nor in words, with a register and without; what others enter keeps its house."""
    home = str(store.ask("SELECT id FROM organisations WHERE name = 'Hemtjänsten'").item())
    for loaded in (False, True):
        if loaded:
            rows = [f"Kungsgatan;{number};59.33{number:02};18.06" for number in range(1, 20)]
            register = "\n".join(["gata;nummer;lat;lng", *rows]).encode()
            set_addresses(store, register, "adresser.csv", "anna", NOW)
        entry = dataclasses.replace(ENTRY, place="Kungsgatan 12 lgh 1102", lat=59.3312, lng=18.06)
        report = enter_report(store, entry, home, "anna", NOW).report
        kept = standing_report(store, report)
        assert kept["place"] == "Kungsgatan"
        assert ((kept["lat"], kept["lng"]) == (59.3312, 18.06)) is not loaded
        for version, (lat, lng) in enumerate(((float(str(kept["lat"])), float(str(kept["lng"]))), (59.3314, 18.06)), 1):
            again = dataclasses.replace(entry, lat=lat, lng=lng, place="2:a Tvärgatan 14 B")
            correct_report(store, report, version, again, "Fel plats", "anna", NOW)
            assert standing_report(store, report)["place"] == "2:a Tvärgatan"
    other = enter_report(store, dataclasses.replace(ENTRY, place="Kungsgatan 12"), police, "anna", NOW).report
    assert standing_report(store, other)["place"] == "Kungsgatan 12"


@pytest.mark.slow
@pytest.mark.parametrize("written", ["2026-03-06 - 2026-03-08", "2026-03-06 22:15:40", "2026-03-06"])
def test_a_correction_leaves_when_it_was_as_it_is_where_that_was_not_touched(store, police, written):
    """Days of which the hour is not known too, and seconds, for which the form has no room."""
    take(store, police, {name: values[:1] for name, values in FILE.items()} | {"tid": [written]}, "mars.csv")
    (report,) = list_reports(store, *PERIOD)["id"]
    before = standing_report(store, report)
    entry = dataclasses.replace(entry_of_report(before), effect=3)
    correct_report(store, report, 1, entry, "Fel påverkan", "bo", NOW)
    after = standing_report(store, report)
    times = ("starts", "ends", "minutes", "time_precision", "hour")
    assert {name: after[name] for name in times} == {name: before[name] for name in times}
    assert [field for field, *_ in report_history(versions_of_report(store, report))[-1].changed] == ["effect"]


@pytest.mark.slow
def test_a_report_that_gets_another_point_loses_the_address_of_the_one_before(store, police):
    addresses = "adress;lat;lng\nStorgatan 1;59.33;18.06\nStorgatan 2;59.3301;18.06\n"
    set_addresses(store, addresses.encode(), "a.csv", "bo", NOW)
    columns = {"dnr": ["K1"], "tid": ["2026-03-06 22:15"], "kategori": ["klotter"], "adress": ["Storgatan 1"]}
    made = table(columns, file="mars.csv")
    words = store_vocabulary(store)
    mapping = recognise_columns(made, words).mapping
    checked = check_rows(made, mapping, reference_data(store, "Polisen"), words, NOW)
    take_batch(store, checked, who="anna", when=NOW, organisation=police, mapping=mapping)
    (report,) = list_reports(store, *PERIOD)["id"]
    entry = entry_of_report(standing_report(store, report))
    correct_report(store, report, 1, dataclasses.replace(entry, effect=3), "Fel", "bo", NOW)
    assert standing_report(store, report)["address"] == "Storgatan 1"
    moved = dataclasses.replace(entry, lat=59.34, lng=18.07, place="Parken")
    correct_report(store, report, 2, moved, "Fel plats", "bo", NOW)
    after = standing_report(store, report)
    assert (after["address"], after["place"]) == (None, "Parken")
