"""Whatever is done from a terminal, and each sign-in, stands in the log by the municipality's clock."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from est.__main__ import main
from est.access.people import add_person
from est.access.permissions import Role
from est.municipality.defaults import prepare_store
from est.store import Store, open_store
from est.terminal.doors import SessionDoor
from tests.stores import NOW


@pytest.fixture
def machine_in_auckland(monkeypatch):
    """The machine's own clock is half a day from that of any municipality in Sweden."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def logged(store: Store, action: str) -> datetime:
    return store.ask("SELECT logged FROM log WHERE action = $action", {"action": action}).item()


def is_now(moment: datetime, zone: str) -> bool:
    return abs(datetime.now(ZoneInfo(zone)).replace(tzinfo=None) - moment) < timedelta(hours=1)


@pytest.mark.usefixtures("machine_in_auckland")
@pytest.mark.parametrize("zone", ["Europe/Stockholm", "Asia/Kathmandu"])
def test_a_command_is_logged_by_the_clock_of_the_municipality(tmp_path, zone):
    path = tmp_path / "est.duckdb"
    with open_store(path) as store:
        prepare_store(store, "anna", NOW, zone)
    assert main(["retention", "--months", "24", "--store", str(path)]) == 0
    with open_store(path) as store:
        assert is_now(logged(store, "set retention"), zone)


@pytest.mark.usefixtures("machine_in_auckland")
def test_a_first_sign_in_is_logged_by_the_clock_of_each_municipality(tmp_path):
    zones = {"arvika": "Europe/Stockholm", "patan": "Asia/Kathmandu"}
    stores = {}
    for name, zone in zones.items():
        stores[name] = open_store(tmp_path / f"{name}.duckdb")
        prepare_store(stores[name], "anna", NOW, zone)
        add_person(stores[name], "ada@example.se", Role.COORDINATOR, None, "anna", NOW)
    SessionDoor(stores).begin("idp", "a1", "ada@example.se")
    for name, store in stores.items():
        assert is_now(logged(store, "bind account"), zones[name])
        store.close()
