"""Who was shown what another organisation wrote, for the log: each organisation once a day in a session."""

from collections.abc import Iterable

import polars as pl
import streamlit as st

from est.access.disclosure import note_reading
from est.access.permissions import Role
from est.municipality.reference_lists import reference_lists
from est.ui.enter import Visitor

NOTED = "readings noted"


def note_readings(visitor: Visitor, organisations: Iterable[str]) -> None:
    """Write into the log that the visitor is shown what these organisations (by identity) wrote, their own left out.

    Who sits alone at the machine is not noted: there is nobody from whom it would be read.
    """
    if visitor.actor.role is Role.OWNER:
        return
    today = visitor.now().date()
    noted = st.session_state.setdefault(NOTED, set())
    new = {one for one in organisations if one != visitor.actor.organisation and (today, one) not in noted}
    if new:
        note_reading(visitor.store, new, visitor.user, visitor.now())
        noted |= {(today, one) for one in new}


def note_table(visitor: Visitor, reports: pl.DataFrame) -> None:
    """Write the same of a table of reports [organisation, description, on_the_spot] that names the organisations in the
    language of the page."""
    written = reports.filter(pl.col("description").is_not_null() | pl.col("on_the_spot").is_not_null())
    known = visitor.answer(reference_lists, visitor.language).organisations
    shown = set(written["organisation"])
    note_readings(visitor, [one for one, name in known.items() if name in shown])
