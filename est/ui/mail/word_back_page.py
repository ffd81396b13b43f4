"""Letters of word back on screen: made from the data, edited, approved, and then sent or copied."""

from datetime import date, timedelta
from uuid import UUID

import polars as pl
import streamlit as st

from est.mail.letter import FIELD_NAMES, LETTER_KIND_NAMES, LONGEST_SUBJECT, LONGEST_WORDING, Letter, LetterKind
from est.mail.letters import (
    LETTERS,
    RecordedLetter,
    add_letter,
    all_letters,
    approve_letter,
    edit_letter,
    remove_letter,
)
from est.mail.mail_server import mail_server
from est.mail.recipients import all_recipients
from est.meetings.word_back import compose_word_back, told_until, word_back_basis
from est.ui.admin.people_sections import organisations_by_id
from est.ui.conflict import EditForm, save_edit, settle_conflict
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.open_row import OpenRow
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import draw_table, plain_text, title_text
from est.ui.window import printing

LETTER = "brev"  # in the address: the identity of the letter that is open
FORM = EditForm("letter", LETTERS, edit_letter, FIELD_NAMES, lambda one: one.subject)
FEWEST_LINES, MOST_LINES = 6, 30


def draw_new_letter(visitor: Visitor) -> None:
    """Draw the choice of an organisation and a period, and the button that makes its letter; nothing on paper."""
    if printing():
        return
    _ = visitor.translator.gettext
    st.write(
        _(
            "The text makes itself from hotspots, decisions, measures and verdicts. Nothing is sent before you have "
            "read and approved it."
        )
    )
    names = visitor.answer(organisations_by_id, visitor.language)
    today = visitor.now().date()
    left, right = st.columns(2)
    chosen = left.selectbox(_("Organisation"), list(names), format_func=names.__getitem__, key="told organisation")
    if chosen is None:
        return
    first = visitor.answer(told_until, chosen, today)
    since = right.date_input(
        _("What has happened since"), min(first, today), format="YYYY-MM-DD", max_value=today, key=f"since {chosen}"
    )
    if not st.button(_("Make the text"), type="primary", key="make letter") or not isinstance(since, date):
        return
    with show_refusals(), st.spinner(_("Making the text …")):
        basis = word_back_basis(visitor.store, chosen, since, today + timedelta(days=1))
        letter = compose_word_back(basis, visitor.translator)
        identity = add_letter(visitor.store, letter, visitor.user, visitor.now())
        st.query_params[LETTER] = str(identity)
        flash(_("The text is made. Read it below before it is approved."))


def draw_letters(visitor: Visitor) -> None:
    """Draw the letters, of which a row opens its own."""
    _ = visitor.translator.gettext
    letters = {one.identity: one for one in visitor.answer(all_letters)}
    if not letters:
        return
    st.header(_("Letters"), anchor=False)
    names = visitor.answer(organisations_by_id, visitor.language)
    opened = OpenRow("letter open", list(letters), lambda identity: _draw_letter(visitor, letters[identity]))
    opened.follow_address(LETTER)
    headings = {"whose": _("To"), "kind": _("Kind"), "subject": _("Subject"), "state": _("State")}
    rows = [_row(visitor, one, names) for one in letters.values()]
    told = pl.DataFrame(rows, schema=dict.fromkeys(headings, pl.String), orient="row")
    draw_table(told, headings, alt=_("Letters, the newest first"), unfolded=opened)
    if opened.identity is None:
        FORM.discard()


def _draw_letter(visitor: Visitor, one: RecordedLetter) -> None:
    if one.approved is None and one.letter.kind is LetterKind.WORD_BACK:
        _draft(visitor, one)
    else:
        _approved(visitor, one)


def _row(visitor: Visitor, one: RecordedLetter, names: dict[str, str]) -> tuple[str, str, str, str]:
    _ = visitor.translator.gettext
    state = _("draft") if one.approved is None else _("approved")
    kind = _(LETTER_KIND_NAMES[one.letter.kind])
    whose = one.letter.person or names.get(one.letter.organisation, one.letter.organisation)
    return whose, kind, one.letter.subject, state


def _draft(visitor: Visitor, one: RecordedLetter) -> None:
    """Draw the form that changes a draft, and below it what approves or removes it."""
    _ = visitor.translator.gettext
    opened = FORM.open_record(visitor.store, one.identity)
    if opened.conflict:
        settle_conflict(visitor, opened, FORM, lambda letter: letter.to_fields())
        return
    stored = opened.record
    required = RequiredFields()
    with st.form(f"letter {one.identity} {opened.version}", border=False):
        subject = st.text_input(marked(_("Subject")), stored.subject, max_chars=LONGEST_SUBJECT)
        required.demand(subject, _("Subject"))
        wording = st.text_area(
            marked(_("Text")), stored.wording, max_chars=LONGEST_WORDING, height=_height(stored.wording)
        )
        required.demand(wording, _("Text"))
        st.caption(_("Place, not person: no names, no registration numbers, nothing that identifies a person."))
        saved = st.form_submit_button(_("Save")) and required.filled()
    if saved:
        with show_refusals():
            wanted = Letter(stored.kind, stored.organisation, subject, wording, stored.since, stored.until)
            save_edit(visitor, opened, wanted, FORM)
        return
    _approve_form(visitor, one, opened.version)
    if st.button(_("Remove the draft"), key=f"remove {one.identity}"):
        with show_refusals():
            remove_letter(visitor.store, UUID(one.identity), visitor.user, visitor.now())
            flash(_("The draft is removed."))


def _height(text: str) -> int:
    """Return the height in pixels at which a text is seen whole, within bounds."""
    return 26 * min(max(text.count("\n") + len(text) // 90 + 2, FEWEST_LINES), MOST_LINES)


def _approve_form(visitor: Visitor, one: RecordedLetter, version: int) -> None:
    _ = visitor.translator.gettext
    if not visitor.may("approve letter"):
        st.caption(_("A coordinator approves the letter."))
        return
    addresses = visitor.answer(all_recipients).get(one.letter.organisation, ())
    ready = bool(addresses) and visitor.answer(mail_server) is not None
    told = (
        _("It is sent to {addresses}.").format(addresses=visitor.translator.listed([*addresses]))
        if ready
        else _("It is not sent: a mail server and an address are settled under Settings. Copy the text instead.")
    )
    required = RequiredFields()
    with st.form(f"approve {one.identity}"):
        st.caption(_("What is saved is approved, and stays as it is then."))
        who = st.text_input(marked(_("Who approves it, by function")), max_chars=200)
        required.demand(who, _("Who approves it, by function"))
        st.caption(plain_text(told))
        send = ready and st.form_submit_button(_("Approve and send"), type="primary")
        copy = st.form_submit_button(_("Approve, and tell it in another way"))
    if not (send or copy) or not required.filled():
        return
    with show_refusals():
        identity = UUID(one.identity)
        count = approve_letter(visitor.store, identity, version, who, visitor.user, visitor.now(), by_mail=bool(send))
        FORM.close()
        st.query_params[LETTER] = one.identity
        flash(
            _("Approved. It is on its way; what becomes of it stands in the queue below.")
            if count
            else _("Approved. Copy the text below.")
        )


def _approved(visitor: Visitor, one: RecordedLetter) -> None:
    """Draw a letter that stays as it is, to be copied."""
    _ = visitor.translator.gettext
    st.markdown(f"**{title_text(one.letter.subject)}**")
    st.code(one.letter.wording, language=None, wrap_lines=True)
    if one.approved and one.approved_by:
        way = _("sent by mail") if one.by_mail else _("told in another way")
        text = _("Approved {moment} by {functions}; {way}.")
        moment = visitor.translator.moment(one.approved)
        st.caption(plain_text(text.format(moment=moment, functions=one.approved_by, way=way)))
