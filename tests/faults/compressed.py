"""Endpoints with compressed bodies: bombs, cut streams, and what only claims to be compressed."""

import asyncio
import gzip
import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final

import brotli

from tests.faults.framing import PAGE
from tests.faults.state import State
from tests.faults.wire import HTML, Endpoint, Exchange

MEGABYTE: Final = 1 << 20
MAX_MEGABYTES: Final = 1_024
_GZIP_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
_ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_ZSTD_BLOCK: Final = 128 << 10
"""RFC 8878 §3.1.1.2.4: no block is larger than 128 KB."""


@cache
def gzip_bomb(megabytes: int) -> bytes:
    """Return a gzip member of so many megabytes of zeros, about a thousandth of that in size."""
    crc = 0
    zeros = bytes(MEGABYTE)
    for _ in range(megabytes):
        crc = zlib.crc32(zeros, crc)
    tail = struct.pack("<II", crc, megabytes * MEGABYTE & 0xFFFFFFFF)
    return _GZIP_HEAD + _deflated_zeros(megabytes) + tail


@cache
def deflate_bomb(megabytes: int) -> bytes:
    """Return a zlib stream of so many megabytes of zeros."""
    # Adler-32 of n zeros (RFC 1950): the low half stays 1, the high half is n modulo 65521.
    adler = (megabytes * MEGABYTE % 65_521) << 16 | 1
    return b"\x78\xda" + _deflated_zeros(megabytes) + struct.pack(">I", adler)


@cache
def brotli_bomb(megabytes: int) -> bytes:
    """Return a brotli stream of so many megabytes of zeros."""
    compressor = brotli.Compressor(quality=3)
    zeros = bytes(MEGABYTE)
    pieces = [compressor.process(zeros) for _ in range(megabytes)]
    return b"".join([*pieces, compressor.finish()])


@cache
def zstd_bomb(megabytes: int) -> bytes:
    """Return a zstd frame of so many megabytes of zeros: one four-byte RLE block per 128 KB."""
    # Frame header (RFC 8878 §3.1.1.1): no content size, no checksum; window 2**17.
    head = _ZSTD_MAGIC + bytes([0x00, (17 - 10) << 3])
    blocks = megabytes * MEGABYTE // _ZSTD_BLOCK
    block = (_ZSTD_BLOCK << 3 | 1 << 1).to_bytes(3, "little") + b"\x00"
    last = (_ZSTD_BLOCK << 3 | 1 << 1 | 1).to_bytes(3, "little") + b"\x00"
    return head + block * (blocks - 1) + last


@cache
def nested_bomb(megabytes: int) -> bytes:
    """Return a gzip bomb compressed by gzip once more."""
    return gzip.compress(gzip_bomb(megabytes), mtime=0)


def zstd_stored(body: bytes) -> bytes:
    """Return a zstd frame of raw blocks, no compression at all."""
    blocks = [body[start : start + _ZSTD_BLOCK] for start in range(0, len(body), _ZSTD_BLOCK)]
    framed = b"".join(
        (len(block) << 3 | (position == len(blocks) - 1)).to_bytes(3, "little") + block
        for position, block in enumerate(blocks)
    )
    return _ZSTD_MAGIC + bytes([0x00, (17 - 10) << 3]) + framed


@cache
def _deflated_zeros(megabytes: int) -> bytes:
    """Return a raw deflate stream; a full flush after each megabyte makes all of them alike."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = compressor.compress(bytes(MEGABYTE)) + compressor.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + compressor.flush(zlib.Z_FINISH)


def bomb(make: Callable[[int], bytes], encoding: str) -> Endpoint:
    """Return an endpoint ``/…bomb/<MB>``; 1,024 if no size is given."""

    async def serve_bomb(exchange: Exchange, _: State) -> None:
        megabytes = exchange.number(MAX_MEGABYTES, most=MAX_MEGABYTES)
        body = await asyncio.to_thread(make, max(1, megabytes))
        await exchange.reply(body, headers=[("Content-Encoding", encoding)])

    return serve_bomb


def encoded(encoding: str, make: Callable[[], bytes], *, chunked: bool = False) -> Endpoint:
    """Return an endpoint that sends these bytes under this Content-Encoding, consistently framed."""

    async def serve_encoded(exchange: Exchange, _: State) -> None:
        body = make()
        if not chunked:
            await exchange.reply(body, headers=[("Content-Encoding", encoding)])
            return
        head = [("Content-Type", HTML), ("Content-Encoding", encoding), ("Transfer-Encoding", "chunked")]
        await exchange.head(200, [*head, ("Connection", "close")])
        await exchange.send(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))

    return serve_encoded


def half(body: bytes) -> bytes:
    """Return the first half."""
    return body[: len(body) // 2]


def _gzipped() -> bytes:
    return gzip.compress(PAGE + _noise(), mtime=0)


def _noise() -> bytes:
    """Return a comment that does not compress, so that half a stream is half a page."""
    return b"<!-- %b -->" % b" ".join(b"%x" % (number * 2_654_435_761) for number in range(2_000))


def _bad_checksum() -> bytes:
    whole = _gzipped()
    return whole[:-8] + bytes(byte ^ 0xFF for byte in whole[-8:-4]) + whole[-4:]


ENDPOINTS: Final[dict[str, Endpoint]] = {
    "gzbomb": bomb(gzip_bomb, "gzip"),
    "deflbomb": bomb(deflate_bomb, "deflate"),
    "brbomb": bomb(brotli_bomb, "br"),
    "zstdbomb": bomb(zstd_bomb, "zstd"),
    "gzgz": bomb(nested_bomb, "gzip, gzip"),
    "gzok": encoded("gzip", _gzipped),
    "defok": encoded("deflate", lambda: zlib.compress(PAGE + _noise())),
    "brok": encoded("br", lambda: brotli.compress(PAGE + _noise(), quality=4)),
    "zstdok": encoded("zstd", lambda: zstd_stored(PAGE)),
    "gztrunc": encoded("gzip", lambda: half(_gzipped())),
    "gztruncchunked": encoded("gzip", lambda: half(_gzipped()), chunked=True),
    "gzbadcrc": encoded("gzip", _bad_checksum),
    "deftrunc": encoded("deflate", lambda: half(zlib.compress(PAGE + _noise()))),
    "brtrunc": encoded("br", lambda: half(brotli.compress(PAGE + _noise(), quality=4))),
    "zstdtrunc": encoded("zstd", lambda: half(zstd_stored(PAGE))),
    "gzfake": encoded("gzip", lambda: PAGE),
    "gzempty": encoded("gzip", lambda: b""),
}
