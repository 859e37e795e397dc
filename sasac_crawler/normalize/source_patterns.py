"""The patterns by which the text after 来源 is taken apart; all work on folded characters."""

import re
from typing import Final

_COLON: Final = r"\s{0,8}[:∶﹕︰]\s{0,8}"

_SOURCE_LABELS: Final = (
    r"(?:文章|信息|稿件|新闻|内容|资料|作品|图文|文字|本文|消息|文件|转载|原文|稿子|资讯|发布)?来源(?:于|自)?"
    r"|稿源|供稿(?:单位|部门|处室)?|来稿单位|报送单位|综合|转自|转载自|转载|摘自|来自|出处|原载|选自"
)
_AUTHOR_LABELS: Final = (
    r"(?:本报|本网|本刊|每经|特约|见习|实习|首席|全媒体?|融媒体?|通讯|文字){0,2}"
    r"(?:记者|通讯员|作者|撰稿人?|撰文|供稿人|执笔)|文[/·]图?|图[/·]文|文图|文字|摄影|摄"
)
_OTHER_LABELS: Final = (
    r"(?:发布|更新|发表|公开|录入|发稿|创建|成文|上传|报送)?(?:时间|日期)"
    r"|(?:浏览|阅读|点击|访问|查看)(?:次数|数|量|率)?|人气|字号(?:大小)?|字体(?:大小)?"
    r"|(?:责任|网络|本期|本网|网站|值班)?编辑|责编|编审|(?:内容)?审核|审校|校对|初审|复审|终审|一审|二审|三审"
    r"|监制|签发|审签|分享(?:到)?|打印|关键[词字]|栏目|分类|发布人|录入人?|发布者|发布机构|信息提供|(?:原)?标题"
)

# A label and its colon, anywhere. example: "来源：大众日报 记者：张三" · counter-example: "资金来源以自筹为主"
LABEL: Final = re.compile(
    rf"(?P<source>(?:{_SOURCE_LABELS}){_COLON})"
    rf"|(?P<author>(?:{_AUTHOR_LABELS}){_COLON}|(?<![^\s(|])[文图摄]\s{{0,2}}/\s{{0,2}})"
    rf"|(?P<other>(?:{_OTHER_LABELS}){_COLON})"
)
LABEL_MARKS: Final = frozenset(":∶﹕︰/")
"""What no label is without."""
# A label at the beginning that a space or nothing but 自 parts from its value.
# example: "来源 山东省国资委" · counter-example: "来源地调查"
BARE_LABEL: Final = re.compile(r"(?:(?:文章|信息|稿件|新闻|内容|资料)?来源|稿源)\s{1,8}|(?:摘|转|转载|来)自")
# An address. example: "http://www.sasac.gov.cn/n1/c2/content.html" · counter-example: "人民网"
URL: Final = re.compile(
    r"(?:https?://|www\.)[a-z0-9][-a-z0-9.]{1,200}(?::\d{1,5})?"
    r"(?:[/?#][-\w./?=&%#+~:;,!@$*()]{0,400})?",
    re.ASCII,
)
REPORTER_WORDS: Final = ("记者", "通讯员", "作者")
"""What ``REPORTER`` needs one of."""
# A reporter named behind the paper without a colon.
# example: "大众日报 记者 张三" · counter-example: "中国记者协会"
REPORTER: Final = re.compile(
    r"\A(?P<source>.{2,40}?)(?P<gap>[\s(/|,]{0,4})(?:本报|本网|特约|见习|实习|首席|全媒体?|融媒体?){0,2}"
    r"(?:记者|通讯员|作者)[\s/]{0,4}(?P<author>[^()]{0,30}?)(?:\s{0,4}(?:报道|摄|文))?[\s)]{0,4}"
)
# An agency's dateline. example: "新华社北京2月24日电" · counter-example: "新华社记者"
DATELINE: Final = re.compile(r"(?P<agency>.{2,6}?[社网台]).{0,12}?\d{1,2}月\d{1,2}日(?:电|讯|消息)?.{0,20}")
# A date or an issue behind the name. example: "人民日报 2021年2月24日 第1版" · counter-example: "2021年度报告"
ISSUE_TAIL: Final = re.compile(
    r"\A(?P<name>.{2,40}?)[\s,(]{0,4}(?:\d{4}[-./年]\d{1,2}(?:[-./月]\d{1,2}|$)"
    r"|第?\d{1,4}[版期]|\d{4}年第?\d{1,3}期|\d{1,2}月\d{1,2}日).{0,40}"
)
# A remark in brackets behind the name. example: "新华社(有删节)" · counter-example: "新华社(记者张三)"
REMARK_TAIL: Final = re.compile(r"(?P<name>[^()]{2,60})\([^()者员]{0,60}\)?")
# What a name never is. example: "{{source}}", "null", "--" · counter-example: "新华社"
PLACEHOLDER: Final = re.compile(
    r"[\W_]*|.{0,40}(?:\{\{|\}\}|\$\{|<%|\$content\.|getattr).{0,200}"
    r"|无|暂无|未知|不详|其他|其它|空|佚名|null|none|undefined|nan|n/a|默认|来源|文章来源|信息来源|稿源|xxx?|测试"
)
# What parts two names always. example: "新华社、人民日报" · counter-example: "新华社 人民日报"
HARD_SEPARATORS: Final = re.compile(r"[、,，;；|｜丨]|》\s{0,4}《")
# What parts two names unless the table knows the whole, but no digits.
# example: "新华社/人民日报" · counter-example: "2024/05"
STROKES: Final = re.compile(r"(?<!\d)[/／&＆+＋]|[/／&＆+＋](?!\d)")
# What parts two names if the table knows one. example: "人民网-人民日报" · counter-example: "新华社"
SOFT_SEPARATORS: Final = re.compile(r"\s{1,8}|[-－—–·•]{1,4}")
# What parts two names if the table knows both. example: "新华社和人民日报" · counter-example: "新华社"
AND: Final = re.compile(r"和|与|及|暨|联合")
# Letters at which a text of letters only may be taken apart, in both scripts.
# example: "新华社和人民日报" · counter-example: "某某晚报"
PARTING_WORDS: Final = re.compile(r"[丨和与與及暨自者员員合]")

PREFIXES: Final = (
    "微信公众号", "公众号", "微信", "综合自", "综合", "转载自", "转自", "摘自", "来自", "根据", "据", "中共", "原载",
    "由",
)  # fmt: skip
"""Words before a name that are not of it."""
SUFFIXES: Final = (
    "等媒体综合报道", "等综合报道", "综合报道", "等媒体报道", "微信公众号", "微信公众平台", "官方微信公众号", "官方微信",
    "官方微博", "官方网站", "官方账号", "官方发布", "门户网站", "政府网站", "新闻客户端", "移动客户端", "客户端", "公众号",
    "视频号", "抖音号", "头条号", "微信", "微博", "官微", "官网", "网站", "app", "综合", "报道", "消息", "供稿", "发布",
    "编辑部", "等媒体", "等", "党委", "党组", "委员会", "讯", "电", "记者", "评论员", "要闻", "摘编", "整理",
)  # fmt: skip
"""Words after a name that are not of it, the longer before the shorter they end in."""
