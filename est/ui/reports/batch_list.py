"""What the upload page is made of, part three: the batches that were taken before, their rejects and their undoing."""

from functools import partial

import polars as pl
import streamlit as st

from est.reports.batches.batch import all_batches, batch_rejects
from est.reports.batches.rejects_file import rejects_csv
from est.reports.batches.versions import changed_reports
from est.reports.fields.registry import FIELD
from est.ui.enter import Visitor
from est.ui.open_row import OpenRow
from est.ui.reports.confirmation import draw_rejects
from est.ui.reports.undo import ask_undo, draw_undone
from est.ui.tables import draw_table, localise_columns, plain_text

OPENED = "batch opened"
BATCH = "leverans"  # in the address: the identity of the batch that is open


def draw_batches(visitor: Visitor) -> None:
    """List the batches, the newest first, and open the one that is chosen."""
    translator = visitor.translator
    _ = translator.gettext
    st.header(_("Earlier batches"))
    known = visitor.answer(all_batches).with_columns(pl.col("organisation").replace(visitor.organisations))
    if known.is_empty():
        st.info(_("No batch has been taken yet. Choose who reports and a file above; what is taken shows here."))
        draw_undone(visitor)
        return
    headings = {
        "received": _("Taken"),
        "organisation": _("Organisation"),
        "accepted": _("New or changed"),
        "known": _("Known"),
        **({"voided": _("Voided")} if known["voided"].sum() else {}),
        "rejected": _("Left out"),
        "file": _("File"),
        "received_by": _("By"),
    }

    numbers = localise_columns(headings, headings.keys() & {"accepted", "known", "voided", "rejected"})
    files = dict(known.select("id", "file").iter_rows())
    opened = OpenRow(OPENED, list(files), lambda identity: _open(visitor, identity, files[identity]))
    opened.follow_address(BATCH)
    alt = _("The batches, the newest first")
    draw_table(known, headings, alt=alt, columns=numbers, unfolded=opened)
    draw_undone(visitor)


def _open(visitor: Visitor, identity: str, file: str) -> None:
    """Show a batch's rejects and offer them as a file, and let the batch be undone."""
    _ = visitor.translator.gettext
    found = visitor.answer(batch_rejects, identity)
    if found.is_empty():
        st.write(_("Every row of {file} was taken.").format(file=plain_text(file)))
    else:
        made = partial(rejects_csv, visitor.store, identity, _)
        draw_rejects(visitor, found, made, file, f"download {identity}")
    _draw_changed(visitor, identity)
    ask_undo(visitor, identity, file, _("Undo this batch"), f"undo {identity}")


def _draw_changed(visitor: Visitor, identity: str) -> None:
    """Show what the batch changed of reports that were there before it."""
    _ = visitor.translator.gettext
    changed = visitor.answer(changed_reports, identity)
    if changed.is_empty():
        return
    st.markdown("**" + _("Reports that the batch changed") + "**")
    named = changed.with_columns(
        pl.col("field").map_elements(lambda field: _(FIELD[field].label), pl.String),
        pl.col("before", "after").fill_null("–"),
    )
    headings = {"row": _("Row"), "field": _("Field"), "before": _("Before"), "after": _("Now")}
    draw_table(named, headings, alt=_("What the batch changed: row, field, before and now"))
