"""The municipality's mail server, as it is settled: where it is, how it is spoken to, and whom mail is from.

The password is never kept here: it comes from the environment, or from a file, when something is to be sent.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import duckdb

from est.errors import MailError
from est.identity import new_id
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

SET_SERVER, TEST_SERVER = "set mail server", "test mail server"

_WORD = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_WORD}(?:\.{_WORD})*@(?:[a-z0-9-]{{1,63}}\.)+[a-z]{{2,24}}")
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")
LONGEST_ADDRESS = 254


class Security(StrEnum):
    """How the way to the server is kept secret."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


SECURITY_NAMES = {
    Security.STARTTLS: N_("STARTTLS (port 587)"),
    Security.TLS: N_("TLS from the start (port 465)"),
    Security.NONE: N_("none: only within a network of your own"),
}


@dataclass(frozen=True)
class MailServer:
    """Where mail leaves; MailError for what cannot be. `account` is empty where the server asks for none.

    `site` is the address at which the dashboard is reached, for links in mail; empty for none.
    """

    host: str
    port: int
    security: Security
    sender: str
    account: str = ""
    site: str = ""

    def __post_init__(self) -> None:
        """Check what can be checked without the server."""
        if not _HOST.fullmatch(self.host):
            raise MailError(N_("Write the name of the mail server, such as smtp.municipality.se."))
        if not 0 < self.port < 65536:
            raise MailError(N_("The port must lie between 1 and 65535, not {port}."), port=self.port)
        mail_address(self.sender)
        if self.account and self.security is Security.NONE:
            raise MailError(N_("With a user name the way to the server must be secret: choose STARTTLS or TLS."))
        if self.site and not re.fullmatch(r"https?://[^\s@]+", self.site):
            raise MailError(N_("The address of the dashboard begins with https:// or is left empty."))


def mail_address(text: str) -> str:
    """Return an address of e-mail in small letters; MailError for what is none."""
    address = text.strip().lower() if text.isascii() else ""
    if not _ADDRESS.fullmatch(address) or len(address) > LONGEST_ADDRESS:
        raise MailError(N_("{text!r} is no address of e-mail. Write it as trygghet@municipality.se."), text=text)
    return address


def mail_server(store: Store) -> MailServer | None:
    """Return the server that is settled, or None: then nothing is sent."""
    rows = store.ask("SELECT host, port, security, sender, account, site FROM mail_server").rows()
    if not rows:
        return None
    host, port, security, sender, account, site = rows[0]
    return MailServer(host, int(port), Security(security), sender, account, site)


def set_mail_server(store: Store, server: MailServer | None, who: str, when: datetime) -> None:
    """Settle the server that mail leaves by; with None nothing is sent any longer, and what waits stays."""
    payload = (
        {
            "host": server.host,
            "port": server.port,
            "security": str(server.security),
            "sender": mail_address(server.sender),
            "account": server.account,
            "site": server.site,
        }
        if server
        else {}
    )
    store.apply(Change(who, when, SET_SERVER, new_id(), payload))


def log_test(store: Store, address: str, outcome: str, who: str, when: datetime) -> None:
    """Log that a test message was sent to an address, and whether the server took it."""
    store.apply(Change(who, when, TEST_SERVER, new_id(), {"address": mail_address(address), "outcome": outcome}))


# whom mail is from, and as whom the server is spoken to
@applies(SET_SERVER, TextPolicy(accounts=("sender", "account")))
def _set(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute("DELETE FROM mail_server")
    said = change.payload
    if said:
        names = ("host", "port", "security", "sender", "account", "site")
        cursor.execute(
            "INSERT INTO mail_server (host, port, security, sender, account, site) VALUES (?, ?, ?, ?, ?, ?)",
            [said[name] for name in names],
        )


@applies(TEST_SERVER, TextPolicy(covered=("outcome",), accounts=("address",)))
def _test(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    """Change nothing: the row of the log is what there is to keep."""
