"""Alternative selectors, in the order of preference."""

from selectolax.lexbor import LexborHTMLParser, LexborNode


def first_of(root: LexborHTMLParser | LexborNode, selectors: tuple[str, ...]) -> LexborNode | None:
    """Return the first element of the first selector that finds any, or ``None``.

    For lists of alternatives, where several hits are expected and the order is the preference.
    """
    # Most pages have none of them, and one walk tells.
    if root.css_first(", ".join(selectors)) is None:
        return None
    return next(node for one in selectors if (node := root.css_first(one)) is not None)
