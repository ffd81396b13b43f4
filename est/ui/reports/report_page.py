"""One report: its present text, its state and versions, and the forms that correct and void it."""

from datetime import date, datetime

import polars as pl
import streamlit as st

from est.access.permissions import Resource
from est.errors import EstError, NotFoundError
from est.municipality.reference_lists import category_names, reference_lists
from est.reports.batches.standing_reports import Review
from est.reports.batches.undo import undo_batch
from est.reports.entries.commands import LONGEST_REASON, correct_report, void_report
from est.reports.entries.entry import Entry
from est.reports.entries.history import ReportVersion, report_history
from est.reports.entries.queries import reviews_of_report, standing_report, versions_of_report
from est.reports.fields.registry import FIELD, LISTED
from est.text import N_
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.readings import note_readings
from est.ui.reports.entry_form import draw_entry_form
from est.ui.reports.report_list import BECAME, REPORT, describe_kind
from est.ui.required_fields import RequiredFields, marked
from est.ui.situation.report_table import time_text
from est.ui.tables import draw_table, plain_text

CAME = {
    "file": N_("came in a file"),
    "entered": N_("was entered"),
    "corrected": N_("was corrected"),
    "voided": N_("was voided"),
    "gone": N_("was voided, as a file no longer held it"),
}


def draw_report(visitor: Visitor, report: str) -> None:
    """Draw one report with all that is known of it, and what may be done about it."""
    _ = visitor.translator.gettext
    if st.button(_("Back to the list"), key="back to the list"):
        del st.query_params[REPORT]
        st.rerun()
    try:
        versions = report_history(visitor.answer(versions_of_report, report))
        stands = _standing(visitor, report)
    except NotFoundError as error:
        show_refusal(error)
        return
    if not versions:
        st.error(_("There is no such report. Choose one of the list."))
        return
    note_readings(visitor, _writers(visitor.answer(versions_of_report, report)))
    if stands is None:
        st.warning(_("The report is voided or was taken back. It counts nowhere."))
    else:
        _draw_standing(visitor, stands)
    _draw_reviews(visitor, report)
    st.header(_("Versions"), anchor=False)
    _draw_versions(visitor, versions)
    if stands is not None:
        _offer_correction(visitor, report, stands)
        _offer_voiding(visitor, report, stands)
    _offer_return(visitor, versions)


def _writers(versions: pl.DataFrame) -> set[str]:
    """Return the organisations in whose versions of a report something is written."""
    written = versions.filter(pl.col("description").is_not_null() | pl.col("on_the_spot").is_not_null())
    return set(written["organisation"].drop_nulls())


def _standing(visitor: Visitor, report: str) -> dict[str, object] | None:
    try:
        return visitor.answer(standing_report, report)
    except NotFoundError:
        return None


def _draw_standing(visitor: Visitor, stands: dict[str, object]) -> None:
    """Draw what stands of a report, a row a field that says something."""
    translator = visitor.translator
    _ = translator.gettext
    names = visitor.answer(category_names, visitor.language)
    organisations = visitor.answer(reference_lists, visitor.language).organisations
    number = translator.number
    rows = [
        (_("When"), time_text((stands["starts"], stands["ends"], stands["time_precision"]), translator)),
        (_("What"), describe_kind(str(stands["category"]), _text(stands["subcategory"]), names, translator)),
        (_("Organisation"), organisations.get(str(stands["organisation"]), "")),
        *(
            (_(field.label), readable_value(visitor, field.name, stands[str(field.column)]))
            for field in LISTED
            if field.name != "subcategory" and stands[str(field.column)] is not None
        ),
    ]
    if stands["lat"] is not None and stands["lng"] is not None:
        rows.append((_("Point"), f"{number(float(str(stands['lat'])), 5)}; {number(float(str(stands['lng'])), 5)}"))
    st.markdown("**" + _("State: {state}").format(state=_(BECAME[str(stands["review"])])) + "**")
    frame = pl.DataFrame(rows, schema={"field": pl.String, "value": pl.String}, orient="row")
    draw_table(frame, {"field": _("Field"), "value": _("Says")}, alt=_("What the report says"))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def readable_value(visitor: Visitor, field: str, value: object) -> str:
    """Return what a field of a report holds as a reader sees it, a dash for nothing."""
    translator = visitor.translator
    if value is None:
        return "–"
    if field == "category":
        return visitor.answer(category_names, visitor.language).get(str(value), str(value))
    if isinstance(value, bool):
        return translator.gettext("yes") if value else translator.gettext("no")
    if isinstance(value, datetime):
        return translator.moment(value)
    if isinstance(value, float):
        return translator.number(value, 5)
    return translator.data_text(str(value)) if field == "subcategory" else str(value)


def _draw_reviews(visitor: Visitor, report: str) -> None:
    """Say what was decided of the report, and why."""
    translator = visitor.translator
    _ = translator.gettext
    for row in visitor.answer(reviews_of_report, report).iter_rows(named=True):
        text = _("{when}: {decision}, by {who}.").format(
            when=translator.moment(row["decided"]), decision=_(BECAME[row["decision"]]), who=row["decided_by"]
        )
        st.write(plain_text(" ".join(filter(None, (text, row["reason"])))))


def _draw_versions(visitor: Visitor, versions: tuple[ReportVersion, ...]) -> None:
    translator = visitor.translator
    _ = translator.gettext
    rows = []
    for one in versions:
        differences = [
            (_(FIELD[field].label), *(readable_value(visitor, field, value) for value in values))
            for field, *values in one.changed
        ]
        changed = "; ".join(f"{label}: {before} → {after}" for label, before, after in differences)
        came = _(CAME[one.how]) + (f" ({one.file})" if one.file else "") + (", " + _("undone") if one.undone else "")
        rows.append(
            (str(one.number), translator.moment(one.when) if one.when else "", one.who, came, changed, one.reason)
        )
    headings = {
        "version": _("Version"),
        "when": _("When"),
        "who": _("Who"),
        "came": _("How"),
        "changed": _("What changed"),
        "reason": _("Reason"),
    }
    frame = pl.DataFrame(rows, schema=dict.fromkeys(headings, pl.String), orient="row")
    draw_table(frame, headings, alt=_("The versions of the report, the oldest first"))


def entry_of_report(stands: dict[str, object]) -> Entry:
    """Return what stands of a report as the form has it."""
    starts = stands["starts"]
    if not isinstance(starts, datetime):
        raise NotFoundError(N_("There is no such report. Choose one of the list."))
    unknown = stands["time_precision"] == "unknown"
    when: datetime | date = starts.date() if unknown else starts
    ends = stands["ends"]
    effect = stands["effect"]
    return Entry(
        str(stands["category"]),
        _text(stands["subcategory"]),
        when,
        stands["lat"] if isinstance(stands["lat"], float) else None,
        stands["lng"] if isinstance(stands["lng"], float) else None,
        ends if isinstance(ends, datetime) else None,
        about=stands["time_precision"] == "approximate",
        place=_text(stands["place"]),
        place_precision=str(stands["place_precision"]),
        effect=effect if isinstance(effect, int) else None,
        description=_text(stands["description"]),
    )


def _offer_correction(visitor: Visitor, report: str, stands: dict[str, object]) -> None:
    """Draw the form that makes a new version of the report, for whom that is allowed."""
    _ = visitor.translator.gettext
    organisation = str(stands["organisation"])
    if not visitor.may("correct report", Resource(organisation)):
        return
    with st.expander(_("Correct the report"), key=f"correct {report}", on_change="rerun") as area:
        if not area.open:
            return
        key = f"correct {report} {stands['version']}"
        entry = draw_entry_form(visitor, key, entry_of_report(stands))
        required = RequiredFields()
        reason = st.text_input(marked(_("Why is it corrected?")), max_chars=LONGEST_REASON, key=f"{key} reason")
        required.demand(reason, _("Reason"))
        reviewed = visitor.may("amend report", Resource(organisation))
        if not reviewed and stands["review"] == Review.APPROVED:
            st.caption(_("What you correct may have to be reviewed again before it counts."))
        sent = st.button(_("Save the correction"), type="primary", disabled=entry is None, key=f"{key} save")
        if sent and entry and required.filled():
            try:
                correct_report(
                    visitor.store, report, int(str(stands["version"])), entry, reason, visitor.user, visitor.now(),
                    reviewed=reviewed,
                )  # fmt: skip
            except EstError as error:
                show_refusal(error, _("Nothing was saved."))
                return
            flash(_("The report is corrected. The earlier version is kept below."))


def _offer_voiding(visitor: Visitor, report: str, stands: dict[str, object]) -> None:
    """Draw the way to void the report, which says what follows before it is done."""
    _ = visitor.translator.gettext
    if not visitor.may("void report", Resource(str(stands["organisation"]))):
        return
    with st.popover(_("Void the report"), key=f"void {report}"):
        st.write(
            _(
                "The report then counts nowhere, also when a later file holds it. Verdicts that are frozen stay as "
                "they are. It is kept with its versions until it is purged, and can be put back."
            )
        )
        required = RequiredFields()
        reason = st.text_input(marked(_("Why is it voided?")), max_chars=LONGEST_REASON, key=f"void {report} reason")
        required.demand(reason, _("Reason"))
        if st.button(_("Void it"), type="primary", key=f"void {report} now") and required.filled():
            with show_refusals():
                void_report(visitor.store, report, int(str(stands["version"])), reason, visitor.user, visitor.now())
                flash(_("The report is voided. It can be put back below."))


def _offer_return(visitor: Visitor, versions: tuple[ReportVersion, ...]) -> None:
    """Draw the way to put back a report that was voided by hand."""
    _ = visitor.translator.gettext
    for one in versions:
        if one.how != "voided" or one.undone or one.batch is None:
            continue
        if st.button(_("Put the report back"), key=f"put back {one.batch}"):
            with show_refusals():
                undo_batch(visitor.store, one.batch, visitor.user, visitor.now())
                flash(_("The report is back as it was."))
