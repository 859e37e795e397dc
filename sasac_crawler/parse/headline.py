"""The headline a reader sees: the line over the one with source and date."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.parse.main_content import HEADING_LINE

# What makes a line a path or a label and no headline. example: "首页 > 通知公告" · counter-example: "关于…的通知"
_NOT_HEADLINE: Final = re.compile(r"[>＞»]|[:：]$|^(?:当前|所在|您)")
# A Han character. example: "国" · counter-example: "SASAC"
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_FEWEST_HAN: Final = 5
_LONGEST: Final = 150
_LABEL: Final = 12
"""Characters in which the first label of a heading line stands."""


def visible_headline(before: str) -> str | None:
    r"""Return the headline of a page by the text over its body, or ``None`` if there is no telling.

    Args:
        before: the text that stands before the body, line by line.

    Example:
        >>> visible_headline("首页 > 政策\n关于进一步规范评估备案工作的通知\n发布时间：2026/9/18　信息来源：产权管理处")
        '关于进一步规范评估备案工作的通知'
        >>> visible_headline("政策\n发布时间：2026/9/18") is None
        True
    """
    lines = [line.strip() for line in before.split("\n")]
    heading = next(
        (number for number in range(len(lines) - 1, -1, -1) if HEADING_LINE.search(lines[number][:_LABEL])),
        len(lines),
    )
    while heading and HEADING_LINE.search(lines[heading - 1][:_LABEL]):
        heading -= 1
    line = lines[heading - 1] if heading else ""
    is_headline = len(_HAN.findall(line)) >= _FEWEST_HAN and len(line) <= _LONGEST
    return line if is_headline and not _NOT_HEADLINE.search(line) else None


def title_neighbours(tree: LexborHTMLParser, title: str) -> tuple[str | None, str | None]:
    """Return the lines over and under a headline that belong to it: 引题 and 副题.

    Args:
        tree: the page.
        title: the headline, as it was read.

    Example:
        >>> html = "<div><h3>国企改革·实践</h3><h2>省国资委召开会议</h2><h3>聚焦主责主业</h3></div>"
        >>> title_neighbours(LexborHTMLParser(html), "省国资委召开会议")
        ('国企改革·实践', '聚焦主责主业')
    """
    wanted = "".join(title.split())
    node = next((one for one in tree.css("h1, h2, h3, h4") if "".join(one.text().split()) == wanted), None)
    if node is None:
        return None, None
    return _heading_text(_beside(node, forward=False)), _heading_text(_beside(node, forward=True))


def _beside(node: LexborNode, *, forward: bool) -> LexborNode | None:
    found = node.next if forward else node.prev
    while found is not None and found.tag in ("-text", "-comment", "_comment", "br"):
        found = found.next if forward else found.prev
    return found


def _heading_text(node: LexborNode | None) -> str | None:
    """Return what a neighbour says if it is a heading too, and not a label or a path."""
    if node is None or node.tag not in ("h1", "h2", "h3", "h4", "h5"):
        return None
    text = " ".join(node.text().split())
    return text if text and len(text) <= _LONGEST and not HEADING_LINE.search(text[:_LABEL]) else None
