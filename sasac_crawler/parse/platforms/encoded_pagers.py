"""Pagers a site hides in base64 and writes into the page with ``window.atob``."""

import base64
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_BLOCKS: Final = 20
# An encoded block. example: 'window.atob("PGEgaHJlZj0iMi5odG1sIj4")' · counter-example: "window.atob(code)"
ATOB: Final = re.compile(r"\batob\(\s{0,5}['\"]([A-Za-z0-9+/=%_-]{8,40000})['\"]")
# A base64 word in a link's script. example: "go('L2EvaW5kZXhfMi5odG1s')" · counter-example: "go('2')"
QUOTED_CODE: Final = re.compile(r"['\"]([A-Za-z0-9+/=%_-]{8,4000})['\"]")


def decoded_pagers(text: str) -> Iterator[LexborHTMLParser]:
    """Yield the markup of every base64 block that a page writes into itself.

    Example:
        >>> code = base64.b64encode("<a href='2.html'>下一页</a>".encode()).decode()
        >>> [tree.css_first("a").text() for tree in decoded_pagers(f"document.write(window.atob('{code}'))")]
        ['下一页']
    """
    for number, block in enumerate(ATOB.finditer(text)):
        if number >= _MOST_BLOCKS:
            return
        markup = decode_words(block[1])
        if markup and "<" in markup:
            yield LexborHTMLParser(markup)


def decoded_target(link: LexborNode) -> str | None:
    """Return the address that a link's script holds in base64, or ``None``."""
    attributes = link.attributes
    places = (attributes.get("href"), attributes.get("onclick"), attributes.get("data-url"))
    for place in places:
        for code in QUOTED_CODE.findall(place or "") or [place or ""]:
            target = decode_words(code)
            if target and target.isprintable() and ("/" in target or "." in target) and "<" not in target:
                return target
    return None


def decode_words(code: str) -> str | None:
    """Decode base64, with percent-encoding before or after it; ``None`` if it is none.

    Example:
        >>> decode_words("L2EvaW5kZXhfMi5odG1s"), decode_words("不是")
        ('/a/index_2.html', None)
    """
    plain = unquote(code).strip().replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        text = raw.decode("utf-8")
    except ValueError:
        return None
    return unquote(text) if "%" in text else text
