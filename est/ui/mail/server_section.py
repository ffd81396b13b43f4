"""The mail server and the organisations' addresses, as the coordinator settles them."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from est.identity import new_id
from est.mail.delivery import compose_message, send_test
from est.mail.mail_server import (
    SECURITY_NAMES,
    MailServer,
    Security,
    log_test,
    mail_address,
    mail_server,
    set_mail_server,
)
from est.mail.messages import MailFault
from est.mail.recipients import all_recipients, set_recipients
from est.municipality.defaults import store_timezone
from est.ui.admin.people_sections import organisations_by_id
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.open_row import OpenRow
from est.ui.required_fields import RequiredFields, draw_mark_note, marked
from est.ui.store_resource import page_settings
from est.ui.tables import draw_table, plain_text
from est.ui.window import printing


def mail_section(visitor: Visitor) -> None:
    """Let the coordinator settle the server, try it, and say where each organisation gets its mail."""
    _ = visitor.translator.gettext
    st.header(_("Mail"))
    st.write(
        _(
            "Letters leave by the municipality's own mail server, each after somebody has approved it. The password is "
            "not kept here: it stands in EST_SMTP_PASSWORD, or in the file that EST_SMTP_PASSWORD_FILE names."
        )
    )
    _server_form(visitor)
    server = visitor.answer(mail_server)
    if server is not None:
        _test_form(visitor, server)
    _recipients_form(visitor)


def _server_form(visitor: Visitor) -> None:
    _ = visitor.translator.gettext
    present = visitor.answer(mail_server)
    known = present or MailServer("localhost", 587, Security.STARTTLS, "trygghet@example.se")
    required = RequiredFields()
    if printing() and present is None:
        return  # what is in the form then is a proposal
    with st.form("mail server", border=False):
        left, middle, right = st.columns([3, 1, 2])
        host = left.text_input(marked(_("Mail server")), known.host if present else "", placeholder="smtp.kommun.se")
        required.demand(host, _("Mail server"), left)
        port = middle.number_input(_("Port"), 1, 65535, known.port)
        kinds = list(Security)
        security = right.selectbox(
            _("Secure way"), kinds, kinds.index(known.security), format_func=lambda one: _(SECURITY_NAMES[one])
        )
        left, right = st.columns(2)
        sender = left.text_input(marked(_("Sender")), known.sender if present else "", placeholder="trygghet@kommun.se")
        required.demand(sender, _("Sender"), left)
        account = right.text_input(_("User name; empty where the server asks for none"), known.account)
        site = st.text_input(
            _("The dashboard's own address, for links"), known.site, placeholder="https://est.kommun.se"
        )
        draw_mark_note()
        kept = st.form_submit_button(_("Keep"), key="keep mail server")
    if kept and required.filled():
        with show_refusals():
            server = MailServer(host.strip(), int(port), security, sender.strip(), account.strip(), site.strip())
            set_mail_server(visitor.store, server, visitor.user, visitor.now())
            flash(_("The mail server is settled. Send a test message to see that it works."))
    if present and st.button(_("Send no mail any longer"), key="no mail server"):
        set_mail_server(visitor.store, None, visitor.user, visitor.now())
        flash(_("Nothing is sent any longer. What waits stays in the queue."))


def _test_form(visitor: Visitor, server: MailServer) -> None:
    if printing():
        return
    _ = visitor.translator.gettext
    required = RequiredFields()
    with st.form("test mail", border=False):
        address = st.text_input(marked(_("Send a test message to")), placeholder="trygghet@kommun.se")
        required.demand(address, _("Address"))
        if not st.form_submit_button(_("Send a test message")) or not required.filled():
            return
    with show_refusals(), st.spinner(_("Sending …")):
        moment = visitor.now().replace(tzinfo=ZoneInfo(store_timezone(visitor.store)))
        text = _("If you read this, the mail server of EST works.")
        message = compose_message(
            server.sender, mail_address(address), _("Test message"), text, str(new_id()), moment, automatic=True
        )
        password = page_settings().mail_password() if server.account else ""
        outcome = send_test(server, password, message)
        said = " ".join(part for part in (outcome.fault.name, outcome.answer) if part)
        log_test(visitor.store, address, said, visitor.user, visitor.now())
        if outcome.fault is MailFault.NONE:
            st.success(_("The mail server has taken the test message."))
        else:
            st.error(plain_text(" ".join((_(outcome.fault), outcome.answer))))


def _recipients_form(visitor: Visitor) -> None:
    _ = visitor.translator.gettext
    st.subheader(_("Where each organisation gets its mail"))
    names = visitor.answer(organisations_by_id, visitor.language)
    known = visitor.answer(all_recipients)
    rows = [(name, ", ".join(known.get(organisation, ()))) for organisation, name in names.items()]
    headings = {"name": _("Organisation"), "addresses": _("Addresses")}
    told = pl.DataFrame(rows, schema=dict.fromkeys(headings, pl.String), orient="row")
    opened = OpenRow("mail to", list(names), lambda one: _addresses_form(visitor, one, names[one], known.get(one, ())))
    draw_table(told, headings, alt=_("Where each organisation gets its mail"), unfolded=opened)


def _addresses_form(visitor: Visitor, organisation: str, name: str, known: Sequence[str]) -> None:
    _ = visitor.translator.gettext
    with st.form(f"recipients {organisation}", border=False):
        label = _("Addresses, one a line")
        written = st.text_area(label, "\n".join(known), key=f"addresses {organisation}", height=100)
        st.caption(_("Addresses of functions, never a person's own."))
        if st.form_submit_button(_("Keep"), key="keep recipients"):
            with show_refusals():
                set_recipients(visitor.store, organisation, written.split(), visitor.user, visitor.now())
                flash(plain_text(_("{name}: the addresses are kept.").format(name=name)))
