"""The log tells who did what and when, newest first, in short words."""

from datetime import date, datetime

from est.municipality.settings import write_setting
from est.store import open_store
from est.store.log import describe_change, log_rows, logged_actions


def test_the_newest_change_stands_first_within_the_days_asked_for():
    """Both the first and the last day are included."""
    with open_store(None) as store:
        for day in (1, 2, 3):
            write_setting(store, "name", f"K{day}", "anna", datetime(2026, 3, day, 23, 59))
        found = log_rows(store, date(2026, 3, 1), date(2026, 3, 2))
        assert found["details"].to_list() == ["name: name, value: K2", "name: name, value: K1"]
        assert found.columns == ["logged", "who", "action", "details", "object"]
        assert logged_actions(store) == ["settle"]
        assert log_rows(store, date(2026, 3, 1), date(2026, 3, 3), "export").is_empty()


def test_a_long_payload_is_cut_short_and_an_empty_one_is_nothing():
    """An outline of a municipality would fill the page."""
    assert describe_change({"outline": "x" * 1000, "name": None}) == "outline: " + "x" * 59 + "…"
    assert describe_change({"columns": ["a", "b"], "rows": 2}) == "columns: a, b, rows: 2"
    assert describe_change({}) == ""
