"""In a store without reports every page that needs some says how the first ones come."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.sources import ROOT


@pytest.mark.parametrize("page", ["situation/hotspots.py", "situation/trends.py", "work/meeting.py", "reports/list.py"])
def test_the_way_to_the_first_reports_is_said(store, page: str) -> None:
    """Nobody is asked to freeze a picture, or to choose days, where nothing has been reported."""
    tested = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=60).run()
    assert not tested.exception
    assert "Här finns inga rapporter ännu." in [one.value.replace("\\", "") for one in tested.info]
    assert any("Ladda upp en fil med rapporter." in one.value for one in tested.markdown)
