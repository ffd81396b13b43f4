"""What the server gives back of the memory that it has done with: glibc's thresholds, held where they are low.

glibc keeps a pool of memory for each of up to eight threads a core, and each run of a page is a thread. At the end of
every pool it leaves what is free, up to a threshold, and it raises that threshold to twice the largest block that was
ever freed, up to 64 MB: so one large answer lets every pool keep tens of megabytes for good.
"""

import ctypes
import sys
from collections.abc import Mapping

MAPPED = 256 * 2**10
"""A block of so many bytes is asked of the system by itself, and goes back to it as soon as it is free."""

LEFT = 512 * 2**10
"""So many free bytes stay at the end of a pool at most."""

_LEFT, _MAPPED = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD in glibc's malloc.h
_OWN = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TOP_PAD_")
_TUNABLES = ("GLIBC_TUNABLES", "glibc.malloc.")


def hold_thresholds(environment: Mapping[str, str]) -> bool:
    """Return whether the thresholds are held from now on: on Linux with glibc, unless its variables set any of them.

    Once one is set, glibc raises neither by itself.
    """
    variable, own = _TUNABLES
    if sys.platform != "linux" or own in environment.get(variable, "") or not environment.keys().isdisjoint(_OWN):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other libraries of C have none
    return mallopt is not None and mallopt(_MAPPED, MAPPED) == 1 and mallopt(_LEFT, LEFT) == 1
