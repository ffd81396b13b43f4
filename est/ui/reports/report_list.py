"""The reports one by one, the newest first, each with its state."""

from collections.abc import Mapping
from datetime import timedelta

import polars as pl
import streamlit as st

from est.access.permissions import Resource
from est.municipality.reference_lists import category_names, reference_lists
from est.picture.counts import reports_in
from est.picture.selection import default_selection
from est.picture.selection_words import describe_selection
from est.reports.batches.standing_reports import Review
from est.reports.entries.queries import MOST, VOIDED, list_reports
from est.text import N_, Translator
from est.ui.enter import Visitor
from est.ui.query_params import NAMES, parse_selection
from est.ui.situation.empty_states import lack_of_reports
from est.ui.situation.report_table import time_text
from est.ui.tables import draw_table, plain_text

REPORT = "report"  # the parameter of the address that names a report
BECAME = {
    Review.RECEIVED.value: N_("waits for review"),
    Review.APPROVED.value: N_("in the picture"),
    Review.RETURNED.value: N_("returned"),
    Review.DUPLICATE.value: N_("duplicate of another"),
    Review.REJECTED.value: N_("turned down"),
    VOIDED: N_("voided"),
}
DAYS = 90


def draw_report_list(visitor: Visitor) -> None:
    """Draw the filters and the list, and let one report be opened. A selection in the address rules in their place."""
    asked = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    found = _selected_reports(visitor, asked) if asked else _filtered_reports(visitor)
    if found is None:
        return
    translator = visitor.translator
    _ = translator.gettext
    if found.height == MOST:
        st.caption(
            _("Only the newest {count} are shown. Choose fewer days to see older ones.").format(
                count=translator.number(MOST)
            )
        )
    organisations = visitor.answer(reference_lists, visitor.language).organisations
    shown = readable_reports(found, visitor.answer(category_names, visitor.language), organisations, translator)
    headings = {
        "when": _("When"),
        "what": _("What"),
        "place": _("Place"),
        "organisation": _("Organisation"),
        "became": _("What became of the report"),
        "reason": _("Reason"),
    }
    identities = shown["id"].to_list()
    draw_table(
        shown,
        headings,
        alt=_("The reports, the newest first"),
        opened=lambda row: _open(identities[row]),
        key="report rows",
    )


def _selected_reports(visitor: Visitor, asked: Mapping[str, str]) -> pl.DataFrame | None:
    """Draw the selection that the address asks for, and the way to all; return its reports, None where it has none."""
    translator = visitor.translator
    _ = translator.gettext
    choices = visitor.answer(reference_lists, visitor.language)
    selection, lost = parse_selection(asked, visitor.answer(default_selection), choices)
    if lost:
        st.warning(_("The link asks for something that is not in this store; it was left out."))
    heading = _("Selection")
    st.markdown(f"**{heading}:** {plain_text(describe_selection(selection, choices, translator))}")
    st.caption(_("A selection holds what is in the picture: nothing that waits, was turned down or was voided."))
    st.button(_("All reports, without this selection"), on_click=_leave_selection)
    chosen = tuple(visitor.answer(reports_in, selection, None, MOST)["id"])
    if not chosen:
        st.info(_("No reports in this selection."))
        return None
    return visitor.answer(list_reports, selection.start, selection.end - timedelta(days=1), None, None, chosen)


def _leave_selection() -> None:
    for name in NAMES:
        st.query_params.pop(name, None)


def _filtered_reports(visitor: Visitor) -> pl.DataFrame | None:
    """Draw the filters of the list; return the reports that pass them, None where none does, which is said."""
    _ = visitor.translator.gettext
    organisations = visitor.answer(reference_lists, visitor.language).organisations
    today = visitor.now().date()
    left, right, who_column, became_column = st.columns(4)
    first = left.date_input(_("From"), today - timedelta(days=DAYS), format="YYYY-MM-DD")
    last = right.date_input(_("Through"), today, format="YYYY-MM-DD")
    seen = [one for one in organisations if visitor.may("read reports", Resource(one))]
    organisation = (
        who_column.selectbox(_("Organisation"), seen, None, format_func=organisations.__getitem__, placeholder=_("All"))
        if len(seen) > 1
        else None
    )
    became = became_column.selectbox(
        _("What became of the report"), list(BECAME), None, format_func=lambda one: _(BECAME[one]), placeholder=_("All")
    )
    found = visitor.answer(list_reports, first, last, organisation, became)
    if found.is_empty() and lack_of_reports(visitor):
        return None
    if found.is_empty():
        st.info(_("No report happened in these days."))
        return None
    return found


def _open(identity: str) -> None:
    st.query_params[REPORT] = identity
    st.rerun()


def readable_reports(
    found: pl.DataFrame, names: dict[str, str], organisations: dict[str, str], translator: Translator
) -> pl.DataFrame:
    """Return [id, when, what, place, organisation, became, reason] of reports as a reader sees them.

    `names` are those of the categories, by code.
    """
    _ = translator.gettext
    rows = [
        (
            row["id"],
            time_text((row["starts"], row["ends"], row["time_precision"]), translator),
            describe_kind(row["category"], row["subcategory"], names, translator),
            row["place"],
            organisations.get(row["organisation"], ""),
            _(BECAME[str(row.get("became"))]),
            row["reason"],
        )
        for row in found.iter_rows(named=True)
    ]
    headings = ("id", "when", "what", "place", "organisation", "became", "reason")
    return pl.DataFrame(rows, schema=dict.fromkeys(headings, pl.String), orient="row")


def describe_kind(category: str, subcategory: str | None, names: dict[str, str], translator: Translator) -> str:
    """Return the category of a report by its name, with the subcategory."""
    name = names.get(category, category)
    return f"{name} – {translator.data_text(subcategory)}" if subcategory else name
