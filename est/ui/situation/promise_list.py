"""What the group has promised, on the overview: which measures are late or due, whose they are, and when."""

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from est.measures import REMINDER_NAMES, Reminder, all_measures, by_urgency
from est.measures.reminders import TIMELY
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import MEASURES
from est.ui.tables import plain_text, title_text

MOST = 6  # measures; the page of measures has them all, the latest first


def draw_promises(visitor: Visitor) -> None:
    """Draw what is to be seen to, the latest first; each opens its measure."""
    _ = visitor.translator.gettext
    st.header(_("What we promised"), anchor=False)
    today = visitor.now().date()
    rows = visitor.keep_answer(("promises", today, visitor.language), lambda: _promises(visitor, today))
    if rows.is_empty():
        st.write(_("No measure is late, and none is due or to be followed up within two weeks."))
    else:
        with st.container(border=True, gap="xsmall"):
            for row in rows.head(MOST).iter_rows(named=True):
                _draw_promise(visitor, row)
    page_link(MEASURES, _("Open the measures"))


def _draw_promise(visitor: Visitor, row: dict[str, Any]) -> None:
    """Draw one measure: its title, and under it with the way to it how late it is, whose, and by when."""
    said = [row["reminded"], row["organisation_name"], visitor.translator.date(row["day"]) if row["day"] else None]
    with st.container(gap="xxsmall"):
        st.markdown(f"**{title_text(row['title'])}**")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain_text(" · ".join(part for part in said if part)), width="content")
            page_link(MEASURES, visitor.translator.gettext("Open the measure"), measure=row["id"])


def _promises(visitor: Visitor, today: date) -> pl.DataFrame:
    """Return `measure_reminders` of today, the organisations as the page's language calls them."""
    listed = by_urgency(visitor.answer(all_measures), today)
    return measure_reminders(listed, visitor.translator).with_columns(
        pl.col("organisation_name").replace(visitor.organisations)
    )


def measure_reminders(listed: pl.DataFrame, translator: Translator) -> pl.DataFrame:
    """Return what is to be seen to, of `by_urgency`: [id, title, organisation_name, reminded in words, day Date].

    First what is late, then what is to be followed up, then what is soon due or followed up.
    """
    rows = []
    for row in listed.iter_rows(named=True):
        for place, one in enumerate(TIMELY):
            if one in row["reminders"]:
                by_day = row["due"] if one in (Reminder.OVERDUE, Reminder.DUE_SOON) else row["follow_up"]
                reminded = _reminded(one, row["days_late"], translator)
                rows.append((place, str(row["id"]), row["title"], row["organisation_name"], reminded, by_day))
    texts = dict.fromkeys(("id", "title", "organisation_name", "reminded"), pl.String)
    schema = pl.Schema({"place": pl.Int64(), **{name: kind() for name, kind in texts.items()}, "day": pl.Date()})
    return pl.DataFrame(rows, schema=schema, orient="row").sort("place", "day").drop("place")


def _reminded(one: Reminder, late: int, translator: Translator) -> str:
    if one is Reminder.OVERDUE:
        return translator.ngettext("{days} day late", "{days} days late", late).format(days=translator.number(late))
    return translator.gettext(REMINDER_NAMES[one])
