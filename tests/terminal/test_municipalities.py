"""Two municipalities behind one gate: who may see one reaches it and no other, by no address, window, file or token."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from streamlit.runtime.media_file_storage import MediaFileKind

from est.access.made_files import file_mark, is_marked, make_for, maker
from est.access.passage import CHOICES_HEADER, MUNICIPALITY_HEADER, SESSION_HEADER, choices_of
from est.access.people import add_person, change_person, person_of_email
from est.access.permissions import Role
from est.access.sign_in import session_of_token
from est.access.tokens import add_token
from est.errors import SignInRefusedError
from est.home import TAKEN
from est.municipality.settings import write_setting
from est.reports.arrivals.inbox_folder import InboxFolder
from est.terminal import gate
from est.terminal.access_mode import LocalMode, ProviderMode
from est.terminal.batch_requests import BATCHES, BatchRequests
from est.terminal.dashboard import MarkedFiles
from est.terminal.doors import LocalDoor, utc_now
from est.terminal.inbox_desk import InboxDesk
from est.terminal.municipalities import part_address
from est.terminal.provider import ProviderDoor
from est.terminal.quotas import Quotas
from est.ui.pages import FIRST, MENU
from tests.stores import prepared_store
from tests.terminal.test_gate import ask, seen

WHEN = datetime(2026, 3, 2, 12)
ISSUER = "https://login.example"
ADDRESSES = [("" if page is FIRST else page.address) for pages in MENU.values() for page in pages]


@pytest.fixture
def stores():
    """Two municipalities: karl is in both, mia in Arvika, kim in Karlstad; nils in none."""
    both = {"arvika": prepared_store(), "karlstad": prepared_store()}
    for name, store in both.items():
        write_setting(store, "name", f"{name.title()}s kommun", "test", WHEN)
        police = store.ask("SELECT id::VARCHAR AS id FROM organisations WHERE name = 'Polisen'").item()
        for person in ("karl", "mia" if name == "arvika" else "kim"):
            add_person(store, f"{person}@kommun.example", Role.MEMBER, police, "test", WHEN)
    yield both
    for store in both.values():
        store.close()


@pytest.fixture
def door(stores):
    return ProviderDoor(stores, ProviderMode(secure=False))


def cookie(door, name: str) -> str:
    return f"est_session={door.begin(ISSUER, name, f'{name}@kommun.example')}"


def test_of_several_one_chooses_and_of_one_gets_in_at_once(door):
    """The choice leads to the same page in each, with what its link carries; one alone is not asked for."""
    choice = ask(door, "/karta?hours=night", cookie=cookie(door, "karl"))
    assert (choice.status, choice.reached) == (200, [])
    for name in ("arvika", "karlstad"):
        assert f'<a href="./{name}/karta?hours=night">{name.title()}s kommun</a>' in choice.text
    once = ask(door, "/karta?hours=night", cookie=cookie(door, "mia"))
    assert (once.status, once.header("location")) == (303, "./arvika/karta?hours=night")
    bare = ask(door, "/arvika?lang=en", cookie=cookie(door, "mia"))
    assert (bare.status, bare.header("location")) == (303, "./arvika/?lang=en")
    with pytest.raises(SignInRefusedError, match="has no role"):
        cookie(door, "nils")


def test_the_pages_are_told_whose_they_are(door):
    """By the gate alone, whatever a client says under the same names; a window also which others there are."""
    held = cookie(door, "karl")
    told = {MUNICIPALITY_HEADER: "karlstad", CHOICES_HEADER: "%7B%22x%22%3A%22y%22%7D", SESSION_HEADER: "mine"}
    answer = ask(door, "/arvika/karta", cookie=held, **told)
    assert seen(answer)[MUNICIPALITY_HEADER] == "arvika"
    assert CHOICES_HEADER not in seen(answer)
    assert answer.reached[0]["path"] == "/karta"
    window = ask(door, "/karlstad/_stcore/stream", kind="websocket", cookie=held, **told)
    assert window.reached[0]["path"] == "/_stcore/stream"
    assert seen(window)[MUNICIPALITY_HEADER] == "karlstad"
    assert choices_of(seen(window)) == {"arvika": "Arvikas kommun", "karlstad": "Karlstads kommun"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_of_another_municipality_opens(door, address):
    """Of every page, with and without what its links carry: a sentence, with the way to one's own."""
    held = cookie(door, "mia")
    for path in (f"/karlstad/{address}", f"/karlstad/{address}?hotspot=1&hours=night", f"/nowhere/{address}"):
        answer = ask(door, path, cookie=held)
        assert (answer.status, answer.reached) == (403, [])
        assert "ingen kommun på den här adressen som du får se" in answer.text
        assert 'href="../arvika/"' in answer.text
        assert "Karlstads kommun" not in answer.text
    assert ask(door, f"/karlstad/{address}").status == 401  # who is not signed in is asked to, and led back there
    assert f"next=%2Fkarlstad%2F{address}" in ask(door, f"/karlstad/{address}").text


def test_no_window_file_upload_or_residue_of_another_municipality_opens(door):
    held = cookie(door, "mia")
    assert ask(door, "/karlstad/_stcore/stream", kind="websocket", cookie=held).reached == []
    for path in (
        "/karlstad/media/karlstad-1.csv", "/karlstad/media/arvika-1.csv", "/arvika/media/karlstad-1.csv",
        "/arvika/media/1.csv", "/media/karlstad-1.csv", "/media/arvika-1.csv", "/karlstad/_stcore/host-config",
        "/_stcore/host-config", "/karlstad/component/x", "/karlstad/est/session", "/_stcore/stream",
        "/arvika/../karlstad/media/karlstad-1.csv", "//karlstad/media/karlstad-1.csv",
    ):  # fmt: skip
        assert ask(door, path, cookie=held).reached == [], path
    sent = {"method": "PUT", "cookie": held, "content_length": "3"}
    assert ask(door, "/karlstad/_stcore/upload_file/a/b", **sent).reached == []
    own = file_mark("arvika", seen(ask(door, "/arvika/", cookie=held))[SESSION_HEADER])
    assert ask(door, f"/arvika/media/{own}1.csv", cookie=held).text == "inside"


def test_a_file_opens_in_the_session_that_made_it_alone(door):
    """Nor in another of the same person's; the address does not say which session it was."""
    first, second, other = (cookie(door, name) for name in ("karl", "karl", "mia"))
    session = seen(ask(door, "/arvika/", cookie=first))[SESSION_HEADER]
    path = f"/arvika/media/{file_mark('arvika', session)}1.csv"
    assert session not in path
    assert ask(door, path, cookie=first).text == "inside"
    assert [ask(door, path, cookie=one).status for one in (second, other)] == [404, 404]
    assert [ask(door, path, cookie=one).reached for one in (second, other)] == [[], []]
    in_other = path.replace("arvika", "karlstad")
    assert ask(door, in_other, cookie=first).text == "inside"  # a session is of all municipalities
    assert ask(door, f"/arvika/media/{file_mark('karlstad', session)}1.csv", cookie=first).status == 404


def test_a_change_of_a_person_ends_the_session_there_and_nowhere_else(door, stores):
    held = cookie(door, "karl")
    karl = person_of_email(stores["arvika"], "karl@kommun.example")
    change_person(stores["arvika"], karl, Role.COORDINATOR, karl.organisation, "test", WHEN)
    assert ask(door, "/arvika/", cookie=held).status == 403
    assert ask(door, "/karlstad/", cookie=held).text == "inside"


def test_who_works_in_one_is_not_signed_out_of_the_other(door, stores, monkeypatch):
    """A use counts for all; the session has one identity, so that signing out ends it in all."""
    held = cookie(door, "karl").partition("=")[2]
    begun = session_of_token(stores["arvika"], held, utc_now())
    later = begun.ends
    monkeypatch.setattr("est.terminal.doors.utc_now", lambda: later - (begun.ends - utc_now()) / 100)
    assert door.keep("arvika", begun.id)
    kept = session_of_token(stores["karlstad"], held, later)
    assert kept.id == begun.id
    assert kept.ends > begun.ends


def test_the_one_user_of_a_machine_chooses_too(stores):
    local = LocalDoor(stores, LocalMode())
    assert "Karlstads kommun" in ask(local, "/").text
    assert seen(ask(local, "/karlstad/karta"))[MUNICIPALITY_HEADER] == "karlstad"
    assert ask(local, "/_stcore/health").text == ask(local, "/arvika/_stcore/health").text == "inside"


@pytest.mark.slow
def test_a_token_sends_in_for_its_own_municipality(stores, tmp_path):
    """At the address of all it finds its own; below another one it is none."""
    desks = {
        name: InboxDesk(store, InboxFolder(tmp_path / name), lambda: WHEN, lambda _: None)
        for name, store in stores.items()
    }
    police = stores["karlstad"].ask("SELECT id::VARCHAR AS id FROM organisations WHERE name = 'Polisen'").item()
    token = add_token(stores["karlstad"], "diariet", police, "test", WHEN)
    requests = BatchRequests(desks, Quotas())

    def send_in(municipality):
        sent, body = [], b"datum;plats\n2026-02-01;Torget\n"

        async def receive():
            return {"type": "http.request", "body": body}

        async def send(message):
            sent.append(message)

        given = {"authorization": f"Bearer {token}", "content-length": str(len(body))}
        scope = {
            "type": "http", "method": "POST", "path": BATCHES, "query_string": f"name={municipality}.csv".encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }  # fmt: skip
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, requests.answer(scope, receive, send, municipality)).result()
        return sent[0]["status"]

    assert [send_in(name) for name in ("arvika", "karlstad", None)] == [401, 202, 202]
    assert [store.ask("SELECT count(*) FROM arrivals").item() for store in stores.values()] == [0, 1]


def test_a_file_is_kept_under_its_mark():
    """In a context of its own, as Streamlit runs what a button makes; what has no mark is nobody's of several."""
    files = MarkedFiles("/media")

    def made() -> str:
        make_for(file_mark("karlstad", "1"))
        return files.load_and_get_id(b"1", "text/csv", MediaFileKind.DOWNLOADABLE, "a.csv")

    with ThreadPoolExecutor(1) as thread:
        name = thread.submit(made).result()
    assert maker() == ""
    assert is_marked(name, "karlstad", "1")
    assert not any(is_marked(name, *one) for one in (("karlstad", "2"), ("arvika", "1"), ("", "1")))
    assert files.get_url(name) == f"/media/{name}.csv"
    assert files.get_file(f"{name}.csv").content == b"1"
    plain = files.load_and_get_id(b"1", "text/csv", MediaFileKind.DOWNLOADABLE, "a.csv")
    assert file_mark("karlstad", "1") + plain == name
    assert file_mark("", None) == ""  # the one user of a machine has one municipality and no session
    files.delete_file(name)
    assert files.get_file(f"{plain}.csv").content == b"1"


def test_an_address_is_parted_by_the_names_that_are_served():
    assert part_address("/karta", {"": None}).municipality == ""
    assert part_address("/arvika/karta", {"": None}).path == "/arvika/karta"
    both = {"arvika", "karlstad"}
    assert (part_address("/arvika/karta", both).municipality, part_address("/arvika/karta", both).path) == (
        "arvika",
        "/karta",
    )
    assert part_address("/arvikax/karta", both).municipality is None
    assert part_address("/Arvika/karta", both).municipality is None


def test_no_municipality_has_the_name_of_the_programs_own_addresses():
    own = (gate.HEALTH, gate.SIGN_IN_PATH, gate.SESSION_PATH, BATCHES, *gate.OF_ALL, *gate.NO_PAGES, *gate.CLOSED)
    first = {path.strip("/").partition("/")[0] for path in own}
    assert {name for name in first if not name.startswith("_")} == set(TAKEN)
