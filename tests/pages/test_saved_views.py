"""A view is saved beside the filters, opened where it belongs, renamed and removed."""

import pytest

from est.picture.saved_views import all_views
from tests.meetings.towns import fill_town
from tests.pages.test_meeting_page import page, press, written


@pytest.fixture
def store(store):
    fill_town(store)
    return store


def test_a_view_is_saved_opened_renamed_and_removed(store):
    """It brings its selection back from another one; nothing is left of it when it is removed."""
    tested = page("situation/trends.py")
    tested.session_state["selection chosen"] = {"from": "2026-06-01", "through": "2026-06-25", "category": "SKA"}
    assert not tested.run().text_input  # closed, they are not drawn
    tested.session_state["views"] = True  # as a press on what opens them does
    tested = tested.run()
    written(tested, "text_input", "Spara den här sidan och dess urval som").input("Juni")
    tested = press(tested, "Spara vyn")
    (one,) = all_views(store)
    assert (one.view.name, one.view.owner, one.view.selection.categories) == ("Juni", "lokal", ("SKA",))
    tested.session_state["selection chosen"] = {"from": "2026-05-01", "through": "2026-05-31"}
    tested = tested.run()
    tested = press(tested, "Juni")
    assert tested.session_state["selection"] == {
        "from": str(one.view.selection.start), "through": "2026-06-25", "category": "SKA",
    }  # fmt: skip
    tested.text_input(key=f"view {one.identity} name").input("Juni, klotter")
    tested = tested.button(key=f"view {one.identity} save").click().run()
    assert [found.view.name for found in all_views(store)] == ["Juni, klotter"]
    tested.button(key=f"view {one.identity} remove").click().run()
    assert all_views(store) == ()
