"""`est calendar` writes the measures of one organisation, or of all, as a calendar file, and logs that it did."""

from datetime import date, datetime

import pytest
from icalendar import Calendar

from est.__main__ import main
from est.measures import Measure, add_measure
from est.municipality.defaults import prepare_store
from est.store import open_store

WHEN = datetime(2026, 3, 2, 9, 0)


@pytest.fixture
def path(tmp_path):
    """A store with a measure of the police and one of the guard company, both due far ahead."""
    path = tmp_path / "est.duckdb"
    with open_store(path) as store:
        prepare_store(store, "anna", WHEN)
        known = dict(store.ask("SELECT name, id::VARCHAR FROM organisations").rows())
        for name in ("Polisen", "Väktarbolaget"):
            add_measure(store, Measure(f"Till {name}", known[name], place="Torget", due=date(2999, 1, 1)), "anna", WHEN)
    return path


def summaries(file) -> list[str]:
    return sorted(str(event["summary"]) for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT"))


@pytest.mark.slow
def test_one_organisation_and_all(path, tmp_path, capsys) -> None:
    """The file holds the days of the one that was named, in whatever case, or of all."""
    file = tmp_path / "est.ics"
    assert main(["calendar", "polisen", str(file), "--store", str(path)]) == 0
    assert summaries(file) == ["Klar senast: Till Polisen"]
    assert main(["calendar", "--all", str(file), "--store", str(path)]) == 0
    assert summaries(file) == ["Klar senast: Till Polisen", "Klar senast: Till Väktarbolaget"]
    assert "2 days of 2 measures" in capsys.readouterr().out
    with open_store(path) as store:
        assert store.ask("SELECT count(*) FROM log WHERE action = 'export'").item() == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["Ingen"], "no organisation 'Ingen'"), ([], "Name one organisation"), (["--all", "Polisen"], "Name one")],
)
@pytest.mark.slow
def test_what_cannot_be_asked_is_refused(path, tmp_path, capsys, arguments, message) -> None:
    """An organisation that is not there, none at all, or one and all: nothing is written."""
    file = tmp_path / "est.ics"
    assert main(["calendar", *arguments, str(file), "--store", str(path)]) == 2
    assert message in capsys.readouterr().err
    assert not file.exists()
