"""What is asked of the server: what it refuses and how, what every answer carries, where it stands."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sasac_crawler.errors import StoreError
from sasac_crawler.web.application import make_datasette
from sasac_crawler.web.settings import WebSettings
from tests.web.conftest import Get
from tests.web.test_pages import page, text_of
from tests.web.texts import HOSTILE_TITLE


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/search?q=" + "国" * 301, 400),
        ("/search?q=-招聘", 400),
        ("/search?page=0", 400),
        ("/search?page=x", 400),
        (f"/search?page={1:09}{10**30}", 400),
        ("/search?page=99999", 400),
        ("/search?category=nonsense", 400),
        ("/search?year=20x1", 400),
        ("/search?order=random", 400),
        ("/search?q=" + "a" * 5000, 414),
        ("/article/000000000000", 404),
        ("/article/zzz", 404),
        ("/article/../../etc/passwd", 404),
        ("/sites/nowhere", 404),
        ("/sasac", 404),
        ("/sasac/articles", 404),
        ("/-/metadata.json", 404),
        ("/-/versions", 404),
        ("/-/threads", 404),
        ("/-/databases.json", 404),
        ("/sasac.db", 404),
        ("/sasac.json?sql=select+1", 404),
        ("/_internal", 404),
        ("/-/patterns", 404),
        ("/" + "x" * 1500, 414),
        ("/%00", 404),
        ("/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/-/sasac/..%2fplugin.py", 404),
        ("/-/sasac/nothing.css", 404),
        ("//evil.example/%2f..", 404),
        ("/search/", 404),
        ("/-/sasac/", 404),
    ],
)
def test_bad_requests_get_a_page_of_ours(get: Get, path: str, status: int) -> None:
    response = get(path, avoid_path_rewrites=True) if path.startswith("//") else get(path)
    assert response.status_code == status, path
    assert "location" not in response.headers
    assert "Traceback" not in response.text


def test_words_say_which_values_there_are(get: Get) -> None:
    assert "policy" in text_of(get("/search?category=nonsense"))


def test_every_answer_carries_the_headers(get: Get, kinds: tuple[str, ...]) -> None:
    for path in (*kinds, "/feed.atom", "/robots.txt", "/-/sasac/style.css", "/-/sasac/icon.svg"):
        headers = get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';"), path
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"


def test_head_is_answered_without_a_body_and_nothing_else_is_taken(get: Get) -> None:
    response = get("/", method="HEAD")
    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["content-type"].startswith("text/html")
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert get("/", method=method).status_code == 405


def test_nothing_a_site_wrote_becomes_markup(get: Get, ids: dict[str, str]) -> None:
    for path in (
        f"/article/{ids['hostile.html']}",
        f"/search?q={quote('标题')}",
        "/search",
        "/sites/jiangdong",
        "/search?q=%3Cscript%3E",
    ):
        response = get(path)
        tree = page(response)
        assert response.status_code == 200
        assert not tree.xpath("//script | //iframe | //img | //@onerror | //@onload"), path
        assert not [one for one in tree.xpath("//@href") if not re.match(r"/|https?://|#", one)], path
        assert "\u202e" not in response.text
        assert "49" not in tree.xpath("string(//div[@class='body'])").replace("7*7", "")
    assert HOSTILE_TITLE[:40] in get(f"/article/{ids['hostile.html']}").text.replace("&lt;", "<").replace(
        "&gt;", ">"
    ).replace("&#39;", "'")


def test_a_reader_elsewhere_cannot_be_sent_away(get: Get) -> None:
    response = get("/", headers={"host": 'evil.example/"><script>'})
    assert "evil.example" not in response.text
    for path in (
        "/?lang=en&next=//evil.example",
        "/-/logout?next=//evil.example",
        "/search?q=//evil.example",
    ):
        assert "location" not in get(path).headers


def test_noindex_and_robots(archive: Path, get: Get, serve: Any) -> None:
    assert "Disallow: /search\n" in get("/robots.txt").text
    assert "x-robots-tag" not in get("/").headers
    hidden = serve(WebSettings(root=archive, noindex=True, base_path="/archive/"))
    assert hidden("/robots.txt").text == "User-agent: *\nDisallow: /archive/\n"
    assert hidden("/").headers["x-robots-tag"] == "noindex, nofollow"


def test_pages_behind_a_path_link_within_it(archive: Path, serve: Callable[[WebSettings], Get]) -> None:
    get = serve(WebSettings(root=archive, base_path="/archive/", origin="https://example.org"))
    for path in ("/", f"/search?q={quote('企业')}", "/sites", "/nothing"):
        response = get(path)
        local = [
            one for one in page(response).xpath("//@href | //@action") if not one.startswith(("#", "http"))
        ]
        assert local
        assert all(one.startswith("/archive/") for one in local), path
    assert "https://example.org/archive/article/" in get("/feed.atom").text


def test_a_fault_of_ours_is_a_page_and_no_traceback(
    get: Get, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sasac_crawler.web.sites.site_rows", lambda _db: 1 / 0)
    response = get("/sites")
    assert response.status_code == 500
    assert "程序出错" in response.text
    assert "ZeroDivision" not in response.text
    assert "ZeroDivision" in caplog.text


def test_a_question_that_takes_too_long_is_given_up(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sasac_crawler.web.pages.SECONDS", -1.0)
    monkeypatch.setattr("sasac_crawler.web.pages._STEPS", 1)
    response = get("/sites")
    assert response.status_code == 503
    assert "查询用时过长" in response.text


def test_no_archive_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no archive"):
        make_datasette(WebSettings(root=tmp_path / "nothing"))
