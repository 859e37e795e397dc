"""The further pages of an article, by the numbers that lead to them: no macro, any system."""

from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.links import absolute_url

_SEPARATORS: Final = ("_", "-")
_MOST_PARTS: Final = 200


def linked_parts(tree: LexborHTMLParser, url: str) -> tuple[str, ...]:
    """Return the addresses of an article's further parts, in order; empty on the parts themselves.

    A part has the article's own address with a number behind its name (``302_2.html``), and the words of
    the link to it are that number or, where the site counts from 0, the one after it. Numbers that a long
    pager leaves out are filled in.

    Args:
        tree: the article's first page.
        url: its address.

    Example:
        >>> pager = LexborHTMLParser("<p>1 <a href=302_2.html>2</a> <a href=302_3.html>3</a> <a href=303.html>下一篇</a>")
        >>> linked_parts(pager, "http://x.test/show/302.html")
        ('http://x.test/show/302_2.html', 'http://x.test/show/302_3.html')
        >>> linked_parts(pager, "http://x.test/show/302_2.html")
        ()
    """
    stem, dot, extension = url.rpartition(".")
    name = stem.rpartition("/")[2]
    if not name or "/" in extension or urlsplit(url).query:
        return ()
    source = tree.raw_html
    # Looked for as plain bytes first: few articles have further parts.
    if not any(f"{name}{sign}".encode() in source for sign in _SEPARATORS):
        return ()
    found: dict[tuple[str, int], int] = {}
    for link in tree.css("a[href]"):
        number = _number(link.text())
        target = absolute_url(link.attributes.get("href") or "", url) if number else None
        sign = next((one for one in _SEPARATORS if target and target.startswith(f"{stem}{one}")), None)
        if number is None or target is None or sign is None or not target.endswith(f"{dot}{extension}"):
            continue
        file = _number(target[len(stem) + 1 : -len(extension) - 1])
        if file is not None and number - file in (0, 1):
            form = sign, number - file
            found[form] = max(number, found.get(form, 0))
    if len(found) != 1:
        return ()
    (((sign, shift), last),) = found.items()
    return tuple(f"{stem}{sign}{number - shift}{dot}{extension}" for number in range(2, last + 1))


def _number(text: str) -> int | None:
    digits = text.strip(" \n\t[]")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(_MOST_PARTS))
    return int(digits) if is_number and 0 < int(digits) <= _MOST_PARTS else None
