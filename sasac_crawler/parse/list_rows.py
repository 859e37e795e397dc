"""Rows of a list: which date stands beside which link, on pages of any make.

A row is an element with one date outside its link (``li``, ``tr``, ``dl``, a box). Where an element holds several
links and several dates (``dt`` and ``dd`` by turns, lines parted by ``br``), each link takes the date
next to it. A list without any date is the largest group of rows alike.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.parse.printed_dates import LIST_DATE, SPLIT_DATE

MAX_LINKS: Final = 5000
_ROWS: Final = frozenset(("li", "tr", "dl"))
_ROW_TAGS: Final = frozenset(("li", "tr", "td", "dl", "dd", "dt", "p", "div", "article", "section"))
_ROW_DEPTH: Final = 4
# A label that stands beside an item's link and is a link itself. example: "[通知公告]", "解读" ·
# counter-example: "【重要】关于评估备案的通知"
ROW_TAG: Final = re.compile(r"[\[【（(<《].{1,8}[\]】）)>》]|解读|图解|详细|详情|查看|更多|下载|阅读全文")
# A side list by its box. example: "hot-news" · counter-example: "photos"
SIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:hot|rank|side(?:bar)?|recommend|related|dianji|paihang)\d?(?:$|[\s_-])"
)
# What frames a page. example: "nav" · counter-example: "navy"
_FRAME: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|foot(?:er)?|head(?:er)?|hd|ft|path|crumbs?|breadcrumb|position|page[rs]?|pagination|links?)\d?(?:$|[\s_-])"
)
# The words of a pager's link. example: "2", "下一页" · counter-example: "2026年工作要点"
_PAGER_WORD: Final = re.compile(r"\d{1,3}|首\s?页|[上下][一1]?\s?页|[尾末]\s?页")
_LONGEST_DATE: Final = len("[2026-11-18 10:30:00]")
# What every date has. example: "11-18", "昨天" · counter-example: "通知"
_DATE_SIGN: Final = re.compile(r"\d|[今昨前][天日]|刚刚")
# An address of one of many. example: "./202405/t20240512_77.shtml", "show.aspx?id=7", "/c77/content.html" ·
# counter-example: "/col12/index.html"
NUMBERED: Final = re.compile(r"\d[^/]{0,200}$|/c\d{1,12}/content\.s?html?$")
_UNDATED_ROWS: Final = frozenset(("li", "dd", "p", "tr", "td", "div", "h3"))
_FEWEST_UNDATED: Final = 3
_SHORTEST_TITLE: Final = 6
"""Characters that a title has on average in a list without dates; the names of a menu are shorter."""

Row = tuple[LexborNode, str]
"""A link and the text beside it, its date included."""


def rows_with_links(root: LexborHTMLParser | LexborNode) -> Iterator[Row]:
    """Yield every link that stands in a row with a date, and the text beside it.

    Example:
        >>> html = "<dl><dt><a href=1>甲</a><dd>11-18<dt><a href=2>乙</a><dd>11-02</dl>"
        >>> [(link.text(), beside) for link, beside in rows_with_links(LexborHTMLParser(html))]
        [('甲', '11-18'), ('乙', '11-02')]
    """
    groups: dict[int, tuple[LexborNode, list[LexborNode]]] = {}
    for link in root.css("a[href]")[:MAX_LINKS]:
        box = _box_of(link)
        if box is not None:
            groups.setdefault(box.mem_id, (box, []))[1].append(link)
    main: list[Row] = []
    beside: list[Row] = []
    for box, links in groups.values():
        rows = [row for row in _rows_of(box, links) if not _PAGER_WORD.fullmatch(row[0].text().strip())]
        (beside if _is_side(box) else main).extend(rows)
    yield from main or beside


def undated_rows(root: LexborHTMLParser | LexborNode) -> list[Row]:
    """Return the rows of a list without dates: the largest group of rows alike, menus left out.

    Example:
        >>> names = ("晋山能源集团有限公司", "晋山交通控股集团有限公司", "晋山水务投资集团有限公司")
        >>> rows = "".join(f"<li><a href={number}.html>{name}</a>" for number, name in enumerate(names))
        >>> tree = LexborHTMLParser(f"<ul><li><a href=/>首页</a></ul><ul>{rows}</ul>")
        >>> [link.text() for link, _ in undated_rows(tree)] == list(names)
        True
    """
    groups: dict[int, list[LexborNode]] = {}
    for link in root.css("a[href]")[:MAX_LINKS]:
        row = link.parent
        while row is not None and row.tag in ("span", "b", "strong", "font", "h4", "h5"):
            row = row.parent
        if row is None or row.tag not in _UNDATED_ROWS or row.parent is None or len(row.css("a[href]")) != 1:
            continue
        holder = row.parent.parent if row.tag == "td" and row.parent.parent is not None else row.parent
        groups.setdefault(holder.mem_id, []).append(link)
    found = [links for links in groups.values() if _is_list(links)]
    best = max(found, key=lambda links: sum(len(link.text()) for link in links), default=[])
    return [(link, "") for link in best]


def text_beside(row: LexborNode, link: LexborNode) -> str:
    """Return the text of a row without that of its link, a line for each piece."""
    whole, own = row.text(separator="\n"), link.text(separator="\n")
    if own and whole.count(own) == 1:
        return whole.replace(own, "\n")
    inside = {link.mem_id}
    pieces = [
        node.text_content or ""
        for node in row.traverse(include_text=True)
        if node.tag == "-text" and not _is_inside(node, inside, row.mem_id)
    ]
    return "\n".join(pieces)


def _box_of(link: LexborNode) -> LexborNode | None:
    """Return the nearest element with a date in it, that of the link itself included."""
    own = link.text(separator=" ")
    if len(own) > _LONGEST_DATE and _has_date(own) and link.css_first("*:not(a)") is not None:
        return link
    node = link.parent
    for _ in range(_ROW_DEPTH):
        if node is None or node.tag in ("body", "ul", "ol", "table", "tbody"):
            return None
        if node.tag in _ROW_TAGS and _has_date(node.text(separator=" ").replace(own, " ", 1)):
            return node
        node = node.parent
    return None


def _rows_of(box: LexborNode, links: list[LexborNode]) -> list[Row]:
    if box.tag == "a":
        return [(box, box.text(separator="\n"))]
    if len(links) > 1 and len(LIST_DATE.findall(box.text(separator=" "))) > 1:
        # A box around rows of their own is no row; menus stand in such boxes.
        is_whole = box.tag in _ROWS or len(links) == len(box.css("a[href]"))
        return _paired(box, links) if is_whole else []
    if len(links) > 1 and box.tag not in _ROWS and len(links) < len(box.css("a[href]")):
        return []
    named = [link for link in links if not ROW_TAG.fullmatch(link.text().strip())]
    return [(link, text_beside(box, link)) for link in named or links]


def _paired(box: LexborNode, links: list[LexborNode]) -> list[Row]:
    """Give each link the date next to it: behind it, or before it where the dates lead."""
    wanted = {link.mem_id for link in links}
    anchors = {link.mem_id for link in box.css("a[href]")}
    tokens: list[LexborNode | str] = []
    for node in box.traverse(include_text=True):
        if node.mem_id in anchors:
            tokens.append(node)
        elif node.tag == "br":
            tokens.append("")
        elif node.tag == "-text" and not _is_inside(node, anchors, box.mem_id):
            tokens += [match[0] for match in LIST_DATE.finditer(node.text_content or "")]
    behind = [(a, b) for a, b in pairwise(tokens) if _is_row(a, b)]
    before = [(a, b) for b, a in pairwise(tokens) if _is_row(a, b)]
    best = behind if len(behind) >= len(before) else before
    pairs = ((link, date) for link, date in best if not isinstance(link, str) and isinstance(date, str))
    return [(link, date) for link, date in pairs if link.mem_id in wanted]


def _is_row(link: LexborNode | str, date: LexborNode | str) -> bool:
    return not isinstance(link, str) and isinstance(date, str) and bool(date)


def _has_date(text: str) -> bool:
    return bool(_DATE_SIGN.search(text) and (LIST_DATE.search(text) or SPLIT_DATE.search(text)))


def _is_inside(node: LexborNode, holders: set[int], top: int) -> bool:
    above = node.parent
    while above is not None and above.mem_id != top:
        if above.mem_id in holders:
            return True
        above = above.parent
    return False


def _is_side(box: LexborNode) -> bool:
    return _stands_in(box, SIDE, ("aside",))


def _stands_in(node: LexborNode, pattern: re.Pattern[str], tags: tuple[str, ...]) -> bool:
    above: LexborNode | None = node
    while above is not None and above.tag not in ("body", "html"):
        attributes = above.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower() if attributes else ""
        if above.tag in tags or (names.strip() and pattern.search(names)):
            return True
        above = above.parent
    return False


def _is_list(links: list[LexborNode]) -> bool:
    texts = [" ".join(link.text().split()) for link in links]
    if len(links) < _FEWEST_UNDATED or sum(map(len, texts)) < _SHORTEST_TITLE * len(texts):
        return False
    targets = {link.attributes.get("href") or "" for link in links}
    if len(targets) < len(links) or not all(NUMBERED.search(target) for target in targets):
        return False
    return not _stands_in(links[0], _FRAME, ("nav", "header", "footer", "aside"))
