"""How fresh the picture is, on the overview: who last reported and delivered when, and who has fallen silent."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from est.municipality.reference_lists import reference_lists
from est.picture.counts import reports_in
from est.picture.freshness import LEAST_SILENCE, reporting_days, silent_organisations
from est.picture.selection import Selection, loaded_period
from est.reports.batches.batch import latest_batch
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.screen import BESIDE_NEWS
from est.ui.situation.report_rows import ReportFigure, open_reports
from est.ui.situation.report_table import SHOWN
from est.ui.tables import draw_table

NEWEST_DAYS = 28  # of reports, that a row opens
AT_ONCE = 14  # organisations that are seen without scrolling within the list


def draw_freshness(visitor: Visitor) -> None:
    """Draw the last report and delivery of each organisation, who has been silent the longest first.

    A row opens the newest reports.
    """
    _, words = visitor.translator.gettext, visitor.translator
    loaded = visitor.answer(loaded_period)
    if loaded is None:
        return
    st.header(_("How fresh"), anchor=False)
    last = loaded[1]
    rows = visitor.keep_answer(("freshness", last, visitor.language), lambda: _freshness(visitor, last))
    st.write(freshness_sentence(last, visitor.now().date(), int(rows["silent"].sum()), words))
    headings = {"organisation": _("Organisation"), "told": _("Last report")}
    if rows["last_delivery"].null_count() < rows.height:
        headings["last_delivery"] = _("Delivered")
    height = 460 if rows.height > AT_ONCE else None
    draw_table(
        rows,
        headings,
        alt=_("When each organisation last reported"),
        height=height,
        opened=lambda row: _open_newest(visitor, rows.row(row, named=True)),
        key="freshness rows",
        share=BESIDE_NEWS,
    )


def _open_newest(visitor: Visitor, row: dict[str, Any]) -> None:
    """Open the newest reports of an organisation, with the way to the batch that it delivered last."""
    last: date = row["last_report"]
    newest = Selection(last - timedelta(days=NEWEST_DAYS - 1), last + timedelta(days=1), organisations=(row["id"],))
    told = visitor.translator.period(newest.start, newest.end)
    figure = ReportFigure(told, newest, reports_in, (None, SHOWN))
    open_reports(visitor, row["organisation"], [figure], told, batch=visitor.answer(latest_batch, row["id"]))


def _freshness(visitor: Visitor, last: date) -> pl.DataFrame:
    """Return `silent_organisations` by name, with what is `told` of each."""
    found = silent_organisations(visitor.answer(reporting_days), last)
    told = [
        quiet_words(day, silent, quiet, visitor.translator)
        for day, silent, quiet in found.select("last_report", "silent", "quiet_days").rows()
    ]
    return found.with_columns(
        pl.col("organisation").alias("id"),
        pl.col("organisation").replace(visitor.answer(reference_lists, visitor.language).organisations),
        pl.Series("told", told, pl.String),
    )


def freshness_sentence(last: date, today: date, silent: int, words: Translator) -> str:
    """Return up to which day there are reports, how long ago that is, and how many organisations have fallen silent."""
    through = words.gettext("There are reports through {day}.").format(day=words.date(last))
    if silent:
        told = words.ngettext("{n} organisation has fallen silent.", "{n} organisations have fallen silent.", silent)
        return f"{through} " + told.format(n=words.number(silent))
    if (today - last).days > LEAST_SILENCE:  # then it is no news that none is silent beside the others
        told = words.gettext("Nobody has reported since then, in {n} days.")
        return f"{through} " + told.format(n=words.number((today - last).days))
    return f"{through} " + words.gettext("Nobody has fallen silent.")


def quiet_words(last: date, silent: bool, days: int, words: Translator) -> str:
    """Return the day of an organisation's last report, or how long it has been silent before the newest report."""
    if silent:
        return words.ngettext("silent for {n} day", "silent for {n} days", days).format(n=words.number(days))
    return last.isoformat()
