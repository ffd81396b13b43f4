"""A real `est serve` for tests: started on a free port, stopped by its own process."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(store: Path, **environment: str) -> Iterator[tuple[str, psutil.Process]]:
    """Serve a store until the end of the block, and give its address and its process; it answers by then."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = int(asked.getsockname()[1])
    command = [sys.executable, "-m", "est", "serve", "--store", str(store), "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 90
        while True:
            assert process.poll() is None, f"est serve ended with status {process.returncode}"
            assert time.monotonic() < end, f"{url} did not answer"
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                time.sleep(0.1)
        yield url, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)
