"""Secure connections: whom they trust, and that the deadline holds for them too."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hostile_answers import OK, PAGE, Answer, drips, says, whole

from archive.limits import Limits, NoBody
from archive.web import get

LIMITS = Limits(deadline=2.0, connect=1.0, allow_private=True)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def secured(certificate: Path, answer: Answer, address: str = "127.0.0.1") -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def talk(plain: socket.socket) -> None:
        with plain, suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
            connection.recv(65536)
            answer(connection)

    def welcome(door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=(door.accept()[0],), daemon=True).start()

    with socket.create_server((address, 0)) as door:
        threading.Thread(target=welcome, args=(door,), daemon=True).start()
        yield f"https://{address}:{door.getsockname()[1]}/policy"


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate counts as an authority."""
    monkeypatch.setattr("archive.exchange._trust", lambda: ssl.create_default_context(cafile=str(certificate)))


@pytest.mark.usefixtures("trusted")
def test_a_document_comes_over_a_trusted_connection(certificate: Path) -> None:
    with secured(certificate, says(whole(OK, PAGE))) as url:
        assert get(url, LIMITS).content == PAGE


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    with secured(certificate, says(whole(OK, PAGE))) as url, pytest.raises(NoBody, match="no safe connection"):
        get(url, LIMITS)


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host_is_refused(certificate: Path) -> None:
    with secured(certificate, says(whole(OK, PAGE)), "127.0.0.2") as url, pytest.raises(NoBody, match="no safe"):
        get(url, LIMITS)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (drips(whole(OK, b"", 5000)), "within 2 s"),
        (says(whole(OK, PAGE)[:-9]), "cut short"),
        (says(b""), "closed without"),
    ],
)
def test_what_goes_wrong_inside_is_told(certificate: Path, answer: Answer, reason: str) -> None:
    with secured(certificate, answer) as url:
        began = time.monotonic()
        with pytest.raises(NoBody, match=reason):
            get(url, LIMITS)
        assert time.monotonic() - began < 4.0


def test_a_handshake_that_drips_ends_at_the_deadline() -> None:
    def drip(door: socket.socket) -> None:
        with suppress(OSError):
            connection, _ = door.accept()
            connection.recv(65536)
            connection.sendall(b"\x16\x03\x03\x20\x00")
            while True:
                connection.sendall(b"\x02")
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=drip, args=(door,), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(NoBody):
            get(f"https://127.0.0.1:{door.getsockname()[1]}/", LIMITS)
        assert time.monotonic() - began < 4.0
