"""Article page -> ScrapedArticle: everything as printed, and which rule gave it.

The order is the same for every site: visible header line, platform markers, national page tags,
then the page's own structure. Every value found anywhere is kept as a candidate, so that a
disagreement can be recorded instead of settled in silence.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.errors import NotAnArticleError
from sasac_crawler.items import Candidate, Issue, ListedLink, ScrapedArticle
from sasac_crawler.parse.attachments import read_attachments
from sasac_crawler.parse.body import element_text
from sasac_crawler.parse.furniture import drop_furniture_lines, is_furniture_element
from sasac_crawler.parse.header_line import HeaderLine, read_header_line, split_editor_line
from sasac_crawler.parse.main_content import find_main_content
from sasac_crawler.parse.metatags import read_metatags
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.plain_text import read_plain_text
from sasac_crawler.parse.platforms import hanweb_jcms, n_series, trs_wcm
from sasac_crawler.parse.platforms.reading import ArticleParts
from sasac_crawler.sites import SiteProfile

_READERS = (n_series.read_article, hanweb_jcms.read_article, trs_wcm.read_article)
# A site's name behind a headline in <title>. example: "关于…的通知－国务院国有资产监督管理委员会" ·
# counter-example: "京津冀－长三角"
TITLE_SUFFIX: Final = re.compile(
    r"\s{0,5}[-_－—|]{1,2}\s{0,5}[^-_－—|]{2,40}(?:委员会|国资委|政府|网站|门户网)\s{0,5}"
)
# The save date in a URL. example: "/202405/t20240507_1.html" ·
# counter-example: "/c13858389/content.html"
URL_DATE: Final = re.compile(r"/t(\d{8})_\d|/(\d{4}/\d{1,2}/\d{1,2})/|/(\d{8})/")
_DATE_TAGS = ("pubdate", "publishdate", "firstpublishedtime")
_SOURCE_TAGS = ("contentsource", "source")
_TITLE_TAGS = ("articletitle",)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def parse_article(
    page: Page,
    *,
    site: SiteProfile | None,
    channel: str | None = None,
    listed: ListedLink | None = None,
) -> ScrapedArticle:
    """Read one article page.

    Args:
        page: the answer.
        site: the profile, if the page belongs to a known site.
        channel: id of the channel it was found on.
        listed: what the list page said about it.

    Raises:
        NotAnArticleError: the page is empty, not HTML, not Chinese or has neither title nor text.
    """
    if page.content_type.startswith("text/plain") or not page.text.lstrip().startswith("<"):
        fields = _plain_fields(page)
    else:
        fields = _html_fields(page, site)
    return _assemble(page, fields, site=site, channel=channel, listed=listed)


class _Fields:
    """Candidates by field, in order of trust, and the body."""

    def __init__(self) -> None:
        self.candidates: list[Candidate] = []
        self.body = ""
        self.body_node: LexborNode | None = None
        self.column_name: str | None = None
        self.keywords: str | None = None

    def add(self, field: str, raw: str | None, rule: str) -> None:
        value = " ".join(raw.split()) if raw else ""
        if value:
            self.candidates.append(Candidate(field=field, raw=value, rule=rule))

    def best(self, field: str) -> str | None:
        return next((one.raw for one in self.candidates if one.field == field), None)


def _plain_fields(page: Page) -> _Fields:
    plain = read_plain_text(page.text)
    fields = _Fields()
    fields.add("title", plain.title, "plain_text")
    _add_header(fields, plain.header, "header_line")
    fields.add("editor", plain.editor, "editor_line")
    fields.body = plain.body
    return fields


def _html_fields(page: Page, site: SiteProfile | None) -> _Fields:
    fields = _Fields()
    tree, tags = page.tree, read_metatags(page.tree)
    parts = next((parts for read in _READERS if (parts := read(tree)) is not None), ArticleParts())
    layout = site.layout_on(page.seen_at.date()) if site else None
    fields.body_node = parts.body
    if layout and layout.body:
        fields.body_node = tree.css_first(layout.body) or parts.body
    if fields.body_node is None:
        fields.body_node = find_main_content(tree)
    text = ""
    if fields.body_node is not None:
        text = element_text(fields.body_node, drop=is_furniture_element)
    fields.body, editor = split_editor_line(drop_furniture_lines(text))
    fields.add("title", parts.title, f"{parts.rule}:title")
    if layout and layout.title and (node := tree.css_first(layout.title)) is not None:
        fields.add("title", node.text(), "layout:title")
    for tag in _TITLE_TAGS:
        fields.add("title", tags.get(tag), f"meta:{tag}")
    fields.add("title", _heading(tree), "page:h1")
    fields.add("title", _page_title(tree), "page:title")
    fields.add("editor", editor, "editor_line")
    _add_header(fields, _visible_header(page, parts, fields), "header_line")
    for tag in _SOURCE_TAGS:
        fields.add("source", tags.get(tag), f"meta:{tag}")
    for tag in _DATE_TAGS:
        fields.add("date_published", tags.get(tag), f"meta:{tag}")
    fields.column_name = tags.get("columnname")
    fields.keywords = tags.get("keywords")
    return fields


def _visible_header(page: Page, parts: ArticleParts, fields: _Fields) -> HeaderLine:
    """Read the header line: where the platform points, else in the text before the body."""
    if parts.header:
        return read_header_line(parts.header)
    body = page.tree.body
    if body is None:
        return HeaderLine()
    node = fields.body_node
    stop = node.mem_id if node is not None else None
    before: list[str] = []

    def is_after(one: LexborNode) -> bool:
        # Once the body is reached nothing more is taken: dropped here means not read.
        if one.mem_id == stop:
            before.append("")
        return bool(before)

    return read_header_line(element_text(body, drop=is_after)[-2000:])


def _add_header(fields: _Fields, header: HeaderLine, rule: str) -> None:
    fields.add("source", header.source, rule)
    fields.add("date_published", header.date, rule)
    fields.add("author", header.author, rule)
    fields.add("editor", header.editor, rule)


def _heading(tree: LexborHTMLParser) -> str | None:
    headings = tree.css("h1")
    return headings[0].text() if len(headings) == 1 else None


def _page_title(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title")
    return TITLE_SUFFIX.sub("", node.text(), count=1) if node is not None else None


def _assemble(
    page: Page,
    fields: _Fields,
    *,
    site: SiteProfile | None,
    channel: str | None,
    listed: ListedLink | None,
) -> ScrapedArticle:
    if listed is not None:
        fields.add("title", listed.title, "list")
        fields.add("date_published", listed.date_raw, "list")
    url_date = URL_DATE.search(urlsplit(page.url).path)
    if url_date:
        fields.add("date_published", next(filter(None, url_date.groups())), "url")
    title = fields.best("title")
    attachments = (
        read_attachments(fields.body_node, page.tree, base=page.url) if fields.body_node is not None else ()
    )
    _check_is_article(page, title, fields.body, has_attachments=bool(attachments))
    return ScrapedArticle(
        url=page.url,
        request=page.request,
        site=site.slug if site else "",
        channel=channel,
        capture_id=page.capture_id,
        seen_at=page.seen_at,
        title=title or "",
        body_text=fields.body,
        date_published_raw=_printed_date(fields),
        source_raw=fields.best("source"),
        author_raw=fields.best("author"),
        editor_raw=fields.best("editor"),
        keywords_raw=fields.keywords,
        column_name=fields.column_name,
        attachments=attachments,
        listed=listed,
        candidates=tuple(fields.candidates),
        charset_declared=page.charset_declared,
        charset_used=page.charset_used,
        issues=(*page.issues, *_doubts(page, fields)),
    )


def _printed_date(fields: _Fields) -> str | None:
    """Return the best date that the page or the list prints; a URL's date is not one."""
    dates = [one for one in fields.candidates if one.field == "date_published"]
    return next((one.raw for one in dates if one.rule != "url"), None)


def _check_is_article(page: Page, title: str | None, body: str, *, has_attachments: bool) -> None:
    if page.content_type and not page.content_type.startswith(("text/", "application/xhtml")):
        raise NotAnArticleError(page.url, f"it is {page.content_type}, not a web page")
    if not body.strip() and not has_attachments:
        raise NotAnArticleError(page.url, "it has no text", is_empty=True)
    if not title:
        raise NotAnArticleError(page.url, "it has no title")
    if not _HAN.search(title) and not _HAN.search(body):
        raise NotAnArticleError(page.url, "it has no Chinese text")


def _doubts(page: Page, fields: _Fields) -> tuple[Issue, ...]:
    issues = []
    if _is_cut(page):
        issues.append(Issue(code="no_end_of_page", message="The page has no </html>: it may be cut."))
    for field in ("date_published", "source"):
        if fields.best(field) is None:
            message = f"The page gives no {field}."
            issues.append(Issue(code=f"no_{field}", message=message, field=field))
    return tuple(issues)


def _is_cut(page: Page) -> bool:
    """Return whether a page with a beginning has no end: a sign of a cut body."""
    return "<html" in page.text[:2000].lower() and "</html" not in page.text[-5000:].lower()
