"""What the group should see to, on the overview: what is overdue, soon due, or to be followed up."""

from datetime import date

import polars as pl
import streamlit as st

from est.measures import REMINDER_NAMES, Reminder, all_measures, by_urgency
from est.measures.reminders import TIMELY
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import MEASURES
from est.ui.tables import draw_table


def measure_reminders(visitor: Visitor, today: date) -> pl.DataFrame:
    """Return what is to be seen to: [title, organisation_name, reminded, day], `reminded` in words.

    First what is overdue, then what is to be followed up, then what is soon due or followed up.
    """
    _, ngettext = visitor.translator.gettext, visitor.translator.ngettext
    listed = by_urgency(visitor.answer(all_measures), today)
    rows = []
    for row in listed.iter_rows(named=True):
        for place, one in enumerate(TIMELY):
            if one in row["reminders"]:
                late = row["days_late"]
                said = (
                    ngettext("overdue {days} day", "overdue {days} days", late).format(days=late)
                    if one is Reminder.OVERDUE
                    else _(REMINDER_NAMES[one])
                )
                day = row["due"] if one in (Reminder.OVERDUE, Reminder.DUE_SOON) else row["follow_up"]
                rows.append(
                    (
                        place,
                        row["title"],
                        visitor.organisations.get(row["organisation_name"], row["organisation_name"]),
                        said,
                        day,
                    )
                )
    texts = dict.fromkeys(("title", "organisation_name", "reminded"), pl.String)
    schema = pl.Schema({"place": pl.Int64(), **{name: kind() for name, kind in texts.items()}, "day": pl.Date()})
    return pl.DataFrame(rows, schema=schema, orient="row").sort("place", "day").drop("place")


def draw_reminders(visitor: Visitor, found: pl.DataFrame) -> None:
    """Draw the list of what is to be seen to, with the way to the measures; nothing when there is nothing."""
    if found.is_empty():
        return
    _ = visitor.translator.gettext
    st.subheader(_("Measures to see to"))
    headings = {
        "reminded": _("What"),
        "title": _("Measure"),
        "day": _("Day"),
        "organisation_name": _("Responsible"),
    }
    draw_table(found, headings, alt=_("Measures that are overdue, soon due or to be followed up"))
    page_link(MEASURES, _("Open the measures"))
