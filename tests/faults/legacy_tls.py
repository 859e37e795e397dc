"""A TLS 1.2 server without secure renegotiation (RFC 5746): the one thing OpenSSL cannot play.

Just enough of RFC 5246 for one suite, ECDHE-ECDSA-AES128-GCM-SHA256, one request and one answer. Its
ServerHello has no extensions at all, as those of old Chinese load balancers.
"""

import asyncio
import hashlib
import hmac
import os
import struct
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.faults.certificates import Identity

SUITE: Final = 0xC02B
SECP256R1: Final = 23
ECDSA_SHA256: Final = 0x0403
VERSION: Final = b"\x03\x03"
CHANGE, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
MAX_RECORD: Final = (1 << 14) + 2_048
HANDSHAKE_FAILURE: Final = b"\x02\x28"
CLOSE_NOTIFY: Final = b"\x01\x00"
BODY: Final = b"<html><body><h1>legacy</h1></body></html>"
ANSWER: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    % len(BODY)
) + BODY


class NoCommonSuiteError(Exception):
    """The client does not offer the one suite, or ends the handshake."""


@dataclass(slots=True)
class _Direction:
    """One way of the connection once it is encrypted (RFC 5288)."""

    key: bytes
    salt: bytes
    number: int = 0

    def _header(self, kind: int, size: int) -> bytes:
        return struct.pack(">QB2sH", self.number, kind, VERSION, size)

    def seal(self, kind: int, text: bytes) -> bytes:
        nonce = struct.pack(">Q", self.number)
        sealed = AESGCM(self.key).encrypt(self.salt + nonce, text, self._header(kind, len(text)))
        self.number += 1
        return nonce + sealed

    def open(self, kind: int, payload: bytes) -> bytes:
        nonce, sealed = payload[:8], payload[8:]
        text = AESGCM(self.key).decrypt(self.salt + nonce, sealed, self._header(kind, len(sealed) - 16))
        self.number += 1
        return text


@dataclass(slots=True)
class LegacySession:
    """One connection."""

    identity: Identity
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    transcript: bytearray = field(default_factory=bytearray)

    async def serve(self) -> None:
        """Shake hands, read one request, answer it, close."""
        master, from_client, to_client = await self._agree_on_keys()
        await self._expect(CHANGE)
        finished = from_client.open(HANDSHAKE, await self._expect(HANDSHAKE))
        wanted = self._verify_data(master, b"client finished")
        if finished != _message(20, wanted):
            raise NoCommonSuiteError
        self.transcript += finished
        self._record(CHANGE, b"\x01")
        answer = _message(20, self._verify_data(master, b"server finished"))
        self._record(HANDSHAKE, to_client.seal(HANDSHAKE, answer))
        request = b""
        while b"\r\n\r\n" not in request and len(request) < MAX_RECORD:
            request += from_client.open(DATA, await self._expect(DATA))
        self._record(DATA, to_client.seal(DATA, ANSWER))
        self._record(ALERT, to_client.seal(ALERT, CLOSE_NOTIFY))
        await self.writer.drain()

    async def _agree_on_keys(self) -> tuple[bytes, _Direction, _Direction]:
        hello = await self._message_from_client(1)
        theirs, ours = hello[2:34], os.urandom(32)
        if SUITE not in _offered_suites(hello):
            self._record(ALERT, HANDSHAKE_FAILURE)
            await self.writer.drain()
            raise NoCommonSuiteError
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        self._handshake(2, VERSION + ours + b"\x00" + struct.pack(">HB", SUITE, 0))
        certificate = _vector(self.identity.certificate.public_bytes(serialization.Encoding.DER))
        self._handshake(11, _vector(certificate))
        self._handshake(12, self._key_exchange(ephemeral, theirs + ours))
        self._handshake(14, b"")
        await self.writer.drain()
        exchange = await self._message_from_client(16)
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), exchange[1:])
        secret = ephemeral.exchange(ec.ECDH(), point)
        master = expand(secret, b"master secret" + theirs + ours, 48)
        keys = expand(master, b"key expansion" + ours + theirs, 40)
        return master, _Direction(keys[:16], keys[32:36]), _Direction(keys[16:32], keys[36:40])

    def _key_exchange(self, ephemeral: ec.EllipticCurvePrivateKey, randoms: bytes) -> bytes:
        """Return ServerKeyExchange (RFC 8422 §5.4)."""
        point = ephemeral.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        parameters = struct.pack(">BHB", 3, SECP256R1, len(point)) + point
        assert isinstance(self.identity.key, ec.EllipticCurvePrivateKey)
        signature = self.identity.key.sign(randoms + parameters, ec.ECDSA(hashes.SHA256()))
        return parameters + struct.pack(">HH", ECDSA_SHA256, len(signature)) + signature

    def _verify_data(self, master: bytes, label: bytes) -> bytes:
        return expand(master, label + hashlib.sha256(self.transcript).digest(), 12)

    def _handshake(self, kind: int, body: bytes) -> None:
        message = _message(kind, body)
        self.transcript += message
        self._record(HANDSHAKE, message)

    def _record(self, kind: int, payload: bytes) -> None:
        self.writer.write(struct.pack(">B2sH", kind, VERSION, len(payload)) + payload)

    async def _expect(self, kind: int) -> bytes:
        """Return the next record's payload; anything but the kind expected ends the connection."""
        head = await self.reader.readexactly(5)
        size = min(int.from_bytes(head[3:5], "big"), MAX_RECORD)
        payload = await self.reader.readexactly(size)
        if head[0] != kind:
            raise NoCommonSuiteError
        return payload

    async def _message_from_client(self, kind: int) -> bytes:
        message = await self._expect(HANDSHAKE)
        if message[0] != kind:
            raise NoCommonSuiteError
        self.transcript += message
        return message[4:]


def expand(secret: bytes, seed: bytes, size: int) -> bytes:
    """Return P_SHA256 (RFC 5246 §5); the label is the beginning of the seed."""
    block, found = seed, b""
    while len(found) < size:
        block = hmac.digest(secret, block, "sha256")
        found += hmac.digest(secret, block + seed, "sha256")
    return found[:size]


def _offered_suites(hello: bytes) -> tuple[int, ...]:
    start = 35 + hello[34]
    size = int.from_bytes(hello[start : start + 2], "big")
    return struct.unpack(f">{size // 2}H", hello[start + 2 : start + 2 + size // 2 * 2])


def _message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + _vector(body)


def _vector(body: bytes) -> bytes:
    return len(body).to_bytes(3, "big") + body
