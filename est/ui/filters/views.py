"""Saved views beside the filters: opened by a press, kept for oneself or the group, renamed and removed."""

from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

import streamlit as st

from est.picture.saved_views import RecordedView, SavedView, add_view, all_views, edit_view, remove_view
from est.picture.selection import Selection, default_selection
from est.ui.enter import Visitor
from est.ui.filters.state import change_selection
from est.ui.links import open_page, page_link
from est.ui.messages import flash, show_refusals
from est.ui.pages import FIRST, MENU, PICTURES, MenuPage
from est.ui.query_params import serialise_selection
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import plain_text

PAGES = {page.address: page for pages in MENU.values() for page in pages}


def present_page() -> MenuPage:
    """Return the page that is shown, by the address of the browser; the first page at the root."""
    last = urlsplit(st.context.url or "").path.rstrip("/").rpartition("/")[2]
    return PAGES.get(last, FIRST)


def draw_views(visitor: Visitor, selection: Selection) -> None:
    """Draw what opens the saved views and keeps a new one; closed, it costs nothing."""
    _ = visitor.translator.gettext
    if not visitor.may("add view"):
        return
    with st.popover(_("Views"), key="views", on_change="rerun") as area:
        if not area.open:
            return
        listed = visitor.answer(all_views)
        for one in listed:
            _draw_view(visitor, one, selection)
        _new_view(visitor, selection)
        if visitor.may("subscribe oneself"):
            page_link(PICTURES, _("Get a view by mail"))


def _draw_view(visitor: Visitor, one: RecordedView, selection: Selection) -> None:
    _ = visitor.translator.gettext
    page = PAGES.get(one.view.page, FIRST)
    whose = _("the group's") if not one.view.owner else _("your own")
    about = plain_text(" · ".join((_(page.title), whose)))
    left, right = st.columns([5, 2], vertical_alignment="center")
    opened = left.button(plain_text(one.view.name), key=f"view {one.identity}", help=about, width="stretch")
    if opened:
        wanted = one.view.present_selection(visitor.answer(default_selection).end)
        change_selection(wanted)
        if page is present_page():
            st.rerun()
        open_page(page, **serialise_selection(wanted))
    with right.popover("…", key=f"view {one.identity} more", help=_("Rename or remove")):
        name = st.text_input(_("Name"), one.view.name, max_chars=100, key=f"view {one.identity} name")
        now = st.checkbox(_("With the selection as it is now"), key=f"view {one.identity} anew")
        if st.button(_("Save"), key=f"view {one.identity} save"):
            with show_refusals():
                kept = selection if now else one.view.selection
                wanted_view = replace(one.view, name=name.strip(), selection=kept)
                edit_view(visitor.store, UUID(one.identity), one.version, wanted_view, visitor.user, visitor.now())
                flash(_("The view is saved: {name}").format(name=plain_text(name)))
        if st.button(_("Remove"), key=f"view {one.identity} remove"):
            with show_refusals():
                remove_view(visitor.store, UUID(one.identity), visitor.user, visitor.now())
                flash(_("The view is removed."))


def _new_view(visitor: Visitor, selection: Selection) -> None:
    """Draw the form that keeps the selection as it is, with this page, under a name."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("views saved", 0)
    required = RequiredFields()
    with st.form(f"new view {number}", border=False):
        name = st.text_input(marked(_("Save this page and its selection as")), max_chars=100)
        required.demand(name, _("Name"))
        shared = st.checkbox(_("For the group"))
        newest = visitor.answer(default_selection).end
        follows = st.checkbox(
            _("The period follows the newest reports"),
            selection.end == newest,
            help=_("Then it is as long as now, and ends with the newest report whenever the view is opened."),
        )
        if not st.form_submit_button(_("Save the view")) or not required.filled():
            return
    with show_refusals():
        owner = "" if shared else visitor.user
        view = SavedView(name.strip(), present_page().address, selection, follows, owner)
        add_view(visitor.store, view, visitor.user, visitor.now())
        st.session_state["views saved"] = number + 1
        flash(_("The view is saved: {name}").format(name=plain_text(name)))
