"""What may be given any bytes, and what must hold whatever they are (reliability facts, §4.2).

A target takes bytes and raises for a finding. ``python -m tests.fuzz TARGET -max_total_time=60`` looks for such
bytes with coverage as its guide (package ``atheris``); ``tests/test_fuzz_targets.py`` gives every target its seeds,
damaged seeds and random bytes in the ordinary suite. The texts' own readers have targets of their own beside
this file (``clean.py``, ``dates.py``, ``sources.py``); the frontier has a state machine (``tests/store``).
"""

import contextlib
import io
import shutil
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.repair import repair_archive
from sasac_crawler.archive.warc_members import WarcBytes, whole_length
from sasac_crawler.archive.warc_record import parse_http, parse_record
from sasac_crawler.archive.warc_writer import WarcWriter
from sasac_crawler.attachments.kinds import find_kind
from sasac_crawler.attachments.names import file_name
from sasac_crawler.errors import (
    BlockedAddressError,
    IntegrityError,
    NotAnArticleError,
    ProfileError,
    QueryError,
    TruncatedBodyError,
    UsageError,
)
from sasac_crawler.middlewares.address_guard import check_url
from sasac_crawler.middlewares.completeness import check_compressed
from sasac_crawler.normalize.urls import canonical_url
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.challenge import challenge_marker
from sasac_crawler.parse.decode import decode_body
from sasac_crawler.parse.listing import parse_list_page
from sasac_crawler.parse.page import read_page
from sasac_crawler.parse.robots import RobotsRules
from sasac_crawler.parse.shells import redirect_target, soft_404_marker
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.sql import run_query
from sasac_crawler.sites.loading import parse_profile
from sasac_crawler.spiders.answers import parse_retry_after
from tests.fuzz.subjects import NOW, URL, known_archive, known_site


def decode(data: bytes) -> None:
    """Any body is text; what UTF-8 or GB18030 can hold comes back as it went in."""
    head, _, body = data.partition(b"\n")
    decoded = decode_body(body, content_type=head.decode("latin-1"))
    assert isinstance(decoded.text, str)
    assert 0 <= decoded.score <= 1
    text = body.decode("utf-8", "ignore").replace("\ufeff", "")
    if text.isprintable() and "charset" not in text.lower():
        assert decode_body(text.encode(), content_type="text/html; charset=utf-8").text == text


def page(data: bytes) -> None:
    """Any body is an article, a list and a shell, or is refused as none; nothing else is raised."""
    read = read_page(data, url=URL, seen_at=NOW, content_type="text/html")
    with contextlib.suppress(NotAnArticleError):
        article = parse_article(read, site=None)
        assert article.url
    parse_list_page(read, site=known_site(), channel=known_site().channels[0])
    soft_404_marker(data, read.text)
    redirect_target(data, read.text, url=URL)
    challenge_marker(200, {}, data)


def headers(data: bytes) -> None:
    """Values of headers never raise, and what they say is bounded."""
    text = data.decode("latin-1")
    wait = parse_retry_after(text, now=NOW)
    assert wait is None or wait >= 0
    name = file_name(url=text, link_text=data.decode("utf-8", "replace"), content_disposition=data)
    assert name
    assert Path(name).name == name
    assert len(name.encode()) <= 255
    assert not any(unicodedata.category(one) == "Cc" for one in name)
    challenge_marker(412, {"server": text}, b"")
    decode_body(b"<p>x</p>", content_type=text)


def robots(data: bytes) -> None:
    """Any robots.txt gives an answer and a delay that is a number."""
    rules = RobotsRules(data, "sasac_crawler")
    assert rules.allows(URL) in (True, False)
    delay = rules.crawl_delay
    assert delay is None or isinstance(delay, float)


def urls(data: bytes) -> None:
    """One form for each URL: stable, on the same host, on one line; what is refused is refused by name."""
    text = data.decode("utf-8", "replace")
    once = canonical_url(text)
    assert canonical_url(once) == once
    allowed = True
    try:
        check_url(text, hosts=["gzw.fault.test"])
    except BlockedAddressError:
        allowed = False
    if allowed:
        check_url(once, hosts=["gzw.fault.test"])
        assert not set("\r\n\0") & set(once)


def warc(data: bytes) -> None:
    """What is written is read back byte for byte; of a torn file every whole record is."""
    head, _, body = data.partition(b"\n")
    value = head.decode("latin-1")
    with tempfile.TemporaryDirectory() as scratch:
        writer = WarcWriter(Path(scratch), "a.warc.gz", run_id="1")
        exchange = Exchange(
            url=URL,
            method="GET",
            request_headers=(("Accept", "*/*"),),
            request_body=b"",
            status=200,
            response_headers=(("X-Value", value), ("Content-Type", f"text/html; {value}")),
            body=body,
            received_at=NOW,
        )
        capture = writer.write(exchange)
        path = writer.close()
        with WarcBytes(path) as file:
            record = parse_record(file.member(capture.warc_offset), path.name)
            assert bytes(parse_http(record, path.name).payload) == body
            ends = [member.end for member in file.members()]
        cut = len(data) * 7919 % path.stat().st_size
        torn = Path(scratch, "torn.warc.gz")
        torn.write_bytes(path.read_bytes()[:cut])
        assert whole_length(torn) == max((end for end in ends if end <= cut), default=0)


def members(data: bytes) -> None:
    """Any bytes as a WARC are records or an error, never something else."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "a.warc.gz")
        path.write_bytes(data)
        assert 0 <= whole_length(path) <= len(data)
        with WarcBytes(path) as file, contextlib.suppress(IntegrityError):
            for member in file.members():
                record = parse_record(member, path.name)
                parse_http(record, path.name)


def repair(data: bytes) -> None:
    """Of an open file with any content the whole records are kept, the rest is put away, no byte is lost."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = ArchiveFolder(Path(shutil.copytree(known_archive(), Path(scratch) / "archive")))
        (folder.warc / "run-x-00001.warc.gz.open").write_bytes(data)
        repair_archive(folder)
        kept = list(folder.warc.glob("run-x-*.warc.gz"))
        put_away = folder.root / "quarantine"
        rest = sorted(put_away.iterdir()) if put_away.exists() else []
        assert b"".join(path.read_bytes() for path in [*kept, *rest]) == data
        assert all(whole_length(path) == path.stat().st_size for path in kept)
        assert repair_archive(folder) == []


def bodies(data: bytes) -> None:
    """Any compressed body is whole, torn or a bomb."""
    for encoding in ("gzip", "deflate", "br", "zstd"):
        with contextlib.suppress(TruncatedBodyError):
            check_compressed(data, encoding, url=URL)


def kinds(data: bytes) -> None:
    """Any file is of some kind."""
    assert find_kind(io.BytesIO(data)).value


def profile(data: bytes) -> None:
    """Any TOML is a profile or one sentence why not."""
    with contextlib.suppress(ProfileError):
        assert parse_profile(data.decode("utf-8", "replace"), file="x.toml").slug


def search(data: bytes) -> None:
    """Any words are looked for or refused in one sentence."""
    with Archive(known_archive()) as archive, contextlib.suppress(UsageError):
        archive.search(data.decode("utf-8", "replace"))


def sql(data: bytes) -> None:
    """Any SQL reads or is refused; it never writes."""
    folder = known_archive()
    before = sorted((path.name, path.stat().st_size) for path in folder.rglob("*"))
    with contextlib.suppress(QueryError):
        run_query(folder, data.decode("utf-8", "replace"), timeout=1.0, limit=100)
    after = sorted((path.name, path.stat().st_size) for path in folder.rglob("*"))
    assert _lasting(before) == _lasting(after)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    one.__name__: one
    for one in (
        decode, page, headers, robots, urls, warc, members, repair, bodies, kinds, profile, search, sql,
    )
}  # fmt: skip


def _lasting(listing: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Without what SQLite keeps beside a database that is open."""
    return [(name, size) for name, size in listing if not name.endswith(("-shm", "-wal"))]
