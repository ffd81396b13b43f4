"""How fresh the picture is, on the overview: who last reported and delivered when, and who has fallen silent."""

from datetime import date

import polars as pl
import streamlit as st

from est.municipality.reference_lists import reference_lists
from est.picture.freshness import reporting_days, silent_organisations
from est.picture.selection import loaded_period
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.screen import BESIDE_NEWS
from est.ui.tables import draw_table


def draw_freshness(visitor: Visitor) -> None:
    """Draw the last report and delivery of each organisation, who has been silent the longest first."""
    _, words = visitor.translator.gettext, visitor.translator
    loaded = visitor.answer(loaded_period)
    if loaded is None:
        return
    st.header(_("How fresh"), anchor=False)
    last = loaded[1]
    rows = visitor.keep_answer(("freshness", last, visitor.language), lambda: _freshness(visitor, last))
    st.write(freshness_sentence(last, int(rows["silent"].sum()), words))
    headings = {"organisation": _("Organisation"), "told": _("Last report")}
    if rows["last_delivery"].null_count() < rows.height:
        headings["last_delivery"] = _("Delivered")
    height = 248 if rows.height > 6 else None
    draw_table(rows, headings, alt=_("When each organisation last reported"), height=height, share=BESIDE_NEWS)


def _freshness(visitor: Visitor, last: date) -> pl.DataFrame:
    """Return `silent_organisations` by name, with what is `told` of each."""
    found = silent_organisations(visitor.answer(reporting_days), last)
    days = found.select("silent", "quiet_days").rows()
    told = [quiet_words(silent, quiet, visitor.translator) for silent, quiet in days]
    return found.with_columns(
        pl.col("organisation").replace(visitor.answer(reference_lists, visitor.language).organisations),
        pl.Series("told", told, pl.String),
    )


def freshness_sentence(last: date, silent: int, words: Translator) -> str:
    """Return up to which day there are reports, and how many organisations have fallen silent."""
    told = words.ngettext("{n} organisation has fallen silent.", "{n} organisations have fallen silent.", silent)
    quiet = told.format(n=silent) if silent else words.gettext("Nobody has fallen silent.")
    return words.gettext("There are reports through {day}.").format(day=words.date(last)) + " " + quiet


def quiet_words(silent: bool, days: int, words: Translator) -> str:
    """Return how long an organisation has been quiet before the last day with a report."""
    if silent:
        return words.ngettext("silent for {n} day", "silent for {n} days", days).format(n=words.number(days))
    if days < 1:
        return words.gettext("the last day")
    return words.ngettext("{n} day before", "{n} days before", days).format(n=words.number(days))
