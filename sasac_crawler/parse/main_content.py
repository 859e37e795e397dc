"""Where the text of an unknown page is: the element that holds most of the running text.

Every block of text votes for the element it stands in, and less for the elements around that one. What
belongs to the frame of the page (menus, footers, controls) does not vote, wherever it stands.
"""

import re
from collections import defaultdict
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.parse.furniture import is_furniture_element
from sasac_crawler.parse.metadata_blocks import LABELLED
from sasac_crawler.parse.metadata_rows import has_labels, table_rows

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
_FEWEST_BREAKS: Final = 2
"""Line breaks in a box whose lines are its paragraphs."""
_MOST_HEADERS: Final = 20
_NEARLY_ALL: Final = 0.8
_CLIMBED: Final = 6
"""Boxes around a header line behind which its text is looked for."""
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
# A date as headers print it. example: "2026-04-09", "2026年4月9日" · counter-example: "2026年度"
PRINTED_DATE: Final = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?!\d)")
# What only the line under a headline says. example: "来源：" · counter-example: "时间：2026年3月5日上午九时"
SOURCE_LABEL: Final = re.compile(
    r"(?:来\s{0,3}源|稿源|发布时间|发布日期|发布|日期|作者|浏览|点击|阅读|字号|字体)[^。]{0,6}?[:：|｜]"
)
# Marks by which running text is told from names and labels. example: "。" · counter-example: "、"
_PUNCTUATION: Final = re.compile(r"[，。；！？：]")


Block = tuple[LexborNode, int]
"""An element that directly holds running text, and how many characters of it."""


def find_main_content(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the element that holds most of the running text, or ``None`` if there is none.

    Where a line with source and date stands over a text, a longer text elsewhere (the office's description in a
    side column, comments) does not win over it.

    Example:
        >>> html = "<div id=nav><a href=/>首页</a></div><div id=c><p>" + "省国资委召开会议。" * 5 + "</div>"
        >>> find_main_content(LexborHTMLParser(html)).attributes["id"]
        'c'
    """
    if tree.body is None:
        return None
    blocks, headers = _blocks(tree.body, title=_page_title(tree), tables=has_labels(tree))
    best = _most_voted(blocks)
    if best is None or not headers:
        return best
    return _under_header(best, blocks, headers) or best


def _most_voted(blocks: list[Block]) -> LexborNode | None:
    votes: defaultdict[int, float] = defaultdict(float)
    nodes: dict[int, LexborNode] = {}
    for block, length in blocks:
        weight = float(length)
        holder: LexborNode | None = block if _is_body_itself(block, length) else _above(block)
        for _ in range(_LEVELS):
            if holder is None or holder.tag in ("body", "html"):
                break
            votes[holder.mem_id] += weight
            nodes[holder.mem_id] = holder
            weight *= _UP_DECAY
            holder = _above(holder)
    best = max(votes, key=votes.__getitem__, default=None)
    return nodes[best] if best is not None else None


def _is_body_itself(block: LexborNode, length: int) -> bool:
    """Return whether a block holds a whole text: a cell with much of it, or lines parted by ``br``."""
    if block.tag == "td":
        return length >= _ALONE
    return block.tag == "div" and sum(child.tag == "br" for child in block.iter()) >= _FEWEST_BREAKS


def _under_header(best: LexborNode, blocks: list[Block], headers: list[LexborNode]) -> LexborNode | None:
    """Return the text behind a header line, where the best voted one stands apart from it."""
    around = {block.mem_id: _ancestors(block) for block, _ in blocks}
    inside = [header for header in headers if best.mem_id in _ancestors(header)]
    if inside:
        return _within(best, blocks, inside[0], around)
    above_best = _ancestors(best)
    found: tuple[int, list[Block]] = (0, [])
    for header in headers[:_MOST_HEADERS]:
        node = header
        for _ in range(_CLIMBED):
            holder = node.parent
            if holder is None or holder.tag in ("body", "html") or holder.mem_id in above_best:
                break
            behind = _behind(node)
            region = [one for one in blocks if behind & around[one[0].mem_id]]
            if region:
                found = max(found, (sum(length for _, length in region), region), key=lambda one: one[0])
                break
            node = holder
    return _most_voted(found[1])


def _within(
    best: LexborNode, blocks: list[Block], header: LexborNode, around: dict[int, set[int]]
) -> LexborNode | None:
    """Return the text behind a header line that stands in the same box, if it is nearly all of the box's text."""
    behind = _behind(header)
    region = [one for one in blocks if behind & around[one[0].mem_id]]
    whole = sum(length for block, length in blocks if best.mem_id in around[block.mem_id])
    found = _most_voted(region)
    is_whole = sum(length for _, length in region) >= whole * _NEARLY_ALL
    return (
        found
        if is_whole and found is not None and best.mem_id in _ancestors(found) - {found.mem_id}
        else None
    )


def _ancestors(node: LexborNode) -> set[int]:
    """Return an element and those around it, by their ids."""
    found: set[int] = set()
    above: LexborNode | None = node
    while above is not None:
        found.add(above.mem_id)
        above = above.parent
    return found


def _behind(node: LexborNode) -> set[int]:
    found: set[int] = set()
    following = node.next
    while following is not None:
        found.add(following.mem_id)
        following = following.next
    return found


def _page_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return "".join(node.text().split()) if node is not None else ""


def _blocks(root: LexborNode, *, title: str, tables: bool) -> tuple[list[Block], list[LexborNode]]:
    """Return the elements that directly hold running text, with how much, and the lines with source and date.

    The frame of the page is left out. The headline, the line under it and the path to the page do not vote
    either: a short text would be outvoted by them.
    """
    found: list[Block] = []
    headers: list[LexborNode] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if tables and node.tag == "table" and table_rows(node):
            continue  # what is known of a document is no text of it
        text, children = _own_text(node)
        stack.extend(children)
        text = " ".join(text.split())
        if not text or FOOTER.search(text):
            continue
        is_running = len(text) >= _SENTENCE or _PUNCTUATION.search(text)
        in_table = node.tag in ("td", "th") or (node.parent is not None and node.parent.tag in ("td", "th"))
        header = _header_of(node, text)
        if tables and LABELLED.fullmatch(text):
            continue  # nor is a line of the block over an entry
        if header is not None:
            headers.append(header)
        elif (in_table or (len(text) >= _LONG_ENOUGH and is_running)) and not _is_heading(node, text, title):
            found.append((node, len(text)))
    return found, headers


def _header_of(node: LexborNode, text: str) -> LexborNode | None:
    """Return the element with source and date that a block is, or is a cell of."""
    if len(text) > _LONGEST_HEADING or not (_has_heading(text) or PRINTED_DATE.match(text)):
        return None
    row = node.parent if node.tag in ("td", "th") else None
    whole = " ".join(row.text(separator=" ").split()) if row is not None else text
    if len(whole) > _LONGEST_HEADING or "。" in whole or not PRINTED_DATE.search(whole):
        return None
    is_listed = any(one is not None and one.tag in ("li", "dl", "dd") for one in (node, node.parent))
    return None if is_listed or not (SOURCE_LABEL.search(whole) or PRINTED_DATE.match(whole)) else row or node


def _has_heading(text: str) -> bool:
    """Return whether a text has what stands above an article; most texts have not even a colon."""
    return (":" in text or "：" in text or "位置" in text) and HEADING_LINE.search(text) is not None


def _is_heading(node: LexborNode, text: str, title: str) -> bool:
    if node.tag in ("h1", "h2", "h3") or _has_heading(text[:_HEADING_SEARCHED]):
        return len(text) < _LONGEST_HEADING
    # Headline, date and source may stand in one block.
    if len(text) < _LONGEST_HEADING and "。" not in text and _has_heading(text):
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
