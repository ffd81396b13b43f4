"""Where a store lies: in one file on this machine, or in a schema of PostgreSQL that several servers share."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from est.errors import SettingError

SCHEMES = ("postgresql", "postgres")
SCHEMA = "est"
TAKEN = ("api", "app", "auth", "component", "est", "media", "oauth2callback", "static")
"""What no municipality is called that is served beside others: its pages would lie where the program's own lie."""

_SCHEMA = re.compile("[a-z][a-z0-9_]{0,40}")


@dataclass(frozen=True)
class PostgresHome:
    """A schema of a PostgreSQL database, one for each municipality; as text it is without its password."""

    address: str = field(repr=False)
    """What libpq connects with. It may hold a password, so it is shown nowhere."""
    schema: str = SCHEMA

    def __str__(self) -> str:
        place = self.address.partition("?")[0]
        scheme, _, rest = place.partition("://")
        account, _, where = rest.rpartition("@")
        user = account.partition(":")[0]
        return f"{scheme}://{user}{'@' if user else ''}{where}?schema={self.schema}"

    @property
    def key(self) -> str:
        """A short name of this home that can be a file's: the schema, and a digest of where it is."""
        return f"{self.schema}-{hashlib.sha256(str(self).encode()).hexdigest()[:12]}"

    @property
    def text(self) -> str:
        """The whole address, as it is given to `--store`; with its password, so never shown."""
        return f"{self.address}{'&' if '?' in self.address else '?'}schema={self.schema}"


Home = Path | PostgresHome


def read_home(text: str) -> Home:
    """Return the one home that a text names: `postgresql://…?schema=NAME` or a path.

    Raises SettingError for an address that is none, and for one of several schemas.
    """
    homes = read_homes(text)
    if len(homes) > 1:
        raise SettingError(f"One schema is wanted here, and {', '.join(served_homes(homes))} are named.")
    return homes[0]


def read_homes(text: str) -> tuple[Home, ...]:
    """Return the homes that a text names, as `--store` and EST_STORE have it: one, or a schema each of
    `postgresql://…?schema=arvika,karlstad`.

    Raises SettingError for an address that is none.
    """
    place, _, query = text.partition("?")
    if place.partition("://")[0] not in SCHEMES or "://" not in place:
        return (Path(text),)
    named = parse_qsl(query, keep_blank_values=True)
    schemas = [one for name, value in named if name == "schema" for one in value.split(",")] or [SCHEMA]
    for schema in schemas:
        if not _SCHEMA.fullmatch(schema):
            raise SettingError(f"A schema is named with small letters, digits and _, not {schema!r}.")
        if schemas.count(schema) > 1:
            raise SettingError(f"The schema {schema} is named twice.")
        if len(schemas) > 1 and schema in TAKEN:
            raise SettingError(
                f"A schema called {schema} is not served beside others, as the program's own addresses begin so. Call "
                "it as the municipality is called; PostgreSQL renames it."
            )
    for_libpq = urlencode([(name, value) for name, value in named if name != "schema"])
    address = place + ("?" if for_libpq else "") + for_libpq
    return tuple(PostgresHome(address, schema) for schema in schemas)


def served_homes(homes: Sequence[Home]) -> dict[str, Home]:
    """Return municipality → home. Of several it is the name of the schema; one that is alone needs none, and has ""."""
    if len(homes) == 1:
        return {"": homes[0]}
    return {home.schema: home for home in homes if isinstance(home, PostgresHome)}


def homes_text(homes: Sequence[Home]) -> str:
    """Return the text that names these homes, as `read_homes` reads it; it may hold a password."""
    first = homes[0]
    if not isinstance(first, PostgresHome):
        return str(first)
    together = PostgresHome(first.address, ",".join(served_homes(homes))) if len(homes) > 1 else first
    return together.text
