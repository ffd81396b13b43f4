"""The same report again is known, a changed one gets a version, what is gone is shown, and undoing brings all back."""

import json
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from est.errors import ReportsChangedError
from est.hotspots.detection.flags import find_flags
from est.identity import new_id, new_ids
from est.municipality.defaults import prepare_store
from est.municipality.repeat_rules import set_keeps_copies
from est.picture.selection import Selection
from est.reports.batches.batch import all_batches, take_batch
from est.reports.batches.integrity import check_integrity
from est.reports.batches.stored_reports import compare_with_store
from est.reports.batches.undo import restore_batch, undo_batch, undo_effect, undone_batches
from est.reports.batches.versions import changed_reports
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import check_rows
from est.store import open_store
from est.store.migrations import MIGRATIONS
from tests.reports.tables import NOW, WORDS
from tests.stores import prepared_store, put

HEAD = "Ärendenr;Tid;Kategori;Lat;Lon;Status"
WEEK = [f"K{n};2026-03-{n % 14 + 1:02} 14:3{n % 10};klotter;59,33{n:02};18,06{n:02};ny" for n in range(20)]


@pytest.fixture
def store():
    with prepared_store() as store:
        yield store


@pytest.fixture
def police(store):
    return store.ask("SELECT CAST(id AS VARCHAR) FROM organisations WHERE name = 'Polisen'").item()


def read(content, name="fil.csv"):
    table = read_file(content.encode() if isinstance(content, str) else content, name)
    mapping = recognise_columns(table, WORDS).mapping
    return check_rows(table, mapping, ReferenceData(), WORDS, NOW), mapping


def lines(rows, head=HEAD):
    return "\n".join([head, *rows])


@pytest.fixture
def take(store, police):
    def take(content, organisation=police, **more):
        checked, mapping = read(content)
        seen = compare_with_store(store, checked, mapping, organisation, more.get("replaces"))
        batch = take_batch(
            store, checked, who="anna", when=NOW, organisation=organisation, mapping=mapping, comparison=seen, **more
        )
        assert check_integrity(store).faults == ()
        return batch, seen.counts

    return take


def content_of(store):
    """What stands, without the identities."""
    return sorted(store.ask("SELECT reference, starts, lat, lng, category, description FROM reports").rows(), key=str)


def without_reference(rows, head=HEAD):
    return lines([row.partition(";")[2] for row in rows], head.partition(";")[2])


@pytest.mark.slow
def test_an_overlapping_export_brings_what_is_new_and_what_has_changed(store, take):
    take(lines(WEEK[:15]))
    changed = WEEK[4].replace("klotter", "inbrott")
    batch, counts = take(lines([*WEEK[2:4], changed, *WEEK[5:]]))
    assert counts == {"new": 5, "changed": 1, "known": 12, "repeated": 0, "gone": 1}
    assert store.ask("SELECT count(*), count(DISTINCT reference) FROM reports").row(0) == (20, 20)
    assert changed_reports(store, batch).select("row", "version", "field", "before", "after").rows() == [
        (4, 2, "category", "SKA", "ORD"),
        (4, 2, "subcategory", "klotter", "inbrott"),
    ]
    found = all_batches(store).filter(id=str(batch)).select("read", "accepted", "known", "changed", "gone").row(0)
    assert found == (18, 6, 12, 1, 1)


@pytest.mark.slow
def test_what_est_does_not_keep_is_no_change(store, take):
    take(lines(WEEK))
    _, counts = take(lines([row.replace(";ny", ";avslutad") for row in reversed(WEEK)]))
    assert (counts["known"], counts["changed"], counts["new"]) == (20, 0, 0)


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(lambda text: text.replace(";skade", "; skade").replace("else;", "else ;"), id="blanks"),
        pytest.param(lambda text: text.replace(",", "."), id="decimal points"),
        pytest.param(lambda text: text.encode("cp1252"), id="another encoding"),
        pytest.param(
            lambda text: "\n".join([text.split("\n")[0], *reversed(text.split("\n")[1:])]), id="order of rows"
        ),
        pytest.param(
            lambda text: "\n".join(";".join(reversed(line.split(";"))) for line in text.split("\n")),
            id="order of columns",
        ),
        pytest.param(lambda text: text.replace(" 14:3", "T14:3"), id="another way of writing a time"),
    ],
)
@pytest.mark.slow
def test_without_a_reference_a_row_is_known_by_its_content(store, take, again):
    text = without_reference([row.replace("klotter", "skadegörelse") for row in WEEK])
    take(text)
    _, counts = take(again(text))
    assert counts == {"new": 0, "changed": 0, "known": 20, "repeated": 0, "gone": 0}


@pytest.mark.slow
def test_a_column_more_or_less_makes_no_new_report(store, take):
    """What both files give tells which report it is; what is new of it makes a version, what is missing stays."""
    plain = without_reference(WEEK)
    take(plain)
    _, told = take(lines([f"{row};på vägg {n}" for n, row in enumerate(WEEK)], HEAD + ";Beskrivning"))
    assert (told["changed"], told["new"]) == (20, 0)
    _, less = take(plain.replace(";ny", ";klar"))
    assert (less["known"], less["changed"]) == (20, 0)
    assert store.ask("SELECT count(DISTINCT description), count(DISTINCT reference) FROM reports").row(0) == (20, 20)


@pytest.mark.slow
def test_a_changed_row_keeps_what_its_file_does_not_give(store, take):
    take(lines([f"{row};på vägg" for row in WEEK], HEAD + ";Beskrivning"))
    _, counts = take(lines([row.replace("klotter", "inbrott") for row in WEEK]))
    assert counts["changed"] == 20
    assert store.ask("SELECT DISTINCT category, description, version FROM reports").rows() == [("ORD", "på vägg", 2)]


@pytest.mark.slow
@pytest.mark.slow
def test_what_a_source_moved_out_of_the_days_of_a_file_is_not_known_by_where_it_stood(store, take):
    """The earlier version lies in the days of the last file, and the one that stands does not."""
    take(lines(WEEK[:3]))
    moved = WEEK[0].replace("2026-03-01", "2026-01-05")
    assert take(lines([moved]))[1]["changed"] == 1
    _, counts = take(without_reference(WEEK[:3]))
    assert (counts["new"], counts["known"], counts["changed"]) == (1, 2, 0)
    _, counts = take(lines([moved.replace("klotter", "inbrott")]))
    assert counts["changed"] == 1
    named = store.ask("SELECT version, starts::DATE FROM reports WHERE reference = 'K0'").rows()
    assert named == [(3, date(2026, 1, 5))]


def test_the_rows_of_another_organisation_are_never_the_same(store, take):
    guards = store.ask("SELECT CAST(id AS VARCHAR) FROM organisations WHERE name = 'Väktarbolaget'").item()
    take(lines(WEEK))
    _, counts = take(lines(WEEK[:-1]), guards)
    assert (counts["new"], counts["known"], counts["gone"]) == (19, 0, 0)


@pytest.mark.slow
def test_copies_within_a_file_are_named_and_stored_once_unless_they_are_events(store, take, police):
    rows = [row.partition(";")[2] for row in WEEK]
    doubled = lines([*rows[:3], rows[0], rows[0], *rows[3:]], HEAD.partition(";")[2])
    checked, mapping = read(doubled)
    seen = compare_with_store(store, checked, mapping, police)
    assert seen.positions("repeated").to_list() == [5, 6]
    set_keeps_copies(store, police, True, "anna", NOW)
    assert take(doubled)[1]["new"] == 22
    _, counts = take(doubled + "\n")
    assert counts == {"new": 0, "changed": 0, "known": 22, "repeated": 0, "gone": 0}


@pytest.mark.slow
def test_two_rows_of_one_reference_are_both_kept_where_they_differ(store, take):
    """A case may hold two events; the third row is a copy of the first."""
    case = lines([WEEK[0], WEEK[0].replace("klotter", "inbrott"), WEEK[0], *WEEK[1:5]])
    _, counts = take(case)
    assert (counts["new"], counts["repeated"]) == (6, 1)
    _, counts = take(case + "\n")
    assert (counts["known"], counts["repeated"], counts["new"], counts["gone"]) == (6, 1, 0, 0)


@pytest.mark.slow
def test_a_number_of_the_row_is_no_reference(store, take):
    """A count of the rows names other rows in the next file."""
    rows = [row.partition(";")[2] for row in WEEK]
    head = HEAD.replace("Ärendenr", "id")
    take(lines([f"{n};{row}" for n, row in enumerate(rows[:15], start=1)], head))
    _, counts = take(lines([f"{n};{row}" for n, row in enumerate(rows[5:], start=1)], head))
    assert (counts["known"], counts["new"], counts["changed"]) == (10, 5, 0)


@pytest.mark.slow
def test_undoing_brings_the_earlier_versions_back_and_can_be_taken_back(store, take):
    take(lines(WEEK[:10]))
    before = content_of(store)
    batch, _ = take(lines([row.replace("klotter", "inbrott") for row in WEEK[:5]] + WEEK[12:]), void_gone=True)
    after = content_of(store)
    effect = undo_effect(store, batch)
    assert (effect.go, effect.earlier, effect.back, effect.stay) == (8, 5, 5, 0)
    undo_batch(store, batch, "bo", NOW)
    assert content_of(store) == before
    assert check_integrity(store).faults == ()
    assert undone_batches(store)["id"].to_list() == [str(batch)]
    restore_batch(store, batch, "bo", NOW)
    assert content_of(store) == after
    assert check_integrity(store).faults == ()
    actions = store.ask("SELECT action FROM log ORDER BY id")["action"].to_list()
    assert actions[1:] == ["take batch", "take batch", "undo batch", "restore batch"]


@pytest.mark.slow
def test_a_report_stays_as_long_as_any_file_says_it(store, take):
    first, _ = take(lines(WEEK[:10]))
    second, _ = take(lines(WEEK[5:15]))
    assert undo_effect(store, first).stay == 5
    undo_batch(store, first, "bo", NOW)
    assert store.ask("SELECT count(*) FROM reports").item() == 10
    undo_batch(store, second, "bo", NOW)
    assert store.ask("SELECT count(*) FROM reports").item() == 0
    _, counts = take(lines(WEEK[:12]))
    assert counts["new"] == 12
    restore_batch(store, second, "bo", NOW)
    assert store.ask("SELECT count(*), count(DISTINCT reference) FROM reports").row(0) == (15, 15)
    assert check_integrity(store).faults == ()
    undo_batch(store, second, "bo", NOW)


@pytest.mark.slow
def test_a_corrected_export_replaces_a_batch(store, take):
    rows = without_reference(WEEK)
    first, _ = take(rows)
    checked, mapping = read(rows.replace("59,33", "59,34"))
    police = store.ask("SELECT CAST(organisation AS VARCHAR) FROM batches").item()
    assert compare_with_store(store, checked, mapping, police).likely == str(first)
    second, counts = take(rows.replace("59,33", "59,34"), replaces=first)
    assert (counts["new"], counts["gone"]) == (20, 20)
    assert store.ask("SELECT count(*), min(lat) >= 59.34 FROM reports").row(0) == (20, True)
    undo_batch(store, second, "bo", NOW)
    assert store.ask("SELECT count(*), max(lat) < 59.34 FROM reports").row(0) == (20, True)


@pytest.mark.slow
def test_what_was_compared_with_another_state_of_the_store_is_not_stored(store, take, police):
    checked, mapping = read(lines(WEEK))
    seen = compare_with_store(store, checked, mapping, police)
    take(lines(WEEK[:3]))
    with pytest.raises(ReportsChangedError):
        take_batch(store, checked, who="bo", when=NOW, organisation=police, mapping=mapping, comparison=seen)
    assert store.ask("SELECT count(*) FROM reports").item() == 3


def events(rng, organisation, weeks):
    """Return the header of an organisation's file, and its events of so many weeks: when, and the row."""
    minutes = np.sort(rng.integers(0, weeks * 7 * 1440, 90))
    places = rng.uniform(-0.02, 0.02, (90, 2))
    named = organisation % 2 == 0
    rows = []
    for n, (minute, (lat, lng)) in enumerate(zip(minutes.tolist(), places.tolist(), strict=True)):
        moment = datetime(2025, 12, 1) + timedelta(minutes=minute)
        text = f"{moment:%Y-%m-%d %H:%M};klotter;{59.33 + lat:.6f};{18.06 + lng:.6f}"
        rows.append((moment, f"{organisation}-{n};{text}" if named else text))
    head = "tid;kategori;lat;lon"
    return ("ärendenr;" + head if named else head), rows


@pytest.mark.parametrize(
    ("organisations", "weeks"),
    [(2, 2), pytest.param(8, 12, marks=[pytest.mark.slow, pytest.mark.thorough])],
    ids=["small", "whole"],
)
@pytest.mark.slow
def test_rolling_exports_give_exactly_the_reports_of_one_full_export(organisations, weeks):
    """Organisations with and without references send the last four weeks, every week."""
    rng = np.random.default_rng(11)
    made = [events(rng, number, weeks) for number in range(organisations)]
    with prepared_store() as often, prepared_store() as once:
        for store, sent in ((often, range(1, weeks + 1)), (once, (0,))):
            known = store.ask("SELECT CAST(id AS VARCHAR) AS id FROM organisations ORDER BY name")["id"]
            for organisation, (head, rows) in zip(known, made, strict=False):
                for week in sent:
                    last = datetime(2025, 12, 1) + timedelta(weeks=week) if week else NOW
                    first = last - timedelta(weeks=4) if week else datetime(2025, 1, 1)
                    held = [row for moment, row in rows if first <= moment < last]
                    rng.shuffle(held)
                    checked, mapping = read(lines(held, head))
                    take_batch(store, checked, who="a", when=NOW, organisation=organisation, mapping=mapping)
        names = "o.name, r.reference, r.starts, r.lat, r.lng, r.category, r.version"
        asked = f"SELECT {names} FROM reports r JOIN organisations o ON o.id = r.organisation ORDER BY ALL"
        assert often.ask(asked).equals(once.ask(asked))
        assert often.ask(asked).height == 90 * organisations
        chosen = Selection(date(2025, 12, 1), date(2025, 12, 1) + timedelta(weeks=weeks))
        flags, wanted = (find_flags(store, chosen, 8).cells for store in (often, once))
        assert flags.equals(wanted)
        assert flags["count"].sum() == 90 * organisations
        assert check_integrity(often).faults == ()


@pytest.mark.slow
def test_the_log_says_how_many_rows_were_of_which_kind(store, take):
    take(lines(WEEK[:10]))
    take(lines(WEEK[5:15]))
    payload = json.loads(store.ask("SELECT payload FROM log ORDER BY id DESC LIMIT 1").item())
    assert {name: payload[name] for name in ("new", "known", "changed", "gone", "repeated")} == {
        "new": 5, "known": 5, "changed": 0, "gone": 4, "repeated": 0
    }  # fmt: skip


@pytest.mark.slow
def test_what_stands_and_what_stood_have_the_same_columns(store):
    """So that a version can go from one table to the other and back."""
    kinds = "SELECT column_name, column_type FROM (DESCRIBE {}) ORDER BY column_name"
    for table in ("report_versions", "unapproved_reports"):
        assert store.ask(kinds.format("reports")).equals(store.ask(kinds.format(table)))


@pytest.mark.slow
def test_the_reports_of_an_older_store_are_known(tmp_path):
    """The step gives them a version, and their batches the rows that say them."""
    step = next(one.version for one in MIGRATIONS if one.name == "reports that come again")
    with open_store(tmp_path / "est.duckdb", migrations=MIGRATIONS[: step - 1]) as store:
        prepare_store(store, "test", NOW)
        checked, mapping = read(lines(WEEK[:3]))
        police = store.ask("SELECT CAST(id AS VARCHAR) FROM organisations WHERE name = 'Polisen'").item()
        older = checked.rows.with_columns(
            pl.Series("id", new_ids(3)),
            batch=pl.lit(str(new_id())),
            organisation=pl.lit(police),
            review=pl.lit("approved"),
        )
        held = store.ask("SELECT column_name FROM (DESCRIBE reports)")["column_name"].to_list()
        put(store, older.select(name for name in older.columns if name in held))  # what came later is not there yet
    with open_store(tmp_path / "est.duckdb") as store:
        assert store.ask("SELECT DISTINCT version FROM reports").rows() == [(1,)]
        assert store.ask("SELECT count(*) FROM batch_rows WHERE kind = 'new'").item() == 3
        again, _ = read(lines(WEEK[:4]))
        seen = compare_with_store(store, again, mapping, police)
        assert (seen.counts["known"], seen.counts["new"]) == (3, 1)
