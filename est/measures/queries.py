"""Questions about measures: the list, one of them, and how it came to be what it is."""

from dataclasses import fields
from uuid import UUID

import polars as pl

from est.hotspots.register.queries import BY_POINT
from est.measures.measure import Measure
from est.store import Store, versions
from est.store.versions import Records
from est.text import N_

NAMES = tuple(field.name for field in fields(Measure))
ADD, EDIT, RESTORE = "add measure", "edit measure", "restore measure"

MEASURES = Records(
    "measures",
    NAMES,
    Measure.from_fields,
    (ADD, EDIT, RESTORE, BY_POINT),
    N_("There is no measure {identity} in the store. Choose one of the list."),
    unsaid={"cells": ""},
    kept_as="measure",
)


def all_measures(store: Store) -> pl.DataFrame:
    """Return every measure: [id, version, every field of it, organisation_name, hotspot_name, cause_wording, followed,
    created, created_by, changed, changed_by], by when it was logged.

    `cells` and `taking_part` are text, separated by spaces; identities are text. `followed` is the day of the newest
    verdict the group has decided on, null when there is none.
    """
    own = ", ".join(f"m.{name}" for name in NAMES)
    return store.ask(f"""
        SELECT m.id, m.version, {own}, o.name AS organisation_name, h.name AS hotspot_name,
            c.wording AS cause_wording, v.followed, m.created, m.created_by, m.changed, m.changed_by
        FROM measures m LEFT JOIN organisations o ON o.id = m.organisation
            LEFT JOIN hotspots h ON h.id = m.hotspot LEFT JOIN causes c ON c.id = m.cause
            LEFT JOIN (SELECT measure, max(as_of) AS followed FROM verdicts GROUP BY measure) v ON v.measure = m.id
        ORDER BY m.created, m.id""")  # noqa: S608 (columns of ours)


def get_measure(store: Store, identity: UUID) -> tuple[Measure, int]:
    """Return one measure and its version; NotFoundError when it is not in the store."""
    return MEASURES.get(store, identity)


def measure_history(store: Store, identity: UUID) -> pl.DataFrame:
    """Return [version, logged, who, field, before, after]: what each version changed, oldest first, from the log.

    The first version has every field that was filled in, with nothing before.
    """
    return versions.version_history(MEASURES.versions(store, identity))
