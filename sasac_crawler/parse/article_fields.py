"""Every place of a page that gives a value for a field, in order of trust.

The order is the same for every site: what a selector of the profile points at alone, visible header line,
platform markers, national page tags, then the page's own structure.
"""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.items import Candidate, Issue
from sasac_crawler.parse.body import element_text
from sasac_crawler.parse.furniture import drop_furniture_lines, is_furniture_element
from sasac_crawler.parse.header_line import (
    HeaderLine,
    first_editor,
    read_bare_date,
    read_header_line,
    split_editor_line,
)
from sasac_crawler.parse.headline import SITE_NAME, heading_before, title_neighbours, visible_headline
from sasac_crawler.parse.main_content import find_main_content
from sasac_crawler.parse.metadata_rows import metadata_rows
from sasac_crawler.parse.metadata_table import read_metadata_table
from sasac_crawler.parse.metatags import read_metatags
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.plain_text import read_plain_text
from sasac_crawler.parse.platforms import gd_post, hanweb_jcms, n_series, sd_channels, trs_wcm, ucap, vsb
from sasac_crawler.parse.platforms.reading import ArticleParts
from sasac_crawler.parse.scripted_body import find_scripted_body
from sasac_crawler.parse.surroundings import lines_behind, text_before
from sasac_crawler.sites import Layout

_READERS: Final = (
    n_series.read_article,
    sd_channels.read_article,
    gd_post.read_article,
    ucap.read_article,
    vsb.read_article,
    hanweb_jcms.read_article,
    trs_wcm.read_article,
)
# A site's name behind a headline in <title>. example: "关于…的通知－国务院国有资产监督管理委员会" ·
# counter-example: "京津冀－长三角"
TITLE_SUFFIX: Final = re.compile(
    r"\s{0,5}[-_－—|]{1,2}\s{0,5}[^-_－—|]{2,40}(?:委员会|国资委|国资局|管理局|政府|网站|门户网)\s{0,5}"
)
_TAGS: Final = (
    ("title", ("articletitle",)),
    ("source", ("contentsource", "source")),
    ("date_published", ("pubdate", "publishdate", "firstpublishedtime")),
)
_BUILD_TIMES: Final = ("maketime", "others")
"""Tags with the time the page was built: no date of the article, but they show up a PubDate that is the same."""
_BUILT: Final = "页面生成时间"
_TABLE_FIELDS: Final = (
    "title",
    "date_published",
    "issuer",
    "document_number",
    "index_number",
    "date_written",
    "subject",
    "validity",
    "keywords",
)
_SHORTEST_TITLE: Final = 8
_LAYOUT_FIELDS: Final = {
    "date": "date_published",
    "source": "source",
    "editor": "editor",
    "document_number": "document_number",
}
"""Selectors of a layout that point at one value each, with the field it is."""


class ArticleFields:
    """Candidates by field, in order of trust, and the body."""

    def __init__(self) -> None:
        self.candidates: list[Candidate] = []
        self.issues: list[Issue] = []
        self.body = ""
        self.body_node: LexborNode | None = None
        self.column_name: str | None = None
        self.pretitle: str | None = None
        self.subtitle: str | None = None

    def add(self, field: str, raw: str | None, rule: str) -> None:
        """Note what one place says; nothing if it says nothing."""
        value = " ".join(raw.split()) if raw else ""
        if value:
            self.candidates.append(Candidate(field=field, raw=value, rule=rule))

    def best(self, field: str, *, but: tuple[str, ...] = ()) -> str | None:
        """Return what the most trusted place says; the time of building is no date, other rules may be left out."""
        for one in self.candidates:
            if one.field == field and one.rule not in but and not one.rule.endswith(_BUILD_TIMES):
                return one.raw
        return None

    def add_header(self, header: HeaderLine) -> None:
        """Note what the visible header line says."""
        self.add("source", header.source, "header_line")
        self.add("date_published", header.date, "header_line")
        self.add("author", header.author, "header_line")
        self.add("editor", header.editor, "header_line")


def plain_fields(page: Page) -> ArticleFields:
    """Read a text that was copied from a page."""
    plain = read_plain_text(page.text)
    fields = ArticleFields()
    fields.add("title", plain.title, "plain_text")
    fields.add_header(plain.header)
    fields.add("editor", plain.editor, "editor_line")
    fields.body = plain.body
    return fields


def html_fields(page: Page, layout: Layout | None, *, use_platforms: bool = True) -> ArticleFields:
    """Read an HTML page."""
    fields = ArticleFields()
    tree = page.tree
    readers = _READERS if use_platforms else ()
    parts = next((parts for read in readers if (parts := read(tree)) is not None), ArticleParts())
    for part, field in _LAYOUT_FIELDS.items():
        node = _of_layout(fields, tree, layout, part)
        fields.add(field, node.text(separator=" ") if node is not None else None, f"layout:{part}")
    _add_body(fields, tree, layout, parts)
    fields.add("title", parts.title, f"{parts.rule}:title")
    title = _of_layout(fields, tree, layout, "title")
    fields.add("title", title.text() if title is not None else None, "layout:title")
    page_title = _page_title(tree)
    before = text_before(fields.body_node, tree.body)
    if page_title and len(page_title) > _SHORTEST_TITLE:
        # Headline, date and source may stand in one line.
        before = before.replace(page_title, f"\n{page_title}\n")
    header = _of_layout(fields, tree, layout, "header")
    _add_header(fields, before, element_text(header) if header is not None else parts.header)
    _add_table(fields, tree)
    _add_tags(fields, tree)
    fields.add("title", _only_heading(tree, fields.body_node), "page:h1")
    if fields.best("title") is None:
        fields.add("title", heading_before(fields.body_node), "page:heading")
        fields.add("title", visible_headline(before, page_title=page_title), "page:headline")
    fields.add("title", page_title, "page:title")
    fields.pretitle, fields.subtitle = title_neighbours(tree, fields.best("title") or "")
    return fields


def _add_body(
    fields: ArticleFields, tree: LexborHTMLParser, layout: Layout | None, parts: ArticleParts
) -> None:
    """Find the body and take the editor's credit off it, or from right behind it."""
    body = _of_layout(fields, tree, layout, "body") or parts.body or find_main_content(tree)
    body = body or find_scripted_body(tree)
    fields.body_node = body
    if body is not None:
        fields.body, editor = split_editor_line(drop_furniture_lines(_body_text(body, layout)))
        fields.add("editor", editor or first_editor(lines_behind(body)), "editor_line")


def _add_header(fields: ArticleFields, before: str, marked: str | None) -> None:
    """Read the line with source and date: the one a selector points at, one over the body, or one under it."""
    line = read_header_line(marked or before)
    if line.date is None and line.source is None:
        line = read_header_line("\n".join(lines_behind(fields.body_node)))
    fields.add_header(line)
    if fields.best("date_published") is None:
        fields.add("date_published", read_bare_date(before), "header_line:bare")


def _add_table(fields: ArticleFields, tree: LexborHTMLParser) -> None:
    table = read_metadata_table(metadata_rows(tree))
    for field in _TABLE_FIELDS:
        fields.add(field, getattr(table, field), "metadata_table")
    fields.issues += table.issues


def _add_tags(fields: ArticleFields, tree: LexborHTMLParser) -> None:
    tags = read_metatags(tree)
    for field, names in _TAGS:
        for name in names:
            fields.add(field, tags.get(name), f"meta:{name}")
    for name in _BUILD_TIMES:
        said = tags.get(name, "")
        if name == "maketime" or _BUILT in said:
            fields.add("date_published", said, f"meta:{name}")
    fields.column_name = tags.get("columnname")
    fields.add("keywords", tags.get("keywords"), "meta:keywords")


def _of_layout(
    fields: ArticleFields, tree: LexborHTMLParser, layout: Layout | None, part: str
) -> LexborNode | None:
    """Return what a layout's selector finds; a selector that finds nothing is an issue."""
    selector = getattr(layout, part, None)
    if layout is None or selector is None:
        return None
    node = tree.css_first(selector)
    if node is None:
        message = f"The {part} selector of layout {layout.id} finds nothing."
        fields.issues.append(Issue(code="layout_missed", message=message, evidence=(selector,)))
    return node


def _body_text(body: LexborNode, layout: Layout | None) -> str:
    if layout is None or not layout.drop:
        return element_text(body, drop=is_furniture_element)
    dropped = {node.mem_id for selector in layout.drop for node in body.css(selector)}
    return element_text(body, drop=lambda node: node.mem_id in dropped or is_furniture_element(node))


def _only_heading(tree: LexborHTMLParser, body: LexborNode | None) -> str | None:
    """Return the text of the page's one ``h1``; not the site's name, where a heading stands over the text."""
    headings = tree.css("h1")
    text = headings[0].text() if len(headings) == 1 else None
    is_name = text is not None and SITE_NAME.fullmatch(text.strip())
    return None if is_name and heading_before(body) else text


def _page_title(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title")
    return TITLE_SUFFIX.sub("", " ".join(node.text().split()), count=1).strip() if node is not None else None
