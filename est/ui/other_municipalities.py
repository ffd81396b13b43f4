"""All that a page has of other municipalities than its own: that a session ends there too, and rates to compare with.

No store, no answer and no word of theirs comes out of here.
"""

import os
from datetime import UTC, date, datetime
from functools import partial

from est.access.permissions import Role, allowed
from est.access.sign_in import end_session, session_of_id
from est.home import served_homes
from est.municipality.settings import municipality_title
from est.picture.municipality_rates import MunicipalityRates, municipality_rates
from est.settings import Settings
from est.ui.store_resource import opened_store

SEEN_BY = "open situation"  # the action that who compares is allowed in each of them


def end_everywhere(session: str) -> None:
    """End a session in every municipality."""
    for name in _served():
        end_session([opened_store(name)[0]], session)


def compared_rates(session: str | None, months: tuple[date, ...]) -> tuple[MunicipalityRates, ...]:
    """Return the rates of each municipality whose situation a session opens, by title; without one, of every one."""
    found = []
    for name in _served():
        store, answers = opened_store(name)
        store.refresh()
        if session is not None:
            known = session_of_id(store, session, datetime.now(UTC).replace(tzinfo=None))
            if known is None or known.actor.role is Role.OWNER or not allowed(known.actor, SEEN_BY):
                continue
        title = municipality_title(store, name)
        asked = partial(municipality_rates, store, title, months)
        found.append(answers.get(store, ("municipality rates", title, months), asked))
    return tuple(sorted(found, key=lambda one: one.title.casefold()))


def _served() -> tuple[str, ...]:
    return tuple(served_homes(Settings.from_environment(os.environ).homes))
