"""A municipality's settings are changed one at a time, by a change that the log keeps."""

from datetime import datetime

import pytest

from est.errors import SettingError
from est.municipality.settings import read_settings, write_setting
from tests.stores import empty_store

WHEN = datetime(2026, 3, 1, 18, 5)


@pytest.mark.slow
def test_a_setting_is_replaced_not_doubled():
    """The newest value is the only one."""
    with empty_store() as store:
        write_setting(store, "name", "Kristinehamn", "anna", WHEN)
        write_setting(store, "name", "Karlstad", "anna", WHEN)
        assert read_settings(store) == {"name": "Karlstad"}
        assert store.ask("SELECT count(*) FROM log WHERE action = 'settle'").item() == 2


@pytest.mark.slow
def test_a_setting_that_means_nothing_is_refused():
    """The message names those that do."""
    with empty_store() as store, pytest.raises(SettingError, match="timezone"):
        write_setting(store, "nmae", "x", "anna", WHEN)
