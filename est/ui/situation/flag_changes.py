"""The flags of this period beside those of the one before, worked out when somebody asks for them."""

import polars as pl
import streamlit as st

from est.hotspots.detection.flags import find_flags
from est.hotspots.evolution.flag_changes import flag_changes
from est.picture.selection import Selection
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import MAP
from est.ui.situation.cell_map import FLAGS, named_cells
from est.ui.tables import draw_table


@st.fragment
def draw_flag_changes(visitor: Visitor, selection: Selection) -> None:
    """Offer which flags are new, still there or gone since the period before; closed, it costs nothing."""
    _ = visitor.translator.gettext
    with st.expander(_("Flags: new, still there and gone"), key="standing", on_change="rerun") as area:
        if not area.open:
            return
        now = visitor.answer(find_flags, selection)
        if now.resolution is None or now.withheld:
            st.write(_(now.withheld or now.choice.reason))
            return
        before = visitor.answer(find_flags, selection.previous(), now.resolution)
        rows = flag_changes(now.cells, before.cells)
        if rows.is_empty():
            st.write(_("No place was flagged in either period."))
            return
        labels = visitor.answer(named_cells, now.resolution, visitor.language).select("cell", "label")
        shown = rows.join(labels, on="cell", how="left", maintain_order="left").with_columns(
            pl.col("standing").replace_strict({kind: _(kind) for kind in rows["standing"].unique()}),
            pl.col("flag").replace_strict({flag: _(FLAGS[flag]) for flag in rows["flag"].unique()}),
            pl.col("count", "before").round(1),
        )
        headings = {
            "standing": _("Since before"),
            "label": _("Place"),
            "flag": _("Flag"),
            "count": _("Now"),
            "before": _("Before"),
        }
        draw_table(shown, headings, alt=_("Flags: new, still there and gone"))
        download(visitor, shown, "markeringar-sedan", headings | {"cell": _("Cell")})
        page_link(MAP, _("See them on the map"))
