"""What the search for bytes that break a target begins with."""

import email.utils
import json
from collections.abc import Callable
from typing import Final

from tests.fuzz.subjects import NOW, SITES, TESTS, known_archive


def seeds(target: str) -> list[bytes]:
    """Return what to begin with."""
    return _SEEDS[target]()


def _pages() -> list[bytes]:
    challenges = sorted((TESTS / "faults" / "challenges").glob("*.html"))[:12]
    return [
        (TESTS / "pages" / "sample_article.http").read_bytes().partition(b"\n\n")[2],
        *(path.read_bytes() for path in challenges),
        "<p><font>国资委".encode() * 60,
        b'<div class="TRS_Editor"><p>\xe5' * 9 + b"</p></div>",
    ]


def _values() -> list[bytes]:
    waits: tuple[bytes, ...] = (
        b"120",
        email.utils.format_datetime(NOW, usegmt=True).encode(),
        b"-1",
        b"Mon, 99 Jan",
    )
    waits += (b"Thu, 01 Jan 99999999999999999999 00:00:00 GMT", b"1 Jan 2026 99999999999999:00")
    names = ("附件1：办法.doc".encode("gbk"), b"filename*=UTF-8''%E5%8A%9E.doc", b'a; filename="..\\x"')
    return [*waits, *names, b"text/html; charset=gb2312"]


def _robots() -> list[bytes]:
    return [
        b"User-agent: *\nDisallow: /a*b$\nCrawl-delay: 3\n",
        b"\xef\xbb\xbfUser-agent: sasac_crawler\nAllow: /",
    ]


def _urls() -> list[bytes]:
    rows = json.loads((TESTS / "faults" / "hostile_urls.json").read_text("utf-8"))
    return [b"http:./@wsu", *(str(row["url"]).encode() for row in rows)]


def _warcs() -> list[bytes]:
    first = min((known_archive() / "warc").glob("*.warc.gz")).read_bytes()
    return [first, first[:-7], b"Content-Type\n" + "省国资委".encode() * 40, b"\x1f\x8b\x08"]


def _profiles() -> list[bytes]:
    return [path.read_bytes() for path in sorted(SITES.glob("*.toml"))[:6]]


def _words() -> list[bytes]:
    odd = ('"', "a AND", "NEAR(", "*", "国资委-2024", "title:", "(((", "-", "国企 OR -党建", "\0")
    return [one.encode() for one in odd]


def _statements() -> list[bytes]:
    bombs = ("ATTACH 'x' AS y", "VACUUM INTO 'x'", "SELECT printf('%.*c', 9e8, 'x')", "PRAGMA user_version=9")
    return [one.encode() for one in ("SELECT 1", *bombs, "DELETE FROM articles", "SELECT 1; SELECT 2")]


_SEEDS: Final[dict[str, Callable[[], list[bytes]]]] = {
    **dict.fromkeys(("page", "decode", "bodies", "kinds"), _pages),
    **dict.fromkeys(("warc", "members", "repair"), _warcs),
    "headers": _values,
    "robots": _robots,
    "urls": _urls,
    "profile": _profiles,
    "search": _words,
    "sql": _statements,
}
