"""`est serve`: the dashboard in a browser, on this machine alone until an identity provider is configured."""

import argparse
import contextlib
import importlib
import importlib.util
import ipaddress
import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp
from streamlit import secrets
from streamlit.starlette import App

from est.errors import ServingError
from est.settings import APP, SECRETS, Settings
from est.store import open_store
from est.terminal import add_store
from est.terminal.configuration import configure
from est.terminal.middleware import Middleware
from est.terminal.warm_up import warmed

SECONDS_TO_FINISH = 5  # that a page may go on answering after the program was told to stop


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)
    parser.add_argument("--port", type=int, metavar="N", help="the port (default: EST_PORT or 8501)")
    parser.add_argument("--address", metavar="A", help="the address (default: EST_ADDRESS or 127.0.0.1)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; return 0. A store nobody has named is filled with the demo town first."""
    settings = Settings.from_environment(os.environ)
    address = arguments.address or settings.address
    port = arguments.port or settings.port
    path = (arguments.store or settings.store).resolve()
    unread = configure(os.environ)
    refuse_foreign(address)
    own = arguments.store is not None or "EST_STORE" in os.environ
    with bind_socket(address, port) as listening:
        if not own and not os.path.exists(path):  # a Path raises where one may not look
            prepare_demo(path, settings)
        open_store(path, memory=settings.memory).close()  # what is wrong with it is said here, not on every page
        os.environ["EST_STORE"] = str(path)
        if unread:
            print(f"est: not followed, as the server has settings of its own: {', '.join(unread)}.", file=sys.stderr)
        shown = "localhost" if is_loopback(address) else address
        print(f"est: http://{shown}:{port}, with the store {path}. Stop with Ctrl+C.", flush=True)
        server = uvicorn.Server(
            uvicorn.Config(
                web_application(settings.language),
                ws="websockets-sansio",
                ws_max_size=32 * 2**20,
                ws_ping_interval=20,
                ws_ping_timeout=20,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=SECONDS_TO_FINISH,
                server_header=False,
            )
        )
        # uvicorn finishes, and then sends itself again the signal that stopped it; with a handler of ours the program
        # ends as programs do, the store closed, not in the middle
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    return 0


def web_application(language: str) -> ASGIApp:
    """Return the dashboard as an ASGI application, with the middleware before it."""
    return Middleware(App(APP, lifespan=warmed), language)


def is_loopback(address: str) -> bool:
    """Tell whether an address can be reached from this machine only."""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def refuse_foreign(address: str) -> None:
    """Raise ServingError, saying what to configure, when others could come in and nobody would ask who they are."""
    if is_loopback(address):
        return
    if not (secrets.load_if_toml_exists() and "auth" in secrets):
        raise ServingError(
            f"The address {address} is open to others, and no identity provider is configured: whoever came would be "
            f"administrator. Leave --address out to serve this machine alone, or write {SECRETS} "
            "with [auth] (redirect_uri, cookie_secret, client_id, client_secret, server_metadata_url of "
            'the municipality\'s OpenID Connect provider) and [roles] ("name@municipality.se" = "coordinator").'
        )
    if not secrets.get("roles"):
        raise ServingError(
            "The secrets name an identity provider but no [roles]: nobody could come in. Add lines such as "
            '"name@municipality.se" = "administrator" (or coordinator, member, reporter).'
        )
    if importlib.util.find_spec("authlib") is None:
        raise ServingError("Signing in needs the package Authlib: python -m pip install 'streamlit[auth]'.")


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


def prepare_demo(path: Path, settings: Settings) -> None:
    """Build the demo town into a new store, with a line of progress."""
    print("est: first start, building the demo town (invented reports) ...", flush=True)
    importlib.import_module("est.terminal.demo").build(path, settings)
    print("est: done.", file=sys.stdout, flush=True)
