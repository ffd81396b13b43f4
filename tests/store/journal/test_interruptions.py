"""Whatever breaks off in whichever instant: what was acknowledged is kept, nothing is half, and all hold the same."""

from contextlib import contextmanager
from datetime import datetime

import psycopg
import pytest

from est.access.people import add_person, person_of_email
from est.access.permissions import Role
from est.access.sign_in import begin_session, session_of_token
from est.access.tokens import add_token, revoke_token, token_of_text
from est.errors import StoreUnreachableError, VocabularyError
from est.home import PostgresHome, read_home
from est.municipality.defaults import prepare_store
from est.municipality.organisations import add_organisation
from est.municipality.settings import read_settings, write_setting
from est.store.journal import open_shared_store
from est.store.journal.journal import Writing
from tests.assurance.servers import kill_servers, write_together
from tests.store.journal.test_shared_store import held

NOW = datetime(2026, 3, 2, 12)
pytestmark = [pytest.mark.slow, pytest.mark.long]  # each begins with caches of its own, which takes a second or two


class KilledError(BaseException):
    """What no part of a program catches, as nothing catches a kill."""


@contextmanager
def breaking(monkeypatch, place, error, *, after):
    """Let one step of writing the journal fail, before or after it has done its work."""
    right = getattr(Writing, place)

    def broken(self, *arguments):
        if after:
            right(self, *arguments)
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Writing, place, broken)
        yield


@pytest.mark.parametrize(("place", "after"), [("append", False), ("append", True), ("commit", False), ("commit", True)])
def test_a_server_that_is_killed_in_a_change_leaves_it_whole_or_not_there(server, monkeypatch, place, after):
    """Before the commit of the journal nothing of it is anywhere; after it every server has it, this one too."""
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    with breaking(monkeypatch, place, KilledError(), after=after), pytest.raises(KilledError):
        write_setting(first, "name", "Karlstad", "test", NOW)
    first.journal.close()
    kept = place == "commit" and after
    for store in (first, second, server("c")):
        store.refresh()
        assert (read_settings(store).get("name") == "Karlstad") is kept
    write_setting(first, "demo", "1", "test", NOW)
    second.refresh()
    assert held(first) == held(second)


@pytest.mark.parametrize("arrived", [True, False])
def test_a_commit_without_an_answer_is_looked_up(server, monkeypatch, arrived):
    """It is acknowledged if it arrived, once, and refused with a sentence if it did not."""
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    with breaking(monkeypatch, "commit", psycopg.OperationalError("a text in any language"), after=arrived):
        if arrived:
            write_setting(first, "name", "Karlstad", "test", NOW)
        else:
            with pytest.raises(StoreUnreachableError, match="Nothing was changed"):
                write_setting(first, "name", "Karlstad", "test", NOW)
    second.refresh()
    assert held(first) == held(second)
    assert first.head.number == 1 + arrived
    assert (read_settings(first).get("name") == "Karlstad") is arrived


def test_what_an_applying_function_refuses_is_nowhere(server):
    """The lock is free again afterwards."""
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    add_organisation(first, "Kvarnens vänner", "test", NOW)
    with pytest.raises(VocabularyError):
        add_organisation(second, "Kvarnens vänner", "test", NOW)
    add_organisation(second, "Räddningstjänsten Väst", "test", NOW)
    first.refresh()
    assert held(first) == held(second)
    assert first.head.number == 3


def test_pages_go_on_while_postgres_is_gone_and_changes_come_again_by_themselves(server, cluster):
    """Sessions last, the store says that it hears nothing, and a server can even be started; nothing is half."""
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    add_person(first, "eva@kommun.example", Role.ADMINISTRATOR, None, "test", NOW)
    token = begin_session(first, person_of_email(first, "eva@kommun.example"), NOW)
    assert session_of_token(first, token, NOW) is not None
    second.refresh()
    second.close()
    cluster.kill()
    try:
        with pytest.raises(StoreUnreachableError):
            write_setting(first, "name", "Karlstad", "test", NOW)
        assert first.silence >= 0
        assert session_of_token(first, token, NOW).actor.name == "eva@kommun.example"
        assert read_settings(first)["timezone"] == "Europe/Stockholm"
        started = server("b")
        assert read_settings(started)["timezone"] == "Europe/Stockholm"
        assert started.silence >= 0
        with pytest.raises(StoreUnreachableError):
            server("c")
    finally:
        cluster.start()
    for store in (first, started):
        store.journal._failed = float("-inf")  # a second later
        store.refresh()
        assert store.silence is None
    write_setting(started, "name", "Karlstad", "test", NOW)
    first.refresh()
    assert held(first) == held(started)
    assert session_of_token(started, token, NOW) is not None


@pytest.mark.thorough
def test_killed_servers_and_a_killed_postgres_lose_nothing(cluster, tmp_path):
    """In processes of their own, at moments drawn by chance; `make assure` does it two hundred times."""
    found = kill_servers(cluster, tmp_path, 20261128, kills=4, database_kills=1)
    assert found.wrong == []
    assert (found.servers, found.databases) == (4, 1)
    assert len(found.acknowledged) >= 10


def test_an_address_that_leads_nowhere_is_a_sentence_without_the_password(tmp_path):
    """What PostgreSQL or its library says of it is not looked at, in whichever language, and not shown."""
    home = read_home("postgresql://est:hemligt@127.0.0.1:9/est?schema=karlstad")
    assert isinstance(home, PostgresHome)
    with pytest.raises(StoreUnreachableError, match="does not answer") as refused:
        open_shared_store(home, tmp_path)
    assert "hemligt" not in str(refused.value)


def test_a_server_is_ready_while_it_has_what_others_changed_and_the_database_takes_changes(cluster, server):
    """Of a standby, or of a database that is gone, it says so, and it is ready again by itself."""
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    assert (first.unready(), second.unready()) == ("", "")
    assert second.head == first.head
    with psycopg.connect(cluster.address(), autocommit=True) as connection:
        connection.execute("ALTER ROLE est SET default_transaction_read_only = on")
        try:
            with server("c") as third:
                assert third.unready() == "the database takes no changes"
        finally:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute("ALTER ROLE est RESET default_transaction_read_only")
    cluster.kill()
    try:
        assert first.unready() == "the database does not answer"
    finally:
        cluster.start()
    for _ in range(100):
        if not first.unready():
            break
        first.journal._failed = 0.0  # nobody waits here until it is asked again
    assert first.unready() == ""


@pytest.mark.thorough
def test_servers_that_write_at_once_keep_every_change_once(cluster, tmp_path):
    """All hold the same afterwards, and so does one that begins anew."""
    found = write_together(cluster, tmp_path, seconds=1, writers=2)
    assert (found.wrong, found.refused) == ([], 0)
    assert len(found.acknowledged) >= 2


def test_a_token_is_known_on_every_server_at_once_and_revoked_on_every_one(server):
    """An organisation's system does not care which server its file comes to."""
    first, second = server("a"), server("b")
    prepare_store(first, "test", NOW)
    second.refresh()
    organisation = first.ask("SELECT id::VARCHAR AS id FROM organisations ORDER BY name")["id"][0]
    text = add_token(first, "Ärenden", organisation, "test", NOW)
    token = token_of_text(second, text)
    assert token is not None
    revoke_token(second, token, "test", NOW)
    assert token_of_text(first, text) is None
