"""What a crawler must find on the sample sites, from the texts and not from the pages."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from sasac_crawler.samplesite.content import Block, Download, Paragraph, Picture, SampleArticle, Table
from sasac_crawler.samplesite.hanweb_article import download_path
from sasac_crawler.samplesite.loading import HANWEB_HOST, N_SERIES_HOST, channels
from sasac_crawler.samplesite.n_series_article import part_path

SLUGS = MappingProxyType({N_SERIES_HOST: "sasac_test", HANWEB_HOST: "jiangdong"})
"""Slugs of the sites' profiles by host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAttachment:
    """A document or picture of an article."""

    url: str
    name: str
    """The words of the link; for a picture its file name."""

    kind: Literal["document", "image"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedArticle:
    """One article page as a crawler must read it."""

    site: str
    """Slug of the site's profile."""

    channel: str
    """Id of the channel in that profile."""

    url: str
    title: str
    date: dt.date
    """Publication date, Beijing time; the pages print days."""

    source: str | None
    """来源 as printed; ``None`` where the page leaves it empty."""

    paragraphs: tuple[str, ...]
    """Lines of the body in the printed script, without inline readings; the cells of a table's row
    are joined by tabs. The editor's credit is not among them."""

    printed_paragraphs: tuple[str, ...]
    """The same lines as printed, readings included."""

    editor: str | None
    document_number: str | None
    """发文字号 the body prints."""

    attachments: tuple[ExpectedAttachment, ...]
    same_text_as: str | None
    """URL of the page whose text this one repeats."""

    near_duplicate_of: str | None
    """URL of the page whose text this one repeats with changes."""


@cache
def truth() -> tuple[ExpectedArticle, ...]:
    """Return every article of both sites, by channel, newest first.

    Example:
        >>> [one.title for one in truth() if one.editor == "語謙"]
        ['濟南市國資委強化“五服務”全力保障市屬國企復工復產']
    """
    return tuple(_expected(article) for channel in channels() for article in channel.articles)


def _expected(article: SampleArticle) -> ExpectedArticle:
    printed = tuple(line for block in article.blocks for line in _lines(block))
    attachments = (_attachment(article, block) for block in article.blocks)
    return ExpectedArticle(
        site=SLUGS[article.host],
        channel=article.channel,
        url=article.url,
        title=article.title,
        date=article.date,
        source=article.source,
        paragraphs=article.clean_lines or printed,
        printed_paragraphs=printed,
        editor=article.editor,
        document_number=article.document_number,
        attachments=tuple(one for one in attachments if one is not None),
        same_text_as=article.same_text_as,
        near_duplicate_of=article.near_duplicate_of,
    )


def _lines(block: Block) -> tuple[str, ...]:
    match block:
        case Paragraph():
            return (block.text,)
        case Table():
            return tuple("\t".join(row) for row in block.rows)
        case Picture():
            return ()
        case Download():
            return (block.name,)


def _attachment(article: SampleArticle, block: Block) -> ExpectedAttachment | None:
    match block:
        case Picture():
            url = f"http://{article.host}{part_path(article, block)}"
            return ExpectedAttachment(url=url, name=block.file, kind="image")
        case Download():
            url = f"http://{article.host}{download_path(block)}"
            return ExpectedAttachment(url=url, name=block.name, kind="document")
        case _:
            return None
