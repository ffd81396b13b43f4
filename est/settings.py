"""Where the store lies and how the program is served. Read once, at the door, from the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from est.errors import SettingError
from est.home import Home, PostgresHome, read_homes, served_homes
from est.installation import installation
from est.text import LANGUAGES

_INSTALLED = installation()
DATA = _INSTALLED.files / "data"  # the defaults a new store begins with
LAYERS = _INSTALLED.home / "layers"
SECRETS = _INSTALLED.secrets
APP = _INSTALLED.files / "app.py"
SERVER = _INSTALLED.files / ".streamlit" / "config.toml"  # what the server may and may not do
ACCESS = ("local", "oidc", "proxy")
"""Who comes in: this machine's own browser, whom an identity provider knows, or whom a proxy names."""

_MEMORY = re.compile(r"\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(?:([KMGT])(i?)B?|(%))\s*", re.IGNORECASE)
_LEAST_MEMORY = 10  # megabytes; with less DuckDB opens no store


@dataclass(frozen=True)
class Settings:
    """The settings of one program: stores, address, port, memory, language, way in, secrets, backups, inbox, cache."""

    homes: tuple[Home, ...] = (_INSTALLED.home / "est.duckdb",)
    address: str = "127.0.0.1"
    port: int = 8501
    memory: str = "4GB"
    language: str = "sv"
    access: str = "local"
    secrets: Path = SECRETS
    backup: Path | None = None
    cache: Path = _INSTALLED.home / "cache"
    inbox: Path | None = None
    smtp_password: str = field(default="", repr=False)
    smtp_password_file: Path | None = None

    def __post_init__(self) -> None:
        """Check what can be checked without touching the machine."""
        if not 0 < self.port < 65536:
            raise SettingError(f"The port must lie between 1 and 65535, not {self.port}. Set EST_PORT.")
        _require_memory(self.memory)
        if self.language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise SettingError(f"The language must be one of {known}, not {self.language!r}. Set EST_LANGUAGE.")
        if self.access not in ACCESS:
            known = ", ".join(ACCESS)
            raise SettingError(f"The way in must be one of {known}, not {self.access!r}. Set EST_ACCESS.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Return the settings given by EST_STORE, EST_ADDRESS, EST_PORT, EST_MEMORY, EST_LANGUAGE, EST_ACCESS,
        EST_SECRETS, EST_BACKUP, EST_CACHE, EST_INBOX, EST_SMTP_PASSWORD and EST_SMTP_PASSWORD_FILE.
        """
        port = environment.get("EST_PORT", str(cls.port))
        if not port.isdecimal():
            raise SettingError(f"The port must be a whole number, not {port!r}. Set EST_PORT.")
        return cls(
            homes=read_homes(environment["EST_STORE"]) if "EST_STORE" in environment else cls.homes,
            address=environment.get("EST_ADDRESS", cls.address),
            port=int(port),
            memory=environment.get("EST_MEMORY", cls.memory),
            language=environment.get("EST_LANGUAGE", cls.language),
            access=environment.get("EST_ACCESS", cls.access),
            secrets=Path(environment.get("EST_SECRETS", cls.secrets)),
            backup=Path(environment["EST_BACKUP"]) if environment.get("EST_BACKUP") else None,
            cache=Path(environment.get("EST_CACHE", cls.cache)),
            inbox=Path(environment["EST_INBOX"]) if environment.get("EST_INBOX") else None,
            smtp_password=environment.get("EST_SMTP_PASSWORD", ""),
            smtp_password_file=(
                Path(environment["EST_SMTP_PASSWORD_FILE"]) if environment.get("EST_SMTP_PASSWORD_FILE") else None
            ),
        )

    @property
    def store(self) -> Home:
        """The one store that is named; SettingError where there are several municipalities."""
        if len(self.homes) > 1:
            raise SettingError(
                f"The store holds several municipalities: {', '.join(served_homes(self.homes))}. Say which one is "
                "meant with --schema NAME."
            )
        return self.homes[0]

    def of_municipality(self, name: str) -> "Settings":
        """Return the settings with the store of one municipality alone; SettingError where there is none of the name.

        What DuckDB may take is a share of what the program may.
        """
        homes = served_homes(self.homes) if len(self.homes) > 1 else {getattr(self.homes[0], "schema", ""): self.store}
        if name not in homes:
            known = ", ".join(filter(None, homes))
            told = f"It has {known}." if known else "It is a file, which holds one: leave --schema out."
            raise SettingError(f"The store has no municipality {name!r}. {told}")
        return replace(self, homes=(homes[name],), memory=memory_share(self.memory, len(self.homes)))

    def inbox_of(self, store: Home) -> Path:
        """Return the folder of the files that come by themselves to a store: of a file the one that is set, or one
        beside it; of a schema one of its name, in the folder that is set or in that of the cache.
        """
        if isinstance(store, PostgresHome):
            return (self.inbox or self.cache / "inbox") / store.schema
        return self.inbox or store.absolute().parent / "inbox"

    def require_own_passwords(self) -> None:
        """Raise SettingError where one password at the mail server would serve several municipalities: the coordinator
        of each says which server it goes to, and could have it sent to any.
        """
        of_one = self.smtp_password or (self.smtp_password_file is not None and not self.smtp_password_file.is_dir())
        if len(self.homes) > 1 and of_one:
            raise SettingError(
                "Several municipalities do not share a password at the mail server. Let EST_SMTP_PASSWORD_FILE name a "
                f"folder with a file for each: {', '.join(served_homes(self.homes))}."
            )

    def mail_password(self) -> str:
        """Return the password at the mail server, read anew from its file each time, or from the municipality's own in
        a folder of them; SettingError when that fails.
        """
        if self.smtp_password_file is None:
            return self.smtp_password
        path = self.smtp_password_file
        if isinstance(self.store, PostgresHome) and path.is_dir():
            path /= self.store.schema
        try:
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"The password of the mail server cannot be read from its file ({error}).") from error


def memory_share(memory: str, shares: int) -> str:
    """Return a share of a memory as DuckDB writes it, such as 2GB of 4GB for one of two."""
    found = re.fullmatch(r"\s*([\d.e+-]+)\s*([A-Za-z]+|%)\s*", memory)
    return f"{float(found[1]) / shares:.3g}{found[2]}" if found and shares > 1 else memory


def _require_memory(memory: str) -> None:
    """Raise SettingError for what is no memory that DuckDB can do with; it takes a negative one for no limit."""
    found = _MEMORY.fullmatch(memory)
    if found is None:
        raise SettingError(
            f"The memory must be a number with MB, GB or TB, or a share of the machine's such as 50%, not {memory!r}. "
            "Set EST_MEMORY."
        )
    number, unit, binary, share = float(found[1]), found[2], found[3], found[4]
    if share and not 0 < number <= 100:
        raise SettingError(f"The memory must be more than 0% and at most 100%, not {memory!r}. Set EST_MEMORY.")
    step = 1024 if binary else 1000
    if unit and number * step ** (" KMGT".index(unit.upper())) < _LEAST_MEMORY * 10**6:
        raise SettingError(
            f"The memory must be at least {_LEAST_MEMORY}MB, as no store opens with less, not {memory!r}. "
            "Set EST_MEMORY."
        )
