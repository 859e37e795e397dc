"""The forms in which Chinese government pages print a date.

Every pattern works on folded text (``fold_date_text``): white space is one blank, digits and
punctuation are half-width, the few traditional characters of dates and labels are simplified.
The year, month and day are always the groups ``y``, ``m`` and ``d``.
"""

import re
from typing import Final

LONGEST: Final = 300
"""Characters of folded text that are looked at; a date with all its labels is far shorter."""

_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HYPHENS: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_INVISIBLE: Final = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0xAD]
)
_ZERO_SIGNS: Final = dict.fromkeys(map(ord, "零○◯"), "〇")
_BRACKETS: Final = str.maketrans("【】〔〕〖〗﹝﹞「」『』《》", "[]" * 7)
_SIMPLIFIED: Final = str.maketrans(
    "發佈時間點號農曆閏國華舊陰臘來編覽閱讀擊責輯欄開錄簽製週鐘個剛後記訪問體數創題稱關類訊電報",
    "发布时间点号农历闰国华旧阴腊来编览阅读击责辑栏开录签制周钟个刚后记访问体数创题称关类讯电报",
)
_FOLD: Final = _HALF_WIDTH | _HYPHENS | _INVISIBLE | _ZERO_SIGNS | _BRACKETS | _SIMPLIFIED

# An inline reading left in a date. example: "2021年(nian)2月(yue)" · counter-example: "10:30(pm)"
READING: Final = re.compile(r"(?<=[\u4e00-\u9fff)])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6} ?\)")

_Y: Final = r"(?P<y>[0-9]{4})"
_M: Final = r"(?P<m>[0-9]{1,2})"
_D: Final = r"(?P<d>[0-9]{1,2})"
_HAN: Final = r"[〇一二三四五六七八九十]"

# example: "2021-02-24", "2021/2/4", "2021 . 02 . 24" · counter-example: "2021-02/24"
SEPARATED: Final = re.compile(rf"{_Y} ?(?P<s>[-/.]) ?{_M} ?(?P=s) ?{_D}")
# example: "2021年2月24日", "二〇二一年二月二十四日", "2021年元月5日" · counter-example: "21年2月24日"
CHINESE: Final = re.compile(
    rf"(?P<y>[0-9]{{4}}|[〇一二三四五六七八九0Oo]{{4}}) ?年 ?(?P<m>[0-9]{{1,2}}|元|{_HAN}{{1,3}}) ?月 ?"
    rf"(?P<d>[0-9]{{1,2}}(?: ?[日号])?|{_HAN}{{1,3}} ?[日号])"
)
# example: "2021年02月", "二〇二一年二月" · counter-example: "2021年"
CHINESE_MONTH: Final = re.compile(
    rf"(?P<y>[0-9]{{4}}|[〇一二三四五六七八九0Oo]{{4}}) ?年 ?(?P<m>[0-9]{{1,2}}|元|{_HAN}{{1,3}}) ?月份?"
)
# example: "2021-02", "2021.02" · counter-example: "2021-2022"
SEPARATED_MONTH: Final = re.compile(rf"{_Y} ?[-/.] ?{_M}(?![0-9])")
# example: "2021年", "二○二一年" · counter-example: "2021年度"
CHINESE_YEAR: Final = re.compile(r"(?P<y>[0-9]{4}|[〇一二三四五六七八九0Oo]{4}) ?年")
# example: "20210224" · counter-example: "2021224"
COMPACT: Final = re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
# example: "2021 02 24" · counter-example: "2021  2  24 31"
BLANKS: Final = re.compile(rf"{_Y} {_M} {_D}")
# The day in large print above or below its month: one reading only, for the year has four digits.
# example: "24 2021-02" · counter-example: "24 21-02"
DAY_OVER_MONTH: Final = re.compile(rf"{_D}(?: ?[日/])? (?P<y>[0-9]{{4}}) ?[-/.年] ?{_M}(?:月|(?![0-9]))")
# example: "2021-02 24" · counter-example: "2021-02-24"
MONTH_OVER_DAY: Final = re.compile(rf"{_Y} ?[-/.] ?{_M} {_D}")
# example: "02-24 2021", "2月24日 2021" · counter-example: "02-24 10:30"
DAY_OVER_YEAR: Final = re.compile(rf"{_M}(?: ?[-/.] ?|月){_D}日? (?P<y>[0-9]{{4}})年?")
# example: "2021 02-24" · counter-example: "2021-02-24"
YEAR_OVER_DAY: Final = re.compile(rf"{_Y}年? {_M}(?: ?[-/.] ?|月){_D}日?")
# example: "Feb 24, 2021", "February 24 2021" · counter-example: "Marching 24, 2021"
ENGLISH_MONTH_FIRST: Final = re.compile(rf"(?P<name>[A-Za-z]{{3,9}})\.? {_D}(?:st|nd|rd|th)?,? {_Y}")
# example: "24 Feb 2021", "Wed, 24 Feb 2021" · counter-example: "24 Fab 2021"
ENGLISH_DAY_FIRST: Final = re.compile(
    rf"(?:[A-Za-z]{{3,9}}\.?,? )?{_D}(?:st|nd|rd|th)? (?P<name>[A-Za-z]{{3,9}})\.?,? {_Y}"
)
# java.util.Date as text: name, day, time, year.
# example: "Wed Feb 24 10:30:00 CST 2021" · counter-example: "Feb 24 2021"
JAVA: Final = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) ([0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2}) CST ([0-9]{4})")
# The time before the date. example: "10:30 2021-02-24" · counter-example: "2021-02-24 10:30"
TIME_FIRST: Final = re.compile(r"\A([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?) ([0-9].{5,50})\Z")
# Seconds or milliseconds since 1970, from 2001-09-09 to 2030-03-17: fewer digits are too old for
# a website, and 19… begins a compact date. example: "1614132000" · counter-example: "2021022410"
UNIX_TIME: Final = re.compile(r"(?P<seconds>1[0-8][0-9]{8})(?:[0-9]{3})?")
# Without a year. example: "02-24", "2月24日" · counter-example: "3.5", "10:30"
MONTH_DAY: Final = re.compile(
    rf"(?:(?P<m>[0-9]{{1,2}}) ?[-/] ?(?P<d>[0-9]{{1,2}})|(?P<m2>[0-9]{{2}})\.(?P<d2>[0-9]{{2}})"
    rf"|(?P<m3>[0-9]{{1,2}}|元|{_HAN}{{1,3}}) ?月 ?(?P<d3>[0-9]{{1,2}}|{_HAN}{{1,3}}) ?[日号])"
)
# Two-digit year, or the year at the end. example: "24-03-05", "03/05/2024" · counter-example: "2024-03-05"
SHORT_YEAR: Final = re.compile(
    r"\A[0-9]{1,2} ?[-/.年] ?[0-9]{1,2} ?[-/.月] ?(?:[0-9]{1,2}日?|[0-9]{4})(?![0-9])"
)

# example: "(星期三)", "周三", "Wednesday" · counter-example: "一周三次"
WEEKDAY: Final = re.compile(r" ?\(? ?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天]) ?\)?,? ?")
# example: "(农历正月十三)" · counter-example: "(试行)"
LUNAR_NOTE: Final = re.compile(r" ?\(?(?:农历|阴历|旧历)[^()0-9]{1,20}\)? ?")

_NUMBER: Final = rf"[0-9]{{1,2}}|{_HAN}{{1,3}}"
# example: "10:30", "下午3时30分", "02:30:15 PM" · counter-example: "10.30"
TIME: Final = re.compile(
    r"(?P<half_day>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜间|[AaPp]\.?[Mm]\.?)? ?"
    rf"(?P<h>{_NUMBER}) ?"
    r"(?:: ?(?P<minute>[0-9]{1,2})(?: ?: ?(?P<second>[0-9]{1,2})(?:[.,_:][0-9]{1,9})?)?(?: ?分)?"
    rf"|[时点](?:钟|整)?(?: ?(?P<minute_han>{_NUMBER}) ?分?(?: ?(?P<second_han>{_NUMBER}) ?秒)?"
    r"| ?(?P<half>半))?)"
    r" ?(?P<half_day_after>[AaPp]\.?[Mm]\.?(?![A-Za-z]))?"
)
# example: "1030", "103015" · counter-example: "10301"
COMPACT_TIME: Final = re.compile(r"(?P<h>[0-9]{2})(?:(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?)?(?![0-9])")
# example: "+08:00", "Z", "(北京时间)" · counter-example: "+8000"
ZONE: Final = re.compile(
    r" ?(?:(?P<utc>Z|UTC|GMT)(?![+\-A-Za-z0-9])"
    r"|(?:UTC|GMT)?(?P<sign>[+-])(?P<zh>[0-9]{1,2})(?::?(?P<zm>[0-9]{2}))?(?![0-9])"
    r"|\(?北京时间\)?)"
)
# All that follows a date, where it says nothing about it.
# example: " 来源：山东省国资委", "发布", "】" · counter-example: "至26日"
TAIL: Final = re.compile(
    r"\A[ \])>}|丨,;。.:/\"'*·]{0,12}(?:发布|发表|印发|公布|成文|刊发|刊登|讯|电)?[ \])>}|丨,;。.:/\"'*·]{0,12}"
    r"(?:[(\[]? ?(?:文章来源|信息来源|稿件来源|新闻来源|来源|稿源|作者|记者|通讯员|撰稿|浏览|点击|阅读|访问"
    r"|字号|字体|大中小|责任编辑|责编|编辑|审核|打印|分享|收藏|栏目|更新时间|更新日期|发布机构|发布单位|信息分类"
    r"|我要纠错)[^\n]{0,300}|[ |丨]{1,4}[\u4e00-\u9fff]{2,8} ?:[^\n]{0,300})?"
)
# A label before a date. example: "发布时间:", "成文日期" · counter-example: "发布会"
LABEL: Final = re.compile(r"(?P<name>[\u4e00-\u9fff]{0,10} ?(?:时间|日期)|发布于|发表于)[\]) ]{0,4}[: ]{0,4}")
# A word whose characters stand apart. example: "日 期" · counter-example: "成文 日期"
SPACED_WORD: Final = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?: [\u4e00-\u9fff]){1,7}(?![\u4e00-\u9fff])"
)

# example: "农历正月十三", "二〇二一年二月初二" · counter-example: "2021年2月24日"
LUNAR: Final = re.compile(
    r"农历|阴历|旧历|夏历|正月|腊月|冬月|闰[一二三四五六七八九十正]|初[一二三四五六七八九十]|廿|卅"
    r"|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年|月[〇一二三四五六七八九十]{1,3}$"
)
# example: "民国110年2月24日", "110年2月24日" · counter-example: "2021年2月24日"
REPUBLICAN: Final = re.compile(
    r"民国 ?(?:[0-9]{1,3}|元|[〇一二三四五六七八九十百]{1,5}) ?年|(?<![0-9])1[0-9]{2} ?[年./-] ?[0-9]{1,2}"
)
# example: "令和3年2月24日", "光绪三十年", "藏历铁牛年" · counter-example: "和平路3年"
OTHER_CALENDAR: Final = re.compile(
    r"令和|平成|昭和|大正|明治|光绪|宣统|乾隆|康熙|同治|咸丰|道光|嘉庆|公元前|藏历|傣历|佛历|回历|伊斯兰历|彝历"
)
# example: "2021年2月24日至26日", "2021-02-24~2021-03-01" · counter-example: "2021-02-24"
RANGE: Final = re.compile(
    r"[0-9日] ?(?:至|到|~|∼) ?[0-9]|日 ?-{1,2} ?[0-9]|\A[12][0-9]{3}年?-{1,2}[12][0-9]{3}年?\Z"
    r"|[0-9] ?-{1,2} ?[0-9]{4} ?[-/.年]"
)
# example: "3小时前", "5 分钟前" · counter-example: "3小时"
ELAPSED: Final = re.compile(
    r"(?P<n>[0-9]{1,4}|[一二三四五六七八九十两半]{1,3}) ?个?"
    r"(?P<unit>秒钟?|分钟?|小时|钟头|天|日|周|星期|月|年)(?:之)?前"
)
# example: "昨天", "今日 10:30" · counter-example: "昨天的会议"
RELATIVE_DAY: Final = re.compile(r"(?P<word>今天|今日|昨天|昨日|前天|前日|大前天|刚刚|刚才)")


def fold_date_text(raw: str) -> str:
    r"""Bring the printed characters into the one form the patterns expect.

    White space of every kind, line breaks included, becomes one blank; full-width signs become
    half-width; signs for zero become 〇; characters that print nothing, and inline readings, go.

    Example:
        >>> fold_date_text("發布時間：２０２１年\n２月（yue）24日")
        '发布时间:2021年 2月24日'
    """
    text = " ".join(raw.replace("&nbsp;", " ").translate(_FOLD).split())
    if "(" in text:
        text = READING.sub("", text)
    return SPACED_WORD.sub(lambda word: word[0].replace(" ", ""), text)
