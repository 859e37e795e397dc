"""Texts of our own for the replicas, and what every replica does with them."""

import html
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from tests.replica.model import HTML, Answer, Ask, ExpectedArticle

_FILE = Path(__file__).with_name("prose.toml")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article before it is a page."""

    key: str
    title: str
    lines: tuple[str, ...]
    """Paragraphs; a line with tabs is a row of a table."""

    url: str = ""
    day: str = ""
    """``2024-05-07``."""

    clock: str = ""
    """``10:30`` or ``10:30:05``; empty where only the day is printed."""

    source: str | None = None
    editor: str | None = None
    extra: tuple[str, ...] = field(default=())
    """Absolute URLs of pictures and documents of the content."""

    tail: tuple[str, ...] = ()
    """Lines below the text that belong to it: the words of links to documents."""

    issues: frozenset[str] = frozenset()
    document_number: str | None = None
    index_number: str | None = None
    pretitle: str | None = None
    subtitle: str | None = None

    @property
    def printed(self) -> str:
        """Date and time as printed."""
        return f"{self.day} {self.clock}".strip()

    @property
    def stored_date(self) -> str:
        """Date and time as the archive stores them."""
        if not self.clock:
            return self.day
        seconds = "" if self.clock.count(":") == 2 else ":00"
        return f"{self.day}T{self.clock}{seconds}+08:00"

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]

    def expected(self, channel: str) -> ExpectedArticle:
        """Return the truth of this article."""
        return ExpectedArticle(
            url=self.url,
            channel=channel,
            title=self.title,
            # The archive keeps blanks between characters as one plain blank, with a step on the record.
            body="\n".join((*self.lines, *self.tail)).replace("\u3000", " "),
            date=self.stored_date or None,
            source=self.source,
            document_number=self.document_number,
            index_number=self.index_number,
            editor=self.editor,
            attachments=frozenset(self.extra),
            issues=self.issues,
            pretitle=self.pretitle,
            subtitle=self.subtitle,
        )


def pieces(*, who: str, place: str) -> dict[str, Piece]:
    """Return the texts by key, written for one body."""
    return {
        one["key"]: Piece(
            key=one["key"],
            title=one["title"].format(who=who, place=place),
            lines=tuple(line.format(who=who, place=place) for line in one["lines"]),
        )
        for one in _table()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a list: an article, or a page that is none."""

    url: str
    title: str
    day: str

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]


def row(piece: Piece) -> Row:
    """Return the row of an article."""
    return Row(url=piece.url, title=piece.title, day=piece.day)


def answers(
    routes: Mapping[str, Answer], *, not_found: Answer, robots: Answer | None = None
) -> Callable[[Ask], Answer]:
    """Return a site of fixed pages: by path, or by path and query where a route has one."""

    def respond(ask: Ask) -> Answer:
        if ask.path == "/robots.txt":
            return robots or not_found
        query = "&".join(f"{name}={value}" for name, value in ask.query.items())
        full = f"{ask.path}?{query}" if query else ask.path
        return routes.get(full) or routes.get(ask.path) or not_found

    return respond


def numbered(piece: Piece, number: str, *, printed: str | None = None) -> Piece:
    """Return a text with its document number on a line of its own above."""
    return replace(piece, lines=(printed or number, *piece.lines), document_number=number)


def at(piece: Piece, url: str, printed: str, **more: object) -> Piece:
    """Return a text published at an address on a day."""
    day, _, clock = printed.partition(" ")
    return replace(piece, url=url, day=day, clock=clock, **more)  # type: ignore[arg-type]


def in_pages(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Cut a list into pages."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def paragraphs(piece: Piece, *, indent: str = "　　", tag: str = "p") -> str:
    """Return the lines as markup: rows with tabs as one table."""
    parts: list[str] = []
    for is_table, group in groupby(piece.lines, key=lambda line: "\t" in line):
        if is_table:
            parts.append(_table_markup(group))
        else:
            parts += (f"<{tag}>{indent}{html.escape(line)}</{tag}>" for line in group)
    return "\n".join(parts)


def page(text: str, *, charset: str = "utf-8", content_type: str | None = HTML, **more: object) -> Answer:
    """Return a page in some charset under some Content-Type."""
    return Answer(body=text.encode(charset), content_type=content_type, **more)  # type: ignore[arg-type]


def national_tags(**tags: str) -> str:
    """Return national page tags as a head has them."""
    return "\n".join(f'<meta name="{name}" content="{html.escape(value)}">' for name, value in tags.items())


def _table_markup(rows: Iterable[str]) -> str:
    def cells(row: str) -> Iterator[str]:
        return (f"<td><p>{html.escape(cell)}</p></td>" for cell in row.split("\t"))

    body = "\n".join(f"<tr>{''.join(cells(row))}</tr>" for row in rows)
    return f'<table border="1" cellspacing="0"><tbody>{body}</tbody></table>'


@cache
def _table() -> list[dict[str, str]]:
    table: list[dict[str, str]] = tomllib.loads(_FILE.read_text("utf-8"))["pieces"]
    return table


def soft_404(*, charset: str = "utf-8") -> Answer:
    """Return a page that says with status 200 that there is none."""
    text = (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>提示信息</title></head><body>'
        '<div class="tip">您访问的页面不存在或已被移除</div><a href="/">返回首页</a></body></html>'
    )
    return page(text, charset=charset, content_type="text/html")


def leads_to(target: str) -> Answer:
    """Return a page without text that sends a browser elsewhere; ampersands as sites write them."""
    return page(
        '<html><head><meta charset="utf-8"></head><body>'
        f'<script>window.location.href="{html.escape(target)}"</script></body></html>'
    )


def not_found() -> Answer:
    return page("<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>", status=404)


def links_of(pages: Iterable[Iterable[Row]], host: str) -> frozenset[str]:
    """Return the addresses of a list that are the site's own."""
    return frozenset(one.url for rows in pages for one in rows if one.url.split("/")[2] == host)


def footer(name: str, code: str) -> str:
    """Return what stands below every page: 主办单位, identifier, badges, counters."""
    return (
        f'<div class="footer"><p>主办单位：{name}　网站标识码：{code}</p><p>ICP备00000000号　公网安备00000000000000号</p>'
        '<a href="http://bszs.conac.cn/sitename?method=show"><img src="http://dcs.conac.cn/image/red.png" alt=""></a>'
        f'<script id="_jiucuo_" sitecode="{code}" src="http://pucha.kaipuyun.cn/exposure/jiucuo.js"></script></div>'
    )


CONTROLS = (
    '<div class="bshare"><span>分享到：</span><a href="javascript:void(0)">微信</a></div>'
    '<div class="tools"><a href="javascript:window.print()">【打印本页】</a>'
    '<a href="javascript:window.close()">【关闭窗口】</a></div>'
)
"""Furniture below a text."""
