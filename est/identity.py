"""Identities that sort by when they were made (UUID version 7, RFC 9562)."""

import os
import time
from uuid import UUID

import numpy as np


def new_id() -> UUID:
    """Return a new UUIDv7."""
    return UUID(new_ids(1)[0])


def new_ids(count: int) -> list[str]:
    """Return `count` (below 2**30) new UUIDv7 as text, in rising order.

    The rows of one call share the moment and 12 random bits; below these stand a counter of 30 bits, which keeps
    their order (RFC 9562, section 6.2, method 1), and 32 random bits each.
    """
    moment = time.time_ns() // 1_000_000
    shared = int.from_bytes(os.urandom(2), "big") & 0xFFF
    head = f"{moment:012x}"
    prefix = f"{head[:8]}-{head[8:]}-7{shared:03x}-"
    random = np.frombuffer(os.urandom(4 * count), dtype=np.uint32).astype(np.uint64)
    counter = np.arange(count, dtype=np.uint64) << np.uint64(32)
    tails = (np.uint64(0x8000_0000_0000_0000) | counter | random).tolist()
    return [f"{prefix}{tail >> 48:04x}-{tail & 0xFFFF_FFFF_FFFF:012x}" for tail in tails]
