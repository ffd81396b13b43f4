"""A server says whether somebody should be sent to it, and is taken out between two runs of a page."""

import asyncio
import http.client
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from est.terminal.drain import HEALTH, READY, RESTARTED, Drain, Window
from est.terminal.early_answers import answering
from tests.stores import prepared_store


def run(coroutine):
    """In a thread of its own: a browser test before this one may have left its event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


async def inside(scope, receive, send):
    """Answers every request, and in a window draws a page for each that is asked for."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"inside"})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] == "websocket.receive":
        for running in (True, False):
            told = ForwardMsg()
            told.session_status_changed.script_is_running = running
            await send({"type": "websocket.send", "bytes": told.SerializeToString()})
            await asyncio.sleep(0.3)


async def asked(drain: Drain, path: str, kind: str = "http", method: str = "GET") -> tuple[int, str]:
    """Return status and text of an answer."""
    sent = []

    async def send(message):
        sent.append(message)

    await drain({"type": kind, "path": path, "method": method}, None, send)
    return sent[0]["status"], sent[1]["body"].decode()


def test_ready_says_whether_and_why_not(store):
    """The reason is the store's, or that the program stops; health stays good."""
    drain = Drain(inside, {"": store}, "sv", 30)
    assert run(asked(drain, READY)) == (200, "ready")
    store.unready = lambda: "the database does not answer"
    assert run(asked(drain, READY)) == (503, "the database does not answer")
    del store.unready
    drain.begin()
    assert run(asked(drain, READY)) == (503, "stopping")
    assert run(asked(drain, HEALTH)) == (200, "inside")


def test_of_several_municipalities_each_has_to_be_ready_and_its_files_stay_below_its_name(store, monkeypatch):
    with prepared_store() as other:
        drain = Drain(inside, {"arvika": store, "karlstad": other}, "sv", 30)
        assert run(asked(drain, READY)) == (200, "ready")
        monkeypatch.setattr(other, "unready", lambda: "the database does not answer")
        assert run(asked(drain, READY)) == (503, "the database does not answer")
        assert run(asked(drain, f"/arvika{READY}"))[0] == 503
        drain.begin()
        assert run(asked(drain, "/arvika/media/a.png")) == (200, "inside")
        assert run(asked(drain, "/arvika/karta"))[0] == 503


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/", "http", 503),
        ("/karta", "http", 503),
        ("/_stcore/stream", "websocket", 503),
        ("/media/a.png", "http", 200),
        ("/api/batches", "http", 200),
    ],
)
def test_what_comes_while_it_stops_is_sent_elsewhere(store, path, kind, status):
    """But for what only this server has, and what a proxy would not send twice."""
    drain = Drain(inside, {"": store}, "sv", 30)
    assert kind == "websocket" or run(asked(drain, path))[0] == 200
    drain.begin()
    found, text = run(asked(drain, path, kind))
    assert found == status
    assert status == 200 or "startas eller stoppas" in text


def test_a_window_is_closed_when_its_page_is_drawn_and_not_before(store):
    """What somebody asked for is finished; then their browser opens the window again on another server."""
    drain = Drain(inside, {"": store}, "sv", 30)
    sent: list[dict[str, Any]] = []
    waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def window():
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        for message in ({"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": ask.SerializeToString()}):
            waiting.put_nowait(message)
        serving = asyncio.ensure_future(drain({"type": "websocket", "path": "/_stcore/stream"}, waiting.get, send))
        while len(sent) < 2:  # accepted, and the run has begun
            await asyncio.sleep(0.01)
        drain.begin()
        assert not drain.over
        await asyncio.wait_for(serving, 20)

    async def send(message):
        sent.append(message)

    run(window())
    assert [message["type"] for message in sent] == [
        "websocket.accept",
        "websocket.send",
        "websocket.send",
        "websocket.close",
    ]
    assert sent[-1]["code"] == RESTARTED
    assert drain.over


def test_a_request_that_is_being_answered_is_finished(store):
    """A file that an organisation's system has sent may take longer than the web server itself waits."""
    seen: list[bool] = []

    async def taking(scope, receive, send):
        drain.begin()
        seen.append(drain.over)
        await inside(scope, receive, send)

    drain = Drain(taking, {"": store}, "sv", 30)
    assert run(asked(drain, "/api/batches", method="POST")) == (200, "inside")
    assert seen == [False]
    assert drain.over


def test_a_server_with_nobody_in_it_and_one_whose_time_is_over_stop(store):
    """And one that nobody has told to does not."""
    drain = Drain(inside, {"": store}, "sv", 0)
    assert not drain.over

    async def with_a_window():
        drain.windows.add(Window(drain, None, None))
        drain.begin()
        assert drain.over

    run(with_a_window())


@pytest.mark.parametrize("opened_first", [True, False])
def test_a_window_at_rest_is_closed_at_once(store, opened_first):
    """Nobody writes or draws anything there that would have it looked at; one is opened before it is closed."""
    drain = Drain(inside, {"": store}, "sv", 30)
    sent: list[dict[str, Any]] = []

    async def send(message):
        sent.append(message)

    async def resting():
        window = Window(drain, asyncio.Queue().get, send)
        drain.windows.add(window)
        waiting = asyncio.ensure_future(window._next())
        await asyncio.sleep(0)
        if opened_first:
            await window._pass({"type": "websocket.accept"})
        drain.begin()
        if not opened_first:
            await asyncio.sleep(0.05)
            assert not waiting.done()
            await window._pass({"type": "websocket.accept"})
        assert (await asyncio.wait_for(waiting, 20))["type"] == "websocket.disconnect"

    run(resting())
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.close"]


def test_a_page_that_is_asked_for_in_the_moment_of_the_stop_is_drawn_first(store):
    """The question and the word to stop are both there before the window looks at either."""
    drain = Drain(inside, {"": store}, "sv", 30)
    sent: list[dict[str, Any]] = []

    async def send(message):
        sent.append(message)

    async def moment():
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        window = Window(drain, coming.get, send)
        drain.windows.add(window)
        await window._pass({"type": "websocket.accept"})
        waiting = asyncio.ensure_future(window._next())
        await asyncio.sleep(0)
        coming.put_nowait({"type": "websocket.receive", "bytes": ask.SerializeToString()})
        drain.begin()
        assert (await asyncio.wait_for(waiting, 20))["type"] == "websocket.receive"
        then = asyncio.ensure_future(window._next())
        await window._pass({"type": "websocket.send", "bytes": b""})  # something is drawn
        await asyncio.sleep(0.05)
        assert not then.done()
        done = ForwardMsg()
        done.session_status_changed.script_is_running = False
        await window._pass({"type": "websocket.send", "bytes": done.SerializeToString()})
        assert (await asyncio.wait_for(then, 20))["type"] == "websocket.disconnect"

    run(moment())
    assert [message["type"] for message in sent] == [
        "websocket.accept",
        "websocket.send",
        "websocket.send",
        "websocket.close",
    ]


def test_while_a_file_is_made_ready_health_is_good_and_all_else_is_to_come():
    """Whoever has the socket afterwards finds it open."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with answering(listening, "sv") as end:
            found = {}
            for path in (HEALTH, READY, "/", "/_stcore/stream"):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                connection.request("GET", path)
                answer = connection.getresponse()
                found[path] = (answer.status, answer.read().decode()[:8])
                connection.close()
            end()
        assert found[HEALTH] == (200, "ok")
        assert found[READY] == (503, "starting")
        assert found["/"][0] == found["/_stcore/stream"][0] == 503
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()
