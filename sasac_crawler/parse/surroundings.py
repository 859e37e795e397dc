"""What stands around the body of an article: the text before it, the blocks behind it and its boxes."""

from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from sasac_crawler.parse.body import element_text

_SEARCHED: Final = 1200
"""Characters before the body in which a header line is looked for."""
_MENU_LINKS: Final = 10
_LONGEST_HEADER: Final = 3000
"""Characters of an element from which on it is a menu or another text, not what stands over this one."""
_LOOKED_BEHIND: Final = 6
_LONGEST_BEHIND: Final = 120
"""Characters of a block behind a body that may be a credit or the line with source and date."""


def text_before(body: LexborNode | None, page: LexborNode | None) -> str:
    r"""Return the end of the text that stands before the body, read backwards as far as needed.

    Args:
        body: the element that holds the article.
        page: the page's ``body`` element, whose text counts where no body is known.

    Example:
        >>> from selectolax.lexbor import LexborHTMLParser
        >>> tree = LexborHTMLParser("<h1>通知</h1><div><p>来源：产权处</p><div id=b>正文</div></div>")
        >>> text_before(tree.css_first("#b"), tree.body)
        '通知\n来源：产权处'
    """
    if body is None:
        return element_text(page)[-_SEARCHED:] if page is not None else ""
    pieces: list[str] = []
    length = 0
    node: LexborNode | None = body
    while node is not None and node.tag not in ("body", "html") and length < _SEARCHED:
        before = node.prev
        while before is not None and length < _SEARCHED:
            text = _end_of(before)
            pieces.append(text)
            length += len(text)
            before = before.prev
        node = node.parent
    return "\n".join(text for text in reversed(pieces) if text)[-_SEARCHED:]


def blocks_behind(body: LexborNode, *, climbed: int) -> Iterator[tuple[int, LexborNode]]:
    """Yield what follows a body, then what follows the boxes around it, a few of each.

    Args:
        body: the element that holds the article.
        climbed: how many boxes, the body among them.

    Yields:
        The number of the box, 0 for the body, and a node behind it; texts are nodes too.
    """
    holder: LexborNode | None = body
    for level in range(climbed):
        if holder is None or holder.tag in ("body", "html"):
            return
        node = holder.next
        for _ in range(_LOOKED_BEHIND):
            if node is None:
                break
            yield level, node
            node = node.next
        holder = holder.parent


def lines_behind(body: LexborNode | None, *, climbed: int = 3) -> list[str]:
    """Return the short blocks that follow a body: what is longer is another text."""
    if body is None:
        return []
    texts = (_text_of(node) for _, node in blocks_behind(body, climbed=climbed))
    return [text for text in texts if 0 < len(text) <= _LONGEST_BEHIND]


def _text_of(node: LexborNode) -> str:
    if node.tag in ("-comment", "_comment", "script", "style"):
        return ""
    said = node.text_content if node.tag == "-text" else node.text(separator=" ")
    return " ".join((said or "").split())


def _end_of(node: LexborNode) -> str:
    if node.tag == "-text":
        return " ".join((node.text_content or "").split())
    if node.tag in ("script", "style", "-comment", "_comment", "noscript"):
        return ""
    return "" if len(node.text()) > _LONGEST_HEADER else element_text(node, drop=_is_menu)


def _is_menu(node: LexborNode) -> bool:
    return node.tag in ("ul", "ol", "nav") and len(node.css("a")) > _MENU_LINKS
