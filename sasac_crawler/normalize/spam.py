"""Traces that mirror sites leave: flagged, never cut, because cutting is guessing."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sasac_crawler.items import Issue
from sasac_crawler.normalize.script import to_hans
from sasac_crawler.vocab.characters import uncommon_characters
from sasac_crawler.vocab.spam import spam_phrases

# A line of keywords. example: "国企改革,招商引资,香港服务器,下载" · counter-example: "国有企业改革。"
KEYWORD_LINE: Final = re.compile(
    r"[^,，|｜_\-。；！？\n]{2,20}(?:[,，|｜_\-][^,，|｜_\-。；！？\n]{2,20}){3,40}"
)
# An emoji or odd symbol between Han characters. example: "国🔥资" · counter-example: "国资"
SYMBOL_BETWEEN: Final = re.compile(
    r"(?<=[\u4e00-\u9fff])[\u2600-\u27bf\U0001f300-\U0001faff]{1,5}(?=[\u4e00-\u9fff])"
)
# A breadcrumb: where one is on the site. example: "首页 > 新闻发布 > 正文" · counter-example: "收入>成本"
BREADCRUMB: Final = re.compile(r"([^>＞»\n]{1,40})[>＞»]([^>＞»\n]{1,40})[>＞»]([^\n]{0,80})")
# What a breadcrumb begins with on a regulator's own page. example: "您的位置：首页" · counter-example: "抖阴app"
_OWN_BEGINNING: Final = re.compile(
    r"首页|主页|位置|网站|国资|国有资产|政府|门户|委员会|集团|公司|新闻|信息公开|政务|当前|Home",
    re.IGNORECASE,
)
# The sections that follow in a breadcrumb. example: "新闻发布" · counter-example: "成本"
_SECTION: Final = re.compile(r"新闻|资讯|正文|动态|公开|通知|公告|发布|中心|专题|要闻")
# Han characters set apart by single blanks. example: "国 有 资 产 监 督" · counter-example: "新华社 北京"
SPACED: Final = re.compile(
    r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff] ){5,200}[\u4e00-\u9fff](?![\u4e00-\u9fff])"
)
_FEWEST_BLANKS: Final = 5
_FEWEST_NAMES: Final = 2


def spam_issues(title: str, body: str) -> tuple[Issue, ...]:
    r"""Return what looks like a mirror's additions, each with the piece as evidence.

    Codes: ``doubled_title``, ``keyword_line``, ``foreign_breadcrumb``, ``spam_phrase``, ``odd_symbol``,
    ``spaced_characters``. Nothing is changed.

    Example:
        >>> [issue.code for issue in spam_issues("通知", "通知\n正文。")]
        ['doubled_title']
        >>> [issue.code for issue in spam_issues("通知", "某视频app下载 > 新聞發布 > 正文\n第一条")]
        ['foreign_breadcrumb', 'spam_phrase']
    """
    return tuple(_found(title.strip(), body))


def _found(title: str, body: str) -> Iterator[Issue]:
    lines = [line.strip() for line in body.split("\n")]
    shown = [line for line in lines if line]
    if title and (shown[:1] == [title] or shown[:1] == [title * 2] or title in (shown[1:2] or [""])):
        yield _issue("doubled_title", "The body begins with the title.", title)
    for line in dict.fromkeys((*shown[:2], *shown[-2:])):
        if KEYWORD_LINE.fullmatch(line) and not _is_list_of_names(line):
            yield _issue("keyword_line", "The body begins or ends with keywords.", line)
    yield from _breadcrumbs(shown[:5])
    for phrase in dict.fromkeys(_phrases().findall(f"{to_hans(title)}\n{to_hans(body)}")):
        yield _issue("spam_phrase", "The text holds a phrase that mirror sites advertise with.", phrase)
    has_symbols = not uncommon_characters(body).isdisjoint(_symbols())
    if has_symbols and (symbol := SYMBOL_BETWEEN.search(body)):
        yield _issue("odd_symbol", "Symbols stand between characters.", symbol[0])
    if body.count(" ") >= _FEWEST_BLANKS and (spaced := SPACED.search(body)):
        yield _issue("spaced_characters", "Blanks stand between the characters of words.", spaced[0])


def _breadcrumbs(lines: list[str]) -> Iterator[Issue]:
    for line in lines:
        match = BREADCRUMB.search(line) if any(mark in line for mark in ">＞»") else None
        if (
            match
            and _SECTION.search(to_hans(f"{match[2]} {match[3]}"))
            and not _OWN_BEGINNING.search(to_hans(match[1]))
        ):
            yield _issue(
                "foreign_breadcrumb",
                "A breadcrumb begins with something else than the site.",
                match[1].strip(),
            )


def _is_list_of_names(line: str) -> bool:
    """Return whether a line is a sentence without its stop, or a date: 2021-02-24-01."""
    words = re.split(r"[,，|｜_\-]", line)
    return sum(any("\u4e00" <= character <= "\u9fff" for character in word) for word in words) < _FEWEST_NAMES


@cache
def _symbols() -> frozenset[str]:
    return frozenset(map(chr, (*range(0x2600, 0x27C0), *range(0x1F300, 0x1FB00))))


@cache
def _phrases() -> re.Pattern[str]:
    # example: "app下载" · counter-example: "下载"
    return re.compile("|".join(map(re.escape, spam_phrases())))


def _issue(code: str, message: str, evidence: str) -> Issue:
    return Issue(code=code, message=message, field="body_text", evidence=(evidence,))
