"""What each version of a measure changed, and the way back to an earlier one."""

from functools import partial
from uuid import UUID

import polars as pl
import streamlit as st

from est.errors import EditedByOtherError, EstError
from est.measures import FIELD_NAMES, get_measure, measure_history, restore_measure
from est.ui.changes import changes_table
from est.ui.enter import Visitor
from est.ui.measures.choices import MeasureChoices, measure_value_text
from est.ui.measures.edit import FORM
from est.ui.messages import flash, show_refusal
from est.ui.tables import plain_text


def draw_measure_history(visitor: Visitor, choices: MeasureChoices, identity: str) -> None:
    """Show what each version of a measure changed, the newest first, and offer to go back to one."""
    _ = visitor.translator.gettext
    changed = measure_history(visitor.store, UUID(identity)).reverse()
    changes_table(
        visitor,
        changed,
        FIELD_NAMES,
        partial(measure_value_text, visitor, choices),
        _("What was changed in this measure, by whom and when"),
    )
    _way_back(visitor, identity, changed)


def _way_back(visitor: Visitor, identity: str, changed: pl.DataFrame) -> None:
    """Offer every version but the newest; going back makes a new version, and nothing is lost."""
    _ = visitor.translator.gettext
    moments = dict(changed.select("version", "logged").unique().sort("version", descending=True).iter_rows())
    newest, *earlier = moments
    if not earlier:
        return
    number = st.selectbox(
        _("Go back to an earlier version"),
        earlier,
        None,
        format_func=lambda number: _("Version {number}, {when}").format(
            number=number, when=visitor.translator.moment(moments[number])
        ),
        placeholder=_("Choose"),
        key=f"back {identity} {newest}",
    )
    if number is None or not st.button(_("Make this the newest version"), key=f"restore {identity} {newest}"):
        return
    try:
        restore_measure(visitor.store, UUID(identity), newest, number, visitor.user, visitor.now())
    except EditedByOtherError:
        st.error(_("Somebody changed this measure in the meantime. Open it again and see what it is now."))
        return
    except EstError as error:
        show_refusal(error)
        return
    title = get_measure(visitor.store, UUID(identity))[0].title
    FORM.close()
    flash(_("{title} is again as it was in version {number}.").format(title=plain_text(title), number=number))
