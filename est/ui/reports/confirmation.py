"""What the upload page is made of, part two: the checked rows, taking them, and what was stored."""

from collections.abc import Callable
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from est.errors import EstError
from est.identity import new_id
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.batch import take_batch
from est.reports.batches.comparison import Comparison
from est.reports.batches.rejects_file import checked_rejects_csv
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.notices import Notice
from est.reports.fields.reasons import translate_reason
from est.reports.files.table import Reject, Table
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import MANY, CheckedRows, check_rows
from est.text import Translate
from est.ui.downloads import offer_download
from est.ui.enter import Visitor
from est.ui.messages import show_refusal, show_refusals
from est.ui.pages import MAP
from est.ui.progress_bar import MovingOn, progress_bar, run_undisturbed
from est.ui.reports.comparison import GoneChoice
from est.ui.reports.undo import TAKEN, TakenBatch, ask_undo
from est.ui.reports.upload import RECOGNISED, TURN, UPLOAD, show_notices
from est.ui.tables import draw_table, plain_text
from est.worker_process import run_apart

CHECKED = "upload checked"
STOPPED = "upload check stopped"
REJECTS_SHOWN = 200


def check_upload(visitor: Visitor, found: Table, mapping: ColumnMapping, organisation: str) -> CheckedRows | None:
    """Return the check of a file under a mapping, kept until either or the store changes."""
    _ = visitor.translator.gettext
    key = (found.content_hash, found.rows.height, mapping, organisation, visitor.store.version)
    kept = st.session_state.get(CHECKED)
    if kept and kept[0] == key:
        return kept[1] if isinstance(kept[1], CheckedRows) else None
    if st.session_state.get(STOPPED) == key:
        st.warning(_("The checking was stopped, and nothing is stored. A shorter period is checked in less time."))
        st.button(_("Check the rows again"), on_click=st.session_state.pop, args=(STOPPED, None), key="check again")
        return None
    stop = st.empty()
    with progress_bar(_("Checking the rows"), visitor.translator) as bar:
        bar(0.0)
        offer_stop = partial(_offer_stop, stop, _("Stop checking"), key)
        try:
            result = run_apart(
                check_rows, found, mapping, reference_data(visitor.store, organisation),
                visitor.answer(store_vocabulary), visitor.now(), progress=MovingOn(bar, offer_stop),
                worth=found.rows.height > MANY,
            )  # fmt: skip
        except EstError as error:
            show_refusal(error)
            return None
        finally:
            stop.empty()
    st.session_state[CHECKED] = (key, result)
    return result


def _offer_stop(place: Any, label: str, key: object) -> None:  # noqa: ANN401 (Streamlit's elements have no public type)
    place.button(label, on_click=_stop, args=(key,), key="stop checking")


def _stop(key: object) -> None:
    st.session_state[STOPPED] = key


def show_checked(visitor: Visitor, found: Table, result: CheckedRows) -> None:
    """Show how many rows can be taken and how many not, why not, and what else a reader should know."""
    translator = visitor.translator
    _ = translator.gettext
    with st.container(horizontal=True, gap="medium"):
        st.metric(_("Rows in the file"), translator.number(result.read), width="content")
        st.metric(_("Can be taken"), translator.number(result.rows.height), width="content")
        st.metric(_("Cannot be taken"), translator.number(len(result.rejects)), width="content")
    said = set(map(Notice.from_text, found.notices))  # above, where the file was read
    show_notices(visitor, [notice for notice in result.notices if notice not in said])
    if result.rejects:
        _say_rejects(visitor, result)


def _say_rejects(visitor: Visitor, result: CheckedRows) -> None:
    _ = visitor.translator.gettext
    draw_table(
        rejects_by_reason(result.rejects, _),
        {"reason": _("Why not"), "rows": _("Rows")},
        alt=_("The rows that cannot be taken, by reason"),
    )
    with st.expander(_("The rows that cannot be taken"), expanded=len(result.rejects) <= 20):
        made = partial(checked_rejects_csv, result, _)
        draw_rejects(visitor, rejects_frame(result.rejects), made, result.file, "download rejects of the file")


def confirm_batch(
    visitor: Visitor,
    result: CheckedRows,
    mapping: ColumnMapping,
    organisation: str,
    comparison: Comparison,
    chosen: GoneChoice,
) -> None:
    """Ask what to do with the rows that cannot be taken, and take the others when that is confirmed.

    `chosen` is what was chosen for the reports that are gone from the file.
    """
    translator = visitor.translator
    _ = translator.gettext
    for question in result.asks:
        st.error(plain_text(question.in_language(_)))
    if result.rows.is_empty():
        st.error(_("Not one row can be taken. Correct the choices above, or mend the file and send it again."))
        return
    keep_good = True
    if result.rejects:
        keep_good = st.radio(
            _("What shall be done with the rows that cannot be taken?"),
            (True, False),
            format_func=lambda keep: _("Leave them out and take the others") if keep else _("Take all or nothing"),
            key="keep good",
        )
    centroids = result.centroids is not None
    accepted = centroids and st.checkbox(
        _("Take them for totals only: they get no cell and never show on the map"), key="accept centroids"
    )
    if not keep_good:
        st.info(_("Nothing is taken while a row is wrong. Download the rows above, mend them and send the file again."))
    count = comparison.accepted
    label = translator.ngettext("Take in {n} report", "Take in {n} reports", count).format(n=translator.number(count))
    if not count:
        label = _("Keep that the file holds nothing new")
    ready = keep_good and not result.asks and (accepted or not centroids)
    if st.button(label, type="primary", disabled=not ready, key="take in"):
        with show_refusals():
            _take(visitor, result, mapping, organisation, comparison, chosen, accept_centroids=bool(accepted))


def _take(
    visitor: Visitor,
    result: CheckedRows,
    mapping: ColumnMapping,
    organisation: str,
    comparison: Comparison,
    chosen: GoneChoice,
    *,
    accept_centroids: bool,
) -> None:
    _ = visitor.translator.gettext
    store, who, when = visitor.store, visitor.user, visitor.now()
    with progress_bar(_("Storing the reports"), visitor.translator) as bar:
        known = store_vocabulary(store).organisation(organisation)
        batch = run_undisturbed(
            lambda: take_batch(
                store, result, who=who, when=when, organisation=known or new_id(), mapping=mapping,
                new_organisation=None if known else organisation.strip(), accept_centroids=accept_centroids,
                comparison=comparison, void_gone=chosen.void, replaces=chosen.replaces, progress=bar,
            )
        )  # fmt: skip
    voided = comparison.counts["gone"] if chosen.void or chosen.replaces else 0
    st.session_state[TAKEN] = TakenBatch(
        batch, result.file, organisation, comparison.accepted, len(result.rejects), voided
    )
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    for key in (UPLOAD, RECOGNISED, CHECKED):
        st.session_state.pop(key, None)
    st.rerun()


def show_taken(visitor: Visitor) -> None:
    """Say what was stored last in this session, with the way to the map and the way back."""
    taken = st.session_state.get(TAKEN)
    if not isinstance(taken, TakenBatch):
        return
    translator = visitor.translator
    _ = translator.gettext
    text = translator.ngettext(
        "{n} report from {organisation} was taken in, out of {file}.",
        "{n} reports from {organisation} were taken in, out of {file}.",
        taken.accepted,
    ).format(
        n=translator.number(taken.accepted), organisation=plain_text(taken.organisation), file=plain_text(taken.file)
    )
    if taken.rejected:
        left_out = translator.ngettext("{n} row was left out.", "{n} rows were left out.", taken.rejected)
        text += " " + left_out.format(n=translator.number(taken.rejected))
    if taken.voided:
        gone = translator.ngettext(
            "{n} report that the file no longer holds was voided.",
            "{n} reports that the file no longer holds were voided.",
            taken.voided,
        )
        text += " " + gone.format(n=translator.number(taken.voided))
    st.success(text)
    with st.container(horizontal=True):
        if visitor.may(MAP.action) and st.button(_("See the reports on the map"), key="to the map"):
            st.switch_page(MAP.path)
        ask_undo(visitor, str(taken.batch), taken.file, _("Undo"), "undo taken")


def rejects_by_reason(rejects: tuple[Reject, ...], translate: Translate) -> pl.DataFrame:
    """Return [reason, rows], the commonest reason first, in the language of `translate`."""
    reasons = pl.DataFrame(
        {"reason": [translate_reason(reject.reason, translate) for reject in rejects]}, schema={"reason": pl.String}
    )
    return reasons.group_by("reason").agg(pl.len().alias("rows")).sort("rows", "reason", descending=[True, False])


def rejects_frame(rejects: tuple[Reject, ...]) -> pl.DataFrame:
    """Return [row, column, value, reason] of rejects."""
    rows = [(reject.row, reject.column, reject.value, reject.reason) for reject in rejects]
    schema = {"row": pl.UInt32, "column": pl.String, "value": pl.String, "reason": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def draw_rejects(visitor: Visitor, found: pl.DataFrame, made: Callable[[], bytes], file: str, key: str) -> None:
    """Show the first of the rejected rows of a file, with where and why, and offer them all as the one that is made."""
    translator = visitor.translator
    _ = translator.gettext
    shown = found.head(REJECTS_SHOWN).with_columns(
        pl.col("reason").map_elements(partial(translate_reason, translate=_), pl.String),
        pl.col("column").fill_null("–"),
        pl.col("value").fill_null(""),
    )
    headings = {"row": _("Row"), "reason": _("Why not"), "column": _("Column"), "value": _("Value")}
    draw_table(shown, headings, alt=_("Rejected rows: row number, column, value and reason"))
    if found.height > REJECTS_SHOWN:
        text = _("The first {n} of {all} are shown; the download has them all.")
        st.caption(text.format(n=translator.number(REJECTS_SHOWN), all=translator.number(found.height)))
    label = _("Download them, to be mended and sent again")
    of = file.rpartition(".")[0] or file
    offer_download(visitor, label, _("rejects"), "csv", ("rejects", found), made, key, words=True, of=of)
