"""The one open store of a process: whoever asks for the same file gets the same store."""

import threading
from pathlib import Path

from est.store.database import Store, open_store

_OPEN: dict[Path, Store] = {}
_OPENING = threading.Lock()


def process_store(path: Path, memory: str) -> Store:
    """Return the store of a file, opened by whoever asks first and until somebody closes it; raises as `open_store`."""
    with _OPENING:
        found = _OPEN.get(path.absolute())
        if found is None or found.closed:
            found = _OPEN[path.absolute()] = open_store(path, memory=memory)
        return found
