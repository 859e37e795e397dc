"""The synthetic site can be crawled, and what it holds is what ``expected_site`` says."""

import gzip
import re
import urllib.parse
from itertools import pairwise

import pytest
from lxml import html

from tests.faults.client import FaultServer
from tests.faults.raw import Raw, ask
from tests.faults.site import SiteArticle, SiteState, expected_site, site_article

# The paging macro of TRS WCM. example: createPageHTML(3, 0, "index", "html") · counter-example: createPage(3)
MACRO = re.compile(r'createPageHTML\((\d{1,6}), (\d{1,6}), "index", "html"\)')


def crawl(server: FaultServer, site: int) -> dict[str, SiteArticle]:
    """Follow lists and articles as a crawler would; return what the pages say, by path."""
    found = {}
    target, seen = f"/site/{site}/index.html", set[str]()
    while target and target not in seen and len(seen) < 1_000:
        seen.add(target)
        page = html.fromstring(ask(server, target).body.decode())
        for link in page.xpath("//ul[@class='list']/li/a"):
            path = urllib.parse.urljoin(target, link.get("href"))
            found[path] = read_article(site, path, ask(server, path))
            assert link.get("title") == link.text == found[path].title
            assert link.getnext().text == found[path].listed_date
        following = page.xpath("//a[@class='next']/@href")
        target = urllib.parse.urljoin(target, following[0]) if following else ""
    return found


def read_article(site: int, path: str, got: Raw) -> SiteArticle:
    assert got.status == 200
    page = html.fromstring(got.body.decode())
    meta = {entry.get("name"): entry.get("content") for entry in page.xpath("//meta[@name]")}
    [heading] = page.xpath("//h1/text()")
    assert heading == meta["ArticleTitle"]
    number = int(path.rpartition("_")[2].removesuffix(".html"))
    truth = site_article(site, number)
    return SiteArticle(
        site=site,
        number=number,
        revision=0,
        path=path,
        title=heading,
        published=truth.published.strptime(meta["PubDate"], "%Y-%m-%d %H:%M"),
        source=meta["ContentSource"],
        paragraphs=tuple(text.strip("　") for text in page.xpath("//div[@class='TRS_Editor']/p/text()")),
    )


def without_revision(articles: tuple[SiteArticle, ...]) -> set[tuple[str, str, str, str, str]]:
    return {(a.path, a.title, a.published.isoformat(), a.source, a.body_text) for a in articles}


@pytest.mark.parametrize("size", [0, 1, 20, 21, 47])
def test_a_crawl_finds_what_is_expected(fault_server: FaultServer, size: int) -> None:
    found = crawl(fault_server, size)
    assert tuple(found.values()) == expected_site(size) == fault_server.expected_site(size)
    assert len(found) == size


def test_a_changed_site_is_expected_as_it_is(fault_server: FaultServer) -> None:
    fault_server.change_site(47, size=50, edit=[3, 50], delete=[5, 6], move=[7], copy=[9])
    fault_server.change_site(47, restore=[6], edit=[3])
    found = crawl(fault_server, 47)
    expected = fault_server.expected_site(47)
    assert without_revision(tuple(found.values())) == without_revision(expected)
    assert len(expected) == 50
    by_number = {article.number: article for article in expected}
    assert by_number[3].revision == 2
    assert by_number[3].body_text != site_article(47, 3).body_text
    assert by_number[3].title == site_article(47, 3).title
    assert by_number[7].path.startswith("/site/47/zx/")
    assert sum(article.number == 9 for article in expected) == 2


def test_a_moved_article_redirects_from_its_old_url(fault_server: FaultServer) -> None:
    fault_server.change_site(47, move=[7])
    got = ask(fault_server, site_article(47, 7).path)
    assert (got.status, got.headers["location"]) == (301, site_article(47, 7, column="zx").path)


@pytest.mark.parametrize("status", [404, 410, 200])
def test_a_deleted_article_is_gone_as_the_site_says(fault_server: FaultServer, status: int) -> None:
    fault_server.change_site(47, delete=[5], gone_status=status)
    got = ask(fault_server, site_article(47, 5).path)
    assert got.status == status
    assert "不存在" in got.body.decode()


def test_a_shrunken_list_still_has_the_articles(fault_server: FaultServer) -> None:
    fault_server.change_site(47, listed=10)
    assert len(crawl(fault_server, 47)) == 10
    assert ask(fault_server, site_article(47, 1).path).status == 200
    assert ask(fault_server, "/site/47/index_1.html").status == 404


def test_a_redesign_hides_links_and_articles_from_the_old_parser(fault_server: FaultServer) -> None:
    fault_server.change_site(47, layout="v2")
    assert crawl(fault_server, 47) == {}
    page = html.fromstring(ask(fault_server, site_article(47, 1).path).body.decode())
    assert not page.xpath("//h1 | //meta[@name='ArticleTitle'] | //div[@class='TRS_Editor']")
    assert site_article(47, 1).paragraphs[0] in page.text_content()


def test_lists_count_as_the_macro_does(fault_server: FaultServer) -> None:
    for page in range(3):
        name = f"/site/47/index{f'_{page}' if page else ''}.html"
        macro = MACRO.search(ask(fault_server, name).body.decode())
        assert macro is not None
        assert macro.groups() == ("3", str(page))
    assert ask(fault_server, "/site/47/index_3.html").status == 404
    assert ask(fault_server, "/site/47/").body == ask(fault_server, "/site/47/index.html").body


def test_a_page_that_has_not_changed_is_304(fault_server: FaultServer) -> None:
    path = site_article(47, 1).path
    tag = ask(fault_server, path).headers["etag"]
    assert ask(fault_server, path, head=f"If-None-Match: {tag}\r\n").status == 304
    fault_server.change_site(47, edit=[1])
    assert ask(fault_server, path, head=f"If-None-Match: {tag}\r\n").status == 200


def test_latency_and_gzip_can_be_had(fault_server: FaultServer) -> None:
    fault_server.change_site(47, latency=0.3, compress=True)
    got = ask(fault_server, "/site/47/index.html", head="Accept-Encoding: gzip\r\n")
    assert got.seconds >= 0.3
    assert got.headers["content-encoding"] == "gzip"
    assert "工作动态" in gzip.decompress(got.body).decode()


def test_articles_are_all_different_and_always_the_same() -> None:
    articles = expected_site(600)
    assert len({article.title for article in articles}) == 600
    assert len({article.body_text for article in articles}) == 600
    assert len({article.path for article in articles}) == 600
    assert all(newer.published.date() >= older.published.date() for newer, older in pairwise(articles))
    assert all(len(article.body_text) >= 100 for article in articles)
    assert all("{" not in article.body_text + article.title for article in articles)
    assert expected_site(600) == articles


def test_a_large_site_stays_within_ten_years() -> None:
    assert site_article(100_000, 1).published.year >= 2014


def test_state_survives_json() -> None:
    state = SiteState(size=9).changed({"edit": [1], "delete": [2], "move": [3], "copy": [4], "listed": 5})
    assert SiteState.from_json(state.as_json()) == state
