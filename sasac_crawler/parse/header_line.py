"""The visible line under a headline, with its labels 文章来源, 发布时间, 作者, 责任编辑.

Labels are read with annotations between their characters (來源(yuan)), because the annotations are
taken out later, from the record, where every removal is on the record too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sasac_crawler.parse.header_patterns import patterns_for

_LAST_LINES: Final = 6
"""Lines at the end of a body among which the editor's credit is looked for: buttons may follow it."""
_SEARCHED: Final = 5000
"""Characters of a node that are searched; a header line lies at its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderLine:
    """What a header line says, as printed."""

    source: str | None = None
    date: str | None = None
    author: str | None = None
    editor: str | None = None


def read_header_line(text: str) -> HeaderLine:
    """Read the labelled values of a header line.

    Example:
        >>> read_header_line("文章來源(yuan):山東省國資委 發布時間:2021-02-24")
        HeaderLine(source='山東省國資委', date='2021-02-24', author=None, editor=None)
    """
    head = text[:_SEARCHED]
    patterns = patterns_for(head)
    return HeaderLine(
        source=_source(patterns.source, head),
        date=_value(patterns.date, head),
        author=_value(patterns.author, head),
        editor=_value(patterns.editor, head),
    )


def split_editor_line(text: str) -> tuple[str, str | None]:
    r"""Take the editor's credit off the end of a body; what stands behind it stays.

    Returns:
        The body without it, and the name as printed or ``None``.

    Example:
        >>> split_editor_line("正文。\n【责任编辑：语谦】")
        ('正文。', '语谦')
    """
    lines = text.split("\n")
    for number in range(len(lines) - 1, max(len(lines) - _LAST_LINES, 0) - 1, -1):
        line = lines[number].strip()
        match = patterns_for(line).editor_line.fullmatch(line)
        if match is not None:
            del lines[number]
            return "\n".join(lines), (match["value"] or match["bare"]).strip()
    return text, None


def first_editor(lines: Iterable[str]) -> str | None:
    """Return the editor's name of the first line that is nothing but his credit.

    Args:
        lines: what stands behind a body, the nearest first.

    Example:
        >>> first_editor(["附件", "责任编辑：语谦", "编辑：网站管理员"])
        '语谦'
    """
    found = (patterns_for(line).editor_line.fullmatch(line.strip()) for line in lines)
    return next(((match["value"] or match["bare"]).strip() for match in found if match is not None), None)


def read_bare_date(text: str) -> str | None:
    r"""Return the last date of a header that stands without a label, ``None`` if there is none.

    Args:
        text: what stands between menu and body, line by line.

    Example:
        >>> read_bare_date("今天是2026年11月20日\n市国资委开展竞赛\n2025-07-11 08:55\n来源 | 综合科")
        '2025-07-11 08:55'
    """
    end = text[-_SEARCHED:]
    dates = patterns_for(end).bare_date.finditer(end)
    found = [match["value"] or match["behind"] or match["last"] for match in dates]
    return found[-1] if found else None


def _source(pattern: re.Pattern[str], text: str) -> str | None:
    """Return the source; a bracket that opened before the label closes behind the value."""
    match = pattern.search(text)
    value = (match["value"].strip() or None) if match else None
    opened = match is not None and text[max(match.start() - 1, 0) : match.start()] in ("（", "(")
    return value.rstrip("）)").rstrip() or None if value and opened else value


def _value(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return (match["value"].strip() or None) if match else None
