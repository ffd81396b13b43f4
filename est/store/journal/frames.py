"""The frames of a change as bytes: Arrow's file format, compressed, the same rows and types when they come back."""

import io
from collections.abc import Mapping

import polars as pl


def pack_frames(frames: Mapping[str, pl.DataFrame]) -> list[tuple[str, bytes]]:
    """Return name and bytes of each frame, in their order."""
    return [(name, _packed(frame)) for name, frame in frames.items()]


def _packed(frame: pl.DataFrame) -> bytes:
    written = io.BytesIO()
    frame.write_ipc(written, compression="zstd")
    return written.getvalue()


def unpack_frame(content: bytes) -> pl.DataFrame:
    """Return a frame of its bytes."""
    return pl.read_ipc(io.BytesIO(content), use_pyarrow=False)
