"""Whole areas that stand out, on the map page: what the scan found in a sentence, with its table."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from est.hotspots.detection.null_models import NAMES, NullModel
from est.hotspots.detection.scan import REPLICATIONS, ScanCluster, scan_for_clusters
from est.hotspots.evolution.map_view import MapView
from est.picture.selection import Selection, loaded_period
from est.picture.spoken_counts import expected_text
from est.text import Translator
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.progress_bar import progress_bar
from est.ui.tables import draw_table, localise_columns, plain_text


def draw_scan(visitor: Visitor, selection: Selection, shown: MapView) -> None:
    """Draw the area that stands out most, or that none does, and those that do as a table."""
    _, words = visitor.translator.gettext, visitor.translator
    if shown.found.withheld:
        st.write(_(shown.found.withheld))
        return
    key = ("scan", selection, shown.found.resolution, shown.found.null, visitor.store.version)
    with progress_bar(_("Comparing every area with a thousand towns without any")) as bar:

        def scan() -> tuple[ScanCluster, ...]:
            visitor.answer(loaded_period)  # who sees the same of the reports may share what comes of their flags
            return scan_for_clusters(shown.found, progress=bar)

        told = visitor.keep_answer(key, scan)
    names = dict(shown.cells.select("cell", pl.coalesce("place", "cell")).rows())
    st.write(plain_text(describe_scan(told, names, shown.found.null, words)))
    sure = [one for one in told if one.sure]
    if sure:
        rows = pl.DataFrame(
            [
                (names[one.middle], len(one.cells), one.reports, round(one.expected, 1), round(one.times, 1), one.p)
                for one in sure
            ],
            schema=["middle", "cells", "reports", "expected", "times", "p"],
            orient="row",
            infer_schema_length=None,
        )
        headings = {
            "middle": _("Around"),
            "times": _("Times the rest"),
            "reports": _("Reports"),
            "expected": _("Expected"),
            "cells": _("Cells"),
        }
        columns = localise_columns(headings, ("reports", "times"))
        draw_table(rows, headings, alt=_("Areas that stand out"), columns=columns)
        download(visitor, rows, _("areas that stand out"), headings | {"p": _("p-value")}, selection=selection)
    text = _(
        "Kulldorff's scan, for the report that asks whether there is any hotspot at all: each cell with growing rings "
        "around it is tried, and the strongest area is held against the strongest one of each of {towns} towns in "
        "which the same reports fall by chance. Repeats count once, as in the flags. It tells that an area stands "
        "out, not which of its cells; the flags do that, and the scan colours nothing."
    )
    with st.popover(_("What this is")):
        st.write(text.format(towns=words.number(REPLICATIONS)))


def describe_scan(
    told: tuple[ScanCluster, ...], names: Mapping[str, str], null: NullModel, translator: Translator
) -> str:
    """Return in a sentence which area stands out most, against what, and how often chance does as much."""
    _, number = translator.gettext, translator.number
    if not told:
        return _("No area holds more reports than expected.")
    one = told[0]
    cells = translator.ngettext("{n} cell", "{n} cells", len(one.cells)).format(n=number(len(one.cells)))
    if one.sure:
        text = _(
            "The area that stands out most is {cells} around {place}: {reports} reports against {expected} by {null}, "
            "{times} times as many as outside it. So strong an area comes by chance somewhere in the town in {share} % "
            "of cases."
        )
    else:
        text = _(
            "No area stands out more than by chance. The strongest is {cells} around {place}: {reports} reports "
            "against {expected} by {null}; so strong an area comes by chance somewhere in the town in {share} % of "
            "cases."
        )
    return text.format(
        cells=cells,
        place=names[one.middle],
        reports=number(one.reports),
        expected=expected_text(one.expected, translator),
        null=_(NAMES[null]),
        times=number(one.times, 1),
        share=number(100 * one.p, 1),
    )
