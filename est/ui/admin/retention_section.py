"""How long reports are kept, as the coordinator or the administrator settles it."""

from datetime import datetime, time, timedelta

import streamlit as st

from est.municipality.reference_lists import reference_lists
from est.municipality.retention import LONGEST, retention_rules, set_retention
from est.reports.arrivals.inbox_retention import LONGEST as MOST_DAYS
from est.reports.arrivals.inbox_retention import inbox_days, set_inbox_days
from est.reports.batches.purge import NIGHT, UNDONE_DAYS, purge_plan
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.tables import plain_text
from est.ui.window import printing


def retention_section(visitor: Visitor) -> None:
    """List for how many months reports are kept, and let a rule be set or taken away.

    Who sees the reports is told what goes tonight, and who settles the rest, how long files stay in the inbox.
    """
    _ = visitor.translator.gettext
    known = visitor.answer(reference_lists, visitor.language)
    st.header(_("How long reports are kept"))
    text = _(
        "Each night what is past its time goes for good, and what was undone or turned down {days} days ago. Frozen "
        "verdicts stay. Of several rules the one that fits best counts."
    )
    st.write(text.format(days=UNDONE_DAYS))
    rules = visitor.answer(retention_rules)
    if rules.is_empty():
        st.write(_("Nothing is settled: reports are kept until it is."))
    for organisation, category, months in rules.iter_rows():
        whose = known.organisations.get(organisation, organisation) or _("All organisations")
        what = known.categories.get(category, category) or _("All categories")
        line = _("{organisation}, {category}: {months} months")
        st.markdown("- " + plain_text(line.format(organisation=whose, category=what, months=months)))
    if visitor.may("settle"):
        _inbox_days(visitor)
    if visitor.may("read reports"):
        _draw_plan(visitor)
    if printing():
        return  # what is settled stands above
    with st.form("retention", border=False):
        left, middle, right = st.columns(3)
        chosen = left.selectbox(
            _("Organisation"),
            list(known.organisations),
            None,
            format_func=known.organisations.__getitem__,
            placeholder=_("All organisations"),
        )
        kind = middle.selectbox(
            _("Category"),
            list(known.categories),
            None,
            format_func=known.categories.__getitem__,
            placeholder=_("All categories"),
        )
        months = right.number_input(_("Months; 0 takes the rule away"), 0, LONGEST, 24)
        if st.form_submit_button(_("Keep")):
            with show_refusals():
                set_retention(visitor.store, chosen, kind, int(months) or None, visitor.user, visitor.now())
                flash(_("From the next night on reports are kept as it says here."))


def _draw_plan(visitor: Visitor) -> None:
    """Say how much goes the coming night."""
    tonight = datetime.combine(visitor.now().date() + timedelta(days=1), time(NIGHT))
    plan = visitor.answer(purge_plan, tonight)
    if plan.reports.height or plan.batches.height:
        going = visitor.translator.gettext(
            "The coming night {reports} reports and {batches} undone batches are removed for good."
        )
        number = visitor.translator.number
        st.warning(going.format(reports=number(plan.reports.height), batches=number(plan.batches.height)))


def _inbox_days(visitor: Visitor) -> None:
    """Say and settle for how many days files that came by themselves are kept after they were handled."""
    _ = visitor.translator.gettext
    st.write(
        _(
            "Files in the inbox lie as they came, also with what is covered here. Once taken or put aside they go "
            "after this many days, or with what is erased of their batch."
        )
    )
    with st.form("inbox days", border=False):
        days = st.number_input(_("Days in the inbox"), 1, MOST_DAYS, visitor.answer(inbox_days), width=240)
        if st.form_submit_button(_("Keep so long")):
            with show_refusals():
                set_inbox_days(visitor.store, int(days), visitor.user, visitor.now())
                flash(_("From the next night on the inbox is emptied as it says here."))
