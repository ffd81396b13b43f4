"""Adding to the library of measures, changing an entry, and what its versions were."""

from dataclasses import replace
from functools import partial
from uuid import UUID

import polars as pl
import streamlit as st

from est.errors import EstError
from est.measures import MeasureKind, Mechanism
from est.measures.library import ENTRY_NAMES, LIBRARY, LibraryEntry, library_entries, library_entry_versions
from est.measures.library_commands import add_library_entry, edit_library_entry
from est.measures.terms import KIND_NAMES, MECHANISM_NAMES
from est.store.versions import version_history
from est.text import N_
from est.ui.conflict import EditForm, save_edit, settle_conflict
from est.ui.enter import Visitor
from est.ui.measures.library import values_of_lesson
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.open_row import OpenRow
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import plain_text, title_text
from est.ui.version_table import draw_version_table

FORM = EditForm("library entry", LIBRARY, edit_library_entry, ENTRY_NAMES, lambda one: one.title)


def add_entry_form(visitor: Visitor) -> None:
    """Draw the form of a new entry, begun with a lesson when the address names the measure it comes from."""
    _ = visitor.translator.gettext
    learned = st.query_params.get("learned", "")
    begun = values_of_lesson(visitor, learned) if learned else None
    with st.expander(_("Add to the library"), expanded=begun is not None):
        if learned and begun is None:
            st.info(
                _("A lesson can be added when its measure is closed, says what kind it is, and is not here already.")
            )
        wanted = _form(visitor, f"new entry {learned} {FORM.times_closed}", begun)
        if wanted is None:
            return
        with show_refusals():
            add_library_entry(visitor.store, wanted, visitor.user, visitor.now())
            st.query_params.pop("learned", None)
            FORM.close()
            flash(_("Added to the library: {title}").format(title=plain_text(wanted.title)))


def opened_entry(visitor: Visitor) -> OpenRow:
    """Return which entry is open to be changed or no longer shown, and its form with what its versions were."""
    entries = [one.identity for one in visitor.answer(library_entries)]
    opened = OpenRow(f"entry {FORM.times_closed}", entries, partial(_change, visitor), N_("Change"))
    if opened.identity is None:
        FORM.discard()
    return opened


def draw_hidden_entries(visitor: Visitor, opened: OpenRow) -> None:
    """Draw the entries that are not shown in the library, to be changed and shown again."""
    _ = visitor.translator.gettext
    hidden = [one for one in visitor.answer(library_entries) if not one.entry.active]
    if not hidden:
        return
    with st.expander(_("Entries that are not shown")):
        for one in hidden:
            with st.container(border=True, gap="xxsmall"):
                st.markdown(f"**{title_text(one.entry.in_language(visitor.translator).title)}**")
                opened.draw_in_card(one.identity)


def _change(visitor: Visitor, identity: str) -> None:
    """Draw the form of one entry as it was when it was opened, save it, and show its history."""
    opened = FORM.open_record(visitor.store, identity)
    if opened.conflict:
        settle_conflict(visitor, opened, FORM, partial(_describe_entry, visitor))
        return
    wanted = _form(visitor, f"entry {identity} {opened.version} {FORM.times_closed}", opened.record)
    if wanted is not None:
        save_edit(visitor, opened, wanted, FORM)
    _history(visitor, identity)


def _describe_entry(visitor: Visitor, one: LibraryEntry) -> dict[str, str]:
    """Return an entry's fields as a reader sees them."""
    _ = visitor.translator.gettext
    shown = _("yes") if one.active else _("no")
    return (
        one.to_fields()
        | {"kind": _(KIND_NAMES[one.kind]), "mechanism": _(MECHANISM_NAMES[one.mechanism])}
        | {"active": shown}
    )


def _form(visitor: Visitor, key: str, shown: LibraryEntry | None) -> LibraryEntry | None:
    """Draw the form with what `shown` says; return the entry when it is sent, or None. What was typed stays."""
    _ = visitor.translator.gettext
    names = {name: _(text) for name, text in ENTRY_NAMES.items()}
    required = RequiredFields()
    with st.form(key):
        title = st.text_input(marked(names["title"]), shown.title if shown else "", max_chars=200, key=f"{key} title")
        required.demand(title, names["title"])
        left, right = st.columns(2)
        kind = left.selectbox(
            names["kind"],
            [str(kind) for kind in MeasureKind],
            list(MeasureKind).index(shown.kind) if shown else 0,
            format_func=lambda word: _(KIND_NAMES[MeasureKind(word)]),
            key=f"{key} kind",
        )
        mechanism = right.selectbox(
            names["mechanism"],
            [str(mechanism) for mechanism in Mechanism],
            list(Mechanism).index(shown.mechanism) if shown else 0,
            format_func=lambda word: _(MECHANISM_NAMES[Mechanism(word)]),
            key=f"{key} mechanism",
        )
        works = st.text_area(marked(names["works"]), shown.works if shown else "", max_chars=2000, key=f"{key} works")
        required.demand(works, names["works"])
        source = st.text_input(marked(names["source"]), shown.source if shown else "", key=f"{key} source")
        required.demand(source, names["source"])
        active = True
        if shown and not key.startswith("new "):
            active = st.checkbox(_("Show it in the library"), shown.active, key=f"{key} active")
        if not st.form_submit_button(_("Save"), type="primary") or not required.filled():
            return None
    try:
        wanted = LibraryEntry(
            title.strip(), MeasureKind(kind), Mechanism(mechanism), works.strip(), source.strip(), active=active
        )
    except EstError as error:
        show_refusal(error)
        return None
    if shown is None:
        return wanted
    return replace(wanted, learned_from=shown.learned_from)


def _history(visitor: Visitor, identity: str) -> None:
    _ = visitor.translator.gettext
    changed = version_history(library_entry_versions(visitor.store, UUID(identity))).reverse()
    changed = changed.filter(pl.col("field").is_in(list(ENTRY_NAMES)))  # the log also has the fields of 0.1.0
    alt = _("What was changed in this entry, by whom and when")
    draw_version_table(visitor, changed, ENTRY_NAMES, lambda _field, text: text, alt)
