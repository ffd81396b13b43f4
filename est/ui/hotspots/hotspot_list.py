"""The list of hotspots on its page: the 2×2 the group has placed them in, and the figures beside it."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from est.hotspots.evolution.trend_classes import WORDS
from est.hotspots.register.hotspot import STATE_NAMES, HotspotState
from est.hotspots.register.queries import RecordedHotspot, all_hotspots
from est.hotspots.register.summary import find_flagged_again, hotspot_figures
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.hotspot_links import open_hotspot
from est.ui.situation.cell_map import FLAGS
from est.ui.tables import draw_table, localise_columns, plain_text

STAGE = "lage"  # in the address


def hotspot_rows(visitor: Visitor, shown: Sequence[RecordedHotspot]) -> pl.DataFrame:
    """Return the hotspots with their figures as the list says them, in their order."""
    _ = visitor.translator.gettext
    again = {one.identity for one in visitor.answer(find_flagged_again)}
    known = pl.DataFrame(
        [
            {
                "id": one.identity,
                "priority": one.hotspot.priority,
                "name": one.name,
                "state": _(STATE_NAMES[one.state]) + (_(", flagged again") if one.identity in again else ""),
                "cells": " ".join(one.cells),
            }
            for one in shown
        ],
        schema={
            "id": pl.String,
            "priority": pl.Int64,
            "name": pl.String,
            "state": pl.String,
            "cells": pl.String,
        },
    )
    flags, trends = ({key: _(word) for key, word in words.items()} for words in (FLAGS, WORDS))
    return known.join(visitor.answer(hotspot_figures), on="id", how="left", maintain_order="left").with_columns(
        pl.col("flag").replace(flags), pl.col("trend").replace(trends)
    )


def hotspots_by_stage(visitor: Visitor) -> tuple[tuple[RecordedHotspot, ...], str]:
    """Draw the filter of states, kept in the address; return the hotspots that pass, of all if none is chosen, and
    what is chosen in words.
    """
    _ = visitor.translator.gettext
    states = st.multiselect(
        _("State"),
        [str(state) for state in HotspotState],
        format_func=lambda state: _(STATE_NAMES[HotspotState(state)]),
        placeholder=_("All"),
        key=STAGE,
        bind="query-params",
    )
    found = tuple(one for one in visitor.answer(all_hotspots) if not states or one.state in states)
    return found, ", ".join(_(STATE_NAMES[HotspotState(state)]) for state in states)


def draw_two_by_two(visitor: Visitor, shown: Sequence[RecordedHotspot]) -> None:
    """Draw the four fields of need and possibility to influence with the open hotspots' names in them, as buttons."""
    _ = visitor.translator.gettext
    st.caption(
        _("The group places each hotspot by hand, under “Change” on its page. The figures below do not affect it.")
    )
    placed = [one for one in shown if not one.hotspot.closed]
    headings = {
        1: _("1. Great need, great possibility to influence"),
        2: _("2. Great need, small possibility to influence"),
        3: _("3. Small need, great possibility to influence"),
        4: _("4. Small need, small possibility to influence"),
    }
    for pair in ((1, 2), (3, 4)):
        for column, field in zip(st.columns(2), pair, strict=True):
            with column.container(border=True, height="stretch", gap="xxsmall"):
                st.markdown(f"**{plain_text(headings[field])}**")
                _names(visitor, [one for one in placed if one.hotspot.priority == field])
    unplaced = [one for one in placed if one.hotspot.priority is None]
    if unplaced:
        with st.container(border=True, gap="xxsmall"):
            st.markdown(plain_text(_("Not placed yet")))
            _names(visitor, unplaced)


def _names(visitor: Visitor, there: Sequence[RecordedHotspot]) -> None:
    if not there:
        st.caption(visitor.translator.gettext("None."))
    for one in there:
        st.button(
            plain_text(one.name),
            key=f"named {one.identity}",
            type="secondary",
            on_click=open_hotspot,
            args=(one.identity,),
        )


def draw_hotspot_table(visitor: Visitor, shown: Sequence[RecordedHotspot], of: str) -> None:
    """Draw these hotspots with their figures, of which a row opens its hotspot, and offer them as a file."""
    _ = visitor.translator.gettext
    listed = hotspot_rows(visitor, shown)
    names = {
        "priority": _("Priority"),
        "name": _("Hotspot"),
        "trend": _("What it has become"),
        "flag": _("Flag"),
        "state": _("State"),
        "reports": _("Reports, 12 weeks"),
        "before": _("12 weeks before"),
        "organisations": _("Organisations"),
    }

    def opened(row: int) -> None:
        open_hotspot(listed["id"][row])
        st.rerun()

    numbers = localise_columns(names, ("reports", "before"))
    draw_table(listed, names, alt=_("The hotspots by priority"), columns=numbers, opened=opened, key="hotspot rows")
    st.caption(
        _(
            "Reports, not events, in each hotspot's cells, categories and hours. The flag and what it has become "
            "refer to all reports there."
        )
    )
    download(visitor, listed, _("hotspots"), names | {"cells": _("Cells")}, of=of)
