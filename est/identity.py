"""Identities that sort by when they were made (UUID version 7, RFC 9562)."""

import os
import time
import uuid

import numpy as np


def new_id() -> uuid.UUID:
    """Return a new UUIDv7."""
    return uuid.UUID(new_ids(1)[0])


def new_ids(count: int) -> list[str]:
    """Return `count` new UUIDv7 as text, in rising order.

    The 12 + 62 random bits of the version are filled with a counter above random bits (RFC 9562, section 6.2,
    method 1 and 2), so that the rows of one batch keep their order.
    """
    moment = time.time_ns() // 1_000_000
    counter = np.arange(count, dtype=np.uint64)
    # 42 bits of counter room after 12 + 2 bits that stay fixed within one call; the last 32 bits are random
    seed = int.from_bytes(os.urandom(4), "big")
    noise = np.frombuffer(os.urandom(4 * count), dtype=np.uint32).astype(np.uint64)
    high = (moment << 16) | 0x7000 | (seed & 0xFFF)
    low = np.uint64(0x8000_0000_0000_0000) | ((counter & np.uint64(0x3FFF_FFFF)) << np.uint64(32)) | noise
    head = f"{high:016x}"
    return [f"{head[:8]}-{head[8:12]}-{head[12:]}-{low_:016x}"[:23] + "-" + f"{low_:016x}"[4:] for low_ in low.tolist()]
