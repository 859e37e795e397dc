"""Markup that would take a parser minutes is made flat first; no text is lost by it.

Measured: the parser is quadratic in the depth of a tree (0.5 s at 20,000 nested elements, 20 s at
100,000) and in the attributes of one tag (27 s at 64,000). Pages written by people stay below a
hundredth of that and are not touched.
"""

import re
from typing import Final

from sasac_crawler.items import Issue

MAX_DEPTH: Final = 2000
_SUSPICIOUS: Final = 4000
"""Tags below which a page cannot be that deep."""

# A tag that nests. example: "<div class=a>" · counter-example: "<br>"
NESTING_TAG: Final = re.compile(
    r"<(/?)(?:div|span|font|table|ul|ol|center|section|article|blockquote|b|i|u|strong|em|a|form|dl)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
# A tag of absurd length. example: "<p a1 a2 a3 …>" · counter-example: '<p class="a">'
HUGE_TAG: Final = re.compile(r"<([a-zA-Z]{1,12})\b[^<>]{20000,}>")


def tame_markup(text: str) -> tuple[str, tuple[Issue, ...]]:
    """Return a page's text without absurd nesting and absurd tags, and an issue if there were any.

    Example:
        >>> tame_markup("<div><p>通知</p></div>")
        ('<div><p>通知</p></div>', ())
        >>> flat, issues = tame_markup("<div>" * 5000 + "通知")
        >>> flat, issues[0].code
        ('通知', 'deep_markup')
    """
    issues = []
    if len(text) > 20_000 and HUGE_TAG.search(text):  # noqa: PLR2004 - the pattern's own length
        text = HUGE_TAG.sub(r"<\1>", text)
        issues.append(Issue(code="huge_tag", message="A tag of absurd length was cut to its name."))
    if text.count("<") > _SUSPICIOUS and _depth(text) > MAX_DEPTH:
        text = NESTING_TAG.sub("", text)
        message = f"The page nests deeper than {MAX_DEPTH}: its nesting was taken out before parsing."
        issues.append(Issue(code="deep_markup", message=message))
    return text, tuple(issues)


def _depth(text: str) -> int:
    depth = deepest = 0
    for match in NESTING_TAG.finditer(text):
        depth += -1 if match[1] else 1
        deepest = max(deepest, depth)
    return deepest
