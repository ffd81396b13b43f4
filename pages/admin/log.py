"""The log: who did what, and when."""

from datetime import timedelta

import streamlit as st

from est.store.log import MOST, log_rows, logged_actions
from est.ui import _, download, draw_table, enter
from est.ui.admin.action_names import action_name
from est.ui.pages import LOG

visitor = enter(LOG)
st.title(_(LOG.title))
st.caption(
    _(
        "Every change and every export is listed here, also what was erased or purged: by whom and when, without "
        "the words."
    )
)

today = visitor.now().date()
left, right, kind = st.columns(3)
first = left.date_input(_("From"), today - timedelta(days=30), format="YYYY-MM-DD")
last = right.date_input(_("Through"), today, format="YYYY-MM-DD")
action = kind.selectbox(
    _("What"), visitor.answer(logged_actions), None, format_func=lambda name: _(action_name(name)), placeholder=_("All")
)
rows = visitor.answer(log_rows, first, last, action, MOST)
if rows.is_empty():
    st.info(_("Nothing was done in these days."))
    st.stop()
if rows.height == MOST:
    st.caption(
        _("Only the newest {count} are shown. Choose fewer days to see older ones.").format(
            count=visitor.translator.number(MOST)
        )
    )
called = {name: _(action_name(name)) for name in rows["action"].unique()}
shown = rows.with_columns(rows["action"].replace_strict(called))
names = {"logged": _("When"), "who": _("Who"), "action": _("What"), "details": _("Details"), "object": _("Object")}
draw_table(shown, names, alt=_("The log, newest first"), height=600)
download(visitor, shown, "logg", names)
