"""Is this answer a challenge or block page? Detection only, never a way round.

Facts: the project's list of Chinese web firewalls (cms.md §4). A signature alone is not enough: real
pages behind the same firewalls carry the same scripts. What decides is a signature *and* almost no
visible text.
"""

import codecs
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.tame import tame_markup

MAX_VISIBLE: Final = 200
"""Visible characters above which a page is a page, whatever scripts it carries."""
_REFUSED: Final = 400
_READ: Final = 1_000_000
_COUNTED: Final = 2000
# A run of what is counted. example: "国资委2024" · counter-example: "，"
LETTERS: Final = re.compile(r"[^\W_]+")
# What only a page of the site itself has, however short it is.
_OWN_MARKS: Final = (b'"ArticleTitle"', b'"PubDate"', b'"ColumnName"')
_INVISIBLE: Final = ["script", "style", "noscript", "template"]

_STATUS: Final = {412: "412", 521: "jsl-521", 493: "wzws-493", 418: "418"}
# Servers that are firewalls. example: "yunjiasu-nginx" · counter-example: "nginx"
_FIREWALL_SERVER: Final = re.compile(
    r"qianxin-waf|panyun|jiasule|safedog|HuaweiCloudWAF|yundun|yunjiasu|yxlink|nsfocus|BDWAF|WebRay-WAF|uewaf|wts/",
    re.IGNORECASE,
)
_SIGNATURES: Final[tuple[tuple[str, "re.Pattern[str]"], ...]] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("ruishu", r"\$_ts\s?=\s?window|\$_ts\.(?:nsd|cd)|<script[^>]{0,100} r=['\"]m['\"]"),
        ("jsl", r"__jsl_clearance|document\.cookie=\('_'\)\+"),
        ("chuangyudun", r"365cyd\.com|id=[\"']?wafblock|已被创宇盾拦截"),
        ("wzws", r"wzws-waf-cgi|wzwschallenge|wzwsmethod|请开启JavaScript并刷新"),
        ("yunfanghu", r"已被云防护(?:安全)?拦截"),
        ("safedog", r"已被网站管理员设置拦截|404\.safedog\.cn"),
        ("yunsuo", r"(?:yunsuo|security)_session_(?:mid_)?verify"),
        ("g01", r"网防G01|网站防火墙|&#32593;&#31449;&#38450;&#28779;&#22681;"),
        ("aliyun", r"acw_sc__v2|有可能对网站造成安全威胁|aliyun_waf"),
        ("tencent", r"waf\.tencent-cloud\.com|检测到您的请求可能对网站造成威胁"),
        ("huawei", r"HuaweiCloudWAF|Please Enable JavaScript and Cookie"),
        ("wangsu", r"blocksrc\.haplat\.net|您当前的访问行为存在异常"),
        ("safeline", r"访问请求可能对网站造成安全威胁"),
        (
            "generic_title",
            r"<title>\s{0,9}(?:拦截页面|访问异常页面|非法访问|WTS-WAF拦截提示|AccessDeny|403 Forbidden)",
        ),
        ("cookie_reload", r"document\.cookie\s?=[^;]{1,300};?[^<]{0,300}location\.(?:reload|href|replace)"),
        ("c3vk", r"C3VK="),
        ("captcha", r"请完成安全验证|拖动滑块|向右滑动|请输入验证码"),
    )
)


def challenge_marker(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Return the name of the mark by which an answer is a challenge, or ``None`` if it is a page.

    Args:
        status: HTTP status.
        headers: response headers, names in lower case.
        body: payload, decompressed.

    Example:
        >>> challenge_marker(412, {}, b"<html><script>$_ts=window['$_ts']</script></html>")
        'ruishu'
        >>> page = "<script>$_ts=window['$_ts']</script><p>" + "省国资委召开会议。" * 30
        >>> challenge_marker(200, {}, page.encode()) is None
        True
    """
    if body[:5] == b"%PDF-" or any(mark in body for mark in _OWN_MARKS) or visible_length(body) > MAX_VISIBLE:
        return None
    text = _as_text(body[:_READ])
    for name, pattern in _SIGNATURES:
        if pattern.search(text):
            return name
    if status in _STATUS:
        return _STATUS[status]
    if status >= _REFUSED and ("x-via-jsl" in headers or _FIREWALL_SERVER.search(headers.get("server", ""))):
        return f"server:{headers.get('server', 'jsl')}"
    return None


def visible_length(body: bytes, *, links: bool = True) -> int:
    """Return about how many visible characters a page has: Han characters and letters, the first 2,000 of them.

    Args:
        body: the page.
        links: whether the text of links counts; menus are nothing but links.

    Example:
        >>> visible_length("<script>var a</script><p>国资委</p>".encode())
        3
    """
    with_links, without = _visible_lengths(body[:_READ])
    return with_links if links else without


@lru_cache(maxsize=4)  # a page is asked about by several readers, one after the other
def _visible_lengths(body: bytes) -> tuple[int, int]:
    """Return what is visible with links and without them, from one parse."""
    text, _ = tame_markup(_as_text(body))
    tree = LexborHTMLParser(text)
    tree.strip_tags(_INVISIBLE)
    with_links = _letters(tree)
    tree.strip_tags(["a"])
    return with_links, _letters(tree)


def _letters(tree: LexborHTMLParser) -> int:
    said = "".join(tree.body.text().split())[:_COUNTED] if tree.body else ""
    return sum(map(len, LETTERS.findall(said)))


def _as_text(body: bytes) -> str:
    """Return the beginning of a page as text; it may have been cut in the middle of a character."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")
