"""Replicas of sites whose lists are plain pages: what differs is addresses, rows, pager and article skin."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.replica.model import Answer, Ask, ExpectedChannel, ReplicaSite
from tests.replica.prose import (
    Piece,
    Row,
    answers,
    footer,
    leads_to,
    links_of,
    not_found,
    page,
    row,
    soft_404,
)

Markup = Callable[[Sequence[Row]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """What all pages of a site share."""

    name: str
    code: str
    nav: tuple[tuple[str, str], ...]
    """``(href, words)``."""

    head: str = ""
    charset: str = "utf-8"

    def shell(self, title: str, inner: str, *, head: str = "") -> str:
        """Return a whole page around ``inner``."""
        menu = "".join(f'<li><a href="{href}">{words}</a></li>' for href, words in self.nav)
        return f"""<!DOCTYPE html><html><head><meta charset="{self.charset}"><title>{html.escape(title)}</title>
{self.head}{head}</head><body>
<div class="header"><a href="/"><img src="/images/logo.png" alt="{self.name}"></a><ul class="nav">{menu}</ul></div>
{inner}
{footer(self.name, self.code)}</body></html>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainChannel:
    """One list: its pages by address, and the articles on it."""

    id: str
    name: str
    pages: tuple[Sequence[Row], ...]
    urls: tuple[str, ...]
    """Address of every page, in order."""

    articles: tuple[Piece, ...]
    total_items: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoArticles:
    """The three pages every site lists that are none: soft 404, one that leads away, a title without text."""

    gone: Row
    moved: Row
    shell: Row
    target: str = "https://mp.weixin.qq.com/s?__biz=MzU0&mid=2247483&idx=1"

    @property
    def outcomes(self) -> Mapping[str, str]:
        return {self.gone.url: "soft404", self.moved.url: "moved", self.shell.url: "empty"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSite:
    """A site of plain pages."""

    slug: str
    platform: str
    host: str
    skin: Skin
    channels: tuple[PlainChannel, ...]
    none: NoArticles
    list_markup: Callable[[PlainChannel, int], str]
    """Rows and pager of a page, by number from 1."""

    article_markup: Callable[[Piece, str], str]
    """What stands between header and footer of an article."""

    article_head: Callable[[Piece, str], str] = lambda _piece, _column: ""
    content_type: str | None = "text/html; charset=utf-8"
    odd: Mapping[str, Callable[[str], Answer]] = field(default_factory=dict)
    """By key of a text: how its page is served instead, from its markup."""

    robots: Answer | None = None
    extra: Mapping[str, Answer] = field(default_factory=dict)

    def build(self, *, respond: Callable[[Ask], Answer | None] = lambda _ask: None) -> ReplicaSite:
        """Return the replica; ``respond`` is asked before the fixed pages."""
        fixed = answers(self._routes(), not_found=not_found(), robots=self.robots)
        return ReplicaSite(
            slug=self.slug,
            platform=self.platform,
            respond=lambda ask: respond(ask) or fixed(ask),
            channels=tuple(self._expected(one) for one in self.channels),
            articles=tuple(piece.expected(one.id) for one in self.channels for piece in one.articles),
            outcomes=self.none.outcomes,
        )

    def list_page(self, channel: PlainChannel, number: int) -> Answer:
        text = self.skin.shell(channel.name, self.list_markup(channel, number))
        return page(text, charset=self.skin.charset, content_type=self.content_type)

    def _routes(self) -> dict[str, Answer]:
        routes = {self.none.gone.path: soft_404(), self.none.moved.path: leads_to(self.none.target)}
        for channel in self.channels:
            for number, url in enumerate(channel.urls, 1):
                if not url.startswith("POST "):
                    routes[_key(url)] = self.list_page(channel, number)
            for piece in channel.articles:
                routes[piece.path] = self._article(piece, channel.name)
        shell = self.none.shell
        empty = Piece(key="shell", title=shell.title, lines=(), url=shell.url, day=shell.day, source="办公室")
        routes[shell.path] = self._article(empty, self.channels[0].name)
        return routes | dict(self.extra)

    def _article(self, piece: Piece, column: str) -> Answer:
        text = self.skin.shell(
            f"{piece.title}_{self.skin.name}",
            self.article_markup(piece, column),
            head=self.article_head(piece, column),
        )
        if piece.key in self.odd:
            return self.odd[piece.key](text)
        return page(text, charset=self.skin.charset, content_type=self.content_type, is_article=True)

    def _expected(self, channel: PlainChannel) -> ExpectedChannel:
        listed = {one.url for rows in channel.pages for one in rows}
        own = links_of(channel.pages, self.host)
        return ExpectedChannel(
            id=channel.id,
            pages=channel.urls,
            links=own,
            offsite=frozenset(listed - own),
            total_items=channel.total_items,
        )


def rows_of(pieces: Sequence[Piece | Row]) -> list[Row]:
    """Return the rows of a list in order."""
    return [one if isinstance(one, Row) else row(one) for one in pieces]


def list_items(rows: Sequence[Row], *, cut: int = 40, relative: bool = True) -> str:
    """Return rows as most skins write them."""
    return "\n".join(
        f'<li><a href="{one.path if relative and _is_own(one, rows) else one.url}" target="_blank" '
        f'title="{html.escape(one.title)}">{html.escape(_cut(one.title, cut))}</a><span>{one.day}</span></li>'
        for one in rows
    )


def _is_own(one: Row, rows: Sequence[Row]) -> bool:
    hosts = [urlsplit(other.url).hostname for other in rows]
    return urlsplit(one.url).hostname == max(set(hosts), key=hosts.count)


def _cut(title: str, length: int) -> str:
    return title if len(title) <= length else f"{title[:length]}..."


def _key(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
