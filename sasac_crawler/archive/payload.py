"""A payload as stored -> a payload as read: the content encodings of HTTP undone.

The same encodings in the same order as Scrapy's decompressing middleware undoes them, so that a page
read from the archive is the page that was read from the network.
"""

import sys
import zlib
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

import brotli

from sasac_crawler.errors import IntegrityError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd  # what Scrapy itself decompresses with, and requires

_ANY_HEADER: Final = 32 + zlib.MAX_WBITS


def decoded_payload(payload: bytes, headers: tuple[tuple[str, str], ...], *, url: str) -> bytes:
    """Undo the Content-Encoding of a stored payload.

    Args:
        payload: the body as received.
        headers: response headers.
        url: where it came from, for messages.

    Raises:
        IntegrityError: the payload is not in the encoding its header names.

    Example:
        >>> import gzip
        >>> stored = gzip.compress("省国资委".encode())
        >>> decoded_payload(stored, (("Content-Encoding", "gzip"),), url="http://x.test/").decode()
        '省国资委'
    """
    named = [value for name, value in headers if name.lower() == "content-encoding"]
    encodings = [one.strip().lower() for value in named for one in value.split(",")]
    for encoding in reversed(encodings):
        decode = _DECODERS.get(encoding)
        if decode is None:
            return payload
        try:
            payload = decode(payload)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            message = f"the payload of {url} is not {encoding}: {error}"
            raise IntegrityError(message) from error
    return payload


def _gunzip(payload: bytes) -> bytes:
    pieces = []
    while payload:
        inflater = zlib.decompressobj(_ANY_HEADER)
        try:
            pieces.append(inflater.decompress(payload))
        except zlib.error:
            if not pieces:
                raise
            break  # padding behind the last member
        payload = inflater.unused_data
    return b"".join(pieces)


def _inflate(payload: bytes) -> bytes:
    try:
        return zlib.decompress(payload)
    except zlib.error:
        # RFC 9110 means zlib; many servers send the bare stream.
        return zlib.decompress(payload, -zlib.MAX_WBITS)


def _unbrotli(payload: bytes) -> bytes:
    decoded: bytes = brotli.decompress(payload)
    return decoded


_DECODERS: Final = MappingProxyType[str, Callable[[bytes], bytes]](
    {
        "gzip": _gunzip,
        "x-gzip": _gunzip,
        "deflate": _inflate,
        "br": _unbrotli,
        "zstd": zstd.decompress,
        "identity": bytes,
    }
)
