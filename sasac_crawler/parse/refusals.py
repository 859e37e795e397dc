"""Answers that are no web page, whatever their address says, and short ones that only say why there is none."""

import re
from typing import Final

from sasac_crawler.parse.challenge import challenge_marker
from sasac_crawler.parse.page import Page, begins_with_markup
from sasac_crawler.parse.shells import soft_404_marker

_OK: Final = 200
_SNIFFED: Final = 1000
"""Characters of an answer in which a binary file shows itself."""
_SHORT: Final = 120
"""Characters of text up to which a page may be a notice of a firewall or of a missing page."""
_KINDS: Final = (
    ("%PDF-", "a PDF document"),
    ("PK\x03\x04", "a ZIP, OFD or Office file"),
    ("Rar!", "a RAR archive"),
    ("\x1f\x8b", "a gzip file"),
    ("GIF8", "a picture"),
)
# How JSON begins. example: '{"code":200', "[{" · counter-example: "[国资委]通知"
JSON_START: Final = re.compile(r"\{\s{0,50}[\"}]|\[\s{0,50}[\[{\"\]]")


def foreign_format(text: str) -> str | None:
    r"""Return what an answer is that is no page, or ``None``; a copied text is a page here.

    Args:
        text: the answer, decoded; a binary file shows its first bytes and NUL in any charset.

    Example:
        >>> foreign_format("%PDF-1.7\n…"), foreign_format('{"code": 200}'), foreign_format("[国资委]通知")
        ('a PDF document', 'JSON', None)
    """
    start = text[:_SNIFFED].lstrip("\ufeff\u200b \t\r\n")
    for magic, kind in _KINDS:
        if start.startswith(magic):
            return kind
    if start.startswith("<"):
        return None
    if "\x00" in start:
        return "a binary file"
    return "JSON" if JSON_START.match(start) else None


def notice(page: Page, body: str) -> str | None:
    """Return what a page with next to no text really is, or ``None`` if it may be an article.

    Example:
        >>> import datetime as dt
        >>> from sasac_crawler.parse.page import read_page
        >>> text = "<html><title>提示</title><p>您访问的页面不存在或已删除！</p></html>"
        >>> page = read_page(text.encode(), url="http://x.test/", seen_at=dt.datetime.now(dt.UTC))
        >>> notice(page, "您访问的页面不存在或已删除！")
        'a notice that there is no page (页面不存在或已删除)'
    """
    if len(body) > _SHORT or not begins_with_markup(page.text):
        return None  # a copied text says what it says
    answer = page.text.encode("utf-8", "replace")
    marker = challenge_marker(_OK, {}, answer)
    if marker is not None:
        return f"a challenge or block page ({marker})"
    said = soft_404_marker(answer, page.text)
    return f"a notice that there is no page ({said})" if said else None
