"""A real mail server on this machine: it keeps what it takes, and refuses what it is told to."""

import socket
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "hemligt ord"


class Mailbox:
    """What the server has taken, and by address what it answers instead of taking it."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.secure: list[bool] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (the name aiosmtpd looks for)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (the name aiosmtpd looks for)
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        self.secure.append(session.ssl is not None)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, given):
    return AuthResult(success=given.password == PASSWORD.encode(), handled=False)


@contextmanager
def mail_server_here(mailbox: Mailbox, folder: Path | None = None, *, sign_in: bool = False):
    """Run a server on loopback and give its port; with a folder it speaks TLS by a certificate that lies there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    context = None
    if folder is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(make_certificate(folder))
    server = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=context is not None,
        auth_required=sign_in,
        auth_require_tls=sign_in,
        authenticator=authenticate if sign_in else None,
    )
    server.start()
    try:
        yield port
    finally:
        server.stop()


def make_certificate(folder: Path) -> Path:
    """Write the key and the certificate of localhost, and return their file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    kind = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(kind, form, serialization.NoEncryption()) + certificate.public_bytes(kind))
    return path
