"""Bombs have the stated ratio; cut streams are cut and consistently framed."""

import gzip
import zlib

import brotli
import pytest

from tests.faults.client import FaultServer
from tests.faults.compressed import zstd_bomb, zstd_stored
from tests.faults.framing import PAGE
from tests.faults.raw import ask


def test_gzip_bomb(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/gzbomb/64")
    assert got.headers["content-encoding"] == "gzip"
    assert len(gzip.decompress(got.body)) == 64 << 20
    assert (64 << 20) / len(got.body) > 900


def test_deflate_bomb(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/deflbomb/64")
    assert len(zlib.decompress(got.body)) == 64 << 20
    assert (64 << 20) / len(got.body) > 900


def test_brotli_bomb(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/brbomb/64")
    assert got.headers["content-encoding"] == "br"
    assert len(brotli.decompress(got.body)) == 64 << 20
    assert (64 << 20) / len(got.body) > 10_000


def test_zstd_bomb_and_zstd_page_are_what_zstd_reads() -> None:
    zstd = pytest.importorskip("backports.zstd", reason="zstd is not in this Python")
    assert zstd.decompress(zstd_bomb(8)) == bytes(8 << 20)
    assert (8 << 20) / len(zstd_bomb(8)) > 30_000
    assert zstd.decompress(zstd_stored(PAGE)) == PAGE


def test_nested_bomb_is_gzip_twice(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/gzgz/64")
    assert got.headers["content-encoding"] == "gzip, gzip"
    assert len(gzip.decompress(gzip.decompress(got.body))) == 64 << 20


@pytest.mark.parametrize(
    ("endpoint", "read"),
    [
        ("/gzok", gzip.decompress),
        ("/defok", zlib.decompress),
        ("/brok", brotli.decompress),
    ],
)
def test_whole_streams_hold_the_page(fault_server: FaultServer, endpoint: str, read: object) -> None:
    assert callable(read)
    assert read(ask(fault_server, endpoint).body).startswith(PAGE)


@pytest.mark.parametrize(
    ("endpoint", "wbits"), [("/gztrunc", 31), ("/deftrunc", 15)], ids=["gzip", "deflate"]
)
def test_a_cut_stream_has_a_true_length_and_no_end(
    fault_server: FaultServer, endpoint: str, wbits: int
) -> None:
    got = ask(fault_server, endpoint)
    assert len(got.body) == got.promised
    stream = zlib.decompressobj(wbits)
    text = stream.decompress(got.body)
    assert not stream.eof
    assert 0 < len(text) < len(PAGE) + 20_000


def test_a_cut_gzip_in_whole_chunks(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/gztruncchunked")
    assert got.body.endswith(b"\r\n0\r\n\r\n")
    size, _, rest = got.body.partition(b"\r\n")
    stream = zlib.decompressobj(31)
    stream.decompress(rest[: int(size, 16)])
    assert not stream.eof


def test_a_cut_brotli_stream(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/brtrunc")
    assert len(got.body) == got.promised
    stream = brotli.Decompressor()
    stream.process(got.body)
    assert not stream.is_finished()


def test_a_cut_zstd_stream(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/zstdtrunc")
    assert len(got.body) == got.promised
    assert zstd_stored(PAGE).startswith(got.body)


def test_a_wrong_checksum(fault_server: FaultServer) -> None:
    with pytest.raises(gzip.BadGzipFile, match="CRC"):
        gzip.decompress(ask(fault_server, "/gzbadcrc").body)


@pytest.mark.parametrize(("endpoint", "size"), [("/gzfake", len(PAGE)), ("/gzempty", 0)])
def test_what_only_claims_to_be_gzip(fault_server: FaultServer, endpoint: str, size: int) -> None:
    got = ask(fault_server, endpoint)
    assert got.headers["content-encoding"] == "gzip"
    assert len(got.body) == size
    assert got.body[:2] != b"\x1f\x8b"
