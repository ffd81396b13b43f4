"""How an organisation's repeats are tested is a setting that is changed like everything else."""

import pytest

from est.__main__ import main
from est.errors import NotFoundError
from est.identity import new_id
from est.municipality.repeat_rules import set_every_row
from est.store import open_store
from tests.stores import NOW, prepared_store


def kept(store):
    return dict(store.ask("SELECT name, every_row FROM organisations").rows())


@pytest.mark.slow
def test_the_setting_is_kept_and_logged_and_the_police_begin_with_every_row():
    """An organisation that does not exist cannot be set."""
    store = prepared_store()
    assert kept(store)["Polisen"]
    assert not kept(store)["Hemtjänsten"]
    identity = store.ask("SELECT id::VARCHAR FROM organisations WHERE name = 'Hemtjänsten'").item()
    set_every_row(store, identity, True, "anna", NOW)
    assert kept(store)["Hemtjänsten"]
    assert store.ask("SELECT count(*) FROM log WHERE action = 'set repeats' AND who = 'anna'").item() == 1
    with pytest.raises(NotFoundError):
        set_every_row(store, str(new_id()), True, "anna", NOW)


@pytest.mark.slow
def test_the_terminal_sets_it_by_name(tmp_path, capsys):
    """An unknown name is refused with status 2."""
    path = tmp_path / "est.duckdb"
    assert main(["organisation", "polisen", "--repeats", "once", "--store", str(path)]) == 0
    assert "count once" in capsys.readouterr().out
    with open_store(path) as store:
        assert not kept(store)["Polisen"]
    assert main(["organisation", "Ingen", "--repeats", "every", "--store", str(path)]) == 2
