"""What every page of www.sasac.test has around it: navigation and ticker above, footer and counter below."""

from sasac_crawler.samplesite.replies import template


def frame(root: str) -> dict[str, str]:
    """Return ``header`` and ``end`` of a page, and ``root`` itself.

    Args:
        root: the way from the page up to the root, e.g. ``../../``.

    Example:
        >>> sorted(frame("../"))
        ['end', 'header', 'root']
        >>> 'href="../index.html"' in frame("../")["header"]
        True
    """
    return {name: template(f"n_{name}.html").substitute(root=root) for name in ("header", "end")} | {
        "root": root
    }
