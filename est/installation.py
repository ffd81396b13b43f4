"""Where the program's own files lie, and where people's: in a checkout, and installed from a wheel."""

from dataclasses import dataclass
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parent
PACKED = "root"  # the folder of a wheel that holds what stands beside `est` in a checkout (setup.py)


@dataclass(frozen=True)
class Installation:
    """The folders of one installed program."""

    files: Path
    """Where app.py, pages, data and .streamlit lie. They come with the program, which never writes there."""
    home: Path
    """Where the store and the map layers lie when nothing else is said."""
    secrets: Path
    """The file that names the identity provider and who has which role. There need be none."""


def installation(package: Path = PACKAGE) -> Installation:
    """Return the folders that belong to a package `est`: the checkout's own, or those of a wheel and of its user."""
    packed = package / PACKED
    if packed.is_dir():
        home = platformdirs.user_data_path("est", appauthor=False)
        return Installation(packed, home, home / "secrets.toml")
    root = package.parent
    return Installation(root, root / "data", root / ".streamlit" / "secrets.toml")
