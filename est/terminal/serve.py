"""`est serve`: the dashboard in a browser, on this machine alone until people can sign in."""

import argparse
import contextlib
import importlib
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from streamlit import secrets

from est.access.people import all_people
from est.errors import ServingError
from est.home import Home, PostgresHome, homes_text, served_homes
from est.reports.arrivals.inbox_folder import InboxFolder
from est.settings import APP, Settings
from est.store import Store
from est.stores import file_of, follow, home_exists, process_store
from est.terminal import add_store, municipality_now, say_unconfirmed, store_settings
from est.terminal.access_mode import (
    LocalMode,
    Mode,
    ProviderMode,
    ProxyMode,
    access_mode,
    is_loopback,
    require_readable,
)
from est.terminal.allocator import hold_thresholds
from est.terminal.backup_request import BackupKeeper
from est.terminal.configuration import configure
from est.terminal.dashboard import Dashboard
from est.terminal.doors import Door, LocalDoor, ProxyDoor
from est.terminal.drain import Drain
from est.terminal.early_answers import answering
from est.terminal.gate import Gate
from est.terminal.inbox_desk import InboxDesk
from est.terminal.inbox_keeper import InboxKeeper
from est.terminal.mail_sender import MailSender
from est.terminal.middleware import Middleware
from est.terminal.page_threads import await_pages, leave
from est.terminal.provider import ProviderDoor
from est.terminal.service_log import write_lines
from est.terminal.warm_up import warming
from est.worker_process import worker_process

SECONDS_TO_FINISH = 5  # that a page may go on answering after the program was told to stop
SECONDS_TO_DRAIN = 90  # that it may before, where others serve the same store


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)
    parser.add_argument("--port", type=int, metavar="N", help="the port (default: EST_PORT or 8501)")
    parser.add_argument("--address", metavar="A", help="the address (default: EST_ADDRESS or 127.0.0.1)")
    parser.add_argument(
        "--token",
        action="store_true",
        help="let in only who has read the printed address, which holds a token: for a machine with several accounts",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; return 0. A store nobody has named is filled with the demo town first."""
    settings = store_settings(arguments)
    address = arguments.address or settings.address
    port = arguments.port or settings.port
    settings = replace(
        settings, homes=tuple(one if isinstance(one, PostgresHome) else one.resolve() for one in settings.homes)
    )
    settings.require_own_passwords()
    os.umask(0o077)  # what DuckDB writes beside the store is for this user alone, also when memory is short
    unread = configure(os.environ)
    hold_thresholds(os.environ)
    write_lines()
    require_readable(settings.secrets)
    found = secrets.to_dict() if secrets.load_if_toml_exists() else {}
    mode = access_mode(settings.access, address, found, settings.secrets, token=arguments.token)
    own = arguments.store is not None or "EST_STORE" in os.environ
    shared = isinstance(settings.homes[0], PostgresHome)
    with (
        worker_process(),
        bind_socket(address, port) as listening,
        answering(listening, settings.language) if shared else contextlib.nullcontext(lambda: None) as opened,
    ):
        if not own and not home_exists(settings.store):
            prepare_demo(settings.store, settings)
        each = {name: settings.of_municipality(name) if name else settings for name in served_homes(settings.homes)}
        # what is wrong with a store is said here, not on every page
        stores = {name: process_store(one.store, one) for name, one in each.items()}
        for store in stores.values():
            say_unconfirmed(store)
        refuse_empty(stores, mode, settings)
        os.environ["EST_STORE"] = homes_text(settings.homes)
        os.environ["EST_CACHE"] = str(settings.cache)
        if unread:
            print(f"est: not followed, as the server has settings of its own: {', '.join(unread)}.", file=sys.stderr)
        shown = "localhost" if is_loopback(address) else address
        token = f"/?token={mode.token}" if isinstance(mode, LocalMode) and mode.token else ""
        print(
            f"est: http://{shown}:{port}{token}, with the store {_shown(settings.homes)}. Stop with Ctrl+C.", flush=True
        )
        desks = {
            name: InboxDesk(
                store,
                InboxFolder(each[name].inbox_of(each[name].store)),
                partial(municipality_now, store),
                partial(_say_of_inbox, name),
            )
            for name, store in stores.items()
        }
        patience = SECONDS_TO_DRAIN if shared else 0
        inside = web_application(settings.language, mode, stores, desks)
        drain = Drain(inside, stores, settings.language, patience, started=opened)
        server = DrainedServer(
            uvicorn.Config(
                drain,
                proxy_headers=False,  # who is at the other end is seen at the connection, whatever a header says
                ws="websockets-sansio",
                ws_max_size=32 * 2**20,
                ws_ping_interval=20,
                ws_ping_timeout=20,
                log_config=None,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=SECONDS_TO_FINISH,
                server_header=False,
            ),
            drain,
        )
        # uvicorn finishes, and then sends itself again the signal that stopped it; with a handler of ours the program
        # ends as programs do, the store closed, not in the middle
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
        folder = settings.backup.absolute() if settings.backup else None
        keepers = [
            keeper
            for name, store in stores.items()
            for keeper in (
                BackupKeeper(store, file_of(store), folder, settings.language),
                InboxKeeper(desks[name]),
                MailSender(store, each[name]),
            )
        ]
        for keeper in keepers:
            keeper.start()
        followers = [follower for store in stores.values() if (follower := follow(store)) is not None]
        try:
            with contextlib.suppress(KeyboardInterrupt):
                server.run(sockets=[listening])
        finally:
            for keeper in (*keepers, *followers):
                keeper.stop()
            if not await_pages(SECONDS_TO_FINISH) and sys.exc_info()[0] in (None, SystemExit):
                leave(stores.values())
    return 0


class DrainedServer(uvicorn.Server):
    """A web server that finishes what runs before it stops; told a second time, it stops at once."""

    def __init__(self, config: uvicorn.Config, drain: Drain) -> None:
        super().__init__(config)
        self.drain = drain

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop, or stop."""
        if self.drain.patience and not self.drain.draining:
            self._captured_signals.append(sig)
            self.drain.begin()
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Tell, ten times a second, whether to stop."""
        self.should_exit |= self.drain.over
        return await super().on_tick(counter)


def web_application(
    language: str, mode: Mode, stores: Mapping[str, Store], desks: Mapping[str, InboxDesk] | None = None
) -> ASGIApp:
    """Return the dashboard as an ASGI application: the gate, the middleware behind it, and then Streamlit."""
    local = isinstance(mode, LocalMode)
    inner = Middleware(Dashboard(APP, lifespan=warming(stores)), language, sessions=not local)
    secure = not isinstance(mode, LocalMode) and mode.secure
    return Gate(inner, _door(mode, stores), language, secure=secure, desks=desks)


def _say_of_inbox(municipality: str, text: str) -> None:
    print(f"est: inbox{' of ' * bool(municipality)}{municipality}: {text}", flush=True)


def _door(mode: Mode, stores: Mapping[str, Store]) -> Door:
    if isinstance(mode, ProviderMode):
        return ProviderDoor(stores, mode)
    if isinstance(mode, ProxyMode):
        return ProxyDoor(stores, mode)
    return LocalDoor(stores, mode)


def _shown(homes: Sequence[Home]) -> str:
    """Return the homes as they are said, without a password."""
    first, *others = homes
    return f"{first}{''.join(f',{one.schema}' for one in others if isinstance(one, PostgresHome))}"


def refuse_empty(stores: Mapping[str, Store], mode: Mode, settings: Settings) -> None:
    """Raise ServingError when people are to sign in and there is nobody who may, in any municipality."""
    if not isinstance(mode, LocalMode) and not any(all_people(store) for store in stores.values()):
        for store in stores.values():
            store.close()
        which = f" --schema {next(iter(stores))}" if len(stores) > 1 else ""
        raise ServingError(
            "Nobody may sign in yet. Add an administrator first: est user add name@municipality.se "
            f"--role administrator --store {_shown(settings.homes)}{which}"
        )


def bind_socket(address: str, port: int) -> socket.socket:
    """Return a listening socket; ServingError when the address or port cannot be had."""
    try:
        listening = socket.create_server(
            (address, port),
            family=socket.AF_INET6 if ":" in address else socket.AF_INET,
            backlog=2048,
            reuse_port=False,
        )
        # asyncio sets this only on sockets made with an explicit protocol; without it every answer waits some 40 ms for
        # the receipt of the one before it
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        raise ServingError(
            f"Port {port} of {address} cannot be used ({error.strerror or error}). Another program has it, perhaps an "
            f"`est serve` that is running; stop that one or choose another with --port."
        ) from error


def prepare_demo(home: Home, settings: Settings) -> None:
    """Build the demo town into a new store, with a line of progress."""
    print("est: first start, building the demo town (invented reports) ...", flush=True)
    importlib.import_module("est.terminal.demo").build(home, settings)
    print("est: done.", file=sys.stdout, flush=True)
