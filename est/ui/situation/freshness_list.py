"""How fresh the picture is, on the overview: who last reported and delivered when, and who has fallen silent."""

from datetime import date

import polars as pl
import streamlit as st

from est.municipality.reference_lists import reference_lists
from est.picture.freshness import LEAST_SILENCE, reporting_days, silent_organisations
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
    st.write(freshness_sentence(last, visitor.now().date(), int(rows["silent"].sum()), words))
    headings = {"organisation": _("Organisation"), "told": _("Last report")}
    if rows["last_delivery"].null_count() < rows.height:
        headings["last_delivery"] = _("Delivered")
    height = 248 if rows.height > 6 else None
    draw_table(rows, headings, alt=_("When each organisation last reported"), height=height, share=BESIDE_NEWS)


def _freshness(visitor: Visitor, last: date) -> pl.DataFrame:
    """Return `silent_organisations` by name, with what is `told` of each."""
    found = silent_organisations(visitor.answer(reporting_days), last)
    told = [
        quiet_words(day, silent, quiet, visitor.translator)
        for day, silent, quiet in found.select("last_report", "silent", "quiet_days").rows()
    ]
    return found.with_columns(
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
