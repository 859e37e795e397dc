"""Which CMS family made a page: told from its URL and its shell, never from what stands in its body.

Migrated and reprinted pages carry the marks of other systems inside the text (a TRS page with Hanweb's
comments, a ministry's page with ``#UCAP-CONTENT``), so a mark counts only in the head of the page, in its
scripts and loaders, and in the address. ``#zoom`` is shared by several families and says nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from sasac_crawler.parse.metatags import read_metatags
from sasac_crawler.parse.page import Page

# n-series. example: "/n2588025/n2588129/c13858389/content.html" · counter-example: "/n1/index.html"
N_SERIES_PATH: Final = re.compile(
    r"(?:/n\d{2,12}){2,12}/(?:c\d{4,12}/content|index(?:_\d{1,12}_\d{1,5})?)\.html"
)
# Shandong. example: "/channels/ch05552/" · counter-example: "/channel/5552/"
SD_PATH: Final = re.compile(r"/(?:channels|articles)/ch\d{3,8}/")
# Guangdong. example: "/gkmlpt/content/4/4069/post_4069119.html" · counter-example: "/post_office/"
GD_PATH: Final = re.compile(r"/gkmlpt(?:/|$)|/content/m?post_\d{3,12}\.html")
# Kaipu/UCAP. example: "/csrc/c106256/c3217074/content.shtml" · counter-example: "/c1/content.html"
UCAP_PATH: Final = re.compile(
    r"/c\d{4,8}/(?:c\d{5,9}/content|common_list(?:_\d{1,5})?)\.shtml|/common/search/"
)
# TRS WCM. example: "/202405/t20240507_4069.html", "/gxgq/t10221601.shtml" · counter-example: "/20240507/a.html"
TRS_PATH: Final = re.compile(r"/t\d{8}_\d{1,12}(?:_\d{1,3}|_ext)?\.s?html?|/t\d{7,9}\.shtml")
# VSB. example: "/info/1023/12434.htm" · counter-example: "/info/12434.html"
VSB_PATH: Final = re.compile(r"/info/\d{1,6}/\d{1,9}\.htm")
# The loader of a jpaas unit. example: "/api-gateway/jpaas-publish-server/front/page/build/unit" ·
# counter-example: "/api-gateway/other"
JPAAS_MARK: Final = re.compile(
    r"/jpaas-publish-server/front/page/build/unit|queryData\s{0,5}=\s{0,5}[\"']\{'parseType'"
)
# Hanweb JCMS: its islands, loaders and generator. example: "<datastore>" · counter-example: "dataset"
JCMS_MARK: Final = re.compile(
    r"<datastore>|Produced By 大汉网络|/module/(?:web/)?jpage/|/module/jslib/|/script/(?:page\.css|web_front\.js)"
    r"|id=[\"']hiddenLocation[\"']|/module/visitcount/"
)
# A page of Shandong's channels. example: 'class="pagedContent"' · counter-example: "paged"
SD_MARK: Final = re.compile(r"class=[\"']pagedContent[\"']|\blogicTotalPage\b")
# NFCMS and gkmlpt. example: "NFCMS_SITE_ID" · counter-example: "NFC"
GD_MARK: Final = re.compile(r"\bNFCMS_(?:SITE|POST)_ID\b|window\._CONFIG\s{0,5}=")
# TRS: the paging macro and its relatives. With the name of a box as first argument the macro is Kaipu's too
# and tells nothing. example: "createPageHTML(24," · counter-example: "createPageHTML('page_div',24,"
TRS_MARK: Final = re.compile(
    r"\bcreatePageHTML\((?!\s{0,5}['\"])|\bcountPage\s{0,5}=|/was5/web/search|/igs/front/search"
)
# Kaipu: its search interface and its comments. example: "/common/search/" · counter-example: "/search/"
UCAP_MARK: Final = re.compile(r"/common/search/|/searchList/|<UCAPTITLE>|<!--\s{0,3}UCAPTITLE")
# The pager of SASAC's site. example: "maxPageNum = 16" · counter-example: "maxPage"
N_SERIES_MARK: Final = re.compile(r"\bmaxPageNum\s{0,5}=|<!--start component|<span id=[\"']?comp_\d")
# VSB. example: "vsbcontent_start" · counter-example: "vsb"
VSB_MARK: Final = re.compile(
    r"/_sitegray/|<!--VSB|id=[\"']vsb_content|/system/resource/js/vsbscreen|\bvsb_pageparam\b"
)
# A channel id of 32 hexadecimal digits. example: "0123456789abcdef0123456789abcdef" · counter-example: "106256"
HEX_ID: Final = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
# Where the text of a page begins: what stands behind is the author's. example: '<div class="TRS_Editor">' ·
# counter-example: '<div class="editor">'
BODY_START: Final = re.compile(
    r"class=[\"']?[^\"'>]{0,60}(?:TRS_Editor|trs_editor_view|TRS_UEDITOR|article-?body|zsy_comain)"
    r"|id=[\"']?(?:zoom|zoomcon|UCAP-CONTENT|content|vsb_content)\b|<!--startprint-->|<!--<\$\[信息内容\]>begin",
    re.IGNORECASE,
)
_SHELL_MAX: Final = 400_000
"""Characters searched for marks; a page's loaders stand before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What family a page belongs to, and by what."""

    platform: str | None
    """Name of the platform, ``None`` where nothing tells."""

    evidence: str | None = None
    """The mark, as it stands on the page or in the address."""


def detect_platform(page: Page) -> Detection:
    """Return the family of a page; addresses are asked first, then the shell.

    Example:
        >>> import datetime as dt
        >>> from sasac_crawler.parse.page import read_page
        >>> page = read_page(b"<p>", url="http://x.test/gzdt/202405/t20240507_1.html", seen_at=dt.datetime.now(dt.UTC))
        >>> detect_platform(page).platform
        'trs_wcm'
    """
    parts = urlsplit(page.url)
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    shell = _shell(page.text)
    for platform, by_address, by_shell in _RULES:
        match = by_address.search(address) if by_address else None
        found = match[0] if match else by_shell(shell, page)
        if found:
            return Detection(platform=platform, evidence=found[:80])
    return Detection(platform=None)


def _shell(text: str) -> str:
    """Return a page without the part that authors fill: from where its text begins, only the end is kept."""
    start = BODY_START.search(text)
    if start is None:
        return text[:_SHELL_MAX]
    return text[: min(start.start(), _SHELL_MAX)]


def _mark(pattern: re.Pattern[str]) -> Callable[[str, Page], str | None]:
    def search(shell: str, _page: Page) -> str | None:
        match = pattern.search(shell)
        return match[0] if match else None

    return search


def _ucap(shell: str, page: Page) -> str | None:
    channel = read_metatags(page.tree).get("channelid", "")
    return channel if HEX_ID.fullmatch(channel) else _mark(UCAP_MARK)(shell, page)


Rule = tuple[str, re.Pattern[str] | None, Callable[[str, Page], str | None]]
_RULES: Final[tuple[Rule, ...]] = (
    ("n_series", N_SERIES_PATH, _mark(N_SERIES_MARK)),
    ("hanweb_jpaas", None, _mark(JPAAS_MARK)),
    ("hanweb_jcms", None, _mark(JCMS_MARK)),
    ("sd_channels", SD_PATH, _mark(SD_MARK)),
    ("gd_post", GD_PATH, _mark(GD_MARK)),
    ("ucap", UCAP_PATH, _ucap),
    ("vsb", VSB_PATH, _mark(VSB_MARK)),
    ("trs_wcm", TRS_PATH, _mark(TRS_MARK)),
)
"""In this order: a jpaas page carries marks of the older system beside its own."""
