"""A server that is served from hears at once what others changed, and says how far it has come itself."""

import contextlib
import os
import socket
import threading
import time

import psycopg

from est.errors import EstError, StoreUnreachableError
from est.identity import new_id
from est.store.backup import fingerprints_text
from est.store.journal.shared_store import SharedStore

BEAT = 10.0  # seconds after which it looks and says so even where nothing was heard
AGAIN = 1.0  # seconds until it tries again to listen
FORGOTTEN = "1 day"  # after which a server that says nothing is no longer listed


class Follower(threading.Thread):
    """Listens for the changes of a journal and takes them up, until it is stopped."""

    def __init__(self, store: SharedStore) -> None:
        super().__init__(name="follower", daemon=True)
        self.store = store
        self.identity = new_id()
        self.name_of_server = f"{socket.gethostname()} ({os.getpid()})"
        self.stopped = threading.Event()

    def run(self) -> None:
        """Listen, and begin again where the connection breaks."""
        while not self.stopped.is_set():
            try:
                self._listen()
            except (EstError, psycopg.Error) as error:
                if not isinstance(error, StoreUnreachableError | psycopg.Error):
                    print(f"est: {error}", flush=True)  # noqa: T201 (what a server does by itself is said on its output)
                self.store.refresh()  # so that the pages know since when nothing is heard
                self.stopped.wait(AGAIN)

    def stop(self) -> None:
        """Stop, and wait until it has."""
        self.stopped.set()
        self.join()
        with contextlib.suppress(StoreUnreachableError):
            self.store.journal.ask("DELETE FROM servers WHERE id = %s", [self.identity])

    def _listen(self) -> None:
        connection = self.store.journal.connect()
        try:
            connection.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(self.store.channel)))
            said = -BEAT
            while not self.stopped.is_set():
                self.store.refresh_or_raise()
                asked = self._asked()
                if asked or time.monotonic() >= said + BEAT:
                    self._say(asked)
                    said = time.monotonic()
                for _ in connection.notifies(timeout=AGAIN, stop_after=1):
                    pass
        finally:
            connection.close()

    def _asked(self) -> bool:
        rows = self.store.journal.ask("SELECT asked FROM servers WHERE id = %s", [self.identity])
        return bool(rows) and rows[0][0] is not None

    def _say(self, asked: bool) -> None:
        """Write how far this server has come, and what its file holds where that is asked."""
        held = None
        number = self.store.head.number
        if asked:
            with self.store.asking() as cursor:
                held, number = fingerprints_text(cursor)
        self.store.journal.ask(
            "INSERT INTO servers (id, name, version, number, seen, held) VALUES (%s, %s, %s, %s, now(), %s) "
            "ON CONFLICT (id) DO UPDATE SET number = excluded.number, seen = now(), asked = NULL, "
            "held = coalesce(excluded.held, servers.held)",
            [self.identity, self.name_of_server, self.store.schema_version, number, held],
        )
        self.store.journal.ask("DELETE FROM servers WHERE seen < now() - %s::interval", [FORGOTTEN])
