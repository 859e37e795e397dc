"""The visible line under a headline, with its labels 文章来源, 发布时间, 作者, 责任编辑.

Labels are read with annotations between their characters (來源(yuan)), because the annotations are
taken out later, from the record, where every removal is on the record too.
"""

import re
from dataclasses import dataclass
from typing import Final

_READING: Final = r"(?:\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\d? ?\)){0,9}"
_GAP: Final = r"[\s\u3000\xa0]{0,8}"
_LAST_LINES: Final = 6
"""Lines at the end of a body among which the editor's credit is looked for: buttons may follow it."""
_SEARCHED: Final = 5000
"""Characters of a node that are searched; a header line lies at its beginning."""


def _label(*names: str) -> str:
    spelled = ["".join(f"[{c}]{_READING}" if len(c) == 1 else c for c in name) for name in names]
    return "(?:" + "|".join(spelled) + ")"


_SOURCE = _label("文章来源", "文章來源", "信息来源", "信息來源", "稿件来源", "来源", "來源", "稿源")
# Before a short label no Han character may stand: 成文日期 and 有效时间 are other dates.
_DATE = (
    _label(
        "发布时间",
        "發布時間",
        "發佈時間",
        "发布日期",
        "發布日期",
        "公开日期",
        "公開日期",
        "发表时间",
        "公布时间",
        "公布日期",
    )
    + "|(?<![\u4e00-\u9fff])"
    + _label("时间", "時間", "日期", "发布")
)
_DATE = f"(?:{_DATE})"
_AUTHOR = _label("作者", "记者", "記者", "通讯员", "通訊員", "撰稿")
_EDITOR = _label("责任编辑", "責任編輯", "编辑", "編輯", "责编", "責編")
_OTHER = _label(
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
_CONTROLS = r"[【\[（(]\s{0,3}(?:字体|字号|大\s|打印|分享|关闭|收藏|浏览|点击|下载)"
_ANY = f"(?:{_SOURCE}|{_DATE}|{_AUTHOR}|{_EDITOR}|{_OTHER})"
# What parts a label from its value. example: "：", " | " · counter-example: "、"
_COLON = r"[:：|｜]"
# Buttons that run into a value. example: "打印 收藏 关闭" · counter-example: "收藏家"
_BUTTONS = (
    r"(?:打印|关闭)(?:本页|窗口|此页)?(?=[\s|【\[】\]]|$|收藏|关闭|分享|打印)"
    r"|(?:收藏|分享|纠错)(?:本页|到)?[\s|·、]{0,5}(?:打印|关闭|收藏|分享|纠错|字[号体])"
)

# A date as printed: digits with separators or 年月日, or Chinese numerals, and a time if there is one.
# example: "2021-02-24 10:30", "2021年(nian)2月24日" · counter-example: "在岗57307人"
_DATE_VALUE: Final = (
    rf"(?:\d{{4}}\s{{0,4}}(?:年{_READING}|[-/.])\s{{0,4}}\d{{1,2}}\s{{0,4}}(?:月{_READING}|[-/.])\s{{0,4}}\d{{1,2}}(?:日{_READING})?"
    r"(?:[\sT]{0,8}\d{1,2}\s?[:：时時]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2})?[分秒]?)?"
    r"|[〇○零一二三四五六七八九十]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
)

# example: "文章來源(yuan):山東省國資委 發布時間:2021-02-24" · counter-example: "资金来源以自筹为主"
SOURCE_FIELD: Final = re.compile(
    rf"{_SOURCE}{_GAP}{_COLON}{_GAP}(?P<value>.{{0,80}}?){_GAP}"
    rf"(?=[|｜丨】\]\n]|{_CONTROLS}|{_BUTTONS}|{_ANY}{_GAP}[:：]|\s{_DATE_VALUE}|$)"
)
# example: "发布时间：2025-03-03" · counter-example: "发布时间另行通知"
DATE_FIELD: Final = re.compile(rf"{_DATE}{_GAP}[:：]{_GAP}\[?(?P<value>{_DATE_VALUE})")
# A date without a label: it opens a line in which only labels, buttons or a few words follow, or it stands behind
# the source. example: "2025-07-11 08:55", "2026年4月9日 （信息来源：财务科）", "来源：某日报　2026-04-09" ·
# counter-example: "2026年3月17日，会议召开", "2026年11月20日 星期五"
BARE_DATE: Final = re.compile(
    rf"^{_GAP}(?P<value>{_DATE_VALUE}){_GAP}(?:发布|发表)?{_GAP}"
    rf"(?=$|[|｜丨（(\[【]?{_GAP}(?:{_ANY}|{_BUTTONS})|[|｜]|(?!星期|周[一二三四五六日])[^\s\d。，；：、|｜]{{1,20}}$)"
    rf"|{_SOURCE}{_GAP}{_COLON}[^\n。]{{0,40}}?\s(?P<behind>{_DATE_VALUE})"
    rf"|\s(?P<last>{_DATE_VALUE}){_GAP}$",
    re.MULTILINE,
)
# example: "作者：张三" · counter-example: "作者认为"
AUTHOR_FIELD: Final = re.compile(
    rf"{_AUTHOR}{_GAP}[:：]{_GAP}(?P<value>.{{1,40}}?){_GAP}(?=[|｜丨】\]\n]|{_ANY}{_GAP}[:：]|$)"
)
# example: "【责任编辑：语谦】" · counter-example: "责任编辑部门"
EDITOR_FIELD: Final = re.compile(
    rf"[【\[（(]?{_EDITOR}{_GAP}[:：]{_GAP}(?P<value>.{{1,40}}?){_GAP}(?=[|｜丨】\]）\n]|{_ANY}{_GAP}[:：]|$)"
)
# A whole line that is the editor's credit. example: "【責任編輯:語謙】" ·
# counter-example: "编辑：本期导读如下文所示……"
EDITOR_LINE: Final = re.compile(
    rf"[【\[（(]{_GAP}{_EDITOR}{_GAP}[:：](?P<value>.{{1,40}}?)[】\]）)]|{_EDITOR}{_GAP}[:：](?P<bare>[^。，；]{{1,20}})"
)


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
    return HeaderLine(
        source=_source(head),
        date=_value(DATE_FIELD, head),
        author=_value(AUTHOR_FIELD, head),
        editor=_value(EDITOR_FIELD, head),
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
        match = EDITOR_LINE.fullmatch(lines[number].strip())
        if match is not None:
            del lines[number]
            return "\n".join(lines), (match["value"] or match["bare"]).strip()
    return text, None


def read_bare_date(text: str) -> str | None:
    r"""Return the last date of a header that stands without a label, ``None`` if there is none.

    Args:
        text: what stands between menu and body, line by line.

    Example:
        >>> read_bare_date("今天是2026年11月20日\n市国资委开展竞赛\n2025-07-11 08:55\n来源 | 综合科")
        '2025-07-11 08:55'
    """
    found = [
        match["value"] or match["behind"] or match["last"] for match in BARE_DATE.finditer(text[-_SEARCHED:])
    ]
    return found[-1] if found else None


def _source(text: str) -> str | None:
    """Return the source; a bracket that opened before the label closes behind the value."""
    match = SOURCE_FIELD.search(text)
    value = (match["value"].strip() or None) if match else None
    opened = match is not None and text[max(match.start() - 1, 0) : match.start()] in ("（", "(")
    return value.rstrip("）)").rstrip() or None if value and opened else value


def _value(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return (match["value"].strip() or None) if match else None
