"""The headline a reader sees: the line over the one with source and date."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.parse.main_content import HEADING_LINE, PRINTED_DATE
from sasac_crawler.parse.metadata_blocks import LABELLED

# What makes a line a path or a label and no headline. example: "首页 > 通知公告", "摘要：…" · counter-example: "关于…的通知"
_NOT_HEADLINE: Final = re.compile(r"[>＞»]|[:：]$|^(?:当前|所在|您|摘要|导读|(?:网站)?首页)|正文$")
# A line that stands under a headline. example: "——三十二户企业完成划转" · counter-example: "三十二户企业完成划转"
_DASHED: Final = re.compile(r"[—-]{2}|―{1,2}|─{1,2}")
# The name of a site, which stands in every title. example: "示例市国资委" · counter-example: "省国资委召开会议"
SITE_NAME: Final = re.compile(r".{0,40}(?:委员会|国资委|政府|网站?|平台|信息公开)")
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_CLIMBED: Final = 6
# A Han character. example: "国" · counter-example: "SASAC"
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_FEWEST_HAN: Final = 5
_LONGEST: Final = 150
_LONGEST_DATED: Final = 60
"""Characters of a line that begins with a date and is no headline."""
_LABEL: Final = 12
"""Characters in which the first label of a heading line stands."""


def visible_headline(before: str, *, page_title: str | None = None) -> str | None:
    r"""Return the headline of a page by the text over its body, or ``None`` if there is no telling.

    A line that the page's title begins with is the headline; otherwise it is the line over the one with
    source and date.

    Args:
        before: the text that stands before the body, line by line.
        page_title: the page's ``<title>``.

    Example:
        >>> visible_headline("首页 > 政策\n关于进一步规范评估备案工作的通知\n发布时间：2026/9/18　信息来源：产权管理处")
        '关于进一步规范评估备案工作的通知'
        >>> visible_headline("政策\n发布时间：2026/9/18") is None
        True
        >>> visible_headline("竞赛开幕仪式举行\n2026-9-18\n综合科提供", page_title="竞赛开幕仪式举行-要闻-某市")
        '竞赛开幕仪式举行'
    """
    lines = [line.strip() for line in before.split("\n")]
    titled = _titled(lines, "".join((page_title or "").split()))
    if titled is not None:
        return titled
    heading = next(
        (number for number in range(len(lines) - 1, -1, -1) if _is_header_line(lines[number])),
        len(lines),
    )
    while heading and _is_header_line(lines[heading - 1]):
        heading -= 1
    while heading and _DASHED.match(lines[heading - 1]):
        heading -= 1
    line = lines[heading - 1] if heading else ""
    if LABELLED.fullmatch(line):
        # The block over an entry comes first, the headline right over the text.
        line = lines[-1]
    is_headline = len(_HAN.findall(line)) >= _FEWEST_HAN and len(line) <= _LONGEST
    return line if is_headline and not _NOT_HEADLINE.search(line) else None


def _is_header_line(line: str) -> bool:
    is_dated = len(line) <= _LONGEST_DATED and PRINTED_DATE.match(line)
    return bool(is_dated or HEADING_LINE.search(line[:_LABEL]))


def heading_before(body: LexborNode | None) -> str | None:
    """Return the heading over a body: of several side by side the highest, if it is the only one of its rank.

    Args:
        body: the element that holds the text.

    Example:
        >>> html = "<div><h3>系列报道之三</h3><h2>省国资委召开<br>推进会</h2><h3>——划转完成</h3></div><div id=b>正文"
        >>> heading_before(LexborHTMLParser(html).css_first("#b"))
        '省国资委召开推进会'
    """
    last = _last_heading(body)
    if last is None or last.parent is None:
        return None
    beside = [node for node in last.parent.iter() if node.tag in _HEADINGS]
    rank = min(node.tag or "" for node in beside)
    highest = [node for node in beside if node.tag == rank]
    text = " ".join(highest[0].text().split()) if len(highest) == 1 else ""
    is_headline = len(_HAN.findall(text)) >= _FEWEST_HAN and len(text) <= _LONGEST
    return text if is_headline and not _NOT_HEADLINE.search(text) else None


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


def _last_heading(body: LexborNode | None) -> LexborNode | None:
    """Return the last heading before an element, looked for backwards and box by box."""
    holder = body
    for _ in range(_CLIMBED):
        if holder is None or holder.tag in ("body", "html"):
            return None
        before = holder.prev
        while before is not None:
            if before.tag in _HEADINGS:
                return before
            inside = (
                before.css("h1, h2, h3, h4") if before.tag not in ("-text", "-comment", "_comment") else []
            )
            if inside:
                return inside[-1]
            before = before.prev
        holder = holder.parent
    return None


def _titled(lines: list[str], page_title: str) -> str | None:
    """Return the last line, or lines in a row, that a page's title begins with."""
    for number in range(len(lines) - 1, -1, -1):
        for count in (1, 2, 3):
            text = "".join("".join(lines[number : number + count]).split())
            if len(_HAN.findall(text)) < _FEWEST_HAN or not page_title.startswith(text):
                continue
            longer = "".join("".join(lines[number : number + count + 1]).split())
            if SITE_NAME.fullmatch(text) or (longer != text and page_title.startswith(longer)):
                continue
            return "".join(lines[number : number + count])
    return None


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
