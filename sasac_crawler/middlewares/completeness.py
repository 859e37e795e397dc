"""Downloader middleware 885: a body that was cut or is a bomb is no page.

A gzip body cut in half, with a Content-Length that agrees, comes through every HTTP library as a
good answer (measured); the end of the compressed stream is what tells.
"""

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import brotli
from scrapy import Request
from scrapy.http import Response

from sasac_crawler.errors import CompressionBombError, TruncatedBodyError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd  # what Scrapy itself decompresses with, and requires

_STEP: Final = 1 << 16
_OUTPUT_STEP: Final = 1 << 20
MAX_RATIO: Final = 200
RATIO_MATTERS_ABOVE: Final = 4 << 20
_GZIP_OR_ZLIB: Final = 32 + zlib.MAX_WBITS


class CompletenessMiddleware:
    """Refuses compressed bodies that do not end, or that grow beyond reason."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Check the body as received; it is captured already.

        Raises:
            TruncatedBodyError: the compressed stream does not end.
            CompressionBombError: it holds more than ``MAX_RATIO`` times its size.
        """
        encoding = (response.headers.get("Content-Encoding") or b"").decode("latin-1").strip().lower()
        if encoding and response.body and request.method != "HEAD":
            check_compressed(response.body, encoding, url=request.url)
        return response


class _Stream(Protocol):
    def sizes(self, data: bytes) -> Iterator[int]:
        """Take bytes; yield the size of every piece that comes out, none larger than a step."""

    def is_finished(self) -> bool:
        """Return whether the stream has ended."""


class _Zlib:
    def __init__(self, wbits: int = _GZIP_OR_ZLIB) -> None:
        self._decompressor = zlib.decompressobj(wbits)

    def sizes(self, data: bytes) -> Iterator[int]:
        while data:
            yield len(self._decompressor.decompress(data, _OUTPUT_STEP))
            data = self._decompressor.unconsumed_tail

    def is_finished(self) -> bool:
        return self._decompressor.eof


class _RawDeflate(_Zlib):
    def __init__(self) -> None:
        super().__init__(-zlib.MAX_WBITS)


class _Brotli:
    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    def sizes(self, data: bytes) -> Iterator[int]:
        yield len(self._decompressor.process(data, output_buffer_limit=_OUTPUT_STEP))
        while not self._decompressor.can_accept_more_data():
            yield len(self._decompressor.process(b"", output_buffer_limit=_OUTPUT_STEP))

    def is_finished(self) -> bool:
        return bool(self._decompressor.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._decompressor = zstd.ZstdDecompressor()

    def sizes(self, data: bytes) -> Iterator[int]:
        yield len(self._decompressor.decompress(data, _OUTPUT_STEP))
        while not self._decompressor.needs_input and not self._decompressor.eof:
            yield len(self._decompressor.decompress(b"", _OUTPUT_STEP))

    def is_finished(self) -> bool:
        return self._decompressor.eof


_STREAMS: Final[dict[str, tuple[Callable[[], _Stream], ...]]] = {
    "gzip": (_Zlib,),
    "x-gzip": (_Zlib,),
    "deflate": (_Zlib, _RawDeflate),
    "br": (_Brotli,),
    "zstd": (_Zstd,),
}


def check_compressed(body: bytes, encoding: str, *, url: str) -> None:
    """Raise unless a compressed body is whole and of sensible size.

    Encodings this does not know (several at once) are left to the decompressing middleware.

    Example:
        >>> import gzip
        >>> whole = gzip.compress("国资委".encode() * 500)
        >>> check_compressed(whole, "gzip", url="http://x.test/")
        >>> check_compressed(whole[:-9], "gzip", url="http://x.test/")
        Traceback (most recent call last):
        ...
        sasac_crawler.errors.TruncatedBodyError: the gzip body of http://x.test/ ends in the middle
    """
    streams = _STREAMS.get(encoding, ())
    if streams and not any(_is_whole(make(), body, url) for make in streams):
        raise TruncatedBodyError(url, encoding)


def _is_whole(stream: _Stream, body: bytes, url: str) -> bool:
    unpacked = 0
    try:
        for start in range(0, len(body), _STEP):
            for size in stream.sizes(body[start : start + _STEP]):
                unpacked += size
                if unpacked > max(RATIO_MATTERS_ABOVE, MAX_RATIO * len(body)):
                    raise CompressionBombError(url, len(body))
            if stream.is_finished():
                return True
    except (zlib.error, brotli.error, zstd.ZstdError):
        return False
    return stream.is_finished()
