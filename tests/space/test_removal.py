"""People that were loaded can be taken away and back, and the log tells both."""

from datetime import date

import polars as pl
import pytest

from est.errors import NotFoundError
from est.space.backgrounds import people_by_cell, remove_people, restore_people, set_people
from est.store.log import log_rows
from tests.stores import NOW, empty_store

SQUARES = b"Ruta;Rutstorl;TotBef\n4480006574000;1000;120\n4490006574000;1000;80\n"


@pytest.mark.slow
def test_people_are_removed_and_come_back_as_they_were():
    """Not one is lost, and who did it stands in the log with how many there were."""
    with empty_store() as store:
        set_people(store, SQUARES, "rutor.csv", "anna", NOW)
        before = people_by_cell(store)
        removed = remove_people(store, "bo", NOW)
        assert people_by_cell(store).is_empty()
        restore_people(store, removed, "bo", NOW)
        assert people_by_cell(store).equals(before)
        told = log_rows(store, date(2000, 1, 1), date(2100, 1, 1))
    assert sorted(told["action"]) == ["remove people", "restore people", "set people"]
    assert told.filter(pl.col("who") == "bo")["payload"].str.contains("200").all()


@pytest.mark.slow
def test_where_no_people_are_loaded_there_are_none_to_remove():
    """Nothing is written to the log then."""
    with empty_store() as store:
        with pytest.raises(NotFoundError, match="none to remove"):
            remove_people(store, "bo", NOW)
        assert log_rows(store, date(2000, 1, 1), date(2100, 1, 1)).is_empty()
