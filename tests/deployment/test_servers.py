"""Two servers, PostgreSQL and nginx as docs/deployment has them, all of them real."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from est.terminal.drain import RESTARTED
from tests.browser.window import open_page, window
from tests.deployment.fleet import Fleet, ask, fleet
from tests.deployment.rolling import Seen, restart_in_turn
from tests.postgres import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("deployment")]


def closed(socket: ClientConnection) -> int | None:
    """Wait until a window is closed by the other side, and return the code with which it is."""
    try:
        while True:
            socket.recv(30)
    except ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else None


@pytest.fixture
def two(cluster: Cluster, tmp_path: Path) -> Iterator[Fleet]:
    with fleet(cluster, tmp_path / "fleet") as running:
        yield running


@pytest.mark.long
def test_who_is_signed_in_stays_so_when_their_server_is_killed(two: Fleet):
    """One window is of one server, through nginx; with that one gone the other shows the page, to the same session.

    Then the other is stopped: it closes its windows with the code by which a browser opens them again, and who asks
    meanwhile is sent to the one that is back.
    """
    cookie = two.session("karl0")
    first = two.machine_of(cookie)
    assert {two.machine_of(cookie).port for _ in range(5)} == {first.port}
    with window(two.url, Cookie=cookie) as opened:
        assert not open_page(opened, "trender").errors
        first.kill()
        closed(opened)
    assert ask(two.port, "/", Cookie=cookie)[0] == 200
    second = two.machine_of(cookie)
    assert second is two.other(first)
    first.start()
    with window(two.url, Cookie=cookie) as opened:
        assert not open_page(opened, "trender").errors
        first.wait()
        second.process.terminate()
        assert closed(opened) == RESTARTED
    assert second.process.wait(60) == 0
    with window(two.url, Cookie=cookie) as opened:
        assert not open_page(opened, "trender").errors
    assert two.machine_of(cookie) is first


@pytest.mark.thorough
def test_servers_are_restarted_in_turn_without_an_error(cluster: Cluster, tmp_path: Path):
    """Four who read and two systems that send, through nginx, while each server is stopped and started."""
    with fleet(cluster, tmp_path / "fleet", people=4) as running:
        seen = restart_in_turn(running, Seen(), readers=4, senders=2)
    assert seen.errors == []
    assert seen.again > 0
    assert seen.files
