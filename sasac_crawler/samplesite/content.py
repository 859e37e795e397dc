"""What the sample sites publish, before any of it is a page."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right", "center"]
Markup = Literal["paragraphs", "spans", "breaks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One line of running text, addressee or signature."""

    text: str
    align: Align = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; every row has the same number of cells."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of the content."""

    file: str
    """File name within the article's own folder of pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A document offered below the text."""

    file: str
    """File name by which the site hands it out."""

    name: str
    """The words of the link."""


Block = Paragraph | Table | Picture | Download


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """One article in one channel of one sample site."""

    host: str
    channel: str
    """Id of the channel."""

    number: int
    """The CMS's id; newer articles have higher ones."""

    path: str
    """Path of the page."""

    title: str
    date: dt.date
    """Date of publication as printed."""

    source: str | None
    """来源 as printed; ``None`` where the page leaves it empty."""

    blocks: tuple[Block, ...]
    """The body as printed."""

    header_line: str
    """The line under the headline, labels included."""

    editor: str | None = None
    editor_line: str | None = None
    """The editor's credit as printed, brackets and label included."""

    clean_lines: tuple[str, ...] | None = None
    """The body's lines without annotations, where the printed ones carry any."""

    document_number: str | None = None
    """发文字号 printed in the body."""

    markup: Markup = "paragraphs"
    """How the text was pasted into the CMS."""

    charset: str = "utf-8"
    """Charset the page declares, in header and meta tag."""

    same_text_as: str | None = None
    """URL of the article elsewhere whose text this one carries."""

    near_duplicate_of: str | None = None
    """URL of the article whose text this one carries with changes."""

    @property
    def url(self) -> str:
        """The absolute URL, as the sites' own pages give it: plain http, no port."""
        return f"http://{self.host}{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalItem:
    """A row of a list that leads to another host."""

    title: str
    url: str
    date: dt.date
    number: int
    """Where it stands among the articles' ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleChannel:
    """One list of a sample site, newest first."""

    host: str
    id: str
    """The channel's own path segment."""

    path: str
    """Folder of the list page, with slashes at both ends."""

    name: str
    parent: str
    """Name of the section above it."""

    unit: str
    """Id of the list component: n/c ``comp_…``, Hanweb ``unitid``."""

    per_page: int
    rows: Literal["li", "tr"]
    articles: tuple[SampleArticle, ...]
    external: tuple[ExternalItem, ...] = ()

    @property
    def items(self) -> tuple[SampleArticle | ExternalItem, ...]:
        """Everything the list names, newest first by the CMS's ids."""
        return tuple(sorted((*self.articles, *self.external), key=lambda one: -one.number))

    @property
    def total_pages(self) -> int:
        """Number of list pages."""
        return -(-len(self.items) // self.per_page)
