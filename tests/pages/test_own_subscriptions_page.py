"""Who signs in subscribes for themselves on the page of pictures and ends it there; else it says why not."""

from datetime import UTC, datetime

import pytest
import streamlit as st

from est.access.passage import passage_headers
from est.access.people import add_person, person_of_email
from est.access.permissions import Role
from est.access.sign_in import begin_session, session_of_token
from est.meetings.subscriptions import all_subscriptions
from est.picture.saved_views import SavedView, add_view
from est.picture.selection import default_selection
from tests.meetings.towns import NOW, fill_town
from tests.pages.test_meeting_page import page, press, written
from tests.stores import organisation_ids

MIA = "mia@kommun.example"


@pytest.fixture
def signed_in(store, monkeypatch):
    """A member, signed in, in a town with one view of the group's."""
    fill_town(store)
    add_person(store, MIA, Role.MEMBER, organisation_ids(store)[0], "test", NOW)
    add_view(store, SavedView("Torget", "karta", default_selection(store)), "karl@kommun.example", NOW)
    now = datetime.now(UTC).replace(tzinfo=None)
    session = session_of_token(store, begin_session(store, person_of_email(store, MIA), now), now)
    monkeypatch.setattr(type(st.context), "headers", property(lambda _: passage_headers(str(session.id))))
    return store


def test_it_is_begun_and_ended_on_the_page(signed_in):
    """The picture and a view, each once; what is had already is not offered."""
    tested = press(page("situation/pictures.py"), "Skicka till mig")
    (one,) = all_subscriptions(signed_in)
    assert (one.person, one.organisation, one.view) == (MIA, "", None)
    assert written(tested, "selectbox", "Vad du får").options == ["Torget"]
    tested = press(tested, "Skicka till mig")
    assert [one.person for one in all_subscriptions(signed_in)] == [MIA, MIA]
    assert not any(button.label == "Skicka till mig" for button in tested.button)
    tested = press(press(tested, "Avsluta"), "Avsluta")
    assert all_subscriptions(signed_in) == ()
    assert any("så länge du får se dem här" in text.value for text in tested.markdown)


def test_without_a_sign_in_the_page_says_that_no_address_is_known(store):
    fill_town(store)
    tested = page("situation/pictures.py")
    assert any("vet inte din adress" in text.value for text in tested.caption)
    assert not any(button.label == "Skicka till mig" for button in tested.button)
