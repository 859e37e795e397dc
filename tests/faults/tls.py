"""TLS listeners, each with one thing wrong; behind them are the same endpoints as on plain HTTP."""

import asyncio
import base64
import contextlib
import itertools
import ssl
import subprocess
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization

from tests.faults.certificates import Identity, make_authority, make_leaf, write_weak_certificate
from tests.faults.legacy_tls import LegacySession, NoCommonSuiteError

Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OAKLEY_GROUP_2: Final = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)
"""1,024-bit prime of RFC 2409 §6.2."""
SILENCE: Final = 110.0


class _Contexts:
    """Makes certificates and server contexts in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = make_authority("Test Root")
        self.authority_file = folder / "ca.pem"
        self.authority_file.write_bytes(self.authority.certificate.public_bytes(serialization.Encoding.PEM))
        self.good = make_leaf(self.authority)

    def of(self, name: str, identity: Identity, *, chain: tuple[Identity, ...] = ()) -> ssl.SSLContext:
        """Return a plain context for a certificate."""
        return _context(identity.write(self.folder / f"{name}.pem", chain=chain))

    def limited(self, name: str, version: ssl.TLSVersion, ciphers: str = "ALL") -> ssl.SSLContext:
        """Return a context that speaks one version only, with an RSA key of 2,048 bits."""
        context = self.of(name, make_leaf(self.authority, rsa_bits=2_048))
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old versions are the point
            context.minimum_version = context.maximum_version = version
        return context

    def small_dh(self) -> ssl.SSLContext:
        # PKCS #3: SEQUENCE { INTEGER prime, INTEGER 2 }.
        prime = b"\x02\x81\x81\x00" + OAKLEY_GROUP_2.to_bytes(128, "big")
        sequence = b"\x30\x81" + bytes([len(prime) + 3]) + prime + b"\x02\x01\x02"
        path = self.folder / "dh1024.params"
        path.write_bytes(
            b"-----BEGIN DH PARAMETERS-----\n%b-----END DH PARAMETERS-----\n" % base64.encodebytes(sequence)
        )
        context = self.limited("dh1024", ssl.TLSVersion.TLSv1_2, "DHE-RSA-AES128-GCM-SHA256")
        context.load_dh_params(str(path))
        return context

    def changing(self) -> ssl.SSLContext:
        """Return a context whose certificate is another one at every second connection."""
        first, second = (self.of(f"changing{turn}", make_leaf(self.authority)) for turn in range(2))
        turns = itertools.cycle((first, second))

        def choose(connection: ssl.SSLObject | ssl.SSLSocket, _name: str | None, _: ssl.SSLContext) -> None:
            connection.context = next(turns)

        first.sni_callback = choose
        return first

    def missing_link(self) -> ssl.SSLContext:
        return self.of("missing", make_leaf(make_authority("Test Middle", issuer=self.authority)))


def _context(pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Weak keys and hashes are below the default security level.
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(pem)
    return context


def make_contexts(made: _Contexts) -> tuple[dict[str, ssl.SSLContext], dict[str, str]]:
    """Return contexts by name, and why some could not be had on this machine."""
    recipes: dict[str, Callable[[], ssl.SSLContext]] = {
        "good": lambda: made.of("good", made.good),
        "self_signed": lambda: made.of("self_signed", make_leaf(None)),
        "expired": lambda: made.of("expired", make_leaf(made.authority, days=(-400, -30))),
        "not_yet_valid": lambda: made.of("not_yet_valid", make_leaf(made.authority, days=(30, 400))),
        "wrong_host": lambda: made.of("wrong_host", make_leaf(made.authority, hosts=["www.other.test"])),
        "untrusted": lambda: made.of("untrusted", make_leaf(make_authority("Other Root"))),
        "missing_link": made.missing_link,
        "rsa1024_sha1": lambda: _context(
            write_weak_certificate(made.folder / "rsa1024_sha1.pem", made.authority)
        ),
        "dh1024": made.small_dh,
        "aes128_sha": lambda: made.limited("aes128_sha", ssl.TLSVersion.TLSv1_2, "AES128-SHA"),
        "des3": lambda: made.limited("des3", ssl.TLSVersion.TLSv1_2, "DES-CBC3-SHA"),
        "tls10": lambda: made.limited("tls10", ssl.TLSVersion.TLSv1),
        "tls11": lambda: made.limited("tls11", ssl.TLSVersion.TLSv1_1),
        "tls12": lambda: made.limited("tls12", ssl.TLSVersion.TLSv1_2),
        "changing": made.changing,
    }
    contexts, skipped = {}, {}
    for name, make in recipes.items():
        try:
            contexts[name] = make()
        except (OSError, subprocess.SubprocessError, ValueError) as error:  # ssl.SSLError is an OSError
            skipped[name] = f"{ssl.OPENSSL_VERSION}: {error}"
    return contexts, skipped


def make_raw(made: _Contexts) -> dict[str, Connected]:
    """Return listeners that are no TLS library's, by name."""

    async def legacy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(
            NoCommonSuiteError, asyncio.IncompleteReadError, ConnectionError, IndexError
        ):
            async with asyncio.timeout(10):
                await LegacySession(made.good, reader, writer).serve()
        writer.close()

    return {
        "legacy_reneg": legacy,
        # Alerts (RFC 5246 §7.2): 40 handshake_failure, 112 unrecognized_name. asyncio would not send them.
        "handshake_failure": _answering(b"\x15\x03\x03\x00\x02\x02\x28"),
        "unrecognized_name": _answering(b"\x15\x03\x03\x00\x02\x02\x70"),
        "eof": _answering(b""),
        "plain_http": _answering(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
        "silent": _silent,
    }


def _answering(answer: bytes) -> Connected:
    async def answer_and_close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(10):
                await reader.read(1 << 14)
            writer.write(answer)
        writer.close()

    return answer_and_close


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(SILENCE):
            while await reader.read(1 << 14):
                pass
    writer.close()


async def start_tls(connected: Connected, folder: Path) -> tuple[list[asyncio.Server], dict[str, object]]:
    """Start every TLS listener; return them, and what the server's JSON line says of them."""
    made = _Contexts(folder)
    contexts, skipped = make_contexts(made)
    servers = {
        name: await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context, ssl_handshake_timeout=10)
        for name, context in contexts.items()
    }
    for name, raw in make_raw(made).items():
        servers[name] = await asyncio.start_server(raw, "127.0.0.1", 0)
    ports = {name: server.sockets[0].getsockname()[1] for name, server in servers.items()}
    return list(servers.values()), {"ca": str(made.authority_file), "ports": ports, "skipped": skipped}
