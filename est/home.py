"""Where a store lies: in one file on this machine, or in a schema of PostgreSQL that several servers share."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from est.errors import SettingError

SCHEMES = ("postgresql", "postgres")
SCHEMA = "est"
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
    """Return the home that a text names, as `--store` and EST_STORE have it: `postgresql://…?schema=NAME` or a path.

    Raises SettingError for an address that is none.
    """
    place, _, query = text.partition("?")
    if place.partition("://")[0] not in SCHEMES or "://" not in place:
        return Path(text)
    named = parse_qsl(query, keep_blank_values=True)
    schema = next((value for name, value in named if name == "schema"), SCHEMA)
    if not _SCHEMA.fullmatch(schema):
        raise SettingError(f"A schema is named with small letters, digits and _, not {schema!r}.")
    for_libpq = urlencode([(name, value) for name, value in named if name != "schema"])
    return PostgresHome(place + ("?" if for_libpq else "") + for_libpq, schema)
