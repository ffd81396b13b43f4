"""A batch goes in whole or not at all, is known again, and can be undone; its log and its mapping stay."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import polars as pl
import pytest

from est.errors import CentroidsError, FileRefusedError, NotFoundError, SameFileError, StoreDamagedError
from est.reports.batches import batch as room
from est.reports.batches.batch import all_batches, batch_rejects, take_batch
from est.reports.batches.integrity import check_integrity
from est.reports.batches.mappings import saved_mapping
from est.reports.batches.undo import restore_batch, undo_batch
from est.reports.columns.recognition import recognise_columns
from est.reports.fields.mapping import ColumnMapping
from est.store import insert_rows
from tests.reports.tables import NOW, WORDS, checked, reports, table
from tests.stores import prepared_store

TABLES = ("reports", "rejects", "batches", "mappings")


@pytest.fixture
def store():
    with prepared_store() as store:
        yield store


@pytest.fixture
def police(store):
    return store.ask("SELECT CAST(id AS VARCHAR) FROM organisations WHERE name = 'Polisen'").item()


@pytest.fixture
def put(store, police):
    def put(columns, **more):
        mapping = recognise_columns(table(columns), WORDS).mapping
        given = {"who": "anna", "when": NOW, "organisation": police, "mapping": mapping} | more
        return take_batch(store, checked(columns), **given)

    return put


def counts(store):
    return [store.ask(f"SELECT count(*) FROM {name}").item() for name in TABLES]


def one_bad(count=3):
    return reports(count, tid=["x", *reports(count)["tid"][1:]])


@pytest.mark.slow
def test_a_batch_is_stored_with_its_rejects_its_mapping_and_its_log(store, put, police):
    batch = put(one_bad(5))
    assert counts(store) == [4, 1, 1, 1]
    assert all_batches(store).select("id", "organisation", "read", "accepted", "rejected", "received_by").rows() == [
        (str(batch), "Polisen", 5, 4, 1, "anna")
    ]
    assert batch_rejects(store, batch).select("row", "column", "value", "reason").rows() == [
        (2, "tid", "x", "The time cannot be read.")
    ]
    who, action, payload = store.ask("SELECT who, action, payload FROM log ORDER BY id DESC LIMIT 1").row(0)
    assert (who, action, json.loads(payload)["reports"]) == ("anna", "take batch", 4)
    assert store.ask("SELECT DISTINCT review, CAST(organisation AS VARCHAR) FROM reports").rows() == [
        ("approved", police)
    ]


@pytest.mark.slow
def test_what_is_stored_is_what_was_checked(store, put):
    columns = reports(20, text=["Åsgatan =SUM(A1)"])
    columns["text"] = [f"vägg {number}" for number in range(20)]
    batch = put(columns)
    wanted = checked(columns).rows
    stored = store.ask(
        f"SELECT {', '.join(wanted.columns)} FROM reports WHERE batch = ? ORDER BY position", [str(batch)]
    )
    assert stored.cast(wanted.schema).equals(wanted)


@pytest.mark.slow
def test_the_same_file_is_refused_with_the_date_and_person_of_the_first(store, put):
    put(reports(3))
    before = counts(store)
    with pytest.raises(SameFileError, match=r"2026-03-15 12:00 by anna.*fil\.csv"):
        put(reports(3), who="bo")
    assert counts(store) == before


@pytest.mark.slow
def test_an_undone_file_can_be_taken_again_and_the_log_keeps_both(store, put):
    batch = put(one_bad())
    undo_batch(store, batch, "bo", NOW)
    assert counts(store)[0] == 0
    assert all_batches(store).is_empty()
    assert store.ask("SELECT who, action FROM log ORDER BY id").rows()[1:] == [
        ("anna", "take batch"),
        ("bo", "undo batch"),
    ]
    payload = json.loads(store.ask("SELECT payload FROM log WHERE action = 'undo batch'").item())
    assert (payload["file"], payload["accepted"], payload["rejected"]) == ("fil.csv", 2, 1)
    put(one_bad())
    assert counts(store)[0] == 2
    assert all_batches(store).select("accepted", "rejected").rows() == [(2, 1)]
    with pytest.raises(SameFileError, match="taken again"):
        restore_batch(store, batch, "bo", NOW)


@pytest.mark.slow
def test_undo_takes_one_batch_and_leaves_the_others(store, put):
    first = put(reports(3))
    other = take_batch(
        store, _other(checked(reports(2))), who="bo", when=NOW, organisation=_any(store), mapping=ColumnMapping()
    )
    undo_batch(store, first, "bo", NOW)
    assert all_batches(store)["id"].to_list() == [str(other)]
    assert counts(store)[0] == 2


def _other(made):
    import dataclasses

    return dataclasses.replace(made, content_hash="1" * 64)


def _any(store):
    return store.ask("SELECT CAST(min(CAST(id AS VARCHAR)) AS VARCHAR) FROM organisations").item()


@pytest.mark.parametrize("batch", ["01a20906-b553-714c-8000-0000d708da8c", "not an identity"])
@pytest.mark.slow
def test_a_batch_that_is_not_there_cannot_be_undone(store, batch):
    with pytest.raises(NotFoundError):
        undo_batch(store, batch, "bo", NOW)


@pytest.mark.parametrize("columns", [one_bad(), reports(3, tid="x")])
@pytest.mark.slow
def test_a_batch_can_be_refused_whole(store, put, columns):
    with pytest.raises(FileRefusedError):
        put(columns, keep_good=False)
    assert counts(store) == [0, 0, 0, 0]


@pytest.mark.slow
def test_a_file_without_one_good_row_stores_nothing(store, put):
    with pytest.raises(FileRefusedError, match="Not one of the 3 rows"):
        put(reports(3, tid="x"))
    assert counts(store) == [0, 0, 0, 0]


@pytest.mark.slow
def test_an_unknown_organisation_stores_nothing(store, put):
    with pytest.raises(NotFoundError):
        put(reports(3), organisation=str(uuid4()))
    assert counts(store) == [0, 0, 0, 0]


@pytest.mark.slow
def test_a_new_organisation_comes_with_its_first_batch_or_not_at_all(store, put):
    put(reports(3), organisation=str(uuid4()), new_organisation=" Scoutkåren ")
    assert all_batches(store)["organisation"].to_list() == ["Scoutkåren"]
    with pytest.raises(SameFileError):
        put(reports(3), organisation=str(uuid4()), new_organisation="Idrottsföreningen")
    assert "Idrottsföreningen" not in store.ask("SELECT name FROM organisations")["name"].to_list()


@pytest.mark.slow
def test_what_comes_back_wrong_from_the_store_is_rolled_back(store, put, monkeypatch):
    def spoiled(cursor, name, rows):
        if name == "reports":
            rows = rows.with_columns(lat=pl.col("lat") + 1e-9)
        insert_rows(cursor, name, rows)

    monkeypatch.setattr(room, "insert_rows", spoiled)
    with pytest.raises(StoreDamagedError, match="nothing was kept"):
        put(reports(3))
    assert counts(store) == [0, 0, 0, 0]
    assert store.ask("SELECT count(*) FROM log WHERE action = 'take batch'").item() == 0


@pytest.mark.slow
def test_a_row_lost_on_the_way_is_seen(store, put, monkeypatch):
    def losing(cursor, name, rows):
        insert_rows(cursor, name, rows[1:] if name == "reports" else rows)

    monkeypatch.setattr(room, "insert_rows", losing)
    with pytest.raises(StoreDamagedError):
        put(reports(3))
    assert counts(store) == [0, 0, 0, 0]


@pytest.mark.slow
def test_a_large_batch_goes_in_by_parts(store, put, monkeypatch):
    monkeypatch.setattr(room, "CHUNK", 4)
    put(reports(11))
    assert counts(store)[0] == 11
    assert check_integrity(store).faults == ()


@pytest.mark.slow
def test_the_share_that_is_stored_is_told(store, put, monkeypatch):
    """A large batch tells it in ten steps or more, whatever its size, and ends with the whole."""
    monkeypatch.setattr(room, "FEWEST", 2)
    told: list[float] = []
    put(reports(40), progress=told.append)
    assert told == sorted(told)
    assert len(told) >= 10
    assert told[0] == 0
    assert told[-1] == 1


@pytest.mark.slow
def test_what_fails_while_the_share_is_told_takes_everything_back(store, put):
    """Nothing of a batch stays when its reader goes away in the middle."""

    def gone(share: float) -> None:
        if share > 0:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        put(reports(9), progress=gone)
    assert counts(store) == [0, 0, 0, 0]


@pytest.mark.slow
def test_the_mapping_is_offered_the_next_time(store, put, police):
    mapping = ColumnMapping((("tid", "start"), ("lat", "lat"), ("lon", "lng")))
    put(reports(3), mapping=mapping)
    assert saved_mapping(store, police, ("lon", "lat", "tid", "annat")) == mapping
    assert saved_mapping(store, police, ("helt", "annat")) == mapping
    assert saved_mapping(store, str(uuid4()), ("tid",)) is None


@pytest.mark.slow
def test_of_two_layouts_the_one_that_fits_the_file_is_offered(store, put, police):
    """The newest one, when its columns are not all there, waits for its own kind of file."""
    older = ColumnMapping((("tid", "start"), ("lat", "lat"), ("lon", "lng")))
    newer = ColumnMapping((("tid", "start"), ("lat", "lat"), ("lon", "lng"), ("text", "description")))
    put(reports(3), mapping=older)
    given = {"who": "anna", "when": NOW + timedelta(days=1), "organisation": police, "mapping": newer}
    take_batch(store, _other(checked(reports(4))), **given)
    assert saved_mapping(store, police, ("tid", "lat", "lon", "text")) == newer
    assert saved_mapping(store, police, ("tid", "lat", "lon")) == older


@pytest.mark.slow
def test_points_that_stand_for_areas_need_a_word_of_consent_and_get_no_cells(store, put):
    towns = [("59.38", "13.50"), ("59.65", "12.59"), ("59.31", "14.11"), ("60.14", "13.01")]
    columns = reports(120)
    columns["lat"], columns["lon"] = ([towns[row % 4][part] for row in range(120)] for part in (0, 1))
    with pytest.raises(CentroidsError, match=r"120 reports lie on few points \(4\)"):
        put(columns)
    assert counts(store) == [0, 0, 0, 0]
    put(columns, accept_centroids=True)
    assert store.ask("SELECT DISTINCT place_precision, cell FROM reports").rows() == [("area", None)]
    assert all_batches(store)["note"].to_list() == ["centroids"]
    assert check_integrity(store).faults == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM reports WHERE position = 3", "has 3 reports; 4 were taken"),
        ("UPDATE reports SET lat = lat + 1 WHERE position = 3", "is not what was taken"),
        ("DELETE FROM rejects", "has 0 rejects"),
        ("DELETE FROM batches", "4 reports belong to a batch that is not there"),
        ("DELETE FROM log WHERE action = 'take batch'", "1 batches have no row in the log"),
        ("UPDATE reports SET category = 'XXX' WHERE position = 3", "1 reports have a category that is not there"),
        ("INSERT INTO batches SELECT * FROM batches", "hold the same file"),
        ("UPDATE reports SET cell = NULL WHERE position = 3", "lack the cell"),
    ],
)
def test_a_store_that_does_not_hold_together_is_told_apart(store, put, sql, words):
    put(one_bad(5))
    assert check_integrity(store).faults == ()
    cursor = store._connection.cursor()  # behind the store's back, as damage comes
    cursor.execute("USE est")
    cursor.execute(sql)
    assert any(words in fault for fault in check_integrity(store).faults)


@pytest.mark.slow
def test_a_later_change_of_districts_leaves_the_fingerprints(store, put):
    put(reports(3))
    cursor = store._connection.cursor()
    cursor.execute("USE est")
    cursor.execute("UPDATE reports SET district = uuid()")
    assert check_integrity(store).faults == ()


@pytest.mark.slow
def test_times_of_taking_are_the_takers(store, put):
    put(reports(2), when=datetime(2026, 1, 2, 3, 4))
    assert all_batches(store)["received"].to_list() == [datetime(2026, 1, 2, 3, 4)]
