"""Dates as list pages print them beside a title, also in two pieces."""

import re
from typing import Final

# A date beside a link. example: "[2021-02-24]", "3天前", "昨天 09:30" · counter-example: "第2021-02号", "昨天的会议"
LIST_DATE: Final = re.compile(
    r"[\[（(]?(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|(?<![\d-])\d{1,2}-\d{1,2}(?![\d-]))"
    r"(?:\s\d{1,2}:\d{2}(?::\d{2})?)?[\]）)]?"
    # One told from today stands alone: the same words are common in running text.
    r"|(?<![^\s:：])[\[（(]?(?:\d{1,3}\s?(?:秒钟?|分钟?|小时|天|日)前|[今昨前][天日]|刚刚)"
    r"(?:\s\d{1,2}:\d{2}(?::\d{2})?)?[\]）)]?(?!\S)"
)
# A date in two pieces: the day large, year and month under it, or the year apart.
# example: "18 2026-03", "2026年03月 18", "03-18 2026" · counter-example: "2026-03 12:30"
SPLIT_DATE: Final = re.compile(
    r"(?<![\d:-])(?P<d1>\d{1,2})日?\s{1,9}(?P<y1>(?:19|20)\d\d)[-/.年](?P<m1>\d{1,2})月?(?![\d:]|\s?[-/.]\s?\d)"
    r"|(?<!\d)(?P<y2>(?:19|20)\d\d)[-/.年](?P<m2>\d{1,2})月?\s{1,9}(?P<d2>\d{1,2})日?(?![\d:：-])"
    r"|(?<![\d-])(?P<m3>\d{1,2})[-/.月](?P<d3>\d{1,2})日?\s{1,9}(?P<y3>(?:19|20)\d\d)(?![\d:/.年-])"
    r"|(?<!\d)(?P<y4>(?:19|20)\d\d)年?\s{1,9}(?P<m4>\d{1,2})[-/.月](?P<d4>\d{1,2})日?(?![\d:-])"
)

# A year. example: "2026-03-18" · counter-example: "03-18 10:30"
YEAR: Final = re.compile(r"\d{4}")


def date_beside(text: str) -> str | None:
    r"""Return the date that stands beside a title, or ``None``.

    A date with a line of its own is believed before one in running text, a whole one before one without
    a year. Of a date in two pieces the pieces are put together.

    Args:
        text: what stands beside the link, a line for each piece.

    Example:
        >>> date_beside("会议于2026-03-17召开\n[2026-03-18]"), date_beside("18\n2026-03"), date_beside("第12号")
        ('[2026-03-18]', '2026-03-18', None)
        >>> date_beside("据报道，昨天的会议\n3小时前"), date_beside("昨天的会议"), date_beside("时间：昨天 09:30")
        ('3小时前', None, '昨天 09:30')
    """
    alone = next((line.strip() for line in text.split("\n") if LIST_DATE.fullmatch(line.strip())), "")
    if YEAR.search(alone):
        return alone
    split = SPLIT_DATE.search(text)
    if split is not None:
        said = {name[0]: value for name, value in split.groupdict().items() if value}
        return f"{said['y']}-{said['m']}-{said['d']}"
    return alone or next((match[0] for match in LIST_DATE.finditer(text)), None)
