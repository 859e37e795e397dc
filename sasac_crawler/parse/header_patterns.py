"""How the labels of a header line are looked for: plain, or with inline readings between their characters.

The patterns with readings are a hundred times as long and take a sixth of a second to compile. Few pages are
annotated, so they are made when the first of these comes.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

_GAP: Final = r"[\s\u3000\xa0]{0,8}"
_READING: Final = r"(?:\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\d? ?\)){0,9}"
# One inline reading: without any, the plain patterns find what the others do.
# example: "(yuan)" · counter-example: "(省国资委)"
ONE_READING: Final = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\d? ?\)")
_SOURCES: Final = ("文章来源", "文章來源", "信息来源", "信息來源", "稿件来源", "来源", "來源", "稿源")
_DATES: Final = (
    *("发布时间", "發布時間", "發佈時間", "发布日期", "發布日期", "公开日期", "公開日期"),
    *("发表时间", "公布时间", "公布日期"),
)
_SHORT_DATES: Final = ("时间", "時間", "日期", "发布")
"""Before these no Han character may stand: 成文日期 and 有效时间 are other dates."""
_AUTHORS: Final = ("作者", "记者", "記者", "通讯员", "通訊員", "撰稿")
_EDITORS: Final = ("责任编辑", "責任編輯", "编辑", "編輯", "责编", "責編")
_OTHERS: Final = (
    "浏览",
    "浏览次数",
    "瀏覽次數",
    "点击",
    "点击数",
    "字号",
    "字号大小",
    "字体",
    "字體",
    "字体显示",
    "字体大小",
    "分享到",
    "朗读",
    "语音播报",
    "访问次数",
    "访问量",
    "浏览量",
    "阅读量",
    "阅读次数",
    "点击率",
    "收藏",
    "供稿",
    "转自",
    "摘自",
    "审核人",
    "校对",
    "发布机构",
    "发布单位",
    "主题分类",
    "索引号",
    "打印",
    "分享",
    "阅读",
    "栏目",
    "审核",
)
# Controls in brackets behind a value. example: "【字体：大 中 小】" · counter-example: "【市国资委】"
_CONTROLS: Final = r"[【\[（(]\s{0,3}(?:字体|字号|大\s|打印|分享|关闭|收藏|浏览|点击|下载)"
# What parts a label from its value. example: "：", " | " · counter-example: "、"
_COLON: Final = r"[:：|｜]"
# Buttons that run into a value. example: "打印 收藏 关闭" · counter-example: "收藏家"
_BUTTONS: Final = (
    r"(?:打印|关闭)(?:本页|窗口|此页)?(?=[\s|【\[】\]]|$|收藏|关闭|分享|打印)"
    r"|(?:收藏|分享|纠错)(?:本页|到)?[\s|·、]{0,5}(?:打印|关闭|收藏|分享|纠错|字[号体])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderPatterns:
    """What finds the labelled values of a header line."""

    source: re.Pattern[str]
    """Source behind its label. Example: "来源：省国资委" · counter-example: "资金来源以自筹为主"."""

    date: re.Pattern[str]
    """Example: "发布时间：2025-03-03" · counter-example: "发布时间另行通知"."""

    bare_date: re.Pattern[str]
    """A date without a label: it opens a line in which only labels, buttons or a few words follow, or it stands behind
    the source. Example: "2025-07-11 08:55", "2026年4月9日 （信息来源：财务科）", "来源：某日报　2026-04-09" ·
    counter-example: "2026年3月17日，会议召开", "2026年11月20日 星期五"."""

    author: re.Pattern[str]
    """Example: "作者：张三" · counter-example: "作者认为"."""

    editor: re.Pattern[str]
    """Example: "【责任编辑：语谦】" · counter-example: "责任编辑部门"."""

    editor_line: re.Pattern[str]
    """A whole line that is the editor's credit. Example: "【責任編輯:語謙】" ·
    counter-example: "编辑：本期导读如下文所示……"."""


def patterns_for(text: str) -> HeaderPatterns:
    """Return what finds the values in a text, annotated or not.

    Example:
        >>> patterns_for("来源：省国资委").source.search("来源：省国资委")["value"]
        '省国资委'
        >>> patterns_for("來(lai)源(yuan)：省国资委") is annotated()
        True
    """
    return annotated() if ONE_READING.search(text) else PLAIN


@cache
def annotated() -> HeaderPatterns:
    """Return the patterns for texts with readings between the characters."""
    return _patterns(_READING)


def _patterns(reading: str) -> HeaderPatterns:
    def label(*names: str) -> str:
        spelled = ("".join(f"[{character}]{reading}" for character in name) for name in names)
        return f"(?:{'|'.join(spelled)})"

    source, author, editor = label(*_SOURCES), label(*_AUTHORS), label(*_EDITORS)
    date = rf"(?:{label(*_DATES)}|(?<![\u4e00-\u9fff]){label(*_SHORT_DATES)})"
    labels = f"(?:{source}|{date}|{author}|{editor}|{label(*_OTHERS)})"
    # A date as printed: digits with separators or 年月日, or Chinese numerals, and a time if there is one.
    # example: "2021-02-24 10:30", "2021年(nian)2月24日" · counter-example: "在岗57307人"
    printed = (
        rf"(?:\d{{4}}\s{{0,4}}(?:年{reading}|[-/.])\s{{0,4}}\d{{1,2}}\s{{0,4}}(?:月{reading}|[-/.])\s{{0,4}}\d{{1,2}}(?:日{reading})?"
        r"(?:[\sT]{0,8}\d{1,2}\s?[:：时時]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2})?[分秒]?)?"
        r"|[〇○零一二三四五六七八九十]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
    )
    return HeaderPatterns(
        source=re.compile(
            rf"{source}{_GAP}{_COLON}{_GAP}(?P<value>.{{0,80}}?){_GAP}"
            rf"(?=[|｜丨】\]\n]|{_CONTROLS}|{_BUTTONS}|{labels}{_GAP}[:：]|\s{printed}|$)"
        ),
        date=re.compile(rf"{date}{_GAP}[:：]{_GAP}\[?(?P<value>{printed})"),
        bare_date=re.compile(
            rf"^{_GAP}(?P<value>{printed}){_GAP}(?:发布|发表)?{_GAP}"
            rf"(?=$|[|｜丨（(\[【]?{_GAP}(?:{labels}|{_BUTTONS})|[|｜]|(?!星期|周[一二三四五六日])[^\s\d。，；：、|｜]{{1,20}}$)"
            rf"|{source}{_GAP}{_COLON}[^\n。]{{0,40}}?\s(?P<behind>{printed})"
            rf"|\s(?P<last>{printed}){_GAP}$",
            re.MULTILINE,
        ),
        author=re.compile(
            rf"{author}{_GAP}[:：]{_GAP}(?P<value>.{{1,40}}?){_GAP}(?=[|｜丨】\]\n]|{labels}{_GAP}[:：]|$)"
        ),
        editor=re.compile(
            rf"[【\[（(]?{editor}{_GAP}[:：]{_GAP}(?P<value>.{{1,40}}?){_GAP}(?=[|｜丨】\]）\n]|{labels}{_GAP}[:：]|$)"
        ),
        editor_line=re.compile(
            rf"[【\[（(]{_GAP}{editor}{_GAP}[:：](?P<value>.{{1,40}}?)[】\]）)]|{editor}{_GAP}[:：](?P<bare>[^。，；]{{1,20}})"
        ),
    )


PLAIN: Final = _patterns("")
