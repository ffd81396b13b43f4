"""What the page of users is made of: the list, the form that adds somebody, and what changes or removes them."""

import polars as pl
import streamlit as st

from est.access.people import Person, add_person, all_people, change_person, end_sessions, remove_person
from est.access.permissions import ROLE_NAMES, ROLES, Role
from est.municipality.reference_lists import translate_names
from est.store import Store
from est.text import N_, translator
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.open_row import OpenRow
from est.ui.required_fields import RequiredFields, draw_mark_note, marked
from est.ui.tables import draw_table, plain_text

EXPLAINED_ROLES = {
    Role.REPORTER: N_("reporter: sends in and sees the own organisation's reports"),
    Role.MEMBER: N_("member: sees the picture and works with hotspots and measures"),
    Role.COORDINATOR: N_("coordinator: takes in, checks and settles"),
    Role.ADMINISTRATOR: N_(
        "administrator: lets people in and looks after the program, without reading what they write"
    ),
}


def draw_people(visitor: Visitor) -> None:
    """List who may sign in; let one of them be changed or removed."""
    _ = visitor.translator.gettext
    people = visitor.answer(all_people)
    if not people:
        st.info(_("Nobody has been added yet. The first should be an administrator."))
        return
    names = visitor.answer(organisations_by_id, visitor.language)
    rows = [
        (
            one.email,
            _(ROLE_NAMES[one.role]),
            names.get(str(one.organisation), ""),
            _("yes") if one.subject else _("not yet"),
        )
        for one in people
    ]
    headings = {
        "email": _("Address"),
        "role": _("Role"),
        "organisation": _("Organisation"),
        "bound": _("Has signed in"),
    }
    known = {str(one.id): one for one in people}
    opened = OpenRow("person", list(known), lambda identity: _change_person(visitor, known[identity]))
    told = pl.DataFrame(rows, schema=list(headings), orient="row")
    draw_table(told, headings, alt=_("Who may sign in"), unfolded=opened)


def organisations_by_id(store: Store, language: str) -> dict[str, str]:
    """Return identity → name of the organisations, by name in the language."""
    found = store.ask("SELECT id::VARCHAR AS id, name FROM organisations WHERE merged_into IS NULL")
    named = found.with_columns(translate_names(found["name"], translator(language))).sort("name", "id")
    return dict(named.iter_rows())


def add_person_form(visitor: Visitor) -> None:
    """Draw the form that lets somebody sign in."""
    _ = visitor.translator.gettext
    st.header(_("Add somebody"))
    names = visitor.answer(organisations_by_id, visitor.language)
    required = RequiredFields()
    with st.form("add person", border=False, clear_on_submit=False):
        label = _("Address of e-mail, as the sign-in service knows it")
        email = required.demand(st.text_input(marked(label), key="new address"), _("Address"))
        role = st.radio(_("Role"), ROLES, format_func=lambda one: _(EXPLAINED_ROLES[one]), key="new role")
        organisation = st.selectbox(
            _("Organisation"), list(names), None, format_func=names.__getitem__, placeholder=_("None"), key="new for"
        )
        draw_mark_note()
        if st.form_submit_button(_("Add")) and required.filled():
            with show_refusals():
                add_person(visitor.store, email, role, organisation, visitor.user, visitor.now())
                flash(plain_text(_("{email} may sign in from now on.").format(email=email.strip().lower())))


def _change_person(visitor: Visitor, person: Person) -> None:
    """Draw what can be done about one person: another role or organisation, the end of their sessions, removal."""
    _ = visitor.translator.gettext
    names = visitor.answer(organisations_by_id, visitor.language)
    with st.form(f"change {person.id} {person.version}", border=False):
        role = st.radio(_("Role"), ROLES, ROLES.index(person.role), format_func=lambda one: _(EXPLAINED_ROLES[one]))
        organisation = st.selectbox(
            _("Organisation"),
            list(names),
            list(names).index(person.organisation) if person.organisation in names else None,
            format_func=names.__getitem__,
            placeholder=_("None"),
        )
        st.caption(_("A change signs the person out. They sign in again with what is new."))
        if st.form_submit_button(_("Change")):
            with show_refusals():
                change_person(visitor.store, person, role, organisation, visitor.user, visitor.now())
                flash(plain_text(_("{email} is changed and signed out.").format(email=person.email)))
    with st.container(horizontal=True):
        if st.button(_("Sign the person out everywhere"), key=f"end {person.id}"):
            with show_refusals():
                end_sessions(visitor.store, person, visitor.user, visitor.now())
                flash(plain_text(_("{email} is signed out everywhere.").format(email=person.email)))
        if st.button(_("Remove"), key=f"remove {person.id}"):
            with show_refusals():
                remove_person(visitor.store, person, visitor.user, visitor.now())
                flash(
                    plain_text(
                        _("{email} can no longer sign in. The log keeps what was done.").format(email=person.email)
                    )
                )
