"""Profiles and payloads survive the way through the archive."""

import gzip
import json
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from sasac_crawler.archive.journal import from_fields, site_entry, to_fields
from sasac_crawler.archive.payload import decoded_payload
from sasac_crawler.archive.profile_record import profile_of
from sasac_crawler.errors import IntegrityError
from sasac_crawler.sites import SiteProfile, load_profiles, parse_profile

FULL_PROFILE = """
slug = "x"
name_zh = "某某省人民政府国有资产监督管理委员会"
name_short = "某某省国资委"
name_en = "Example SASAC"
level = "province"
platform = "trs_wcm"
hosts = ["gzw.x.test"]
ports = [8080]
encoding = "gb18030"
verified = 2026-11-23
[politeness]
delay = 3.5
window = ["22:00", "06:30"]
[tls]
mode = "legacy_reneg"
reason = "the server knows nothing of RFC 5746"
since = 2026-11-01
[[channels]]
id = "a"
name_zh = "要闻"
category = "news"
url = "http://gzw.x.test/a/"
parameters = { unitid = "247686", webid = 7 }
[[layouts]]
id = "2019"
valid_until = 2024-03-31
drop = [".share", ".print"]
"""


@pytest.mark.parametrize(
    "profile",
    [*load_profiles().values(), parse_profile(FULL_PROFILE, file="x.toml")],
    ids=lambda one: one.slug,
)
def test_every_profile_comes_back_from_the_journal(profile: SiteProfile) -> None:
    entry = from_fields(to_fields(site_entry(profile)))
    assert entry is not None
    assert profile_of(entry["profile"]) == profile


def test_a_profile_of_a_later_release_is_read_as_far_as_it_is_known() -> None:
    entry = json.loads(to_fields(site_entry(parse_profile(FULL_PROFILE, file="x.toml"))).partition(b": ")[2])
    entry["profile"]["mood"] = "good"
    entry["profile"]["channels"][0]["mood"] = "good"
    del entry["profile"]["ports"]
    assert profile_of(entry["profile"]).ports == ()


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "identity": bytes,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
}


@pytest.mark.parametrize("encoding", ENCODERS)
@given(data=st.binary(max_size=2000))
def test_a_payload_is_decoded_to_what_was_encoded(encoding: str, data: bytes) -> None:
    stored = ENCODERS[encoding](data)
    assert decoded_payload(stored, (("content-encoding", encoding),), url="http://x.test/") == data


CASES = {
    "gzip": ("gzip", gzip.compress("国资委".encode())),
    "two members": ("gzip", gzip.compress(b"a") + gzip.compress(b"b")),
    "padded": ("gzip", gzip.compress(b"a") + b"\0\0\0\0"),
    "zlib": ("deflate", zlib.compress(b"abc")),
    "bare deflate": ("deflate", _raw_deflate("国资委".encode())),
    "brotli": ("br", brotli.compress(b"abc")),
    "twice": ("gzip, deflate", zlib.compress(gzip.compress(b"abc"))),
    "unknown": ("sdch", b"abc"),
    "unknown inside": ("sdch, gzip", gzip.compress(b"abc")),
    "upper case": ("GZIP", gzip.compress(b"abc")),
}


@pytest.mark.parametrize("name", CASES)
def test_a_payload_is_decoded_as_scrapy_decoded_it(name: str) -> None:
    encoding, body = CASES[name]
    request = Request("http://x.test/")
    response = Response("http://x.test/", headers={"Content-Encoding": encoding}, body=body)
    middleware = HttpCompressionMiddleware.from_crawler(get_crawler())
    expected = middleware.process_response(request, response)
    assert isinstance(expected, Response)
    found = decoded_payload(body, (("Content-Encoding", encoding),), url="http://x.test/")
    assert found == expected.body


def test_a_payload_in_no_encoding_is_an_integrity_error() -> None:
    with pytest.raises(IntegrityError, match="is not gzip"):
        decoded_payload(b"<html>", (("Content-Encoding", "gzip"),), url="http://x.test/")
