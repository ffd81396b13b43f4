"""A server that is stopped while pages ask ends as it should, whether they are done in time or go on."""

import socket
import subprocess
import sys
import threading

import pytest
from streamlit.testing.v1 import AppTest

from est.store import open_store
from est.terminal.page_threads import DRAWING
from tests.sources import ROOT

STOPPED = """
import sys, threading, time
from est.__main__ import main
from est.terminal import serve
from est.terminal.page_threads import DRAWING

asking, over = threading.Event(), time.monotonic() + 1.5

def draw(store):
    while True:
        store.ask("SELECT sum(range) FROM range(3_000_000)")
        asking.set()
        if sys.argv[2] != "goes on" and time.monotonic() > over:
            break
    print("page done", flush=True)

def run(self, sockets):
    for _ in range(4):
        threading.Thread(target=draw, args=self.drain.stores.values(), name=DRAWING, daemon=True).start()
    asking.wait()
    sys.exit(0)  # as the handler of the signal does

serve.SECONDS_TO_FINISH = 0.2 if sys.argv[2] == "goes on" else 60
serve.DrainedServer.run = run
sys.exit(main(["serve", "--store", sys.argv[1], "--port", sys.argv[3]]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("page", "done"), [("goes on", 0), ("ends", 4)])
@pytest.mark.long
def test_a_server_ends_as_it_should_while_pages_ask(page, done, tmp_path):
    """Without waiting for them, or leaving them where they are, DuckDB aborts the program."""
    path = tmp_path / "est.duckdb"
    open_store(path).close()
    with socket.create_server(("127.0.0.1", 0)) as asked:
        port = asked.getsockname()[1]
    command = [sys.executable, "-c", STOPPED, str(path), page, str(port)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("page done") == done
    with open_store(path) as store:
        assert store.ask("SELECT 1 AS one")["one"].to_list() == [1]


def test_streamlit_calls_the_threads_of_pages_so():
    def page():
        import threading

        import streamlit as st

        st.text(threading.current_thread().name)

    assert AppTest.from_function(page).run().text[0].value == DRAWING != threading.current_thread().name
