"""`est demo` makes a store that is complete or not there at all, and never mixes what is invented with what is not."""

import socket

import pytest

from est.__main__ import NOTHING_DONE, main
from est.demo import assembly
from est.errors import StoreBusyError, StoreNotEmptyError
from est.settings import Settings
from est.store import open_store
from est.terminal import demo

pytestmark = pytest.mark.slow


def count(path) -> int:
    with open_store(path) as store:
        return int(store.ask("SELECT count(*) FROM reports").item())


def test_it_builds_a_store_and_refuses_to_do_it_again(demo_town, capsys) -> None:
    """The command says where the town is; a second time it says what the store holds, and leaves it."""
    path = demo_town.path
    assert str(path) in demo_town.said
    assert count(path) == 1500
    assert main(["demo", "--store", str(path)]) == 2
    assert "holds 1500 reports" in capsys.readouterr().err
    assert count(path) == 1500
    names = {file.name for file in path.parent.iterdir() if file.suffix != ".wal"}
    assert names == {"demo.duckdb", "demo.duckdb.head"}


@pytest.mark.thorough
def test_an_empty_store_is_filled(tmp_path) -> None:
    """A store that was made and never used takes the town."""
    path = tmp_path / "empty.duckdb"
    open_store(path).close()
    demo.build(path, Settings())
    assert count(path) == 1500


def test_a_town_that_is_not_finished_leaves_no_store(tmp_path, monkeypatch) -> None:
    """Stopped on the way, the builder leaves nothing that a later start would take for the town."""

    def stopped(*_: object) -> None:
        raise StoreNotEmptyError("stopped")

    monkeypatch.setattr(assembly, "_batch", stopped)
    with pytest.raises(StoreNotEmptyError):
        demo.build(tmp_path / "demo.duckdb", Settings())
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_appears_meanwhile_is_left_alone(tmp_path, monkeypatch) -> None:
    """Two first starts at once give one town: the slower one leaves the faster one's store as it is."""
    path = tmp_path / "demo.duckdb"
    monkeypatch.setattr(assembly, "build_demo", lambda *_: path.write_bytes(b"the other one"))
    with pytest.raises(StoreBusyError, match="in the meantime"):
        demo.build(path, Settings())
    assert path.read_bytes() == b"the other one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_where_no_folder_can_be_made_it_is_said(tmp_path, monkeypatch, capsys, command) -> None:
    """In one sentence, by the server before it serves; there is nothing left over to fail on."""
    (tmp_path / "file").write_text("")
    with socket.create_server(("127.0.0.1", 0)) as free:
        monkeypatch.setenv("EST_PORT", str(free.getsockname()[1]))
    monkeypatch.delenv("EST_STORE", raising=False)
    monkeypatch.setattr(Settings, "store", tmp_path / "file" / "est.duckdb")
    assert main([command]) == NOTHING_DONE
    assert "cannot be made for the store" in capsys.readouterr().err
