"""The function addresses at which an organisation is written to, and no person's own."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import duckdb

from est.errors import MailError, NotFoundError
from est.mail.mail_server import mail_address
from est.privacy.name_lists import family_names, given_names
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

SET_RECIPIENTS = "set recipients"
MOST = 10


def all_recipients(store: Store) -> dict[str, tuple[str, ...]]:
    """Return organisation → its addresses, of those that have any."""
    found: dict[str, tuple[str, ...]] = {}
    rows = store.ask("SELECT DISTINCT organisation::VARCHAR AS organisation, address FROM recipients ORDER BY ALL")
    for organisation, address in rows.iter_rows():
        found[organisation] = (*found.get(organisation, ()), address)
    return found


def function_address(text: str) -> str:
    """Return an address in small letters; MailError for what is none, and for one that is made of a person's name."""
    address = mail_address(text)
    words = re.findall(r"[a-z]+", address.partition("@")[0])
    if set(words) & given_names() and set(words) & family_names():
        raise MailError(
            N_("{address} seems to be a person's own address. Write that of a function, such as trygghet@example.se."),
            address=address,
        )
    return address


def set_recipients(store: Store, organisation: str, addresses: Iterable[str], who: str, when: datetime) -> None:
    """Settle at which addresses an organisation is written to; none takes them away.

    Raises MailError for what is no function's address, or too many; NotFoundError for an unknown organisation.
    """
    wanted = sorted({function_address(one) for one in addresses})
    if len(wanted) > MOST:
        raise MailError(N_("An organisation has at most {most} addresses."), most=MOST)
    store.apply(Change(who, when, SET_RECIPIENTS, UUID(organisation), {"addresses": wanted}))


# the one place besides accounts and the sender where an address of e-mail is what is asked for
@applies(SET_RECIPIENTS, TextPolicy(accounts=("addresses",)))
def _set(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    organisation = str(change.object)
    if not cursor.execute("SELECT 1 FROM organisations WHERE id = ?", [organisation]).fetchall():
        raise NotFoundError(
            N_("There is no organisation {organisation}; choose one of the list."), organisation=organisation
        )
    cursor.execute("DELETE FROM recipients WHERE organisation = ?", [organisation])
    for address in change.payload["addresses"]:
        cursor.execute("INSERT INTO recipients VALUES (?, ?)", [organisation, address])
