"""A real nginx for tests: on a free port of this machine, with the settings of a test, stopped by its own process."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
MISSING = "no nginx on this machine: install Debian's or Ubuntu's package `nginx`"


@contextmanager
def nginx(folder: Path, port: int, settings: str) -> Iterator[int]:
    """Run nginx with these settings of its `http`, which listen on a port of loopback, and give the port."""
    if NGINX is None:
        pytest.fail(MISSING) if os.environ.get("EST_BROWSER_REQUIRED") else pytest.skip(MISSING)
    written = folder / "nginx.conf"
    kept = "".join(
        f"{name}_temp_path {folder}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # as root its workers would be somebody else, who does not read what lies here
    own = "user root; " if os.geteuid() == 0 else ""
    http = f"http {{ access_log off; {kept} {settings} }}"
    written.write_text(f"{own} daemon off; pid {folder}/pid; error_log stderr; events {{}} {http}")
    with open(folder / "nginx.log", "ab") as said:
        process = subprocess.Popen([NGINX, "-c", str(written), "-p", str(folder)], stderr=said)
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, (folder / "nginx.log").read_text()
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)
