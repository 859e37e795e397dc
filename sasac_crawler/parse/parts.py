"""An article on several pages -> one record."""

from collections.abc import Mapping
from dataclasses import replace

from sasac_crawler.errors import NotAnArticleError
from sasac_crawler.items import AttachmentLink, Issue, ScrapedArticle
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.shells import soft_404_marker
from sasac_crawler.sites import SiteProfile


def join_parts(
    first: ScrapedArticle, pages: Mapping[str, Page], *, site: SiteProfile | None
) -> ScrapedArticle:
    """Return an article with the text and the attachments of its further pages.

    Args:
        first: the first page, read; ``first.parts`` names the others.
        pages: the others by address; what is not there is an issue ``part_missing``.
        site: the profile.
    """
    bodies, attachments, issues = [first.body_text], [*first.attachments], [*first.issues]
    editor = first.editor_raw
    for url in first.parts:
        part = _read(pages.get(url), site)
        if part is None:
            issues.append(
                Issue(code="part_missing", message="A page of the article is missing.", evidence=(url,))
            )
            continue
        bodies.append(_without_heading(part.body_text, first.title))
        attachments += part.attachments
        editor = editor or part.editor_raw
    return replace(
        first,
        body_text="\n".join(body for body in bodies if body),
        attachments=_unique(attachments),
        editor_raw=editor,
        issues=tuple(issues),
    )


def _read(page: Page | None, site: SiteProfile | None) -> ScrapedArticle | None:
    if page is None or soft_404_marker(page.text.encode("utf-8", "replace"), page.text) is not None:
        return None
    try:
        return parse_article(page, site=site)
    except NotAnArticleError:
        return None


def _without_heading(body: str, title: str) -> str:
    """Take the headline off that every page repeats."""
    head, _, rest = body.partition("\n")
    return rest if "".join(head.split()) == "".join(title.split()) else body


def _unique(attachments: list[AttachmentLink]) -> tuple[AttachmentLink, ...]:
    return tuple({(one.url, one.name): one for one in attachments}.values())
