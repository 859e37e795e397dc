"""Platform F: Guangdong: NFCMS lists (``index_2.html``, ``post_N.html``) and the catalogue gkmlpt."""

import re
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.items import Issue, ListedLink, PageRequest
from sasac_crawler.parse.links import unique_links
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms import static_list
from sasac_crawler.parse.platforms.gkmlpt import Catalogue, Category, read_catalogue, read_detail
from sasac_crawler.parse.platforms.json_answers import (
    day_of,
    is_json,
    json_link,
    json_object,
    plain_words,
    unread_json,
    whole_number,
)
from sasac_crawler.parse.platforms.page_files import with_query
from sasac_crawler.parse.platforms.parameters import page_or_profile
from sasac_crawler.parse.platforms.reading import ArticleParts, ListContext, ListReading
from sasac_crawler.parse.select import first_of

PAGE_SIZE: Final = 100
"""Entries of a full answer of the interface."""
# The number of a list's file. example: "/qydt/index_2.html" · counter-example: "/qydt/index.html"
FILE_NUMBER: Final = re.compile(r"_(\d{1,5})\.html$")
_BODIES: Final = (
    "div.xl_main.articleBox", "div.news_cont_d_wrap", "div.tyxxy_main", "#zoomcon", "div.article-content",
    "div.content_info",
)  # fmt: skip
# What only these systems write into their scripts. example: "NFCMS_POST_ID = 1" · counter-example: "POST_ID"
_OWN_SCRIPT: Final = re.compile(r"\bNFCMS_(?:SITE|POST)_ID\b|\b_CONFIG\s{0,5}=")
_TITLES: Final = ("div.xl_wrap > .title", "h1", "h3.zw-title", "div.title")
_HEADERS: Final = ("div.title_info", "div.xl_wrap .title_info", "div.zw-info")


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read an NFCMS list, the catalogue's page, or an answer of its interface."""
    if is_json(page):
        return _read_answer(page, context)
    catalogue = read_catalogue(page.text)
    if catalogue is not None and catalogue.categories:
        return _read_catalogue(catalogue, page, context)
    reading = static_list.read_list(page, context)
    return replace(reading, issues=(*reading.issues, *_base_doubt(reading, context)))


def read_article(tree: LexborHTMLParser) -> ArticleParts | None:
    """Point at the parts of an article; a catalogue entry may hold its text in a script only."""
    # The names of the bodies are anybody's; the scripts are not.
    scripts = (script.text() for script in tree.css("script"))
    if not any(("NFCMS" in one or "_CONFIG" in one) and _OWN_SCRIPT.search(one) for one in scripts):
        return None
    body = first_of(tree, _BODIES)
    title, header = first_of(tree, _TITLES), first_of(tree, _HEADERS)
    words = " ".join(title.text(separator=" ").split()) if title is not None else None
    line = header.text(separator=" ") if header is not None else None
    detail = _detail_of(tree) if body is None or not body.text().strip() else None
    content = detail.get("content") if detail else None
    if detail is None or not isinstance(content, str):
        # An empty body is an empty article: its place is known.
        return ArticleParts(title=words or None, header=line, body=body, rule="gd_post") if body else None
    return ArticleParts(
        title=plain_words(detail.get("title")) or words or None,
        header=line,
        body=LexborHTMLParser(content).body,
        rule="gkmlpt_detail",
    )


def _detail_of(tree: LexborHTMLParser) -> dict[str, Any] | None:
    for script in tree.css("script"):
        text = script.text()
        if "DETAIL" in text:
            return read_detail(text)
    return None


def _read_catalogue(catalogue: Catalogue, page: Page, context: ListContext) -> ListReading:
    """Return the first answer of every category; the site's page 0 and page 1 are the same."""
    site_id, issues = page_or_profile(catalogue.site_id, context.channel, name="sid")
    if site_id is None:
        message = "The catalogue does not say its site id, so its interface cannot be asked."
        return ListReading(links=(), issues=(*issues, Issue(code="pager_unread", message=message)))
    # The page's folder may be written without its slash.
    root = page.url.partition("/gkmlpt")[0]
    # The crawl follows the first: the fullest, if the tree has several roots.
    categories = sorted(catalogue.categories, key=lambda one: -(one.post_count or 0))
    requests = tuple(
        PageRequest(url=f"{root}/gkmlpt/api/all/{one.id}?page=1&sid={site_id}", referer=page.url)
        for one in categories
    )
    counts = [one.post_count for one in catalogue.categories if one.post_count is not None]
    return ListReading(
        links=(),
        next_pages=requests,
        total_items=sum(counts) if counts else None,
        issues=(*issues, *_several(categories)),
        is_loader=True,
    )


def _several(categories: list[Category]) -> tuple[Issue, ...]:
    if len(categories) < 2:  # noqa: PLR2004 - one is followed
        return ()
    message = "The catalogue has several roots; the crawl follows the fullest."
    evidence = tuple(f"{one.id} {one.name}" for one in categories)
    return (Issue(code="catalogue_has_several_roots", message=message, evidence=evidence),)


def _read_answer(page: Page, context: ListContext) -> ListReading:
    answer = json_object(page)
    entries = answer.get("articles") if answer else None
    if answer is None or not isinstance(entries, list):
        return ListReading(links=(), issues=(unread_json(page),))
    links = unique_links(_link(one, page, context) for one in entries)
    classify = answer.get("classify")
    total = whole_number(classify.get("post_count")) if isinstance(classify, dict) else None
    number = whole_number(dict(parse_qsl(urlsplit(page.url).query)).get("page")) or 1
    if len(entries) >= PAGE_SIZE and (total is None or total > number * PAGE_SIZE):
        following = PageRequest(url=with_query(page.url, page=number + 1), referer=page.request.referer)
        return ListReading(links=links, next_pages=(following,), total_items=total)
    delivered = (number - 1) * PAGE_SIZE + len(entries)
    return ListReading(links=links, total_items=total, issues=_fewer(delivered, total, page))


def _link(entry: Any, page: Page, context: ListContext) -> ListedLink | None:  # noqa: ANN401 - JSON
    if not isinstance(entry, dict):
        return None
    link = json_link(entry, titles=("title",), urls=("url", "post_url"), page=page, hosts=context.site.hosts)
    dates = (entry.get("display_publish_time"), entry.get("date"), entry.get("created_at"))
    date = next((day for one in dates if (day := day_of(one))), None)
    return replace(link, date_raw=date) if link else None


def _fewer(delivered: int, total: int | None, page: Page) -> tuple[Issue, ...]:
    if total is None or delivered >= total:
        return ()
    message = f"The catalogue counts {total} entries but delivers {delivered}."
    return (Issue(code="fewer_than_counted", message=message, evidence=(page.url,)),)


def _base_doubt(reading: ListReading, context: ListContext) -> tuple[Issue, ...]:
    """Compare the number of the second page's file with the profile's count of pages."""
    if context.page_number != 1 or not reading.next_pages:
        return ()
    match = FILE_NUMBER.search(urljoin(reading.next_pages[0].url, ""))
    said = str(int(match[1]) - 1) if match else None
    return page_or_profile(said, context.channel, name="base")[1]
