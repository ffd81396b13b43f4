"""Freezing a verdict at the follow-up, with what the group decided, and the verdicts that were frozen before."""

from uuid import UUID

import polars as pl
import streamlit as st

from est.measures.followup.commands import freeze_verdict, frozen_evaluation, frozen_verdicts
from est.measures.followup.verdict import Evaluation
from est.measures.followup.verdict_levels import STEP_NAMES
from est.ui.downloads import download_json
from est.ui.enter import Visitor
from est.ui.followup.measure_choice import measure_row
from est.ui.messages import flash, show_refusals
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import draw_table, plain_text


def draw_frozen_verdicts(visitor: Visitor, measure: UUID) -> None:
    """Draw the verdicts of a measure that were frozen, newest first, with what the group decided."""
    _, words = visitor.translator.gettext, visitor.translator
    rows = visitor.answer(frozen_verdicts, measure)
    if rows.is_empty():
        return
    st.header(_("Frozen verdicts"), anchor=False)
    steps = {str(step): _(name) for step, name in STEP_NAMES.items()}
    shown = rows.with_columns(
        pl.col("step").replace(steps),
        pl.col("frozen").map_elements(words.moment, pl.String),
    )
    names = {
        "as_of": _("As of"),
        "step": _("Verdict"),
        "decision": _("What the group decided"),
        "version": _("Design"),
        "frozen": _("Frozen"),
        "frozen_by": _("By"),
    }
    draw_table(shown, names, alt=_("Frozen verdicts"))
    newest = rows.row(0, named=True)
    download_json(
        visitor,
        visitor.answer(frozen_evaluation, UUID(newest["id"])),
        _("frozen verdict"),
        _("Download the newest as JSON, as it stood"),
        f"frozen {newest['id']}",
        of=f"{measure_row(visitor, measure)['title']}, {newest['as_of']}",
    )


def draw_freeze_form(visitor: Visitor, found: Evaluation) -> None:
    """Draw the form that keeps the verdict as it stands, with what the group decided."""
    _, words = visitor.translator.gettext, visitor.translator
    if not visitor.may("freeze verdict"):
        st.caption(_("The coordinator freezes the verdict."))
        return
    if not found.look.final:
        st.info(
            _(
                "The follow-up is due on {day}. The verdict can be frozen before that, but most can be said on the "
                "planned day."
            ).format(day=words.date(found.design.follow_up))
        )
    required = RequiredFields()
    with st.form("freeze", clear_on_submit=False):
        decision = st.text_area(
            marked(_("What the group decided")),
            max_chars=2000,
            placeholder=_("Go on as before, change something, or end the measure; and why"),
            key=f"decision {found.measure}",
        )
        required.demand(decision, _("What the group decided"))
        st.caption(_("Place, not person: no names, no registration numbers, nothing that identifies a person."))
        if not st.form_submit_button(_("Freeze the verdict as it stands"), type="primary") or not required.filled():
            return
    with show_refusals():
        freeze_verdict(visitor.store, found, decision, visitor.user, visitor.now())
        flash(plain_text(_("The verdict is frozen, with what the group decided.")))
