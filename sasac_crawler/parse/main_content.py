"""Where the text of an unknown page is: the element that holds most of the running text.

Every block of text votes for the element it stands in, and less for the elements around that one. What
belongs to the frame of the page (menus, footers, controls) does not vote, wherever it stands.
"""

import re
from collections import defaultdict
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.parse.furniture import is_furniture_element

_LONG_ENOUGH: Final = 8
"""Characters from which on a block votes."""
_SENTENCE: Final = 15
"""Characters from which on a block is running text even without a mark of punctuation."""
_UP_DECAY: Final = 0.5
_LEVELS: Final = 4
_LONGEST_HEADING: Final = 200
_HEADING_SEARCHED: Final = 30
_ALONE: Final = 80
"""A block of so many characters may be a whole body: an old page's single table cell."""
_INLINE: Final = frozenset(
    (
        "span",
        "font",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "sup",
        "sub",
        "a",
        "label",
        "big",
        "small",
        "ruby",
        "wbr",
        "o:p",
    )
)
_TABLE_PARTS: Final = frozenset(("tr", "tbody", "thead", "tfoot", "table"))
_NOT_TEXT: Final = frozenset(
    ("script", "style", "noscript", "select", "option", "button", "textarea", "title", "head")
)
# What a footer says. example: "主办单位：省国资委" · counter-example: "联系电话：63102800"
FOOTER: Final = re.compile(
    r"主办单位|承办单位|主管单位|技术支持|版权所有|网站标识码|网站地图|公网安备|ICP备|ICP证|Copyright|All Rights Reserved",
    re.IGNORECASE,
)
# Class or id of the frame of a page. example: "footer", "nav2" · counter-example: "football_news", "navy"
FRAME: Final = re.compile(
    r"(?:^|[\s_-])(?:foot(?:er)?|bottom|copyright|nav(?:bar|igation)?|menu|top(?:bar|nav)?|header|breadcrumb|crumbs?|"
    r"sidebar|dqwz|weizhi|position|friendlink|links?)\d{0,2}(?:$|[\s_-])",
    re.IGNORECASE,
)
# What stands above a text and not in it. example: "发布时间：2026-09-30 来源：法规科" ·
# counter-example: "资金来源以自筹为主"
HEADING_LINE: Final = re.compile(
    r"(?:发布时间|发布日期|发文日期|时间|日期|来源|稿源|作者|浏览次数|阅读|字号|字体)\s{0,3}[:：]"
    r"|(?:当前|所在|现在的?)\s{0,3}位置"
)
# Marks by which running text is told from names and labels. example: "。" · counter-example: "、"
_PUNCTUATION: Final = re.compile(r"[，。；！？：]")


def find_main_content(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the element that holds most of the running text, or ``None`` if there is none.

    Example:
        >>> html = "<div id=nav><a href=/>首页</a></div><div id=c><p>" + "省国资委召开会议。" * 5 + "</div>"
        >>> find_main_content(LexborHTMLParser(html)).attributes["id"]
        'c'
    """
    if tree.body is None:
        return None
    votes: defaultdict[int, float] = defaultdict(float)
    nodes: dict[int, LexborNode] = {}
    for block, length in _blocks(tree.body, title=_page_title(tree)):
        weight = float(length)
        holder = block if length >= _ALONE and block.tag == "td" else _above(block)
        for _ in range(_LEVELS):
            if holder is None or holder.tag in ("body", "html"):
                break
            votes[holder.mem_id] += weight
            nodes[holder.mem_id] = holder
            weight *= _UP_DECAY
            holder = _above(holder)
    best = max(votes, key=votes.__getitem__, default=None)
    return nodes[best] if best is not None else None


def _page_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return "".join(node.text().split()) if node is not None else ""


def _blocks(root: LexborNode, *, title: str) -> list[tuple[LexborNode, int]]:
    """Return the elements that directly hold running text, with how much; the frame of the page left out.

    The headline, the line under it and the path to the page do not vote either: a short text would be
    outvoted by them.
    """
    found: list[tuple[LexborNode, int]] = []
    stack = [root]
    while stack:
        node = stack.pop()
        text, children = _own_text(node)
        stack.extend(children)
        text = " ".join(text.split())
        is_running = len(text) >= _SENTENCE or _PUNCTUATION.search(text)
        in_table = node.tag in ("td", "th") or (node.parent is not None and node.parent.tag in ("td", "th"))
        is_short = not in_table and (len(text) < _LONG_ENOUGH or not is_running)
        if not text or is_short or FOOTER.search(text) or _is_heading(node, text, title):
            continue
        found.append((node, len(text)))
    return found


def _is_heading(node: LexborNode, text: str, title: str) -> bool:
    if node.tag in ("h1", "h2", "h3") or HEADING_LINE.search(text[:_HEADING_SEARCHED]):
        return len(text) < _LONGEST_HEADING
    # Headline, date and source may stand in one block.
    if len(text) < _LONGEST_HEADING and "。" not in text and HEADING_LINE.search(text):
        return True
    return "".join(text.split()) in title


def _own_text(node: LexborNode) -> tuple[str, list[LexborNode]]:
    """Return the text that stands in an element or its inline parts, links left out, and its blocks."""
    pieces: list[str] = []
    blocks: list[LexborNode] = []
    stack = list(node.iter(include_text=True))[::-1]
    while stack:
        child = stack.pop()
        tag = child.tag
        if tag == "-text":
            pieces.append(child.text_content or "")
        elif tag == "a" or tag in _NOT_TEXT or (tag is not None and tag.startswith("_")):
            continue
        elif tag in _INLINE:
            stack.extend(list(child.iter(include_text=True))[::-1])
        elif not is_furniture_element(child) and not _is_frame(child):
            blocks.append(child)
    return "".join(pieces), blocks


def _is_frame(node: LexborNode) -> bool:
    if node.tag in ("footer", "nav", "header", "form"):
        return node.tag != "form"  # WebForms put whole pages into a form
    attributes = node.attributes
    if not attributes:
        return False
    return any(FRAME.search(attributes.get(name) or "") for name in ("class", "id"))


def _above(node: LexborNode) -> LexborNode | None:
    """Return the element around another; a table's parts are passed over: the table belongs to the text."""
    holder = node.parent
    while holder is not None and holder.tag in _TABLE_PARTS:
        holder = holder.parent
    return holder
