"""What the upload page is made of, part three: the batches that were taken before, their rejects and their undoing."""

from functools import partial

import polars as pl
import streamlit as st

from est.reports.batches.batch import all_batches, batch_rejects
from est.reports.batches.rejects_file import rejects_csv
from est.ui.enter import Visitor
from est.ui.reports.confirmation import draw_rejects, undo_batch_button
from est.ui.tables import draw_table, plain_text


def draw_batches(visitor: Visitor) -> None:
    """List the batches, the newest first, and open the one that is chosen."""
    translator = visitor.translator
    _ = translator.gettext
    st.subheader(_("Earlier batches"))
    known = visitor.answer(all_batches).with_columns(pl.col("organisation").replace(visitor.organisations))
    if known.is_empty():
        st.info(_("No batch has been taken yet. Choose who reports and a file above; what is taken shows here."))
        return
    headings = {
        "received": _("Taken"),
        "organisation": _("Organisation"),
        "accepted": _("Reports"),
        "rejected": _("Left out"),
        "file": _("File"),
        "received_by": _("By"),
    }
    draw_table(known, headings, alt=_("The batches, the newest first"))
    rows = {row["id"]: row for row in known.iter_rows(named=True)}
    identity = st.selectbox(
        _("Open a batch"),
        list(rows),
        None,
        format_func=lambda identity: _titled(rows[identity]),
        placeholder=_("Choose"),
        key="batch",
    )
    if identity:
        _open(visitor, identity, str(rows[identity]["file"]))


def _titled(row: dict[str, object]) -> str:
    received = row["received"]
    return f"{received:%Y-%m-%d %H:%M}, {row['organisation']}: {row['file']}"


def _open(visitor: Visitor, identity: str, file: str) -> None:
    """Show a batch's rejects and offer them as a file, and let the batch be undone."""
    _ = visitor.translator.gettext
    found = visitor.answer(batch_rejects, identity)
    if found.is_empty():
        st.write(_("Every row of {file} was taken.").format(file=plain_text(file)))
    else:
        made = partial(rejects_csv, visitor.store, identity, _)
        draw_rejects(visitor, found, made, f"download {identity}")
    if st.button(_("Undo this batch"), key=f"undo {identity}"):
        undo_batch_button(visitor, identity, file)
