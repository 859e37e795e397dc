"""Selectors that say how much they must find."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.errors import MissingElementError


def one(root: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """Return the only element a CSS selector finds.

    Raises:
        MissingElementError: it finds none, or more than one.

    Example:
        >>> one(LexborHTMLParser("<h1>通知</h1>"), "h1").text()
        '通知'
        >>> one(LexborHTMLParser("<p>通知"), "h1")
        Traceback (most recent call last):
        ...
        sasac_crawler.errors.MissingElementError: 'h1' found 0 elements where exactly one expected
    """
    found = root.css(selector)
    if len(found) != 1:
        raise MissingElementError(selector, len(found), "exactly one")
    return found[0]


def at_most_one(root: LexborHTMLParser | LexborNode, selector: str) -> LexborNode | None:
    """Return the element a CSS selector finds, or ``None``.

    Raises:
        MissingElementError: it finds more than one.
    """
    found = root.css(selector)
    if len(found) > 1:
        raise MissingElementError(selector, len(found), "at most one")
    return found[0] if found else None


def first_of(root: LexborHTMLParser | LexborNode, selectors: tuple[str, ...]) -> LexborNode | None:
    """Return the first element of the first selector that finds any, or ``None``.

    For lists of alternatives, where several hits are expected and the order is the preference.
    """
    # Most pages have none of them, and one walk tells.
    if root.css_first(", ".join(selectors)) is None:
        return None
    return next(node for one in selectors if (node := root.css_first(one)) is not None)
