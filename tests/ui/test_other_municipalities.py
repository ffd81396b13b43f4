"""A page has the store of its own municipality, the answers of it alone, and of the others rates."""

import re
from datetime import timedelta

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from est.__main__ import main
from est.access.passage import choices_of, passage_headers
from est.access.people import add_person, person_of_email
from est.access.permissions import Role
from est.access.sign_in import begin_sessions, session_of_token
from est.access.views import SEEN
from est.errors import NotFoundError
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.municipality.defaults import default_categories, prepare_store
from est.municipality.settings import write_setting
from est.picture.municipality_rates import ALL, last_year
from est.settings import Settings
from est.space.backgrounds import restore_people
from est.space.cells import RESOLUTIONS
from est.store.journal import SharedStore
from est.stores import open_home
from est.ui.enter import utc_now
from est.ui.other_municipalities import compared_rates
from est.ui.store_resource import (
    opened_store,
    page_municipality,
    page_settings,
    shared_inbox,
    shared_store,
    timezone_now,
)
from tests.page_tables import tables
from tests.postgres import schema_of
from tests.sources import FILES, ROOT
from tests.stores import organisation_ids, put

NOW = timezone_now("Europe/Stockholm")
MONTHS = last_year(NOW.date())
CELL = "8908b56666fffff"
NAMES = ("arvika", "karlstad")


def fill(store, name: str) -> None:
    """Put into a store what no other has: every text of it ends with its name."""
    police = organisation_ids(store)[0]
    write_setting(store, "name", f"Kommunen {name}", "test", NOW)
    moments = [NOW - timedelta(days=500), *[NOW - timedelta(days=90 + number) for number in range(60)]]
    for code in default_categories():
        put(
            store,
            pl.DataFrame(
                {"starts": moments, "organisation": police, "category": code, "description": f"orden i {name}"}
            ),
        )
    rows = [(resolution, 0, 30_000.0) for resolution in RESOLUTIONS]
    schema = {"resolution": pl.UInt8, "cell": pl.UInt64, "value": pl.Float64}
    restore_people(store, pl.DataFrame(rows, schema=schema, orient="row"), "test", NOW)
    add_hotspot(store, Hotspot(f"Torget i {name}", (CELL,)), "test", NOW)
    add_person(store, "karl@kommun.example", Role.MEMBER, police, "test", NOW)
    own = Role.COORDINATOR if name == "arvika" else Role.ADMINISTRATOR
    add_person(store, f"{name}@kommun.example", own, None, "test", NOW)


@pytest.fixture(scope="module")
def both(cluster, tmp_path_factory):
    """The address of two municipalities, and where their files are."""
    folder = tmp_path_factory.mktemp("both")
    for name in NAMES:
        with open_home(schema_of(cluster, f"of_{name}"), Settings(cache=folder)) as store:
            prepare_store(store, "test", NOW)
            fill(store, name)
    return f"{cluster.address()}?schema={','.join(f'of_{name}' for name in NAMES)}", folder


@pytest.fixture
def visit(both, monkeypatch):
    """Return what makes what follows the page of a municipality, in a session."""
    monkeypatch.setenv("EST_STORE", both[0])
    monkeypatch.setenv("EST_CACHE", str(both[1]))
    st.cache_resource.clear()

    def as_if(name: str, session: str | None = None) -> None:
        titles = {f"of_{one}": f"Kommunen {one}" for one in NAMES}
        found = passage_headers(session, f"of_{name}", titles)
        monkeypatch.setattr(type(st.context), "headers", property(lambda _: found))

    yield as_if
    for name in NAMES:
        opened_store(f"of_{name}")[0].close()
    st.cache_resource.clear()


def session_of(*people: tuple[str, str]) -> str:
    """Return the identity of a new session of these people, each by municipality and address."""
    stores = {name: opened_store(f"of_{name}")[0] for name, _ in people}
    now = utc_now()
    token = begin_sessions([(stores[name], person_of_email(stores[name], email)) for name, email in people], now)
    found = session_of_token(stores[people[0][0]], token, now)
    assert found is not None
    return str(found.id)


@pytest.mark.slow
def test_no_question_of_a_page_is_answered_by_another_municipality(visit):
    """Every table of the store, those that share the database too: none holds what only the other one has."""
    for own, other in (NAMES, NAMES[::-1]):
        visit(own)
        assert page_municipality() == f"of_{own}"
        store, _ = shared_store()
        assert isinstance(store, SharedStore)
        assert store.home == page_settings().store
        assert store.home.schema == f"of_{own}"
        assert shared_inbox().root.name == f"of_{own}"
        held = "".join(str(store.ask(f"SELECT * FROM {table}").to_dicts()) for table in (*SEEN, "log"))
        assert f"i {own}" in held
        assert other not in held
        databases = set(store.ask("SELECT database_name FROM duckdb_databases()")["database_name"])
        assert databases <= {"est", "memory", "system", "temp"}
        assert store.journal.ask("SHOW search_path") == [(f"of_{own}",)]
    visit("nowhere")
    with pytest.raises(NotFoundError, match="of no municipality"):
        shared_store()


@pytest.mark.slow
def test_no_answer_is_kept_for_another_municipality(visit):
    """The same question under the same key is asked of each; what one keeps, the other has not."""
    told: dict[str, list[tuple[str, object]]] = {}
    for name in (*NAMES, *NAMES):
        visit(name)
        store, answers = shared_store()
        told.setdefault(name, []).append(answers.get(store, "the same key", lambda: (page_municipality(), object())))
    assert [told[name][0][0] for name in NAMES] == ["of_arvika", "of_karlstad"]
    assert all(first is second for first, second in told.values())


@pytest.mark.slow
def test_rates_are_of_those_whose_situation_a_session_opens(visit):
    """A member in both compares them, an administrator sees no situation, and whoever is in one has that one alone."""
    visit("arvika")
    both, one = (
        session_of(*((name, "karl@kommun.example") for name in NAMES)),
        session_of(("arvika", "arvika@kommun.example")),
    )
    administrator = session_of(("karlstad", "karlstad@kommun.example"))
    assert [found.title for found in compared_rates(both, MONTHS)] == ["Kommunen arvika", "Kommunen karlstad"]
    assert [found.title for found in compared_rates(one, MONTHS)] == ["Kommunen arvika"]
    assert compared_rates(administrator, MONTHS) == ()
    assert len(compared_rates(None, MONTHS)) == 2  # the one user of a machine
    assert {found.rates[ALL].more for found in compared_rates(both, MONTHS)} == {False}


@pytest.mark.slow
def test_the_page_shows_rates_and_nothing_else_of_another_municipality(visit):
    visit("arvika")
    visit("arvika", session_of(*((name, "karl@kommun.example") for name in NAMES)))
    tested = AppTest.from_file(str(ROOT / "pages/situation/municipalities.py"), default_timeout=60).run()
    assert not tested.exception
    shown = tables(tested)[0].to_dict("list")
    assert set(shown["municipality"]) == {"Kommunen arvika", "Kommunen karlstad"}
    assert "i karlstad" not in str(tested)
    assert any("hur otryggt det är" in part.value for part in tested.markdown)
    tested.multiselect[0].set_value(["Kommunen arvika"]).run()
    assert set(tables(tested)[0]["municipality"]) == {"Kommunen arvika"}
    visit("arvika", session_of(("arvika", "arvika@kommun.example")))
    alone = AppTest.from_file(str(ROOT / "pages/situation/municipalities.py"), default_timeout=60).run()
    assert "inget att jämföra" in alone.info[0].value


@pytest.mark.slow
def test_the_terminal_compares_and_checks_all_and_asks_which_one_else(both, capsys):
    """What works on one municipality says which there are; what reads all goes through them."""
    store = ["--store", both[0], "--cache", str(both[1])]
    assert main(["compare", *store]) == 0
    told = capsys.readouterr().out
    assert "Kommunen arvika\n  all reports: " in told
    assert "Kommunen karlstad" in told
    assert "Torget" not in told
    assert main(["check", *store]) == 1  # the reports of this test belong to no batch
    told = capsys.readouterr().out
    assert [told.count(f"of_{name}: holds the same") for name in NAMES] == [1, 1]
    assert told.count("1 faults in 0 batches") == 2
    assert main(["user", "list", *store]) == 2
    assert "of_arvika, of_karlstad" in capsys.readouterr().err
    assert main(["user", "list", *store, "--schema", "of_karlstad"]) == 0
    listed = capsys.readouterr().out
    assert "karlstad@kommun.example" in listed
    assert "arvika@kommun.example" not in listed


def test_what_reaches_other_municipalities_is_named_where_it_is_used():
    """Of all pages and modules one alone opens a store by its name, and one alone asks it for rates and an end."""
    users: dict[str, set[str]] = {"opened_store": set(), "other_municipalities": set(), "process_store": set()}
    for path in FILES:
        source = path.read_text(encoding="utf-8")
        for name, found in users.items():
            if re.search(rf"\b{name}\b(?=\(| import)", source):
                found.add(path.relative_to(ROOT).as_posix())
    assert users == {
        "opened_store": {"est/ui/store_resource.py", "est/ui/other_municipalities.py"},
        "other_municipalities": {"est/ui/enter.py"},
        "process_store": {"est/ui/store_resource.py", "est/terminal/serve.py", "est/stores.py"},
    }
    assert choices_of({}) == {}
