"""The bar: the usual choices are one press, each holds at once, and no control undoes what another one says."""

from datetime import date, datetime

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from est.clock import PRESETS, hours_of_week, hours_to_text
from tests.sources import ROOT
from tests.stores import organisation_ids, put

APP = str(ROOT / "app.py")  # the overview comes first
LAST = datetime(2026, 3, 1, 23, 0)


@pytest.fixture
def tested(store) -> AppTest:
    """The first page over a store with reports of one day."""
    reports = {"starts": [LAST] * 3, "organisation": organisation_ids(store)[:3], "place_kind": ["torg"] * 3}
    put(store, pl.DataFrame(reports))
    found = AppTest.from_file(APP, default_timeout=60).run()
    assert not found.exception
    return found


def parameters(tested: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[0] for name, value in tested.query_params.items()}


def chips(tested: AppTest) -> list[str]:
    return [button.label.replace("\\", "") for button in tested.button if button.label.endswith("✕")]


def test_weekend_nights_of_four_weeks_are_two_presses_and_are_taken_away_by_one(tested):
    """The segments show what holds, and the chip takes it away."""
    tested.segmented_control(key="period").set_value("4 weeks").run()
    tested.segmented_control(key="usual hours").set_value("weekend-nights").run()
    assert not tested.exception
    assert parameters(tested) == {"from": "2026-02-02", "through": "2026-03-01", "hours": "weekend-nights"}
    assert tested.segmented_control(key="period").value == "4 weeks"
    assert chips(tested) == ["Helgnätter (fre–lör 22–06) ✕"]
    tested.button(key="chip 0").click().run()
    assert (chips(tested), tested.segmented_control(key="usual hours").value) == ([], "all")
    assert parameters(tested) == {"from": "2026-02-02", "through": "2026-03-01"}
    tested.segmented_control(key="year before").set_value("year before").run()
    assert parameters(tested) == {"from": "2025-02-02", "through": "2025-03-01"}
    assert tested.segmented_control(key="period").value is None
    assert tested.segmented_control(key="year before").value == "year before"


def test_own_hours_begin_with_the_preset_and_are_shown_by_no_preset(tested):
    """Friday alone of the nights is chosen by taking the other days away; a word finds its category."""
    tested.segmented_control(key="usual hours").set_value("night").run()
    tested.session_state["filter hours"] = tested.session_state["filter kinds"] = True
    tested.run()
    days = tested.pills(key="days night days")
    assert days.value == list(range(7))
    assert [tested.selectbox(key=f"days night {end}").value for end in ("first", "end")] == [22, 6]
    days.set_value([4])
    tested.button(key="FormSubmitter:days night-Visa").click().run()
    own = hours_of_week(range(22, 30), (4,))
    assert not tested.exception
    assert parameters(tested)["hours"] == hours_to_text(own)
    assert tested.segmented_control(key="usual hours").value is None
    tested.multiselect(key="filter kinds list").set_value(["ORD/störande musik eller buller"]).run()
    assert parameters(tested)["subcategory"] == "ORD/störande musik eller buller"
    assert tested.multiselect(key="filter kinds list").value == ["ORD/störande musik eller buller"]
    assert parameters(tested)["hours"] == hours_to_text(own) != hours_to_text(PRESETS["night"])


def test_days_that_mean_nothing_are_refused_where_they_were_sent(tested):
    """The page keeps its selection, and says why; the language of a link stays in the address."""
    before = parameters(tested)
    tested.session_state["filter dates"] = True
    tested.run()
    shown = next(one.key for one in tested.date_input).removeprefix("first ")
    tested.date_input(key=f"first {shown}").set_value(date(2026, 5, 1))
    tested.button(key=f"FormSubmitter:dates {shown}-Visa").click().run()
    assert [error.value for error in tested.error] == ["Första dagen måste komma före den sista\\."]
    assert parameters(tested) == before


def test_another_language_than_the_program_s_stays_in_the_address(tested):
    """A click in the menu clears the address; a link sent from the next page opens in the same language."""
    tested.query_params["lang"] = "en"
    tested.run()
    assert tested.title[0].value == "Overview"
    tested.query_params.clear()
    tested.run()
    assert tested.title[0].value == "Overview"
    assert parameters(tested)["lang"] == "en"
