"""Article page -> ScrapedArticle: everything as printed, and which rule gave it.

Every value found anywhere is kept as a candidate, so that a disagreement can be recorded instead of
settled in silence.
"""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from sasac_crawler.errors import NotAnArticleError
from sasac_crawler.items import AttachmentLink, Issue, ListedLink, ScrapedArticle
from sasac_crawler.parse.article_fields import ArticleFields, html_fields, plain_fields
from sasac_crawler.parse.attachments import read_attachments
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.part_links import linked_parts
from sasac_crawler.parse.platforms.trs_wcm_pager import further_parts
from sasac_crawler.parse.refusals import foreign_format, notice
from sasac_crawler.sites import Layout, SiteProfile

# The save date in a URL. example: "/202405/t20240507_1.html" · counter-example: "/c13858389/content.html"
URL_DATE: Final = re.compile(r"/t(\d{8})_\d|/(\d{4}/\d{1,2}/\d{1,2})/|/(\d{8})/")
# A Han character. example: "国" · counter-example: "SASAC"
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def parse_article(
    page: Page,
    *,
    site: SiteProfile | None,
    channel: str | None = None,
    listed: ListedLink | None = None,
    use_platforms: bool = True,
) -> ScrapedArticle:
    """Read one article page.

    Args:
        page: the answer.
        site: the profile, if the page belongs to a known site.
        channel: id of the channel it was found on.
        listed: what the list page said about it.
        use_platforms: whether platform markers and layout selectors are asked; without them the general
            readers are on their own.

    Raises:
        NotAnArticleError: the page is empty, not HTML, not Chinese or has neither title nor text.
    """
    _check_is_page(page)
    layout = site.layout_on(page.seen_at.date()) if site and use_platforms else None
    fields = (
        plain_fields(page) if page.is_copied_text else html_fields(page, layout, use_platforms=use_platforms)
    )
    _add_outside(fields, page, listed)
    attachments = _attachments(fields, page)
    _check_is_article(page, fields.best("title"), fields.body, has_attachments=bool(attachments))
    return ScrapedArticle(
        **_printed(page, fields),
        site=site.slug if site else "",
        channel=channel,
        attachments=attachments,
        listed=listed,
        layout=_layout_id(layout),
    )


def _printed(page: Page, fields: ArticleFields) -> dict[str, Any]:
    """Return what the page itself says, by the names of the record's fields."""
    return {
        "url": page.url,
        "request": page.request,
        "capture_id": page.capture_id,
        "seen_at": page.seen_at,
        "title": fields.best("title") or "",
        "body_text": fields.body,
        "date_published_raw": _printed_date(fields),
        "source_raw": fields.best("source"),
        "author_raw": fields.best("author"),
        "editor_raw": fields.best("editor"),
        "issuer_raw": fields.best("issuer"),
        "document_number_raw": fields.best("document_number"),
        "index_number_raw": fields.best("index_number"),
        "date_written_raw": fields.best("date_written"),
        "subject_raw": fields.best("subject"),
        "validity_raw": fields.best("validity"),
        "keywords_raw": fields.best("keywords"),
        "column_name": fields.column_name,
        "pretitle": fields.pretitle,
        "subtitle": fields.subtitle,
        "parts": further_parts(page.text, page.url) or linked_parts(page.tree, page.url),
        "candidates": tuple(fields.candidates),
        "charset_declared": page.charset_declared,
        "charset_used": page.charset_used,
        "issues": (*page.issues, *fields.issues, *_doubts(page, fields)),
    }


def _add_outside(fields: ArticleFields, page: Page, listed: ListedLink | None) -> None:
    """Note what the list page and the URL say: candidates for comparison."""
    if listed is not None:
        fields.add("title", listed.title, "list")
        inferred = listed.date_inferred
        fields.add(
            "date_published", inferred or listed.date_raw, "list:year_inferred" if inferred else "list"
        )
    url_date = URL_DATE.search(urlsplit(page.url).path)
    if url_date:
        fields.add("date_published", next(filter(None, url_date.groups())), "url")


def _attachments(fields: ArticleFields, page: Page) -> tuple[AttachmentLink, ...]:
    if fields.body_node is None:
        return ()
    return read_attachments(fields.body_node, page.tree, base=page.url, text=page.text)


def _printed_date(fields: ArticleFields) -> str | None:
    """Return the best date that the page or the list prints; a URL's date is not one."""
    return fields.best("date_published", but=("url",))


def _layout_id(layout: Layout | None) -> str | None:
    return layout.id if layout else None


def _check_is_page(page: Page) -> None:
    if page.content_type and not page.content_type.startswith(("text/", "application/xhtml")):
        raise NotAnArticleError(page.url, f"it is {page.content_type}, not a web page")
    kind = foreign_format(page.text)
    if kind is not None:
        raise NotAnArticleError(page.url, f"it is {kind}, not a web page")


def _check_is_article(page: Page, title: str | None, body: str, *, has_attachments: bool) -> None:
    said = notice(page, body)
    if said is not None:
        raise NotAnArticleError(page.url, f"it is {said}", is_empty=not body.strip())
    if page.text.strip() and not _HAN.search(page.text) and page.tree.text().strip():
        raise NotAnArticleError(page.url, "it has no Chinese text")
    if not body.strip() and not has_attachments:
        raise NotAnArticleError(page.url, "it has no text", is_empty=True)
    if not title:
        raise NotAnArticleError(page.url, "it has no title")
    if not _HAN.search(title) and not _HAN.search(body):
        raise NotAnArticleError(page.url, "neither its title nor its text is Chinese")


def _doubts(page: Page, fields: ArticleFields) -> tuple[Issue, ...]:
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
    end = page.text[-5000:]
    return "</html" not in end and "</html" not in end.lower() and "<html" in page.text[:2000].lower()
