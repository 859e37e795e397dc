"""Every TLS listener is wrong in the way its name says, and right otherwise."""

import socket
import ssl
import warnings
from collections.abc import Iterator
from http.client import HTTPSConnection

import pytest

from tests.faults.certificates import SITE_HOST
from tests.faults.client import HOST, FaultServer

LEGACY_SERVER_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT; ssl has a name for it from 3.12 on


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with FaultServer(tls=True) as running:
        yield running


def strict(server: FaultServer) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=server.ca_file)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # as ours: the same on every Python
    return context


def lenient() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def port_of(server: FaultServer, name: str) -> int:
    if name in server.tls_skipped:
        pytest.skip(server.tls_skipped[name])
    return server.tls_ports[name]


def shake(server: FaultServer, name: str, context: ssl.SSLContext) -> tuple[str | None, str, bytes]:
    """Return version, suite and certificate of a connection, after one good answer came over it."""
    with (
        socket.create_connection((HOST, port_of(server, name)), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=SITE_HOST) as secured,
    ):
        secured.sendall(b"GET /ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = b""
        while block := secured.recv(65_536):
            received += block
        assert received.startswith(b"HTTP/1.1 200 ")
        suite = secured.cipher()
        assert suite is not None
        return secured.version(), suite[0], secured.getpeercert(binary_form=True) or b""


@pytest.mark.parametrize("name", ["good", "changing", "tls12"])
def test_a_good_one_is_accepted(server: FaultServer, name: str) -> None:
    version, _, certificate = shake(server, name, strict(server))
    assert version in ("TLSv1.2", "TLSv1.3")
    assert certificate


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("self_signed", "self.signed"),
        ("expired", "expired"),
        ("not_yet_valid", "not yet valid"),
        ("wrong_host", "Hostname mismatch"),
        ("untrusted", "unable to get local issuer"),
        ("missing_link", "unable to get local issuer"),
    ],
)
def test_a_bad_certificate_is_refused_and_only_that_is_bad(server: FaultServer, name: str, why: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=why):
        shake(server, name, strict(server))
    shake(server, name, lenient())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("rsa1024_sha1", "too weak"),
        ("dh1024", "DH_KEY_TOO_SMALL"),
        # asyncio closes without the alert a server would send: the client sees the end only.
        ("aes128_sha", "EOF"),
        ("des3", "EOF"),
        ("tls10", "EOF"),
        ("tls11", "EOF"),
    ],
)
def test_weak_cryptography_needs_leave(server: FaultServer, name: str, why: str) -> None:
    with pytest.raises(ssl.SSLError, match=why):
        shake(server, name, strict(server))
    shake(server, name, lenient())


@pytest.mark.parametrize(("name", "version"), [("tls10", "TLSv1"), ("tls11", "TLSv1.1")])
def test_old_versions_are_old(server: FaultServer, name: str, version: str) -> None:
    assert shake(server, name, lenient())[0] == version


def test_weak_suites_are_the_ones_named(server: FaultServer) -> None:
    assert shake(server, "aes128_sha", lenient())[1] == "AES128-SHA"
    assert shake(server, "dh1024", lenient())[1].startswith("DHE-RSA-")


def test_the_certificate_changes(server: FaultServer) -> None:
    certificates = [shake(server, "changing", strict(server))[2] for _ in range(4)]
    assert len(set(certificates)) == 2
    assert certificates[0] != certificates[1]


def test_without_renegotiation_information_openssl_refuses(server: FaultServer) -> None:
    with pytest.raises(ssl.SSLError, match="UNSAFE_LEGACY_RENEGOTIATION_DISABLED"):
        shake(server, "legacy_reneg", strict(server))


def test_with_leave_a_page_comes_over_the_legacy_connection(server: FaultServer) -> None:
    context = strict(server)
    context.options |= LEGACY_SERVER_CONNECT
    version, suite, _ = shake(server, "legacy_reneg", context)
    assert (version, suite) == ("TLSv1.2", "ECDHE-ECDSA-AES128-GCM-SHA256")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("handshake_failure", "HANDSHAKE_FAILURE"),
        ("unrecognized_name", "UNRECOGNIZED_NAME"),
        ("eof", "EOF|RESET"),
        ("plain_http", "WRONG_VERSION_NUMBER"),
    ],
)
def test_handshakes_that_fail(server: FaultServer, name: str, why: str) -> None:
    with pytest.raises((ssl.SSLError, ConnectionResetError), match=why):
        shake(server, name, lenient())


def test_a_silent_handshake(server: FaultServer) -> None:
    with (
        socket.create_connection((HOST, port_of(server, "silent")), timeout=0.5) as plain,
        pytest.raises(TimeoutError),
    ):
        lenient().wrap_socket(plain, server_hostname=SITE_HOST)


def test_all_endpoints_are_behind_tls_and_logged(server: FaultServer) -> None:
    connection = HTTPSConnection("localhost", port_of(server, "good"), timeout=5, context=strict(server))
    try:
        connection.request("GET", "/redir?u=http://www.sasac.test/", headers={"Connection": "close"})
        response = connection.getresponse()
        assert response.headers["Location"] == "http://www.sasac.test/"  # a downgrade
        response.read()
    finally:
        connection.close()
    assert server.log()[-1]["local"] == f"127.0.0.1:{server.tls_ports['good']}"
