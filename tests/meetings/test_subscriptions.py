"""Saved views are one's own or the group's, follow the newest reports, and are sent to who subscribes to them."""

from datetime import date, datetime, timedelta

import pytest

from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.clock import hours_of_week
from est.errors import AlreadyThereError, NotAllowedError, ViewError
from est.mail.letters import all_letters
from est.mail.messages import all_messages
from est.mail.recipients import set_recipients
from est.meetings.situation.commands import freeze_picture
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import parse_period
from est.meetings.subscriptions import all_subscriptions, post_subscriptions, subscribe, unsubscribe
from est.picture.saved_views import SavedView, add_view, all_views, edit_view, remove_view
from est.picture.selection import Selection, default_selection
from est.text import translator
from tests.meetings.towns import NOW, fill_town
from tests.stores import organisation_ids

WORDS = translator("sv")
WEEKS = Selection(date(2026, 6, 1), date(2026, 6, 29))
ANNA, BO = "anna@kommun.example", "o'bo@kommun.example"


def narrow(organisation: str) -> Selection:
    nights = hours_of_week(range(18, 24), range(5))
    return Selection(WEEKS.start, WEEKS.end, nights, ("SKA",), (organisation,), (), ("torg",), (2,), ("SAM/utomhus",))


@pytest.mark.slow
def test_a_view_is_read_as_it_was_kept(store, police):
    """Every filter of it; one that follows the reports ends with the newest."""
    kept = SavedView("Kvällar", "karta", narrow(police), follows=False)
    identity = add_view(store, kept, ANNA, NOW)
    assert all_views(store)[0].view == kept
    assert kept.present_selection(date(2026, 9, 1)) == kept.selection
    following = SavedView("Kvällar", "karta", narrow(police))
    moved = following.present_selection(date(2026, 9, 1))
    assert (moved.start, moved.end) == (date(2026, 8, 4), date(2026, 9, 1))
    assert edit_view(store, identity, 1, following, ANNA, NOW) == 2
    assert all_views(store)[0].view == following
    with pytest.raises(ViewError):
        SavedView(" ", "karta", WEEKS)


@pytest.mark.slow
def test_another_s_own_view_is_neither_seen_nor_changed(store):
    """The group's is, by everybody; an apostrophe in an account is none of the question's."""
    own = add_view(store, SavedView("Min", "karta", WEEKS, owner=BO), BO, NOW)
    shared = add_view(store, SavedView("Vår", "trender", WEEKS), ANNA, NOW)
    names = {
        (who, role): [one.view.name for one in all_views(visible_store(store, Actor(who, role)))]
        for who, role in ((BO, Role.MEMBER), (ANNA, Role.COORDINATOR), (ANNA, Role.ADMINISTRATOR))
    }
    assert list(names.values()) == [["Min", "Vår"], ["Vår"], []]
    with pytest.raises(NotAllowedError):
        remove_view(store, own, ANNA, NOW)
    with pytest.raises(NotAllowedError):
        edit_view(store, own, 1, SavedView("Tagen", "karta", WEEKS), ANNA, NOW)
    with pytest.raises(NotAllowedError):
        add_view(store, SavedView("Åt någon annan", "karta", WEEKS, owner=BO), ANNA, NOW)
    remove_view(store, shared, BO, NOW)
    assert [one.view.name for one in all_views(store)] == ["Min"]


@pytest.mark.slow  # two pictures are compiled
def test_a_subscription_states_its_selection_and_goes_once_a_week(store):
    """A view once a week, a picture once; who has no address gets nothing, and what has ended ends."""
    fill_town(store)
    first, second = organisation_ids(store)[:2]
    view = add_view(store, SavedView("Juni", "oversikt", WEEKS), ANNA, NOW)
    subscribe(store, first, str(view), ANNA, NOW)
    subscribe(store, second, None, ANNA, NOW)
    with pytest.raises(AlreadyThereError):
        subscribe(store, first, str(view), ANNA, NOW)
    assert post_subscriptions(store, "est", NOW, WORDS) == 0
    for organisation in (first, second):
        set_recipients(store, organisation, ["trygghet@bostad.example"], ANNA, NOW)
    early = compile_picture(store, parse_period("2026-W25"), NOW, "1")
    freeze_picture(store, early, ANNA, NOW - timedelta(days=1))
    freeze_picture(store, compile_picture(store, parse_period("2026-W26"), NOW, "1"), ANNA, NOW)
    for day in range(3):
        post_subscriptions(store, "est", NOW + timedelta(days=day), WORDS)
    told = {one.letter.subject: one.letter.wording for one in all_letters(store)}
    assert set(told) == {"Juni", "Lägesbild, v. 26 2026"}
    end = default_selection(store).end
    period = WORDS.period(end - timedelta(weeks=4), end)
    assert told["Juni"].startswith(f"Urval: {period} · alla timmar · alla kategorier · alla aktörer.\n")
    assert "rapporter under perioden" in told["Juni"]
    assert "Torget" in told["Lägesbild, v. 26 2026"]
    post_subscriptions(store, "est", datetime(2026, 7, 6, 3), WORDS)
    assert len(all_messages(store)) == 3
    remove_view(store, view, ANNA, NOW)
    (left,) = all_subscriptions(store)
    unsubscribe(store, left.id, ANNA, NOW)
    assert all_subscriptions(store) == ()
