"""Traces that mirror sites leave: flagged, never cut, because cutting is guessing."""

import re
from typing import Final

from sasac_crawler.items import Issue

# A line of keywords. example: "国企改革,招商引资,香港服务器,下载" · counter-example: "国有企业改革。"
KEYWORD_LINE: Final = re.compile(r"[^,|_\-。，；！？\n]{2,20}(?:[,|_\-][^,|_\-。，；！？\n]{2,20}){3,40}")
# An emoji or odd symbol between Han characters. example: "国🔥资" · counter-example: "国资"
SYMBOL_BETWEEN: Final = re.compile(
    r"(?<=[\u4e00-\u9fff])[\u2600-\u27bf\U0001f300-\U0001faff]{1,5}(?=[\u4e00-\u9fff])"
)


def spam_issues(title: str, body: str) -> tuple[Issue, ...]:
    r"""Return what looks like a mirror's additions.

    Example:
        >>> [issue.code for issue in spam_issues("通知", "通知\n正文。")]
        ['doubled_title']
    """
    issues = []
    lines = body.split("\n")
    if title and lines[0].strip() == title:
        issues.append(_issue("doubled_title", "The body begins with the title.", "body_text", title))
    issues += [
        _issue("keyword_line", "The body begins or ends with keywords.", "body_text", line)
        for line in dict.fromkeys((lines[0].strip(), lines[-1].strip()))
        if KEYWORD_LINE.fullmatch(line)
    ]
    symbol = SYMBOL_BETWEEN.search(body)
    if symbol:
        issues.append(_issue("odd_symbol", "Symbols stand between characters.", "body_text", symbol[0]))
    return tuple(issues)


def _issue(code: str, message: str, field: str, evidence: str) -> Issue:
    return Issue(code=code, message=message, field=field, evidence=(evidence,))
