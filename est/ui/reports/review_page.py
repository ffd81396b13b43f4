"""The review queue: one report at a time, decided by a key or a click, and whole organisations that are trusted."""

from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from est.errors import EstError
from est.municipality.reference_lists import category_names, reference_lists
from est.privacy.guard import Verdict, judge_text
from est.reports.batches.standing_reports import Review
from est.reports.entries.commands import LONGEST_REASON, correct_report
from est.reports.entries.queries import standing_report
from est.reports.entries.review import near_reports, review_reports, waiting_reports
from est.text import N_
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.readings import note_readings
from est.ui.reports.entry_form import draw_entry_form
from est.ui.reports.report_list import describe_kind
from est.ui.reports.report_page import entry_of_report
from est.ui.required_fields import RequiredFields, marked
from est.ui.situation.report_table import time_text
from est.ui.tables import plain_text

SKIPPED = "review skipped"
STEP = "review step"
STEPS = {
    "change": (N_("Change and approve"), "e"),
    "return": (N_("Return"), "t"),
    "duplicate": (N_("Duplicate"), "d"),
    "reject": (N_("Reject"), "x"),
}
DECIDED = {Review.RETURNED: N_("The report was returned."), Review.REJECTED: N_("The report was rejected.")}


def draw_review(visitor: Visitor) -> None:
    """Draw how much waits, the bulk approval, and the first report that was not put off."""
    translator = visitor.translator
    _ = translator.gettext
    waiting = visitor.answer(waiting_reports)
    if waiting.is_empty():
        st.success(_("Nothing waits for review."))
        return
    st.write(describe_waiting(visitor, waiting.height, waiting["received"].min()))
    _approve_trusted(visitor, waiting)
    skipped = st.session_state.setdefault(SKIPPED, set())
    left = waiting.filter(~pl.col("id").is_in(list(skipped)))
    if left.is_empty():
        skipped.clear()
        left = waiting
    _draw_waiting(visitor, left.row(0, named=True))


def describe_waiting(visitor: Visitor, count: int, oldest: Any) -> str:  # noqa: ANN401 (what polars gives for a time)
    """Return how many reports wait, and for how long the oldest has."""
    translator = visitor.translator
    text = translator.ngettext("{n} report waits for review.", "{n} reports wait for review.", count)
    told = text.format(n=translator.number(count))
    if not isinstance(oldest, datetime):
        return told
    days = (visitor.now() - oldest).days
    if days < 1:
        return told + " " + translator.gettext("The oldest came today or last night.")
    age = translator.ngettext("The oldest has waited for {n} day.", "The oldest has waited for {n} days.", days)
    return told + " " + age.format(n=translator.number(days))


def _approve_trusted(visitor: Visitor, waiting: pl.DataFrame) -> None:
    """Offer to approve at once all that waits of an organisation that is trusted."""
    translator = visitor.translator
    names = visitor.answer(reference_lists, visitor.language).organisations
    for organisation, *_rest in (
        waiting.filter("trusted").unique("organisation", maintain_order=True).select("organisation").rows()
    ):
        reports = waiting.filter(pl.col("organisation") == organisation)["id"].to_list()
        text = translator.ngettext("Approve {n} report of {name}", "Approve all {n} reports of {name}", len(reports))
        if len(reports) == 2:
            text = translator.gettext("Approve both reports of {name}")
        label = text.format(n=translator.number(len(reports)), name=plain_text(names.get(organisation, "")))
        if st.button(label, key=f"approve all {organisation}"):
            with show_refusals():
                review_reports(visitor.store, reports, Review.APPROVED, visitor.user, visitor.now())
                flash(translator.gettext("They are approved and in the picture."))


def _draw_waiting(visitor: Visitor, row: dict[str, Any]) -> None:
    """Draw one report and what can be decided of it."""
    translator = visitor.translator
    _ = translator.gettext
    report = str(row["id"])
    with st.container(border=True):
        _draw_waiting_report(visitor, row)
    st.caption(_("Keys: A approves, E changes, T returns, D marks a duplicate, X rejects, N puts it off."))
    with st.container(horizontal=True):
        if st.button(_("Approve"), type="primary", shortcut="a", key=f"approve {report}"):
            _decide(visitor, report, Review.APPROVED, _("The report is approved and in the picture."))
        for step, (label, key) in STEPS.items():
            if st.button(_(label), shortcut=key, key=f"{step} {report}"):
                st.session_state[STEP] = (report, step)
        if st.button(_("Put off"), shortcut="n", key=f"put off {report}"):
            st.session_state[SKIPPED].add(report)
            st.rerun()
    opened = st.session_state.get(STEP)
    if opened == (report, "change"):
        _change(visitor, report)
    elif opened == (report, "duplicate"):
        _mark_duplicate(visitor, report)
    elif opened in ((report, "return"), (report, "reject")):
        decision = Review.RETURNED if opened[1] == "return" else Review.REJECTED
        required = RequiredFields()
        reason = st.text_input(
            marked(_("Why? Who sent it reads this.")), max_chars=LONGEST_REASON, key=f"reason {decision} {report}"
        )
        required.demand(reason, _("Reason"))
        if st.button(_(STEPS[opened[1]][0]), type="primary", key=f"{decision} {report}") and required.filled():
            _decide(visitor, report, decision, _(DECIDED[decision]), reason)


def _draw_waiting_report(visitor: Visitor, row: dict[str, Any]) -> None:
    translator = visitor.translator
    _ = translator.gettext
    organisations = visitor.answer(reference_lists, visitor.language).organisations
    names = visitor.answer(category_names, visitor.language)
    kind = describe_kind(row["category"], row["subcategory"], names, translator)
    st.markdown("**" + plain_text(kind) + "**")
    st.write(plain_text(time_text((row["starts"], row["ends"], row["time_precision"]), translator)))
    point = f"{translator.number(row['lat'], 5)}; {translator.number(row['lng'], 5)}" if row["lat"] is not None else ""
    st.write(plain_text(", ".join(filter(None, (row["place"], point)))))
    if row["effect"]:
        st.write(_("Effect on safety: {effect} of 3").format(effect=row["effect"]))
    if row["description"]:
        note_readings(visitor, [row["organisation"]])
        st.text(row["description"])
        judgement = judge_text(row["description"])
        if judgement.verdict is Verdict.UNSURE:
            kinds = " ".join(_(kind.value) for kind in judgement.kinds)
            offered = _("{kinds} It could be written: “{text}”").format(kinds=kinds, text=judgement.rewritten)
            st.warning(plain_text(offered))
    sender = _("{organisation}, sent by {who} {when}").format(
        organisation=organisations.get(row["organisation"], ""),
        who=row["received_by"] or "",
        when=translator.moment(row["received"]) if row["received"] else "",
    )
    st.caption(plain_text(sender))


def _decide(
    visitor: Visitor, report: str, decision: Review, said: str, reason: str = "", duplicate_of: str | None = None
) -> None:
    with show_refusals():
        review_reports(visitor.store, [report], decision, visitor.user, visitor.now(), reason, duplicate_of)
        st.session_state.pop(STEP, None)
        flash(said)


def _change(visitor: Visitor, report: str) -> None:
    """Draw the form that rewrites, recategorises or moves the report, and approves it so."""
    _ = visitor.translator.gettext
    stands = visitor.answer(standing_report, report)
    version = int(str(stands["version"]))
    key = f"review {report} {version}"
    entry = draw_entry_form(visitor, key, entry_of_report(stands))
    required = RequiredFields()
    reason = st.text_input(marked(_("Why is it changed?")), max_chars=LONGEST_REASON, key=f"{key} reason")
    required.demand(reason, _("Reason"))
    sent = st.button(_("Change and approve"), type="primary", disabled=entry is None, key=f"{key} save")
    if sent and entry and required.filled():
        try:
            correct_report(visitor.store, report, version, entry, reason, visitor.user, visitor.now(), reviewed=True)
        except EstError as error:
            show_refusal(error, _("Nothing was saved."))
            return
        _decide(visitor, report, Review.APPROVED, _("The report is changed, approved and in the picture."))


def _mark_duplicate(visitor: Visitor, report: str) -> None:
    """Draw the approved reports near this one, to choose the one that it tells of again."""
    translator = visitor.translator
    _ = translator.gettext
    near = visitor.answer(near_reports, report)
    if near.is_empty():
        st.info(_("No approved report lies within 250 m and a day of this one, so it is a duplicate of none."))
        return
    organisations = visitor.answer(reference_lists, visitor.language).organisations
    names = visitor.answer(category_names, visitor.language)
    labels = {
        row["id"]: _("{when}, {what}, {organisation}, {metres} m away").format(
            when=translator.moment(row["starts"]),
            what=describe_kind(row["category"], row["subcategory"], names, translator),
            organisation=organisations.get(row["organisation"], ""),
            metres=translator.number(row["metres"]),
        )
        for row in near.iter_rows(named=True)
    }
    chosen = st.radio(
        _("Which report does it tell of again?"),
        list(labels),
        format_func=lambda one: plain_text(labels[one]),
        key=f"duplicate of {report}",
    )
    if st.button(_("It is a duplicate"), type="primary", key=f"duplicate now {report}"):
        _decide(visitor, report, Review.DUPLICATE, _("The report is a duplicate and counts once."), duplicate_of=chosen)
