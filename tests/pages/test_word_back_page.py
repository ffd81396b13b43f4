"""Word back from its page: the text makes itself, is approved, waits in the queue, and may be left."""

import pytest

from est.mail.letters import all_letters
from est.mail.mail_server import MailServer, Security, mail_server, set_mail_server
from est.mail.messages import MessageState, all_messages
from est.mail.recipients import all_recipients, set_recipients
from tests.meetings.towns import NOW, fill_town
from tests.pages.test_meeting_page import page, press, written
from tests.stores import organisation_ids


@pytest.fixture
def store(store):
    fill_town(store)
    return store


def test_a_letter_is_made_edited_approved_and_stands_in_the_queue(store):
    """Without a server it can be copied only; with one and an address it waits to be sent."""
    tested = press(page("work/word_back.py"), "Skriv ett utkast")
    (draft,) = all_letters(store)
    assert not [button for button in tested.button if button.label == "Godkänn och skicka"]
    set_mail_server(store, MailServer("localhost", 25, Security.NONE, "est@kommun.example"), "anna", NOW)
    set_recipients(store, draft.letter.organisation, ["trygghet@bostad.example"], "anna", NOW)
    tested = tested.run()
    written(tested, "text_area", "Text").input("Hälsning. " + draft.letter.wording)
    tested = press(tested, "Spara")
    assert all_letters(store)[0].letter.wording.startswith("Hälsning.")
    tested = press(tested, "Godkänn och skicka")
    assert "funktion" in tested.error[0].value
    written(tested, "text_input", "Vem som godkänner det, med funktion").input("Samordnaren")
    tested = press(tested, "Godkänn och skicka")
    assert "på väg" in tested.success[0].value
    assert tested.code[0].value.startswith("Hälsning.")
    (message,) = all_messages(store)
    tested.session_state["message"] = message.id  # its row is pressed
    tested = press(tested.run(), "Skicka det inte")
    assert all_messages(store)[0].state is MessageState.GIVEN_UP


def test_the_server_and_the_addresses_are_settled_under_settings(store):
    """What cannot be is said, and a test message to a server that is gone says so."""
    tested = page("admin/settings.py", part="mail")
    written(tested, "text_input", "E-postserver").input("localhost")
    written(tested, "number_input", "Port").set_value(1)
    written(tested, "selectbox", "Kryptering").select(Security.NONE)
    written(tested, "text_input", "Avsändare").input("est@kommun.example")
    (keep,) = [one for one in tested.button if one.key and "keep mail server" in one.key]
    tested = keep.click().run()
    assert mail_server(store) == MailServer("localhost", 1, Security.NONE, "est@kommun.example")
    written(tested, "text_input", "Skicka ett provmeddelande till").input("trygghet@bostad.example")
    tested = press(tested, "Skicka ett provmeddelande")
    assert "går inte att nå" in tested.error[0].value
    organisation = organisation_ids(store)[0]
    tested.session_state["mail to"] = organisation  # its row is pressed
    tested = tested.run()
    written(tested, "text_area", "Adresser, en per rad").input("trygghet@bostad.example\njour@bostad.example")
    (keep,) = [one for one in tested.button if one.key and "keep recipients" in one.key]
    keep.click().run()
    assert all_recipients(store) == {organisation: ("jour@bostad.example", "trygghet@bostad.example")}
