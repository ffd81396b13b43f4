"""The overview lists what the group should see to among its measures, first what is overdue."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from est.measures import Measure, add_measure
from est.ui.store_resource import timezone_now
from tests.sources import ROOT
from tests.stores import organisation_ids, put

APP = str(ROOT / "app.py")  # the overview comes first; its links need the others
LONG_AGO = datetime(2026, 3, 2, 9, 0)


@pytest.fixture
def store(store):
    """The store that the page opens, with one report."""
    organisation = organisation_ids(store)[0]
    put(store, pl.DataFrame({"starts": [LONG_AGO], "organisation": [organisation]}))
    return store


def lists(tested: AppTest) -> list[list[list[object]]]:
    return [frame.value.to_numpy().tolist() for frame in tested.dataframe if "reminded" in frame.value.columns]


@pytest.mark.fast
def test_what_is_to_be_seen_to_is_listed(store) -> None:
    """Overdue first, then what is to be followed up, then what is soon due; each with its day and whose it is."""
    police = organisation_ids(store)[0]
    soon = timezone_now("Europe/Stockholm").date() + timedelta(days=3)
    add_measure(store, Measure("Snart", police, place="Torget", due=soon), "anna", LONG_AGO)
    add_measure(store, Measure("Följ upp", police, place="Torget", follow_up=date(2026, 3, 3)), "anna", LONG_AGO)
    add_measure(store, Measure("För sent", police, place="Torget", due=date(2026, 3, 3)), "anna", LONG_AGO)
    tested = AppTest.from_file(APP, default_timeout=60).run()
    assert not tested.exception
    (shown,) = lists(tested)
    assert [row[1] for row in shown] == ["För sent", "Följ upp", "Snart"]
    assert str(shown[0][0]).startswith("försenad ")
    assert [row[0] for row in shown[1:]] == ["att följa upp", "ska vara klar inom två veckor"]


@pytest.mark.fast
def test_when_there_is_nothing_to_see_to_there_is_no_list(store) -> None:
    """The overview stays short."""
    add_measure(store, Measure("Någon gång", organisation_ids(store)[0], place="Torget"), "anna", LONG_AGO)
    tested = AppTest.from_file(APP, default_timeout=60).run()
    assert not tested.exception
    assert lists(tested) == []
