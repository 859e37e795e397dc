"""What the pages show, in which language and script."""

import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html

from sasac_crawler.web.interface import words
from sasac_crawler.web.plugin import PAGES
from sasac_crawler.web.settings import WebSettings
from tests.web.conftest import Get
from tests.web.made_archive import add_article
from tests.web.texts import TEXTS

TEMPLATES = Path(__file__).parents[2] / "sasac_crawler/web/templates/sasac"


def page(response: Any) -> Any:
    return html.document_fromstring(response.text)


def text_of(response: Any) -> str:
    return " ".join(page(response).text_content().split())


def test_every_kind_of_page_is_whole_and_names_its_language(get: Get, kinds: tuple[str, ...]) -> None:
    assert len(kinds) > len(PAGES)
    for path in kinds:
        for language, lang in (("zh", "zh-Hans"), ("en", "en")):
            response = get(path, headers={"accept-language": language})
            assert response.status_code == (404 if path == "/nowhere" else 200), path
            tree = page(response)
            assert tree.get("lang") == lang
            assert len(tree.xpath("//h1")) == 1, path
            assert len(tree.xpath("//main")) == 1
            seen = tree.xpath("//*[@id]/@id")
            assert len(seen) == len(set(seen)), path
            assert not tree.xpath("//script | //@style | //@onclick"), path


def test_templates_ask_for_words_there_are_in_both_languages() -> None:
    asked = {
        key
        for path in TEMPLATES.glob("*.html")
        for key in re.findall(r"\bw\.([a-z0-9_]+)", path.read_text("utf-8"))
    }
    prefixes = {
        key
        for path in TEMPLATES.glob("*.html")
        for key in re.findall(r'w\["([a-z_]+_)" ~', path.read_text("utf-8"))
    }
    assert words("zh").keys() == words("en").keys()
    assert asked <= words("zh").keys()
    unused = {
        key for key in words("zh") if key not in asked and not any(key.startswith(one) for one in prefixes)
    }
    assert not unused


def test_the_home_page_counts_what_is_there(get: Get) -> None:
    response = get("/")
    shown = dict(zip(page(response).xpath("//dl[@class='figures']//dt/text()"),
                     page(response).xpath("//dl[@class='figures']//dd/text()"), strict=False))  # fmt: skip
    assert shown["篇文章"] == shown["个网页"] == str(len(TEXTS))
    latest = page(response).xpath("//ul[@class='list']/li/a/text()")
    assert latest[0] == "江东省部署国企改革深化提升行动"


@pytest.mark.parametrize(
    "words_typed", ["复工复产", "復工復產", "企業復工", "疫(yi)情(qing)防(fang)控(kong)"]
)
def test_either_script_finds_and_marks(get: Get, ids: dict[str, str], words_typed: str) -> None:
    tree = page(get(f"/search?q={quote(words_typed)}"))
    assert tree.xpath("//ol[@class='hits']/li//h2/a/@href")[0].startswith(f"/article/{ids['hant.html']}?")
    assert tree.xpath("//ol[@class='hits']//mark")


def test_the_script_of_the_text_is_the_readers_choice(get: Get, ids: dict[str, str]) -> None:
    path = f"/article/{ids['hant.html']}"
    printed, hans = get(path), get(f"{path}?script=hans")
    assert "濟南市國資委堅持" in text_of(printed)
    assert "济南市国资委坚持" in text_of(hans)
    assert page(printed).xpath("//article/@lang") == ["zh-Hant"]
    assert page(hans).xpath("//article/@lang") == ["zh-Hans"]
    kept = hans.headers["set-cookie"].partition(";")[0]
    assert "济南市国资委坚持" in text_of(get(path, headers={"cookie": kept}))
    assert "set-cookie" not in get(f"{path}?script=klingon").headers


def test_what_a_search_led_to_is_marked_in_the_text(get: Get, ids: dict[str, str]) -> None:
    tree = page(get(f"/article/{ids['hant.html']}?q={quote('复工复产')}"))
    assert tree.xpath("//div[@class='body']//mark/text()") == ["復工復產"]


def test_facets_count_what_choosing_them_finds(get: Get) -> None:
    tree = page(get(f"/search?q={quote('调度会')}"))
    links = tree.xpath("//aside//ul/li")
    assert len(links) > 10
    for link in links:
        [href] = link.xpath("a/@href")
        count = int(link.xpath("span/text()")[0])
        found = page(get(href)).xpath("//h1[@id='results']/text()")
        assert int(re.sub(r"\D", "", found[0])) == count, href


def test_pages_of_results_follow_each_other_while_the_archive_grows(
    archive: Path, serve: Any, tmp_path: Path
) -> None:
    copy = tmp_path / "archive"
    shutil.copytree(archive, copy)
    get = serve(WebSettings(root=copy))
    seen: list[str] = []
    address: str | None = f"/search?q={quote('企业')}&order=newest"
    writer = sqlite3.connect(copy / "sasac.db", isolation_level=None)
    [before] = writer.execute(
        "SELECT count(*) FROM articles WHERE body_hans LIKE '%企业%' OR title_hans LIKE '%企业%'"
    ).fetchone()
    number = 0
    while address is not None:
        tree = page(get(address))
        seen += tree.xpath("//ol[@class='hits']/li//h2/a/@href")
        address = next(iter(tree.xpath("//nav[@class='pager']/a[@rel='next']/@href")), None)
        add_article(writer, number := number + 1)
    writer.close()
    assert number > 2
    assert len(seen) == len(set(seen)) == before


def test_an_attachment_is_found_and_its_text_is_there(get: Get, ids: dict[str, str]) -> None:
    tree = page(get(f"/search?q={quote('独角兽')}"))
    assert "见附件 改革任务分工表.pdf" in " ".join(tree.text_content().split())
    shown = text_of(get(f"/article/{ids['reform.html']}"))
    assert "独角兽企业培育" in shown
    assert f"sha256:{'ab' * 32}" in shown


def test_the_article_page_tells_where_everything_comes_from(get: Get, ids: dict[str, str]) -> None:
    response = get(f"/article/{ids['reform.html']}")
    shown, tree = text_of(response), page(response)
    for part in ("江国资发〔2026〕12号", "聚焦改革", "《国有企业公司章程制定管理办法》", "文库中没有", "近似文本", "BibTeX",
                 "关于落实江国资发〔2026〕12号文件的通知", "2027年重点任务", "run-2026"):  # fmt: skip
        assert part in shown, part
    assert tree.xpath("//a[contains(@rel, 'external')]/@href")[0] == "http://gzw.jiangdong.test/reform.html"
    permalinks = tree.xpath("//section[@aria-labelledby='versions']//a[contains(@class,'hash')]/@href")
    texts = [text_of(get(one)) for one in permalinks]
    assert "2027年重点任务" in texts[0]
    assert "2026年重点任务" in texts[1]
    assert "这是较早的版本" in texts[1]


def test_the_history_shows_what_went_and_what_came(get: Get, ids: dict[str, str]) -> None:
    tree = page(get(f"/article/{ids['reform.html']}/history"))
    diff = tree.xpath("//p[@class='diff']")[0]
    assert "".join(diff.xpath("del/text()")) in ("2026", "6")
    assert "".join(diff.xpath("ins/text()")) in ("2027", "7")


def test_reprints_are_compared_with_the_first(get: Get, ids: dict[str, str]) -> None:
    shown = text_of(get(f"/article/{ids['reform-copy.html']}/reprints"))
    assert "江东省国资委" in shown
    assert "转载自江东省国资委网站" in shown
    tree = page(get(f"/article/{ids['reform-copy.html']}"))
    assert tree.xpath("//p[@class='notice']/a/@href") == [f"/article/{ids['reform.html']}"]
    assert "此文与另一篇文字几乎相同" in text_of(get(f"/article/{ids['reform-copy.html']}"))


def test_a_withdrawn_article_says_so_and_keeps_its_text(get: Get, ids: dict[str, str]) -> None:
    shown = text_of(get(f"/article/{ids['gone.html']}"))
    assert "原网站已撤下此文，最早发现于 2026-11-21" in shown
    assert "经营业绩考核结果予以公告" in shown


def test_changes_tell_what_went_and_what_was_edited(get: Get, ids: dict[str, str]) -> None:
    tree = page(get("/changes"))
    assert tree.xpath("//section[@aria-labelledby='gone']//li/a/@href") == [f"/article/{ids['gone.html']}"]
    assert tree.xpath("//section[@aria-labelledby='changed']//li/a/@href") == [
        f"/article/{ids['reform.html']}/history"
    ]
    assert "正文" in tree.xpath("string(//section[@aria-labelledby='changed'])")
    later = page(get("/changes?since=2026-11-22&site=jiangdong"))
    assert not later.xpath("//section[@aria-labelledby='gone']//li")
    assert len(later.xpath("//section[@aria-labelledby='changed']//li")) == 1
    assert get("/changes?since=yesterday").status_code == 400


def test_neighbours_are_those_of_the_channel_by_date(get: Get, ids: dict[str, str]) -> None:
    tree = page(get(f"/article/{ids['gone.html']}"))
    [older] = tree.xpath("//nav[@class='neighbours']/a[@rel='prev']/@href")
    back = page(get(older)).xpath("//nav[@class='neighbours']/a[@rel='next']/@href")
    assert back == [f"/article/{ids['gone.html']}"]


def test_a_site_lists_every_page_it_printed(get: Get) -> None:
    address: str | None = "/sites/jiangdong"
    found: list[str] = []
    while address is not None:
        tree = page(get(address))
        found += tree.xpath("//ul[@class='list']/li/a/@href")
        address = next(iter(tree.xpath("//nav[@class='pager']/a[@rel='next']/@href")), None)
    assert len(found) == sum(text.site == "jiangdong" for text in TEXTS)


def test_sites_show_their_verdicts(get: Get) -> None:
    shown = text_of(get("/sites"))
    assert "江东省国资委 正常" in shown
    assert "北湖省国资委 部分失败" in shown
    assert "9 of 20 pages were not to be had" in shown


def test_the_dashboard_shows_open_alarms(get: Get) -> None:
    shown = text_of(get("/coverage"))
    assert "北湖省国资委 · col1 missing source (redesign): 3 %; expected 98 %" in shown
