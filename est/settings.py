"""Where the store lies and how the program is served. Read once, at the door, from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from est.errors import SettingError
from est.home import Home, read_home
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


@dataclass(frozen=True)
class Settings:
    """The settings of one program: store, address, port, memory, language, way in, secrets, backups, inbox, cache."""

    store: Home = _INSTALLED.home / "est.duckdb"
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
            store=read_home(environment["EST_STORE"]) if "EST_STORE" in environment else cls.store,
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

    def inbox_of(self, store: Home) -> Path:
        """Return the folder of the files that come by themselves to a store: the one that is set, or one beside it."""
        return self.inbox or (store.absolute().parent if isinstance(store, Path) else self.cache) / "inbox"

    def mail_password(self) -> str:
        """Return the password at the mail server, read anew from its file each time; SettingError when that fails."""
        if self.smtp_password_file is None:
            return self.smtp_password
        try:
            return self.smtp_password_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"The password of the mail server cannot be read from its file ({error}).") from error
