"""Pages that are no pages: soft 404s, and shells that only send a browser elsewhere.

A mark counts only where there is (almost) no visible text: long pages mention 404 and 迁移 for good
reasons, and full pages carry ``location.href`` in branches that never run.
"""

import html
import re
from typing import Final
from urllib.parse import urljoin

from sasac_crawler.parse.challenge import visible_length

MAX_VISIBLE: Final = 120
"""Visible characters up to which a page can be a shell."""
MAX_VISIBLE_TITLED: Final = 600
"""The same for a page whose title says nothing but that there is none: some add a page of advice."""
_SHORT_TITLE: Final = 16
# The title of a page. example: "<title>页面不存在</title>" · counter-example: "<h1>页面不存在</h1>"
TITLE: Final = re.compile(r"<title[^>]{0,100}>([^<]{0,200})</title", re.IGNORECASE)

# What a soft 404 says. example: "您访问的页面不存在或已删除" · counter-example: "国资委2024年第404号"
SOFT_404: Final = re.compile(
    r"(?:页面|网页|文件|内容|信息|文章|栏目|资源)[^。<]{0,12}(?:不存在|已(?:被)?(?:删除|移除|下线|迁移|过期)|未找到|无法找到|找不到)"
    r"|(?:找不到|无法找到|未找到)[^。<]{0,12}(?:页面|网页|文件|内容|信息|文章)"
    r"|\b404\b[^<]{0,20}(?:not found|错误|页面)|\bnot found\b",
    re.IGNORECASE,
)
# Without one of these no soft 404 says what it is. example: "已被删除" · counter-example: "删繁就简"
GONE: Final = re.compile(r"不存在|删除|移除|下线|迁移|过期|未找到|无法找到|找不到|404")
# The same in English; blanks are rarer than letters. example: "Not Found" · counter-example: "notfound"
NOT_FOUND: Final = re.compile(r" [fF](?<=[nN][oO][tT] [fF])")
# A redirect by script. example: 'window.location.href="https://mp.weixin.qq.com/s?a=1"' ·
# counter-example: "if(self.location==top.location)"
SCRIPT_REDIRECT: Final = re.compile(
    r"(?:window\.|self\.|top\.|document\.)?location(?:\.href)?\s{0,5}(?:=|\.(?:replace|assign)\()\s{0,5}['\"]([^'\"]{1,2000})['\"]"
)
# A redirect by meta tag. example: '<meta http-equiv="refresh" content="0;url=/a.html">', '<meta content="0;url=/a" http-equiv=refresh>' ·
# counter-example: '<meta http-equiv="refresh" content="300">'
META_REFRESH: Final = re.compile(
    r"<meta(?=[^>]{0,2200}http-equiv\s{0,5}=\s{0,5}['\"]?refresh\b)[^>]{0,400}url\s{0,5}=\s{0,5}['\"]?([^'\">\s]{1,2000})",
    re.IGNORECASE,
)


def soft_404_marker(body: bytes, text: str) -> str | None:
    """Return what a soft 404 says, or ``None`` if the answer is a page.

    Example:
        >>> soft_404_marker("<p>您访问的页面不存在".encode(), "<p>您访问的页面不存在")
        '页面不存在'
    """
    # Looking for plain words first spares most pages the parse that tells what is visible.
    if not GONE.search(text) and not NOT_FOUND.search(text):
        return None
    visible = visible_length(body, links=False)
    if visible > MAX_VISIBLE_TITLED:
        return None
    if visible > MAX_VISIBLE:
        title = TITLE.search(text[:20_000])
        said = title[1].strip() if title else ""
        match = SOFT_404.search(said) if len(said) <= _SHORT_TITLE else None
    else:
        match = SOFT_404.search(text)
    return match[0] if match else None


def redirect_target(body: bytes, text: str, *, url: str) -> str | None:
    """Return where a page without text of its own sends a browser, or ``None``.

    Example:
        >>> shell = '<script>window.location.href="https://mp.weixin.qq.com/s?a=1&amp;mid=2"</script>'
        >>> redirect_target(shell.encode(), shell, url="http://x.test/")
        'https://mp.weixin.qq.com/s?a=1&mid=2'
    """
    # Most pages have neither, and need not be parsed to see what else they say.
    match = META_REFRESH.search(text) or ("location" in text and SCRIPT_REDIRECT.search(text)) or None
    if match is None or visible_length(body) > MAX_VISIBLE // 4:
        return None
    try:
        target = urljoin(url, html.unescape(match[1]))
    except ValueError:
        return None
    # javascript:history.back() leads nowhere.
    return target if target.startswith(("http://", "https://")) else None
