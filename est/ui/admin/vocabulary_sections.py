"""The sections of the settings for words: categories with their subcategories, and organisations."""

from typing import Any

import polars as pl
import streamlit as st

from est.log.lines import lines_of_actions
from est.municipality.categories import (
    add_category,
    add_subcategory,
    all_categories,
    all_subcategories,
    edit_category,
    switch_subcategory,
)
from est.municipality.organisations import add_organisation, all_organisations, edit_organisation, nearest_names
from est.reports.merges.kinds import merge_categories, rename_subcategory
from est.reports.merges.owners import merge_organisations
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.open_row import OpenRow
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import draw_table, plain_text

HISTORY = (
    "add category", "edit category", "merge categories", "add subcategory", "switch subcategory", "rename subcategory",
    "add organisation", "edit organisation", "merge organisations",
)  # fmt: skip


def categories_section(visitor: Visitor) -> None:
    """List the categories; let one be added, renamed, switched off, merged, and its subcategories changed."""
    _ = visitor.translator.gettext
    st.header(_("Categories"))
    st.write(
        _(
            "What a category was called before is understood still where a file uses it. One that is switched off is "
            "not offered any longer where somebody enters a report; what has been reported stays."
        )
    )
    known = visitor.answer(all_categories)
    yes, no = _("yes"), _("no")
    told = known.with_columns(
        pl.when(pl.col(name)).then(pl.lit(yes)).otherwise(pl.lit(no)).alias(name) for name in ("counted", "active")
    )
    headings = {"name": _("Name"), "code": _("Code"), "counted": _("Counted"), "active": _("Offered")}
    rows = {str(row["code"]): row for row in known.iter_rows(named=True)}
    opened = OpenRow("category", list(rows), lambda code: _change_category(visitor, rows, code))
    draw_table(told, headings, alt=_("The categories"), unfolded=opened)
    required = RequiredFields()
    with st.expander(_("Add a category")), st.form("add category", border=False):
        added = st.session_state.setdefault("categories added", 0)  # a form that is sent is followed by an empty one
        new_code = st.text_input(marked(_("Code: three letters")), max_chars=3, key=f"new category code {added}")
        required.demand(new_code, _("Code"))
        name = required.demand(
            st.text_input(marked(_("Name")), max_chars=100, key=f"new category name {added}"), _("Name")
        )
        counted = st.checkbox(_("Counts as a report of something unsafe"), value=True)
        if st.form_submit_button(_("Add the category")) and required.filled():
            with show_refusals():
                add_category(visitor.store, new_code, name, counted, visitor.user, visitor.now())
                st.session_state["categories added"] = added + 1
                flash(_("{name} is a category now.").format(name=plain_text(name)))


def _change_category(visitor: Visitor, rows: dict[str, dict[str, Any]], code: str) -> None:
    """Draw what is done about one category: its name, its subcategories, and making it one with another."""
    _ = visitor.translator.gettext
    row = rows[code]
    present = str(row["name"])
    others = {one: str(other["name"]) for one, other in rows.items() if one != code}
    required = RequiredFields()
    with st.form(f"edit {code}", border=False):
        name = st.text_input(marked(_("Name")), present, max_chars=100, key=f"name of {code}")
        required.demand(name, _("Name"))
        active = st.checkbox(_("Offered where a report is entered"), bool(row["active"]), key=f"offer {code}")
        if st.form_submit_button(_("Change the category")) and required.filled():
            with show_refusals():
                edit_category(visitor.store, code, name, active, visitor.user, visitor.now())
                flash(_("The category {name} is changed.").format(name=plain_text(name)))
    _change_subcategories(visitor, code)
    with st.popover(_("Make it one with another category"), key=f"merge {code}"):
        other = st.selectbox(
            _("With which?"),
            list(others),
            None,
            format_func=others.__getitem__,
            placeholder=_("Choose"),
            key=f"into {code}",
        )
        st.write(
            _(
                "All reports and subcategories of {name} become the other's, and its words mean the other from now on. "
                "This cannot be undone. Verdicts that are frozen stay as they are."
            ).format(name=plain_text(present))
        )
        if st.button(_("Make them one"), key=f"merge {code} now", type="primary", disabled=other is None) and other:
            with show_refusals():
                merge_categories(visitor.store, code, other, visitor.user, visitor.now())
                flash(
                    _("{name} is one with {other} now.").format(
                        name=plain_text(present), other=plain_text(others[other])
                    )
                )


def _change_subcategories(visitor: Visitor, code: str) -> None:
    _ = visitor.translator.gettext
    below = visitor.answer(all_subcategories, code)
    if not below.is_empty():
        yes, no = _("yes"), _("no")
        told = below.with_columns(pl.when("active").then(pl.lit(yes)).otherwise(pl.lit(no)).alias("active"))
        active = dict(below.iter_rows())
        opened = OpenRow(
            f"below {code}", list(active), lambda name: _change_subcategory(visitor, code, name, active=active[name])
        )
        headings = {"name": _("Subcategory"), "active": _("Offered")}
        draw_table(told, headings, alt=_("The subcategories"), unfolded=opened)
    required = RequiredFields()
    with st.form(f"add below {code}", border=False, clear_on_submit=True):
        label = _("Name of a new subcategory")
        name = required.demand(st.text_input(marked(label), max_chars=100, key=f"new below {code}"), label)
        if st.form_submit_button(_("Add the subcategory")) and required.filled():
            with show_refusals():
                add_subcategory(visitor.store, code, name, visitor.user, visitor.now())
                flash(_("{name} is a subcategory now.").format(name=plain_text(name)))


def _change_subcategory(visitor: Visitor, code: str, chosen: str, *, active: bool) -> None:
    _ = visitor.translator.gettext
    required = RequiredFields()
    with st.form(f"edit {code} {chosen}", border=False):
        name = st.text_input(marked(_("Name")), chosen, max_chars=100, key=f"name of {code} {chosen}")
        required.demand(name, _("Name"))
        st.caption(_("With the name of another subcategory of the category it becomes that one."))
        offered = st.checkbox(_("Offered where a report is entered"), active, key=f"offer {code} {chosen}")
        if st.form_submit_button(_("Change the subcategory")) and required.filled():
            with show_refusals():
                if offered != active:
                    switch_subcategory(visitor.store, code, chosen, offered, visitor.user, visitor.now())
                rename_subcategory(visitor.store, code, chosen, name, visitor.user, visitor.now())
                flash(_("The subcategory {name} is changed.").format(name=plain_text(name)))


def organisations_section(visitor: Visitor) -> None:
    """List the organisations; let one be added, renamed, switched off and made one with another."""
    _ = visitor.translator.gettext
    st.header(_("Organisations"))
    known = visitor.answer(all_organisations)
    yes, no = _("yes"), _("no")
    told = known.with_columns(pl.when("active").then(pl.lit(yes)).otherwise(pl.lit(no)).alias("active"))
    names = dict(known.select("id", "name").iter_rows())
    active = dict(known.select("id", "active").iter_rows())
    opened = OpenRow(
        "organisation", list(names), lambda one: _change_organisation(visitor, one, names, active=active[one])
    )
    headings = {"name": _("Name"), "active": _("Offered")}
    draw_table(told, headings, alt=_("The organisations"), unfolded=opened)
    with st.expander(_("Add an organisation"), key="new organisation"):
        _add_organisation(visitor, list(names.values()))


def _change_organisation(visitor: Visitor, one: str, names: dict[str, str], *, active: bool) -> None:
    _ = visitor.translator.gettext
    required = RequiredFields()
    with st.form(f"edit {one}", border=False):
        name = st.text_input(marked(_("Name")), names[one], max_chars=100, key=f"name of {one}")
        required.demand(name, _("Name"))
        offered = st.checkbox(_("Offered where somebody reports"), active, key=f"offer {one}")
        if st.form_submit_button(_("Change the organisation")) and required.filled():
            with show_refusals():
                edit_organisation(visitor.store, one, name, offered, visitor.user, visitor.now())
                flash(_("The organisation {name} is changed.").format(name=plain_text(name)))
    with st.popover(_("Make it one with another organisation"), key=f"merge {one}"):
        others = [other for other in names if other != one]
        into = st.selectbox(
            _("With which?"), others, None, format_func=names.__getitem__, placeholder=_("Choose"), key=f"into {one}"
        )
        st.write(
            _(
                "All that {name} has sent becomes the other's, its people and measures too, and its name means the "
                "other from now on. Where one of them keeps addresses on the street or its descriptions to itself, "
                "both do. This cannot be undone. Verdicts that are frozen stay as they are."
            ).format(name=plain_text(names[one]))
        )
        if st.button(_("Make them one"), key=f"merge {one} now", type="primary", disabled=into is None) and into:
            with show_refusals():
                merge_organisations(visitor.store, one, into, visitor.user, visitor.now())
                flash(
                    _("{name} is one with {other} now.").format(
                        name=plain_text(names[one]), other=plain_text(names[into])
                    )
                )


def _add_organisation(visitor: Visitor, known: list[str]) -> None:
    """Draw the form that adds an organisation; one whose name is much like another's is asked about first."""
    _ = visitor.translator.gettext
    required = RequiredFields()
    added = st.session_state.setdefault("organisations added", 0)
    with st.form("add organisation", border=False):
        label = _("Name")
        name = required.demand(st.text_input(marked(label), max_chars=100, key=f"new organisation name {added}"), label)
        sure = st.checkbox(_("Add it though its name is much like another's"), key=f"new organisation sure {added}")
        if st.form_submit_button(_("Add the organisation")) and required.filled():
            near = nearest_names(name, known)
            if near and not sure:
                text = _("There is {names}. Is that the one you mean? If not, tick that it is to be added.")
                st.warning(text.format(names=plain_text(visitor.translator.listed(near))))
                return
            with show_refusals():
                add_organisation(visitor.store, name, visitor.user, visitor.now())
                st.session_state["organisations added"] = added + 1
                flash(_("{name} is an organisation now.").format(name=plain_text(name)))


def draw_word_history(visitor: Visitor) -> None:
    """List what was done to categories and organisations, the newest first."""
    _ = visitor.translator.gettext
    title = _("What was changed in categories and organisations")
    with st.expander(title, key="word history", on_change="rerun") as area:
        if not area.open:
            return
        found = visitor.answer(lines_of_actions, HISTORY, visitor.language)
        if found.is_empty():
            st.write(_("Nothing has been changed since the store was made."))
            return
        draw_table(found, {"logged": _("When"), "who": _("Who"), "what": _("What")}, alt=title)
