"""A home page -> the lists it leads to, by the words of its menu."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from typing import Final
from urllib.parse import urlsplit

from sasac_crawler.parse.links import absolute_url
from sasac_crawler.parse.metatags import read_metatags
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.printed_dates import LIST_DATE
from sasac_crawler.vocab.categories import guess_category

_LONGEST_NAME: Final = 16
_LONGEST_ID: Final = 40
# A name of a list: Han characters only. example: "通知公告" · counter-example: "更多>>"
CHANNEL_NAME: Final = re.compile(r"[\u3400-\u9fff（）、·]{2,16}")
# A path that is an article's on some platform. example: "/202405/t20240507_1.html" ·
# counter-example: "/tzgg/index.html"
ARTICLE_PATH: Final = re.compile(
    r"/t\d{8}_\d|/art/|/c\d{4,12}/content\.s?html$|/(?:m?post)_\d|/[0-9a-f]{32}\.s?html$"
    r"|/[0-9a-f]{8}-[0-9a-f-]{27}\.s?html$|/info/\d{1,6}/\d{1,9}\.htm$|\.(?:pdf|docx?|xlsx?|zip|ofd)$",
    re.IGNORECASE,
)
# The last segments of a path that name no list. example: "index.html" · counter-example: "tzgg"
_INDEX: Final = re.compile(r"(?:index|list|default|common_list)[\w-]{0,20}\.(?:s?html?|jsp|aspx?)")
# What may stand in a channel's id. example: "ch05552" · counter-example: "/"
_NOT_ID: Final = re.compile(r"[^A-Za-z0-9_-]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDraft:
    """One list a home page leads to."""

    id: str
    """Made from the path, unique within the page."""

    name_zh: str
    category: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """What a home page says of its site."""

    name_zh: str | None
    """SiteName tag, else the page's title."""

    site_id_code: str | None
    """政府网站标识码."""


def read_site_facts(page: Page) -> SiteFacts:
    """Read name and code of the site from any of its pages."""
    tags = read_metatags(page.tree)
    title = page.tree.css_first("title")
    name = tags.get("sitename") or (" ".join(title.text().split()) if title is not None else None)
    return SiteFacts(name_zh=name or None, site_id_code=tags.get("siteidcode") or None)


def find_channels(page: Page, *, hosts: Iterable[str]) -> tuple[ChannelDraft, ...]:
    """Return the lists a home page leads to, in its order, each URL once.

    A link is taken for a list if its words name one (通知公告, 政策文件 …), it stays on the site's hosts,
    its path is not an article's, and no date stands beside it.

    Args:
        page: the home page.
        hosts: the site's hosts.
    """
    own = frozenset(hosts)
    found: dict[str, ChannelDraft] = {}
    ids: set[str] = set()
    for link in page.tree.css("a[href]"):
        name = "".join((link.attributes.get("title") or link.text()).split())
        category = guess_category(name) if CHANNEL_NAME.fullmatch(name) else None
        url = absolute_url(link.attributes.get("href") or "", page.url)
        if category is None or url is None or url in found or not _is_list_url(url, own):
            continue
        if link.parent is not None and LIST_DATE.search(link.parent.text()):
            continue
        id_ = _unique_id(url, ids)
        ids.add(id_)
        found[url] = ChannelDraft(id=id_, name_zh=name, category=category, url=url)
    return tuple(found.values())


def _is_list_url(url: str, hosts: frozenset[str]) -> bool:
    parts = urlsplit(url)
    is_home = parts.path in ("", "/", "/index.html", "/index.htm", "/index.shtml") and not parts.query
    return parts.hostname in hosts and not is_home and not ARTICLE_PATH.search(parts.path)


def _unique_id(url: str, taken: set[str]) -> str:
    """Return the last path segment that names something, with a number where it is taken."""
    segments = [one for one in urlsplit(url).path.split("/") if one]
    named = [one for one in segments if not _INDEX.fullmatch(one)] or segments
    stem = _NOT_ID.sub("_", named[-1].partition(".")[0] if named else "list")[:_LONGEST_ID] or "list"
    numbered = (f"{stem}_{number}" for number in count(2))
    return next(one for one in chain((stem,), numbered) if one not in taken)
