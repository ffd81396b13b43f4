"""A store whose reports have no place on the map, as those of the police's public events, opens like any other."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from est.ui.pages import MENU
from tests.sources import ROOT
from tests.stores import put

SCRIPTS = [page.script for page in MENU["Situation"]]


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_page_is_whole(store, script: str) -> None:
    """Each of those that show the situation: a year of reports, none in a cell."""
    starts = [datetime(2026, 6, 1, 20) - timedelta(days=3 * number) for number in range(150)]
    put(
        store, pl.DataFrame({"starts": starts}).with_columns(lat=pl.lit(None, pl.Float64), lng=pl.lit(None, pl.Float64))
    )
    tested = AppTest.from_file(str(ROOT / "pages" / script), default_timeout=60).run()
    assert not tested.exception
    assert not [one.value for one in tested.error]
