"""Markup that would take a parser minutes is made flat first; no text is lost by it.

Measured: the parser is quadratic in the depth of a tree (0.5 s at 20,000 nested elements, 20 s at
100,000) and in the attributes of one tag (27 s at 64,000). Pages written by people stay below a
hundredth of that and are not touched.
"""

import re
from collections import Counter
from typing import Final

from sasac_crawler.items import Issue

MAX_DEPTH: Final = 2000
"""Depth from which a page is flattened."""
KEPT_DEPTH: Final = 200
"""Depth down to which a flattened page keeps its elements: the containers that readers look for."""
_SUSPICIOUS: Final = 4000
"""Tags below which a page cannot be that deep."""

# A tag. example: "<div class=a>", "</my-box>" · counter-example: "a<3", "<!-- a -->"
TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})(?![a-zA-Z0-9:-])[^<>]{0,2000}>")
# A tag of absurd length. example: "<p a1 a2 a3 …>" · counter-example: '<p class="a">'
HUGE_TAG: Final = re.compile(r"<([a-zA-Z]{1,12})\b[^<>]{20000,}>")
_VOID: Final = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_ENDS_BY_ITSELF: Final = (
    "p|li|dt|dd|option|optgroup|tr|td|th|thead|tbody|tfoot|colgroup|rb|rt|rp|rtc|html|head|body"
)
_DRAWN: Final = "path|circle|rect|line|polygon|polyline|ellipse|use|stop|image"
_NOT_NESTING: Final = frozenset(f"{_VOID}|{_ENDS_BY_ITSELF}|{_DRAWN}".split("|"))
"""Void elements, elements that end where the next of their kind begins, leaves of drawings."""


def tame_markup(text: str) -> tuple[str, tuple[Issue, ...]]:
    """Return a page's text without absurd nesting and absurd tags, and an issue if there were any.

    Example:
        >>> tame_markup("<div><p>通知</p></div>")
        ('<div><p>通知</p></div>', ())
        >>> flat, issues = tame_markup("<article>" + "<div>" * 5000 + "通知" + "</div>" * 5000 + "</article>")
        >>> flat.count("<div>"), flat.startswith("<article>"), flat.endswith("</article>"), issues[0].code
        (199, True, True, 'deep_markup')
    """
    issues = []
    if len(text) > 20_000 and HUGE_TAG.search(text):  # noqa: PLR2004 - the pattern's own length
        text = HUGE_TAG.sub(r"<\1>", text)
        issues.append(Issue(code="huge_tag", message="A tag of absurd length was cut to its name."))
    if text.count("<") > _SUSPICIOUS:
        nesting = _Nesting()
        flat = TAG.sub(nesting.keep, text)
        if nesting.deepest > MAX_DEPTH:
            text = flat
            message = f"The page nests deeper than {MAX_DEPTH}: tags deeper than {KEPT_DEPTH} were taken out."
            issues.append(Issue(code="deep_markup", message=message))
    return text, tuple(issues)


class _Nesting:
    """Follows the tags of a page; each is kept or dropped in constant time on average."""

    def __init__(self) -> None:
        self.deepest = 0
        self._open: list[str] = []
        self._names: Counter[str] = Counter()

    def keep(self, tag: re.Match[str]) -> str:
        """Return a tag as it stands, or nothing if it is too deep."""
        name = tag[2].lower()
        if name in _NOT_NESTING:
            return tag[0]
        depth = self._close(name) if tag[1] else self._opened(name)
        return tag[0] if depth <= KEPT_DEPTH else ""

    def _opened(self, name: str) -> int:
        self._open.append(name)
        self._names[name] += 1
        self.deepest = max(self.deepest, len(self._open))
        return len(self._open)

    def _close(self, name: str) -> int:
        """Close an element and what is open within it; return the depth it stood at."""
        if not self._names[name]:
            return 0
        depth = len(self._open)
        while self._open:
            depth = len(self._open)
            closed = self._open.pop()
            self._names[closed] -= 1
            if closed == name:
                break
        return depth
