"""Page furniture inside article bodies: what is not the article (facts: all platforms).

Elements are known by their class or id; lines by what they say. Both lists are closed and short:
an element that is not listed stays.
"""

import re
from typing import Final

from selectolax.lexbor import LexborNode

_FURNITURE_WORDS: Final = frozenset(
    [
        "qr_container",
        "div_div",
        "related",
        "jiathis_style_24x24",
        "jiathis",
        "bdshare",
        "bdsharebuttonbox",
        "bshare",
        "addthis",
        "share",
        "share-2",
        "share-title",
        "share-substr",
        "zsy_cobutton",
        "dy_btn",
        "affairs-detail-qcode",
        "article-infos-func",
        "ls_float_img",
        "yybb",
        "comment",
        "pagesource",
        "sharedetail",
        "popbox",
        "qrcode",
        "ewm",
    ]
)
# Class or id that begins so. example: "jiathis_style_32x32" · counter-example: "share_of_profit"
_FURNITURE_PREFIX: Final = re.compile(r"(?:jiathis|bdshare|bshare|addthis|social-share)")

# What stands between the controls of a page. example: "】 【" · counter-example: "、"
CONTROL_GAP: Final = re.compile(r"[\s\u3000【】\[\]|丨·:：]{1,100}")
# One control. example: "关闭窗口", "浏览次数12", "下一页" · counter-example: "打印业务收入增长"
CONTROL: Final = re.compile(
    r"(?:打印(?:本页|此页)?|关闭(?:窗口|本页)?|收藏(?:本页)?|推荐给您的朋友|分享到?|返回顶部|"
    r"放大(?:字体)?|缩小(?:字体)?|正常|字号|字体|[大中小T]{1,3}|我要纠错|页面纠错|语音播报|"
    r"扫一扫在手机(?:上)?打开当前页(?:面)?|扫一扫|浏览次数|"
    r"首页|[上下]一?页|[尾末]页|[第共]\d{1,4}页)(?:\d{1,9}次?)?|\d{1,9}次?"
)
_LONGEST_CONTROL_LINE: Final = 200
# A line that leads to other pages. example: "上一篇：关于…" · counter-example: "上一篇文章指出"
NEIGHBOUR_LINE: Final = re.compile(
    r"(?:上一篇|下一篇|上一条|下一条|相关(?:文章|链接|推荐|阅读))[:：]?.{0,200}"
)


def is_furniture_element(node: LexborNode) -> bool:
    """Return whether an element is furniture by its class, id or style.

    Example:
        >>> from selectolax.lexbor import LexborHTMLParser
        >>> tree = LexborHTMLParser('<div class="related">相关文章</div><div class="TRS_Editor">正文</div>')
        >>> [is_furniture_element(node) for node in tree.css("div")]
        [True, False]
    """
    attributes = node.attributes
    if not attributes:
        return False
    words = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
    if any(word in _FURNITURE_WORDS or _FURNITURE_PREFIX.match(word) for word in words):
        return True
    style = attributes.get("style") or ""
    return "display:none" in style.replace(" ", "").lower()


def drop_furniture_lines(text: str) -> str:
    r"""Take lines of controls off both ends of a text; lines between are the author's.

    Example:
        >>> drop_furniture_lines("字号：大 中 小\n打印是本文的主题。\n【打印】【关闭窗口】\n上一篇：无")
        '打印是本文的主题。'
        >>> drop_furniture_lines("正文。\n首页 上一页 1 2 3 下一页 尾页 共3页")
        '正文。'
    """
    lines = text.split("\n")
    while lines and _is_furniture_line(lines[0]):
        del lines[0]
    while lines and _is_furniture_line(lines[-1]):
        del lines[-1]
    return "\n".join(lines)


def _is_furniture_line(line: str) -> bool:
    if len(line) > _LONGEST_CONTROL_LINE:
        return False
    if NEIGHBOUR_LINE.fullmatch(line):
        return True
    # Split first, match each part alone: one pattern over the whole line would be combinatorial.
    parts = [part for part in CONTROL_GAP.split(line) if part]
    return all(CONTROL.fullmatch(part) for part in parts) and any(not part.isdigit() for part in parts)
