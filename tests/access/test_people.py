"""Who may sign in is kept by address and role, and bound to one account at the first sign-in."""

from datetime import datetime, timedelta

import pytest

from est.access.people import (
    add_person,
    all_people,
    bind_account,
    change_person,
    end_sessions,
    normalise_email,
    person_of_email,
    remove_person,
)
from est.access.permissions import Role
from est.access.sign_in import (
    IDLE,
    LONGEST,
    account_of_claims,
    begin_session,
    end_session,
    keep_session,
    person_of_sign_in,
    session_of_id,
    session_of_token,
)
from est.errors import AccountError, NotFoundError, SignInRefusedError

WHEN = datetime(2026, 3, 2, 12)
ANNA = "anna@kommun.example"
CLAIMS = {"iss": "https://idp.example", "sub": "a1", "email": ANNA, "email_verified": True, "exp": 1e10}


@pytest.fixture
def people(store, police):
    add_person(store, "It@Kommun.example ", Role.ADMINISTRATOR, None, "test", WHEN)
    add_person(store, ANNA, Role.MEMBER, police, "test", WHEN)
    return store


def anna(store):
    return person_of_email(store, ANNA)


@pytest.mark.slow
def test_people_are_added_changed_and_removed(people, police):
    """Each change has its row in the log."""
    assert [(one.email, one.role) for one in all_people(people)] == [
        (ANNA, "member"),
        ("it@kommun.example", "administrator"),
    ]
    change_person(people, anna(people), Role.COORDINATOR, None, "test", WHEN)
    assert (anna(people).role, anna(people).version) == (Role.COORDINATOR, 2)
    remove_person(people, anna(people), "test", WHEN)
    with pytest.raises(NotFoundError):
        anna(people)
    logged = people.ask("SELECT action FROM log WHERE action LIKE '% person' ORDER BY id")["action"].to_list()
    assert logged == ["add person", "add person", "change person", "remove person"]


@pytest.mark.parametrize(
    "text", ["", "anna", "anna@", "@kommun.se", "a b@kommun.se", "an\u212aa@kommun.se", "å@kommun.se", "a@b@c.se"]
)
def test_what_is_no_address_is_refused(text):
    """A letter that only looks like another, or becomes it in small letters, among it."""
    with pytest.raises(AccountError):
        normalise_email(text)


@pytest.mark.slow
def test_what_cannot_be_is_refused(people, police):
    """An address twice, a reporter of nobody, an unknown organisation or role, a stale edit, no administrator left."""
    with pytest.raises(AccountError, match="already"):
        add_person(people, ANNA.upper(), Role.COORDINATOR, None, "test", WHEN)
    for role in (Role.REPORTER, Role.MEMBER):
        with pytest.raises(AccountError, match="organisation"):
            add_person(people, "x@kommun.example", role, None, "test", WHEN)
    with pytest.raises(NotFoundError):
        add_person(people, "x@kommun.example", Role.MEMBER, police[::-1], "test", WHEN)
    with pytest.raises(AccountError, match="no role"):
        add_person(people, "x@kommun.example", Role.OWNER, police, "test", WHEN)
    stale = anna(people)
    end_sessions(people, stale, "test", WHEN)
    with pytest.raises(AccountError, match="just changed"):
        remove_person(people, stale, "test", WHEN)
    only = person_of_email(people, "it@kommun.example")
    with pytest.raises(AccountError, match="only administrator"):
        remove_person(people, only, "test", WHEN)
    with pytest.raises(AccountError, match="only administrator"):
        change_person(people, only, Role.COORDINATOR, None, "test", WHEN)
    assert len(all_people(people)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"exp": WHEN.timestamp() - 1},
        {"exp": None},
        {"exp": "9999999999"},
        {"sub": ""},
        {"sub": 7},
        {"iss": None},
        {"email": None},
        {"email": [ANNA]},
        {"email": "an\u212aa@kommun.example"},
    ],
)
def test_a_token_that_does_not_say_who_it_is_lets_nobody_in(wrong):
    """Expired, unverified, without an account or an address."""
    with pytest.raises(SignInRefusedError):
        account_of_claims(CLAIMS | wrong, WHEN)


def test_a_provider_that_never_says_whether_it_verified_is_taken_where_that_is_set():
    """But never one that says that it has not."""
    silent = {name: value for name, value in CLAIMS.items() if name != "email_verified"}
    with pytest.raises(SignInRefusedError):
        account_of_claims(silent, WHEN)
    assert account_of_claims(silent, WHEN, unverified=True) == ("https://idp.example", "a1", ANNA)
    with pytest.raises(SignInRefusedError):
        account_of_claims(CLAIMS | {"email_verified": False}, WHEN, unverified=True)


@pytest.mark.parametrize(("said", "taken"), [(True, True), ("1", True), (False, False), ("0", False), (None, False)])
@pytest.mark.parametrize("unverified", [False, True])
def test_entra_id_says_in_its_own_way_that_an_address_is_verified(said, taken, unverified):
    """Its denial holds whatever is set, and it says nothing against the usual claim."""
    silent = {name: value for name, value in CLAIMS.items() if name != "email_verified"} | {"xms_edov": said}
    if taken:
        assert account_of_claims(silent, WHEN, unverified=unverified)[2] == ANNA
    else:
        with pytest.raises(SignInRefusedError):
            account_of_claims(silent, WHEN, unverified=unverified)
    with pytest.raises(SignInRefusedError):
        account_of_claims(silent | {"email_verified": False}, WHEN, unverified=unverified)


@pytest.mark.slow
def test_the_account_of_the_first_sign_in_is_the_persons_from_then_on(people):
    """Another account with the address does not come in; the account does, whatever its address has become."""
    first = person_of_sign_in(people, "idp", "a1", ANNA, WHEN)
    assert (first.issuer, first.subject) == ("idp", "a1")
    with pytest.raises(SignInRefusedError, match="another account"):
        person_of_sign_in(people, "idp", "a2", ANNA, WHEN)
    with pytest.raises(SignInRefusedError, match="another account"):
        person_of_sign_in(people, "other idp", "a1", ANNA, WHEN)
    assert person_of_sign_in(people, "idp", "a1", "anna.berg@kommun.example", WHEN).id == first.id
    with pytest.raises(SignInRefusedError, match="has no role"):
        person_of_sign_in(people, "idp", "n1", "ny@kommun.example", WHEN)


@pytest.mark.slow
def test_a_session_ends_by_time(people):
    """After half an hour without use, and after eight hours whatever is done."""
    token = begin_session(people, anna(people), WHEN)
    assert session_of_token(people, token, WHEN).actor == anna(people).actor
    assert session_of_token(people, token, WHEN + IDLE) is None
    now = WHEN
    while now < WHEN + LONGEST:
        session = session_of_token(people, token, now)
        keep_session([people], session, now)
        now += timedelta(minutes=29)
    assert session_of_token(people, token, WHEN + LONGEST) is None
    assert session_of_token(people, token, WHEN - timedelta(days=1)) is None


@pytest.mark.parametrize("ended", ["role", "organisation", "removed", "administrator", "sign-out"])
@pytest.mark.slow
def test_a_session_ends_by_what_is_done(people, police, ended):
    """In every window and in every copy of its token."""
    other = people.ask("SELECT id::VARCHAR AS id FROM organisations WHERE name = 'Hemtjänsten'").item()
    token = begin_session(people, anna(people), WHEN)
    session = session_of_token(people, token, WHEN)
    assert session_of_id(people, session.id, WHEN) is not None
    if ended == "role":
        change_person(people, anna(people), Role.REPORTER, police, "test", WHEN)
    elif ended == "organisation":
        change_person(people, anna(people), Role.MEMBER, other, "test", WHEN)
    elif ended == "removed":
        remove_person(people, anna(people), "test", WHEN)
    elif ended == "administrator":
        end_sessions(people, anna(people), "test", WHEN)
    else:
        end_session([people], session.id)
    assert session_of_token(people, token, WHEN) is None
    assert session_of_id(people, session.id, WHEN) is None


@pytest.mark.slow
def test_the_store_holds_no_token_and_forgets_what_is_over(people):
    """Whoever reads the file finds nothing there to come in with; sessions leave no row in the log."""
    logged = people.ask("SELECT count(*) FROM log").item()
    old = begin_session(people, anna(people), WHEN - timedelta(days=1))
    token = begin_session(people, anna(people), WHEN)
    rows = people.ask("SELECT token_hash FROM sessions")["token_hash"].to_list()
    assert len(rows) == 1
    assert token not in rows
    assert old not in rows
    assert session_of_token(people, rows[0], WHEN) is None
    assert people.ask("SELECT count(*) FROM log").item() == logged


@pytest.mark.slow
def test_a_change_to_what_somebody_is_already_is_none_and_an_account_is_bound_once(people, police):
    """No row of the log, and no session that ends; of two accounts with one address the second does not come in."""
    change_person(people, anna(people), Role.MEMBER, police, "test", WHEN)
    assert anna(people).version == 1
    change_person(people, anna(people), Role.ADMINISTRATOR, None, "test", WHEN)
    bind_account(people, anna(people), "https://idp.example", "a1", WHEN)
    with pytest.raises(AccountError, match="another account"):
        bind_account(people, anna(people), "https://idp.example", "a2", WHEN)
    assert (anna(people).role, anna(people).subject) == (Role.ADMINISTRATOR, "a1")
