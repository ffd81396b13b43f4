"""The log tells who did what and when, newest first."""

import json
from datetime import date, datetime

import pytest

from est.municipality.settings import write_setting
from est.store.log import log_rows, logged_actions, logged_people


@pytest.mark.slow
def test_the_newest_change_stands_first_within_the_days_asked_for(bare_store):
    """Both the first and the last day are included."""
    with bare_store as store:
        for day in (1, 2, 3):
            write_setting(store, "name", f"K{day}", "anna", datetime(2026, 3, day, 23, 59))
        found = log_rows(store, date(2026, 3, 1), date(2026, 3, 2))
        assert [json.loads(payload)["value"] for payload in found["payload"]] == ["K2", "K1"]
        assert found.columns == ["logged", "who", "action", "payload", "object"]
        assert logged_people(store) == ["anna"]
        assert log_rows(store, date(2026, 3, 1), date(2026, 3, 3), who="bo").is_empty()
        assert logged_actions(store) == ["settle"]
        assert log_rows(store, date(2026, 3, 1), date(2026, 3, 3), "export").is_empty()
