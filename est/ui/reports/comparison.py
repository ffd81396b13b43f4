"""What the upload page is made of: which rows the store knows, which are new or changed, and what is gone."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from est.municipality.repeat_rules import set_keeps_copies
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.batch import all_batches
from est.reports.batches.comparison import Comparison
from est.reports.batches.stored_reports import compare_with_store
from est.reports.fields.mapping import ColumnMapping
from est.reports.rows.validation import CheckedRows
from est.text import N_
from est.ui.enter import Visitor
from est.ui.messages import flash
from est.ui.tables import draw_table, plain_text

COMPARED = "upload compared"
SHOWN = 200
_NAMES = {
    "new": N_("New"),
    "known": N_("Known"),
    "changed": N_("With changes"),
    "repeated": N_("Repeated in the file"),
    "gone": N_("Gone"),
}
_MEANS = {
    "new": N_("They are in the file alone."),
    "known": N_("They are in the store already, and are not stored again."),
    "changed": N_("Each becomes a new version of its report; the earlier one is kept in its history."),
    "repeated": N_("Each agrees in everything with an earlier row of the file, and is stored once."),
    "gone": N_("They are in the store, in the period of the file, and no longer in the file."),
}


@dataclass(frozen=True)
class GoneChoice:
    """What was chosen for reports that are gone: left, voided, or the batch that the file replaces."""

    void: bool = False
    replaces: str | None = None


def compare_upload(
    visitor: Visitor, checked: CheckedRows, mapping: ColumnMapping, organisation: str, replaces: str | None = None
) -> Comparison:
    """Return what a checked file is to the organisation's reports, kept until either or the store changes."""
    key = (checked.content_hash, checked.read, mapping, organisation, replaces, visitor.store.version)
    kept = st.session_state.get(COMPARED)
    if kept and kept[0] == key:
        return kept[1]  # type: ignore[no-any-return]  # put there below
    known = visitor.answer(store_vocabulary).organisation(organisation)
    found = compare_with_store(visitor.store, checked, mapping, known, replaces)
    st.session_state[COMPARED] = (key, found)
    return found


def show_comparison(
    visitor: Visitor, checked: CheckedRows, mapping: ColumnMapping, organisation: str
) -> tuple[Comparison, GoneChoice]:
    """Show how many rows are of each kind and which, and ask what is to become of reports that are gone."""
    translator = visitor.translator
    _ = translator.gettext
    found = compare_upload(visitor, checked, mapping, organisation)
    if not any(found.counts[kind] for kind in ("known", "changed", "repeated", "gone")):
        return found, GoneChoice()
    st.markdown("**" + _("Compared with what is in the store") + "**")
    replaces = _ask_replaced(visitor, found)
    if replaces:
        found = compare_upload(visitor, checked, mapping, organisation, replaces)
    with st.container(horizontal=True, gap="medium"):
        for kind, name in _NAMES.items():
            st.metric(_(name), translator.number(found.counts[kind]), width="content")
    for kind, name in _NAMES.items():
        if found.counts[kind]:
            with st.expander(_(name) + ": " + translator.number(found.counts[kind])):
                st.write(_(_MEANS[kind]))
                _draw_rows(visitor, _rows_of(checked, found, kind))
                if kind == "repeated":
                    _offer_copies(visitor, organisation)
    void = bool(
        found.counts["gone"]
        and not replaces
        and st.checkbox(_("Void the reports that are gone; undoing the batch brings them back"), key="void gone")
    )
    return found, GoneChoice(void, replaces)


def _ask_replaced(visitor: Visitor, found: Comparison) -> str | None:
    """Return the batch that the file replaces, when it looks as if it did and the reader says so."""
    _ = visitor.translator.gettext
    if not found.likely:
        return None
    likely = visitor.answer(all_batches).filter(pl.col("id") == found.likely)
    if likely.is_empty():
        return None
    row = likely.row(0, named=True)
    st.warning(
        plain_text(
            _(
                "Most of the file is new, and most of {file}, taken {day}, is not in it. Does this file correct that "
                "one? Then let it replace it, or everything is there twice."
            ).format(file=row["file"], day=f"{row['received']:%Y-%m-%d %H:%M}")
        )
    )
    return found.likely if st.checkbox(_("Replace that batch"), key=f"replace {found.likely}") else None


def _offer_copies(visitor: Visitor, organisation: str) -> None:
    _ = visitor.translator.gettext
    known = visitor.answer(store_vocabulary).organisation(organisation)
    if known and st.button(
        _("They are events of their own: keep them, from this organisation always"), key="keep copies"
    ):
        set_keeps_copies(visitor.store, known, True, visitor.user, visitor.now())
        flash(_("Rows that agree in everything are kept from now on."))


def _rows_of(checked: CheckedRows, found: Comparison, kind: str) -> pl.DataFrame:
    """Return [row, when, category, place, reference] of the rows of a kind; of what is gone without row numbers."""
    if kind == "gone":
        rows = found.gone.with_columns(row=pl.lit(None, pl.UInt32))
    else:
        rows = checked.rows.rename({"position": "row"}).filter(pl.col("row").is_in(found.positions(kind).implode()))
    return rows.select("row", "starts", "category", "place", "reference").sort("row", "starts")


def _draw_rows(visitor: Visitor, rows: pl.DataFrame) -> None:
    translator = visitor.translator
    _ = translator.gettext
    words = visitor.answer(store_vocabulary)
    headings: dict[str, Any] = {
        "row": _("Row"),
        "when": _("When"),
        "category": _("Category"),
        "place": _("Place"),
        "reference": _("Reference"),
    }
    shown = rows.head(SHOWN).with_columns(
        pl.col("starts").dt.strftime("%Y-%m-%d %H:%M").alias("when"), pl.col("category").replace(words.categories)
    )
    filled = {name: text for name, text in headings.items() if shown[name].null_count() < shown.height}
    draw_table(shown, filled, alt=_("Rows of this kind"))
    if rows.height > SHOWN:
        text = _("The first {n} of {all} are shown.")
        st.caption(text.format(n=translator.number(SHOWN), all=translator.number(rows.height)))
