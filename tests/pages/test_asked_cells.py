"""What an address says of cells opens a form that begins with them, or a sentence: never a broken page."""

from datetime import datetime

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.sources import ROOT
from tests.stores import put

HERE = "8908b5662a7ffff"


@pytest.mark.parametrize("page", ["situation/hotspots.py", "work/measures.py"])
@pytest.mark.parametrize("written", ["-1", "9" * 20, "²", "x" * 5000, f"0x{HERE}", "8f2830828052d2"])
def test_a_cell_that_does_not_exist_is_told_and_left_out(store, page, written):
    """Also a number that no cell has room for."""
    put(store, pl.DataFrame({"starts": [datetime(2026, 3, 2, 12)]}))  # without a report the pages say where to begin
    tested = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=60)
    tested.query_params["cells"] = f"{written},{HERE}"
    tested.run()
    assert not tested.exception
    assert ["en ruta som inte finns" in one.value for one in tested.warning] == [True]
