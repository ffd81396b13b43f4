"""Threads share a few pools of memory, so that a page's is used by the next page and not kept for each thread."""

import os
import subprocess
import sys

import pytest

from est.allocation import CHOSEN, POOLS

# many threads hold memory at the same time, as pages that are drawn at once do; the C library tells of its pools
SCRIPT = """
import ctypes, tempfile, threading
from est.__main__ import module
module("serve")
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(12)

def hold():
    held = [libc.malloc(1000) for _ in range(100)]
    together.wait()

threads = [threading.Thread(target=hold) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
with tempfile.NamedTemporaryFile() as told:
    file = libc.fopen(told.name.encode(), b"w")
    libc.malloc_info(0, ctypes.c_void_p(file))
    libc.fclose(ctypes.c_void_p(file))
    print(told.read().count(b"<heap nr="))
"""


def pools(**environment: str) -> int:
    """Return how many pools the threads of a program have that has loaded what serves."""
    plain = {name: value for name, value in os.environ.items() if name != CHOSEN}
    found = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=plain | environment, capture_output=True, text=True, check=True
    )
    return int(found.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's pools")
def test_twelve_threads_take_their_memory_from_two_pools():
    """Twelve pages at once leave the memory of two."""
    assert pools() == POOLS


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's pools")
def test_what_an_operator_has_chosen_stands():
    """The usual variable says how many pools there are."""
    assert pools(**{CHOSEN: "5"}) == 5
