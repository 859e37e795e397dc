"""Paging, selectors and addresses of the 39 profiles, as the facts have them."""

from typing import Final

import pytest
from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.sites import site_of_url
from tests.sites.test_profiles import EXPECTED, PROFILES, every_site


def test_paging_parameters_are_those_of_the_facts() -> None:
    found = {
        f"{slug}/{channel.id}": dict(channel.parameters)
        for slug, profile in PROFILES.items()
        for channel in profile.channels
        if channel.parameters and "base" not in dict(channel.parameters)
    }
    unit = {"webid": "39", "unitid": "247686", "webname": "江苏省国资委", "perpage": "20"}
    assert found == {
        "sasac/n2588335": {"pag_id": "2603340"},
        "sasac/n2588350": {"pag_id": "7325475"},
        "jiangsu/col85683": unit,
        "jiangsu/col11779": unit,
        "jiangsu/col49542": {"infotypeId": "10", "divid": "div125"},
        "guizhou/zcwj": {"index_json": "index.json"},
        "jinan/col23870": {
            "webId": "37",
            "pageId": "23870",
            "tagId": "信息标题",
            "tplSetId": "qRnIbtU5GwoFGC9hjemFn",
            "pageType": "column",
        },
    }


def test_bases_of_page_numbers() -> None:
    bases = {
        slug: {base for c in profile.channels if (base := dict(c.parameters).get("base"))}
        for slug, profile in PROFILES.items()
    }
    assert {slug: base for slug, base in bases.items() if base} == {
        "beijing": {"0"}, "nei_mongol": {"0"}, "jilin": {"0"}, "shaanxi": {"0"},
        "hebei": {"1"}, "hunan": {"1"}, "guangdong": {"1"}, "sichuan": {"1"},
    }  # fmt: skip


def test_a_channel_of_another_platform_than_its_site() -> None:
    others = {(slug, c.id): c.platform for slug, p in PROFILES.items() for c in p.channels if c.platform}
    assert others == {("yunnan", "ssqy"): "trs_wcm"}


def test_layouts_only_where_present_selectors_are_known() -> None:
    known = [slug for slug, profile in PROFILES.items() if profile.layouts]
    assert known == [
        "chongqing", "guangdong", "jiangsu", "ningbo", "sasac", "shaanxi", "shandong", "shanghai",
    ]  # fmt: skip
    assert {len(profile.layouts) for profile in PROFILES.values()} == {0, 1}
    with_body = [slug for slug in known if PROFILES[slug].layouts[0].body]
    assert with_body == ["chongqing", "jiangsu", "ningbo", "sasac"]


LIST_ENTRIES: Final = {
    "sasac": '<div class="zsy_conlist"><ul><li>{}</li><li style="height:1px"></li></ul></div>',
    "chongqing": '<ul class="tab-item"><li class="clearfix">{}</li></ul>',
    "guangdong": '<ul class="list"><li>{}</li></ul>',
    "jiangsu": '<div class="default_pgContainer"><li>{}</li></div>',
    "ningbo": '<div id="jw_sgzw_二级栏目列表_标题list"><div><div><ul><li>{}</li></ul></div></div></div>',
    "shaanxi": '<ul class="list"><li class="list-item">{}</li></ul>',
    "shandong": '<table><tr><td width="876">{}</td><td>2026/3/5</td></tr></table>',
    "shanghai": '<div class="tab-content"><ul><li>{}</li></ul></div>',
}


@pytest.mark.parametrize("slug", list(LIST_ENTRIES))
def test_a_layout_finds_the_entry_it_describes(slug: str) -> None:
    layout = PROFILES[slug].layouts[0]
    page = LexborHTMLParser(LIST_ENTRIES[slug].format('<a href="/a.html">通知</a>'))
    assert layout.list_item is not None
    rows = page.css(layout.list_item)
    assert len(rows) == 1
    assert rows[0].text().startswith("通知")
    for selector in filter(None, (layout.list_date, layout.body, layout.header, *layout.drop)):
        page.css(selector)  # raises if it is no selector


@every_site
def test_an_old_url_finds_its_site(slug: str) -> None:
    for host in (*EXPECTED[slug]["hosts"], *EXPECTED[slug]["historic_hosts"]):
        found = site_of_url(PROFILES, f"http://{host}/some/old/page.htm")
        assert found is not None
        assert found.slug == slug


@pytest.mark.parametrize(
    "url",
    [
        "http://gzw.xz.gov.cn/",  # 徐州, not 西藏
        "http://www.hainan.gov.cn/",  # the whole province's portal
        "http://m.hongxingpaper.com/n2588025/n2588119/c11593808/content.html",  # a spam copy
    ],
)
def test_a_host_of_somebody_else_finds_no_site(url: str) -> None:
    assert site_of_url(PROFILES, url) is None
