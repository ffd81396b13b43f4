"""Figures that may be shown to anybody: chosen by month, looked at, and taken out."""

from datetime import date, timedelta

import streamlit as st

from est.errors import SelectionError
from est.picture.figures_to_share import closed_months, figures_to_share
from est.privacy.small_counts import THRESHOLD
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.messages import show_refusal
from est.ui.tables import draw_table


def draw_figures_to_share(visitor: Visitor) -> None:
    """Draw the choice of months, the totals, and their download."""
    _ = visitor.translator.gettext
    today = visitor.now().date()
    ended = today.replace(day=1) - timedelta(days=1)
    about = (
        _(
            "Fewer than {few} reports of a month, category and district are never shown, and cannot be had by taking "
            "one total from another. Where some are left out, it says “at least”."
        ).format(few=THRESHOLD),
        _(
            "Share one edition of a month. Whoever lays two editions side by side sees what came or was corrected "
            "between them."
        ),
    )
    for sentence in about:
        st.write(sentence)
    left, right = st.columns(2)
    first = left.date_input(_("From the month of"), date(ended.year, 1, 1), format="YYYY-MM-DD", key="share from")
    last = right.date_input(_("Through the month of"), ended, format="YYYY-MM-DD", key="share through")
    try:
        months = closed_months(first, last, today)
    except SelectionError as error:
        show_refusal(error)
        return
    rows = visitor.answer(figures_to_share, months, visitor.language)
    names = {
        "month": _("Month"),
        "category": _("Category"),
        "district": _("District"),
        "shown": _("Reports"),
    }
    title = _("Figures to share")
    draw_table(rows, names, alt=title, height=420)
    numbers = names | {"shown": _("In words"), "count": _("Reports, at least"), "more": _("There may be more")}
    of = f"{months[0]:%Y-%m}--{months[-1]:%Y-%m}"
    download(visitor, rows, _("figures to share"), numbers, of=of, told=about)
