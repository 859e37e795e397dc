"""Bodies that were cut, and bombs, in every encoding we read."""

import gzip
import os
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.errors import CompressionBombError, TruncatedBodyError
from sasac_crawler.middlewares.completeness import check_compressed

URL = "http://www.sasac.test/"
PAGE = "省国资委召开会议。".encode() * 300 + os.urandom(2000)


def _raw_deflate(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(body) + compressor.flush()


ENCODERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "zlib": ("deflate", zlib.compress),
    "raw deflate": ("deflate", _raw_deflate),
    "brotli": ("br", brotli.compress),
}


@pytest.mark.parametrize("name", ENCODERS)
def test_a_whole_body_passes(name: str) -> None:
    encoding, encode = ENCODERS[name]
    check_compressed(encode(PAGE), encoding, url=URL)


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_body_is_refused(name: str, share: float) -> None:
    encoding, encode = ENCODERS[name]
    whole = encode(PAGE)
    with pytest.raises(TruncatedBodyError):
        check_compressed(whole[: int(len(whole) * share)], encoding, url=URL)


@pytest.mark.parametrize("name", ENCODERS)
def test_a_bomb_is_refused(name: str) -> None:
    encoding, encode = ENCODERS[name]
    with pytest.raises(CompressionBombError):
        check_compressed(encode(bytes(64 << 20)), encoding, url=URL)


def test_what_is_not_compressed_at_all_is_refused() -> None:
    with pytest.raises(TruncatedBodyError):
        check_compressed(b"<html>no gzip</html>", "gzip", url=URL)


@given(st.binary(min_size=1, max_size=5000), st.integers(1, 40))
def test_any_gzip_body_passes_whole_and_fails_cut(body: bytes, cut: int) -> None:
    whole = gzip.compress(body)
    check_compressed(whole, "gzip", url=URL)
    with pytest.raises(TruncatedBodyError):
        check_compressed(whole[:-cut][: len(whole) - 1] or b"x", "gzip", url=URL)
