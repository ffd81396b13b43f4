"""What a server that shares a store answers while it makes its file ready, which may take minutes: not yet.

Without it whoever is sent here waits, as the port is taken and nobody answers.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from est.terminal.drain import AGAIN, ELSEWHERE, HEALTH, READY
from est.text import translator

LOOKED_EVERY = 0.05  # seconds, between two looks whether it is to end


@contextmanager
def answering(listening: socket.socket, language: str) -> Iterator[Callable[[], None]]:
    """Answer at a listening socket until the block ends, or what it gives is called; the socket stays open."""
    told = translator(language).gettext(ELSEWHERE)

    class Handler(BaseHTTPRequestHandler):
        """Health is good, all else is to come."""

        timeout = 5  # seconds that somebody has to say what they want

        def do_GET(self) -> None:
            text = {HEALTH: "ok", READY: "starting"}.get(self.path.partition("?")[0], told).encode()
            self.send_response(HTTPStatus.OK if text == b"ok" else HTTPStatus.SERVICE_UNAVAILABLE)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.send_header("Cache-Control", "no-store")
            if text != b"ok":
                self.send_header("Retry-After", AGAIN)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_POST(self) -> None:
            self.do_GET()

        def do_PUT(self) -> None:
            self.do_GET()

        def version_string(self) -> str:
            """Return what it is called in a header: nothing that tells of its version."""
            return "est"

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing of who asked."""

    server = ThreadingHTTPServer(listening.getsockname()[:2], Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(LOOKED_EVERY,), name="early answers", daemon=True)
    thread.start()

    def end() -> None:
        server.shutdown()
        thread.join()

    try:
        yield end
    finally:
        end()
