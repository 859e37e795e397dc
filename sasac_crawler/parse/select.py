"""Alternative selectors, in the order of preference."""

from selectolax.lexbor import LexborHTMLParser, LexborNode


def first_of(root: LexborHTMLParser | LexborNode, selectors: tuple[str, ...]) -> LexborNode | None:
    """Return the first element of the first selector that finds any, or ``None``.

    For lists of alternatives, where several hits are expected and the order is the preference.
    """
    # Most pages have one of them or none, and one walk tells.
    found = root.css(", ".join(selectors))
    if len(found) <= 1:
        return found[0] if found else None
    return next(node for one in selectors if (node := root.css_first(one)) is not None)
