"""How the server's threads share the memory that the C library has taken of the machine.

It is settled before anything is loaded that has threads of its own, as a pool that a thread has begun stays.
"""

import ctypes
import sys
from collections.abc import Mapping

POOLS = 2  # that all threads share: with one they would wait for each other
CHOSEN = "MALLOC_ARENA_MAX"  # by which an operator says so, before the program starts
_POOLS_AT_MOST = -8  # M_ARENA_MAX of malloc.h


def share_pools(environment: Mapping[str, str]) -> bool:
    """Let all threads take their memory from a few pools of glibc's; return whether that was done.

    Each run of a page is a thread of its own. By itself glibc has eight pools for each core, a thread takes whichever
    is free, and each of them keeps about what the largest page took, mixed with answers that stay. It is left as it
    is where an operator has chosen another number, and without glibc.
    """
    if sys.platform != "linux" or CHOSEN in environment:
        return False
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    return set_option is not None and bool(set_option(_POOLS_AT_MOST, POOLS))
