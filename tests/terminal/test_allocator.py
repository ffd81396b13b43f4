"""A server gives back what its threads have freed, also after a large block; who runs it may say otherwise."""

import os
import platform
import socket
import subprocess
import sys

import pytest

from est.terminal.allocator import LEFT, MAPPED
from tests.sources import ROOT

THREADS, BLOCK = 8, 4 * 2**20
# the command ends early, as its port is taken; each thread then has a pool of its own, from which it takes a block
FREED = f"""
import os, sys, threading
from est.__main__ import main

def held():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

def work():
    together.wait()
    block = b"x" * {BLOCK}
    together.wait()
    del block
    together.wait()
    together.wait()

if sys.argv[1] != "0":
    assert main(["serve", "--port", sys.argv[1]]) == 2
large = bytearray({5 * BLOCK})
del large
together = threading.Barrier({THREADS + 1})
threads = [threading.Thread(target=work) for _ in range({THREADS})]
for thread in threads:
    thread.start()
before = held()
for _ in range(3):
    together.wait()
print(held() - before)
together.wait()
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="other libraries of C have no such pools"
)


def kept(port: int, **environment: str) -> int:
    """Return how many bytes a program holds more after its threads have freed a block each."""
    command = [sys.executable, "-c", FREED, str(port)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True, timeout=120
    )
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.long
def test_what_threads_have_freed_goes_back_once_a_server_was_started():
    """Without that each keeps its block for good, and so where the variables of glibc say otherwise."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        served = kept(port)
        left = kept(port, MALLOC_TRIM_THRESHOLD_=str(10 * BLOCK), MALLOC_MMAP_THRESHOLD_=str(10 * BLOCK))
    assert served < THREADS * LEFT
    assert kept(0) > THREADS * BLOCK * 0.9
    assert left > THREADS * BLOCK * 0.9
    assert MAPPED <= LEFT
