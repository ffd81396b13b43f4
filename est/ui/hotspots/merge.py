"""Splitting a hotspot in two and merging several into one, with what hangs on them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import polars as pl
import streamlit as st

from est.hotspots.register.hotspot import HotspotOrigin
from est.hotspots.register.queries import RecordedHotspot
from est.hotspots.register.summary import hotspot_place
from est.measures.causes.queries import all_causes
from est.measures.hotspot_merges import (
    measures_of_hotspot,
    merge_with_measures,
    split_with_measures,
    undo_merge_with_measures,
)
from est.ui.enter import Visitor
from est.ui.hotspot_links import HOTSPOT
from est.ui.hotspots.cell_choice import cells_near, draw_hotspot_cells
from est.ui.messages import flash, show_refusals
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import plain_text


def split_hotspot_form(visitor: Visitor, one: RecordedHotspot) -> None:
    """Offer to split the hotspot: which cells, causes and measures go to the new one."""
    _ = visitor.translator.gettext
    if one.hotspot.closed or len(one.cells) < 2:
        return
    with st.expander(_("Split in two"), key=f"split {one.identity}", on_change="rerun") as area:
        if area.open:
            _split_form(visitor, one)


@st.fragment
def _split_form(visitor: Visitor, one: RecordedHotspot) -> None:
    _, key = visitor.translator.gettext, f"split {one.identity} {one.version}"
    st.caption(_("The hotspot is closed with its history, and two take its place. Both show where they came from."))
    near = visitor.answer(cells_near, one.cells, visitor.language)
    labels = dict(near.select("cell", "line").iter_rows())
    moved = st.multiselect(
        _("Cells that go to the new one"),
        list(one.cells),
        format_func=lambda cell: labels.get(cell, cell),
        placeholder=_("Choose"),
        key=f"{key} moved",
    )
    draw_hotspot_cells(visitor, near.filter(pl.col("cell").is_in(list(one.cells))), moved, f"{key} map")
    left, right = st.columns(2)
    name = left.text_input(_("Name of the new one"), max_chars=120, key=f"{key} name")
    rest = right.text_input(_("Name of what remains"), one.name, max_chars=120, key=f"{key} rest")
    to_new = _what_follows(visitor, one, key)
    if not st.button(_("Split"), type="primary", key=f"{key} send"):
        return
    kept = tuple(cell for cell in one.cells if cell not in set(moved))
    with show_refusals():
        parts = (
            replace(one.hotspot, name=rest.strip(), cells=kept),
            replace(one.hotspot, name=name.strip(), cells=tuple(moved)),
        )
        _first, new = split_with_measures(
            visitor.store, UUID(one.identity), one.version, parts, to_new, visitor.user, visitor.now()
        )
        st.query_params[HOTSPOT] = str(new)
        flash(_("Split: {name}").format(name=plain_text(one.name)))


def _what_follows(visitor: Visitor, one: RecordedHotspot, key: str) -> frozenset[str]:
    """Draw the choice of the causes and measures that go to the new one; return their identities."""
    _ = visitor.translator.gettext
    held = {kept.identity: kept.wording for kept in visitor.answer(all_causes, (one.identity,))}
    tied = (
        visitor.answer(measures_of_hotspot, (one.identity,))
        .select(pl.col("id", "cause").cast(pl.String), "title")
        .rows()
    )
    free = {identity: title for identity, cause, title in tied if cause not in held}
    chosen: list[str] = []
    for heading, known in ((_("Causes that go to the new one"), held), (_("Measures that go to the new one"), free)):
        if known:
            chosen += st.multiselect(
                heading,
                list(known),
                format_func=known.__getitem__,
                placeholder=_("None: all stay with what remains"),
                key=f"{key} {heading}",
            )
    if held and len(free) < len(tied):
        st.caption(_("A measure against one of these causes goes with its cause."))
    return frozenset(chosen)


def undo_merge_form(visitor: Visitor, recorded: Sequence[RecordedHotspot], one: RecordedHotspot) -> None:
    """Offer to take the merge back that made this hotspot."""
    _ = visitor.translator.gettext
    parts = [part for identity in one.hotspot.came_from if (part := hotspot_place(recorded, identity))]
    if one.hotspot.became or one.hotspot.origin is not HotspotOrigin.MERGED or not parts:
        return
    with st.expander(_("Take back the merge"), key=f"take back merge {one.identity}"):
        names = visitor.translator.listed([part.name for part in parts])
        said = _(
            "{names} are then as they were before, with the causes and measures that came from each; what was "
            "written down since goes to {first}. This one is closed, with its notes and its history."
        )
        st.caption(plain_text(said.format(names=names, first=parts[0].name)))
        if not st.button(_("Take back the merge"), key=f"undo merge {one.identity}"):
            return
        with show_refusals():
            undo_merge_with_measures(visitor.store, UUID(one.identity), one.version, visitor.user, visitor.now())
            st.query_params[HOTSPOT] = parts[0].identity
            flash(_("The merge was taken back: {names} stand again.").format(names=plain_text(names)))


def merge_form(visitor: Visitor, recorded: Sequence[RecordedHotspot], one: RecordedHotspot) -> None:
    """Offer to merge the hotspot with others that are open."""
    _ = visitor.translator.gettext
    others = {other.identity: other.name for other in recorded if not other.hotspot.closed and other is not one}
    if one.hotspot.closed or not others:
        return
    required = RequiredFields()
    with (
        st.expander(_("Merge with others"), key=f"merge {one.identity}"),
        st.form(f"merge {one.identity} {one.version}", border=False),
    ):
        st.caption(
            _("They are closed with their history, and one takes their place, with their cells, causes and measures.")
        )
        chosen = st.multiselect(
            marked(_("Merge with")),
            list(others),
            format_func=others.__getitem__,
            placeholder=_("Choose"),
            key=f"with {one.identity}",
        )
        required.demand(chosen, _("Merge with"))
        label = _("Name of the merged one")
        name = st.text_input(marked(label), one.name, max_chars=120, key=f"merged {one.identity}")
        required.demand(name, label)
        if not st.form_submit_button(_("Merge")) or not required.filled():
            return
        parts = [one, *(other for identity in chosen if (other := hotspot_place(recorded, identity)))]
        versions = {part.identity: part.version for part in parts}
        with show_refusals():
            new = merge_with_measures(visitor.store, versions, name.strip(), visitor.user, visitor.now())
            st.query_params[HOTSPOT] = str(new)
            flash(_("Merged: {name}").format(name=plain_text(name)))
