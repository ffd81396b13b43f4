"""The sections of the settings that flags are compared by: where people are, and whose repeats count once."""

import streamlit as st

from est.errors import EstError
from est.municipality.repeat_rules import repeat_rules, set_every_row
from est.space.backgrounds import people_by_cell, people_count, remove_people, restore_people, set_people
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.required_fields import RequiredFields
from est.ui.tables import plain_text

REMOVED = "people removed"  # those that were taken away in this session, to be taken back


def people_section(visitor: Visitor) -> None:
    """Say how many people are loaded and let them be replaced by a file, or removed and taken back."""
    _, number = visitor.translator.gettext, visitor.translator.number
    st.header(_("Where people live"))
    st.write(
        _(
            "With people or addresses per square a flag can mean more reports than those who live there would "
            "give. Then the centre is not flagged just for being the centre."
        )
    )
    known = visitor.answer(people_by_cell)
    if known.is_empty():
        st.write(_("No people are loaded, so the map offers no such comparison."))
        _offer_undo(visitor)
    else:
        loaded = _("Now: {people} people or addresses. The map offers the comparison beside the size of the cells.")
        st.write(loaded.format(people=number(people_count(known))))
    required = RequiredFields()
    with st.form("people", border=False, clear_on_submit=True):
        file = st.file_uploader(
            _("Squares of Statistics Sweden (CSV), GeoJSON with people, or H3 cells (Parquet)"),
            type=["csv", "txt", "geojson", "json", "parquet"],
        )
        required.demand(file, _("File"))
        if st.form_submit_button(_("Use these people")) and required.filled() and file is not None:
            try:
                total = set_people(visitor.store, file.getvalue(), file.name, visitor.user, visitor.now())
            except EstError as error:
                show_refusal(error, _("The file was not used. Nothing was changed."))
            else:
                kept = _("{people} people or addresses of the file {file} are used from now on.")
                flash(kept.format(people=number(total), file=plain_text(file.name)))
    if not known.is_empty():
        _offer_removal(visitor)


def _offer_removal(visitor: Visitor) -> None:
    """Draw the way to remove the people, which says what follows before it is done."""
    _ = visitor.translator.gettext
    with st.expander(_("Remove the people")):
        st.write(
            _(
                "The map then no longer offers the comparison with where people live. Reports, hotspots and verdicts "
                "that are frozen stay as they are, and the log keeps that the people were there."
            )
        )
        if st.button(_("Remove them"), key="remove people"):
            with show_refusals():
                st.session_state[REMOVED] = remove_people(visitor.store, visitor.user, visitor.now())
                flash(_("The people are removed. That can be undone below as long as this window is open."))


def _offer_undo(visitor: Visitor) -> None:
    """Draw the way back to the people that were removed in this session."""
    _ = visitor.translator.gettext
    removed = st.session_state.get(REMOVED)
    if removed is not None and st.button(_("Undo the removal"), key="restore people"):
        restore_people(visitor.store, removed, visitor.user, visitor.now())
        del st.session_state[REMOVED]
        flash(_("The people are back."))


def repeats_section(visitor: Visitor) -> None:
    """Let the coordinator say for each organisation whether its repeats count once in the tests, or every row."""
    _ = visitor.translator.gettext
    st.header(_("Repeats"))
    st.write(
        _(
            "The tests count an organisation's reports of one cell, category and day once, so that one broken lamp "
            "is no hotspot. Choose those of whom every row is an event, as in police files. Lists and totals count "
            "every report."
        )
    )
    known = visitor.answer(repeat_rules, visitor.language)
    names = dict(known.select("id", "name").iter_rows())
    present = set(known.filter("every_row")["id"])
    with st.form("repeats", border=False):
        chosen = set(
            st.multiselect(
                _("Organisations of which every row counts"),
                list(names),
                [name for name in names if name in present],
                format_func=names.__getitem__,
                placeholder=_("None: repeats count once"),
            )
        )
        if st.form_submit_button(_("Count like this")) and chosen != present:
            for organisation in sorted(chosen ^ present):
                set_every_row(visitor.store, organisation, organisation in chosen, visitor.user, visitor.now())
            counted = visitor.translator.listed(sorted(names[one] for one in chosen))
            if chosen:
                flash(plain_text(_("From now on every row counts of {names}.").format(names=counted)))
            else:
                flash(_("From now on every organisation's repeats count once."))
