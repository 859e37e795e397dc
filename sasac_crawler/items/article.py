"""An article as printed, as we publish it, and as it appeared in one place."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sasac_crawler.items.attachment import AttachmentLink
from sasac_crawler.items.evidence import Candidate, Issue, Step
from sasac_crawler.items.listing import ListedLink, PageRequest
from sasac_crawler.items.prepared import PreparedRecord
from sasac_crawler.items.references import Citation, Mention

DatePrecision = Literal["year", "month", "day", "minute", "second"]
Script = Literal["Hans", "Hant", "mixed", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapedArticle:
    """One article page, read: everything as printed."""

    url: str
    """Final URL, after redirects."""

    request: PageRequest
    """The request that led to it; the frontier entry it answers."""

    site: str
    """Slug of the site."""

    channel: str | None
    """Id of the channel it was found on; ``None`` for a single page given by hand."""

    capture_id: str | None
    """The capture it was read from."""

    seen_at: dt.datetime
    """When it was fetched, aware, UTC."""

    title: str
    """Headline, outer white space removed, otherwise as printed."""

    body_text: str
    """Paragraphs joined by line feeds, without page furniture, otherwise as printed."""

    date_published_raw: str | None = None
    """The characters printed as publication date."""

    source_raw: str | None = None
    """The characters printed after 来源."""

    author_raw: str | None = None
    """The characters printed after 作者 or 记者."""

    editor_raw: str | None = None
    """The characters printed after 责任编辑."""

    issuer_raw: str | None = None
    """发文机关 of an official document."""

    document_number_raw: str | None = None
    """发文字号 of an official document."""

    index_number_raw: str | None = None
    """索引号 of an open-government entry."""

    date_written_raw: str | None = None
    """成文日期 of an official document."""

    subject_raw: str | None = None
    """主题分类 of an open-government entry."""

    validity_raw: str | None = None
    """有效性 of an official document."""

    keywords_raw: str | None = None
    """主题词 or the Keywords meta tag."""

    column_name: str | None = None
    """栏目 by the page's own words."""

    pretitle: str | None = None
    """引题: the heading over the headline."""

    subtitle: str | None = None
    """副题: the heading under the headline."""

    canonical_url: str | None = None
    """The address the page itself declares."""

    attachments: tuple[AttachmentLink, ...] = ()
    """Documents and pictures of the content."""

    parts: tuple[str, ...] = ()
    """Addresses of the further pages of an article on several pages, in order."""

    listed: ListedLink | None = None
    """What the list page said about it."""

    candidates: tuple[Candidate, ...] = ()
    """Every place that gave a value, per field, the chosen one first."""

    layout: str | None = None
    """Id of the profile layout that was in force."""

    charset_declared: str | None = None
    """Charset by header or meta tag."""

    charset_used: str | None = None
    """Charset the bytes were decoded with."""

    steps: tuple[tuple[str, Step], ...] = ()
    """``(field, step)``: what the annotations pipeline changed."""

    issues: tuple[Issue, ...] = ()
    """Doubts recorded so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of one site, after normalisation."""

    url: str
    """Canonical URL of the page."""

    request: PageRequest
    """The request that led to it; the frontier entry it answers."""

    site: str
    """Slug of the site."""

    channel: str | None
    """Id of the channel it was found on."""

    capture_id: str | None
    """The capture it was read from."""

    seen_at: dt.datetime
    """When it was fetched, aware, UTC."""

    title: str
    """Headline without annotations and boilerplate, in the printed script."""

    body_text: str
    """Text without annotations and boilerplate, paragraphs joined by line feeds, printed script."""

    title_hans: str
    """``title`` in simplified characters: what search and digests use."""

    body_hans: str
    """``body_text`` in simplified characters: what search and digests use."""

    script: Script
    """Script of the printed text."""

    language: str
    """BCP 47 tag: ``zh-Hans-CN`` or ``zh-Hant-CN``."""

    content_digest: str
    """``sha256:<hex>`` of title and text, blind to script, width, punctuation and space."""

    date_published: dt.datetime | None = None
    """Publication time in Beijing time (aware). ``None`` if the page gives none that can be read.
    Never taken from the modification time or the URL."""

    date_precision: DatePrecision | None = None
    """How much of the value the page really printed."""

    date_published_raw: str | None = None
    """The characters the value was read from."""

    source_name: str | None = None
    """Preferred name of the 来源, or the cleaned string where it is not in the table."""

    source_id: str | None = None
    """Id of the source in the organisation table; ``None`` if unknown."""

    source_raw: str | None = None
    """来源 as printed, annotations included."""

    publisher: str | None = None
    """The body whose site this is."""

    author: str | None = None
    """作者, 记者 or 通讯员."""

    editor: str | None = None
    """责任编辑."""

    issuer: str | None = None
    """发文机关 of an official document."""

    document_number: str | None = None
    """发文字号 in canonical form, e.g. 国资发产权规〔2025〕17号."""

    document_number_raw: str | None = None
    """发文字号 as printed."""

    index_number: str | None = None
    """索引号."""

    date_written: dt.date | None = None
    """成文日期."""

    date_written_raw: str | None = None
    """成文日期 as printed."""

    subject: str | None = None
    """主题分类."""

    validity: str | None = None
    """有效性."""

    keywords: tuple[str, ...] = ()
    """主题词, taken apart."""

    category: str | None = None
    """Our category of the channel, a closed list."""

    column_name: str | None = None
    """栏目 by the page's own words."""

    pretitle: str | None = None
    """引题: the heading over the headline."""

    subtitle: str | None = None
    """副题: the heading under the headline."""

    other_sources: tuple[tuple[str, str | None], ...] = ()
    """``(name, id)`` of the second and further sources of a 来源 that names several."""

    mentions: tuple[Mention, ...] = ()
    """Organisations of the table named in title and body, title first."""

    citations: tuple[Citation, ...] = ()
    """Documents cited in the body by 文号 or 《…》."""

    is_reprint: bool = False
    """Whether 来源 names another body than the site's own."""

    attachments: tuple[AttachmentLink, ...] = ()
    """Documents and pictures of the content."""

    parts: tuple[str, ...] = ()
    """Addresses of the further pages of an article on several pages, in order."""

    listed: ListedLink | None = None
    """What the list page said about it."""

    document: str = ""
    """Key that all twins of the URL share: one document, one history."""

    layout: str | None = None
    """Id of the profile layout that was in force."""

    charset: str | None = None
    """Charset the bytes of the page were decoded with."""

    rules: tuple[str, ...] = ()
    """Names of the rules that gave or changed a value, in order, each once."""

    candidates: tuple[Candidate, ...] = ()
    """Every place that gave a value, per field."""

    steps: tuple[tuple[str, Step], ...] = ()
    """``(field, step)``: every change of the printed text."""

    issues: tuple[Issue, ...] = ()
    """Doubts recorded on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedArticle:
    """An article that was read in another process, with what was worked out of it there."""

    article: Article
    prepared: PreparedRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """An article in one place, with what is known of its text elsewhere."""

    article: Article
    """The article as it stands in this place."""

    same_text_as: str | None
    """Id of the article that already holds this text; ``None`` if the text is new."""

    prepared: PreparedRecord | None = None
    """What the store would work out of the article, if that was done already."""
