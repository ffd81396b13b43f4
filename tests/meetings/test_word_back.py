"""Word back tells an organisation what its reports led to, from the data alone, and from where it was told last."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from est.errors import MailError
from est.mail.letter import LetterKind
from est.mail.letters import add_letter, approve_letter
from est.meetings.commands import write_point
from est.meetings.point import MeetingPoint, PointKind
from est.meetings.word_back import compose_word_back, told_until, word_back_basis
from est.text import translator
from tests.meetings.test_meetings import HELD, point_of, prepare
from tests.meetings.towns import NOW, fill_town
from tests.stores import organisation_ids

SINCE, UNTIL = date(2026, 6, 1), date(2026, 6, 30)
SWEDISH = translator("sv")


@pytest.fixture
def store(store):
    fill_town(store)
    return store


@pytest.mark.slow
def test_it_tells_decisions_and_measures_where_the_organisation_has_reported(store):
    """Its own reports are counted, nobody else's; a decision of the period stands there with its day."""
    point = point_of(store, prepare(store), PointKind.HOTSPOT)
    decided = MeetingPoint.from_fields(point.point.to_fields() | {"decision": "Lampor byts i juli."})
    write_point(store, UUID(point.identity), point.version, decided, "anna", NOW)
    first, second = organisation_ids(store)[:2]
    basis = word_back_basis(store, first, SINCE, UNTIL)
    assert (basis.reports, basis.taken_up[0].reports) == (8.0, 24.0)
    letter = compose_word_back(basis, SWEDISH)
    assert (letter.kind, letter.organisation, letter.since, letter.until) == (LetterKind.WORD_BACK, first, SINCE, UNTIL)
    assert letter.wording.splitlines()[0].endswith("8 rapporter från er gäller 1–29 juni 2026. Tack.")
    assert letter.wording.splitlines()[2:] == [
        "Torget: analyseras. Ni har nyligen skickat 24 rapporter därifrån.",
        "– Beslutades 29 juni 2026: Lampor byts i juli.",
        "– Åtgärd: Skylt, föreslagen, klar 1 juni 2026.",
    ]
    assert word_back_basis(store, second, SINCE, UNTIL).taken_up[0].reports == 11.0
    later = word_back_basis(store, first, HELD + timedelta(days=1), UNTIL + timedelta(days=7))
    assert later.taken_up[0].decisions == ()


@pytest.mark.slow
def test_who_has_reported_nothing_is_told_so(store):
    """And no place of others is named."""
    letter = compose_word_back(word_back_basis(store, organisation_ids(store)[3], SINCE, UNTIL), SWEDISH)
    assert "Ingen rapport från er" in letter.wording
    assert "Torget" not in letter.wording


@pytest.mark.slow
def test_the_next_one_begins_where_the_last_one_ended(store):
    """A draft has told nobody anything; the first time it is four weeks until the newest report."""
    organisation, today = organisation_ids(store)[0], UNTIL
    assert told_until(store, organisation, today) == date(2026, 6, 24) - timedelta(weeks=4)
    letter = compose_word_back(word_back_basis(store, organisation, SINCE, UNTIL), SWEDISH)
    identity = add_letter(store, letter, "anna", NOW)
    assert told_until(store, organisation, today) == date(2026, 6, 24) - timedelta(weeks=4)
    with pytest.raises(MailError):
        approve_letter(store, identity, 2, "Samordnaren", "anna", NOW, by_mail=False)
    approve_letter(store, identity, 1, "Samordnaren", "anna", datetime(2026, 6, 30, 9), by_mail=False)
    assert told_until(store, organisation, today) == UNTIL
