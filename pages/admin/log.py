"""The log: who did what, and when."""

from datetime import timedelta

import streamlit as st

from est.log.action_names import action_name
from est.log.lines import MOST, log_lines
from est.store.log import logged_actions, logged_people
from est.ui import _, download, draw_table, enter
from est.ui.pages import LOG

visitor = enter(LOG)
st.title(_(LOG.title))
st.caption(
    _(
        "Every change and every export, by whom and when. What was erased or purged is listed without its words, "
        "and who was shown what another organisation wrote once a day."
    )
)

today = visitor.now().date()
left, right, person, kind, about = st.columns(5)
first = left.date_input(_("From"), today - timedelta(days=30), format="YYYY-MM-DD")
last = right.date_input(_("Through"), today, format="YYYY-MM-DD")
who = person.selectbox(_("Who"), visitor.answer(logged_people), None, placeholder=_("All"))
action = kind.selectbox(
    _("What"), visitor.answer(logged_actions), None, format_func=lambda name: _(action_name(name)), placeholder=_("All")
)
word = about.text_input(_("About"), placeholder=_("a name or a word"))
rows = visitor.answer(log_lines, first, last, visitor.language, action, who, word)
if rows.is_empty():
    st.info(_("Nothing of this was done in these days."))
    st.stop()
if rows.height == MOST:
    st.caption(
        _("Only the newest {count} are shown. Choose fewer days to see older ones.").format(
            count=visitor.translator.number(MOST)
        )
    )
names = {"logged": _("When"), "what": _("What"), "who": _("Who"), "details": _("Details")}
widths = {"who": st.column_config.TextColumn(names["who"], width=180)}
draw_table(rows, names, alt=_("The log, newest first"), height=600, columns=widths)
filters = ", ".join(filter(None, (f"{first}--{last}", who, action and _(action_name(action)), word)))
download(visitor, rows, "logg", names, of=filters)
