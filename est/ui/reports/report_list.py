"""The reports one by one, the newest first, each with its state."""

from datetime import timedelta

import polars as pl
import streamlit as st

from est.access.permissions import Resource
from est.municipality.reference_lists import category_names, reference_lists
from est.reports.batches.standing_reports import Review
from est.reports.entries.queries import MOST, VOIDED, list_reports
from est.text import N_, Translator
from est.ui.enter import Visitor
from est.ui.situation.empty_states import lack_of_reports
from est.ui.situation.report_table import time_text
from est.ui.tables import draw_table

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
    """Draw the filters and the list, and let one report be opened."""
    translator = visitor.translator
    _ = translator.gettext
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
        return
    if found.is_empty():
        st.info(_("No report happened in these days."))
        return
    if found.height == MOST:
        st.caption(
            _("Only the newest {count} are shown. Choose fewer days to see older ones.").format(
                count=translator.number(MOST)
            )
        )
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
