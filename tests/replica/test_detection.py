"""The platform of every page of every replica is told rightly or not at all."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from sasac_crawler.parse.detection import detect_platform
from sasac_crawler.parse.page import read_page
from sasac_crawler.sites.loading import parse_profile
from tests.replica.crawling import quick_profile
from tests.replica.model import Ask, ReplicaSite
from tests.replica.reading import SEEN
from tests.replica.registry import all_sites


@pytest.mark.parametrize("site", all_sites(), ids=lambda site: site.slug)
def test_no_page_is_taken_for_another_platforms(site: ReplicaSite) -> None:
    profile = parse_profile(quick_profile(site.profile_text), file=f"{site.slug}.toml")
    wrong = []
    told = 0
    platform_of = {one.id: one.platform or profile.platform for one in profile.channels}
    pages = [
        (one.pages[0], platform_of[one.id]) for one in site.channels if not one.pages[0].startswith("POST")
    ]
    pages += [(one.url, platform_of[one.channel]) for one in site.articles]
    for url, platform in pages:
        parts = urlsplit(url)
        answer = site.respond(
            Ask(host=parts.hostname or "", method="GET", path=parts.path, query=dict(parse_qsl(parts.query)))
        )
        page = read_page(answer.body, url=url, seen_at=SEEN, content_type=answer.content_type)
        found = detect_platform(page)
        told += found.platform is not None
        if found.platform not in (None, platform):
            wrong.append(f"{url}: {found}, the profile says {platform}")
    assert wrong == []
    assert told or profile.platform == "static_list"


@pytest.mark.parametrize(
    ("url", "markup", "platform"),
    [
        # A migrated TRS page whose body still has Hanweb's marks.
        (
            "http://x.test/a/201206/t20120624_43188.html",
            "<div class=TRS_Editor><!--<$[信息内容]>begin--><meta name='ContentStart'>正文 /module/jslib/ </div>",
            "trs_wcm",
        ),
        # A reprint with gov.cn's body in it.
        (
            "http://x.test/a/b.html",
            "<div class=TRS_Editor><div id='UCAP-CONTENT'>/common/search/</div></div>",
            None,
        ),
        # The body hint that three families share.
        ("http://x.test/a/b.html", "<div id=zoom>正文</div>", None),
        # jpaas pages carry marks of the older system beside their own.
        (
            "http://x.test/col/col1/index.html",
            (
                "<script src='/script/web_front.js'></script>"
                "<script url='/api-gateway/jpaas-publish-server/front/page/build/unit'></script>"
            ),
            "hanweb_jpaas",
        ),
    ],
)
def test_marks_inside_a_body_tell_nothing(url: str, markup: str, platform: str | None) -> None:
    page = read_page(f"<html><body>{markup}</body></html>".encode(), url=url, seen_at=SEEN)
    assert detect_platform(page).platform == platform
