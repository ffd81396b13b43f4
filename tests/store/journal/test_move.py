"""A store is moved from a file into PostgreSQL and out of it, and is the same store: its chain goes on."""

from datetime import datetime

import pytest

from est.__main__ import main
from est.municipality.defaults import prepare_store
from est.municipality.settings import write_setting
from est.store import open_store
from est.store.chain import newest_head
from tests.store.journal.test_shared_store import held, take

NOW = datetime(2026, 3, 2, 12)


@pytest.mark.slow
@pytest.mark.long
def test_a_store_goes_into_postgres_and_out_again(server, shared_home, tmp_path, capsys):
    """Counts and hashes are the same at each station; once more is once, and what is there is never overwritten."""
    cache = ["--cache", str(tmp_path / "a")]
    with open_store(tmp_path / "from") as store:
        prepare_store(store, "test", NOW)
        take(store)
        before = held(store)
        with store.asking() as cursor:
            head = newest_head(cursor)
    assert main(["move", str(tmp_path / "from"), shared_home.text, *cache]) == 0
    assert main(["move", str(tmp_path / "from"), shared_home.text, *cache]) == 0
    assert "holds 2 changes" in capsys.readouterr().out
    moved = server("b")
    assert (held(moved), moved.head) == (before, head)
    write_setting(moved, "name", "Karlstad", "test", NOW)
    after = held(moved)
    assert main(["move", str(tmp_path / "from"), shared_home.text, *cache]) == 2
    assert "left as it is" in capsys.readouterr().err
    assert main(["move", shared_home.text, str(tmp_path / "to"), *cache]) == 0
    with open_store(tmp_path / "to") as store:
        assert held(store) == after
        write_setting(store, "name", "Arvika", "test", NOW)
        held(store)
    assert main(["move", shared_home.text, str(tmp_path / "to"), *cache]) == 2
