"""What is kept for one visitor and shown to another holds no words that this other one may not read."""

from datetime import UTC, datetime

import polars as pl
import pytest
import streamlit as st

from est.access.passage import passage_headers
from est.access.people import add_person, person_of_email
from est.access.permissions import Role
from est.access.sign_in import begin_session, session_of_token
from est.ui.pages import MAP, OVERVIEW, TRENDS, MenuPage
from tests.measures.followup.follow_ups import HOME
from tests.meetings.towns import MONDAY, NOW, fill_town
from tests.pages.test_meeting_page import page
from tests.stores import TOWN, organisation_ids, put

FIRST, SECOND = "Ord av den ena", "Ord av den andra"


@pytest.fixture
def visit(store, monkeypatch):
    """Open a page as the coordinator, or as a member of one or the other organisation; return what it says."""
    fill_town(store)
    who = organisation_ids(store)[:2]
    day = datetime(MONDAY.year, MONDAY.month, MONDAY.day, 12)
    lat, lng = TOWN
    places = {"lat": [lat] * 2, "lng": [lng] * 2}
    put(store, pl.DataFrame({"starts": [day] * 2, "organisation": who, "description": [FIRST, SECOND], **places}))
    now = datetime.now(UTC).replace(tzinfo=None)
    roles = ((Role.COORDINATOR, None), (Role.MEMBER, who[0]), (Role.MEMBER, who[1]))
    sessions = []
    for number, (role, organisation) in enumerate(roles):
        email = f"{number}@kommun.example"
        add_person(store, email, role, organisation, "test", NOW)
        token = begin_session(store, person_of_email(store, email), now)
        sessions.append(str(session_of_token(store, token, now).id))

    def open_page(number: int, opened: MenuPage, **query: str) -> str:
        monkeypatch.setattr(type(st.context), "headers", property(lambda _: passage_headers(sessions[number])))
        tested = page(opened.script, **query)
        assert not tested.exception
        return "\n".join(str(element.proto) for element in tested.main)

    return open_page


@pytest.mark.parametrize(("opened", "query"), [(MAP, {"cell": HOME}), (OVERVIEW, {}), (TRENDS, {})])
def test_members_get_each_their_own_words(visit, opened, query):
    """Whoever looked before them: the numbers are shared, and what people wrote is not."""
    told = [visit(number, opened, **query) for number in range(3)]
    shown = [{words for words in (FIRST, SECOND) if words in page} for page in told]
    wanted = [{FIRST, SECOND}, {FIRST}, {SECOND}] if opened is MAP else [set()] * 3
    assert shown == wanted
