"""Endpoints with markup that costs a parser more than it should."""

from typing import Final

from tests.faults.state import State
from tests.faults.wire import Endpoint, Exchange

SENTENCE: Final = "省属企业完成投资"
HEAD: Final = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="ArticleTitle" content="投资完成情况">'
    '<meta name="PubDate" content="2024-05-07 09:30"><title>投资完成情况</title></head><body>'
    '<h1>投资完成情况</h1><div class="TRS_Editor">'
)
TAIL: Final = "</div></body></html>"


def deep_page(depth: int) -> str:
    """Return a page whose last words stand inside so many nested elements."""
    return f"{HEAD}<p>{SENTENCE}0亿元</p>{'<div>' * depth}<p>{SENTENCE}1亿元</p>{'</div>' * depth}{TAIL}"


def unclosed_page(rows: int) -> str:
    """Return a page of so many paragraphs of which none is ever closed: 1,200 lose text in lxml."""
    return HEAD + "".join(f"<p><font>{SENTENCE}{row}亿元" for row in range(rows)) + TAIL


def formatting_page(rows: int) -> str:
    """Return a page of so many paragraphs after 150 formatting elements that are never closed."""
    fonts = "".join(f"<font color=c{number}>" for number in range(150))
    return HEAD + f"<p>{fonts}" + "".join(f"<p>{SENTENCE}{row}亿元" for row in range(rows)) + TAIL


def many_links_page(links: int) -> str:
    """Return a list page with so many links."""
    rows = "".join(f'<li><a href="./a/{number}.html">{SENTENCE}{number}</a></li>' for number in range(links))
    return f'<!DOCTYPE html><html><body><ul class="list">{rows}</ul></body></html>'


def attributes_page(count: int) -> str:
    """Return a page with one element that has so many attributes."""
    attributes = " ".join(f"a{number}='{number}'" for number in range(count))
    return f"{HEAD}<p {attributes}>{SENTENCE}1亿元</p>{TAIL}"


def spaces_page(count: int) -> str:
    """Return a page on which patterns with lazy or unbounded repeats take for ever."""
    return f"{HEAD}<div class=info>发布时间{' ' * count}</div><p>{'1' * count}</p>{TAIL}"


async def serve_deep(exchange: Exchange, _: State) -> None:
    """``/deep/<n>``: n nested elements."""
    await exchange.reply(deep_page(exchange.number(10_000, most=1_000_000)))


async def serve_unclosed(exchange: Exchange, _: State) -> None:
    """``/unclosed/<n>``: n paragraphs that are never closed."""
    await exchange.reply(unclosed_page(exchange.number(1_200, most=200_000)))


async def serve_formatting(exchange: Exchange, _: State) -> None:
    """``/formatting/<n>``: n paragraphs, in each of which a parser repeats 150 elements: 20,000 take 1.1 GB."""
    await exchange.reply(formatting_page(exchange.number(20_000, most=200_000)))


async def serve_many_links(exchange: Exchange, _: State) -> None:
    """``/manylinks/<n>``."""
    await exchange.reply(many_links_page(exchange.number(500_000, most=500_000)))


async def serve_attributes(exchange: Exchange, _: State) -> None:
    """``/attrs/<n>``: one element with n attributes."""
    await exchange.reply(attributes_page(exchange.number(64_000, most=200_000)))


async def serve_spaces(exchange: Exchange, _: State) -> None:
    """``/spaces/<n>``: n spaces after 发布时间, n digits in the body."""
    await exchange.reply(spaces_page(exchange.number(64_000, most=4_000_000)))


async def serve_hostile_text(exchange: Exchange, _: State) -> None:
    """``/hostiletext``: NUL, ESC, bidirectional overrides, noncharacters, a huge reference, a formula."""
    await exchange.reply(
        f"{HEAD}<p>甲\x00乙\x1b[31m丙\u202e丁&#xFFFF;戊&#{'9' * 4_301};己</p>"
        f"<p>=HYPERLINK(&quot;http://x.test&quot;)</p><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>{TAIL}"
    )


async def serve_entities(exchange: Exchange, _: State) -> None:
    """``/xxe``: an XML page with an external entity and an entity bomb."""
    bombs = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    await exchange.reply(
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY e0 "哈">{bombs}]>'
        "<r><title>&x;</title><p>&e9;</p></r>",
        kind="application/xml; charset=utf-8",
    )


ENDPOINTS: Final[dict[str, Endpoint]] = {
    "deep": serve_deep,
    "unclosed": serve_unclosed,
    "formatting": serve_formatting,
    "manylinks": serve_many_links,
    "attrs": serve_attributes,
    "spaces": serve_spaces,
    "hostiletext": serve_hostile_text,
    "xxe": serve_entities,
}
