"""Markup that would take a parser minutes or gigabytes is made flat first; no text is lost by it.

Measured: the parser is quadratic in the depth of a tree (0.5 s at 20,000 nested elements, 20 s at
100,000) and in the attributes of one tag (27 s at 64,000), and it repeats every unclosed ``<font>`` in
every paragraph after it (150 of them before 20,000 paragraphs, a page of 120 KB, took 1.1 GB). Pages
written by people stay below a hundredth of that and are not touched.
"""

import re
from collections import Counter
from typing import Final

from sasac_crawler.items import Issue

MAX_DEPTH: Final = 2000
"""Depth from which a page is flattened."""
KEPT_DEPTH: Final = 200
"""Depth down to which a flattened page keeps its elements: the containers that readers look for."""
MAX_COPIES: Final = 200_000
"""Elements a parser may add of its own for formatting that is never closed."""
MAX_ATTRIBUTES: Final = 200
"""Attributes of one tag."""
MAX_TAGS: Final = 300_000
"""Tags a page keeps; behind them only the text is kept. 1.4 million flat cells took 14 s and 560 MB."""
_LONG_TAG: Final = 600
_WINDOW: Final = _LONG_TAG // 2
_SUSPICIOUS: Final = 1000
"""Tags below which a page can be neither deep nor full of copies."""
_DEEP_ENOUGH: Final = 8000
"""Tags below which depth costs a parser less than a tenth of a second."""

# A tag. example: "<div class=a>", "</my-box>" · counter-example: "a<3", "<!-- a -->"
TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})(?![a-zA-Z0-9:-])[^<>]{0,2000}>")
# Whatever begins like a tag, closed or not. example: "<td>" · counter-example: "<!-- a -->"
ANY_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>?")
# A long tag. example: '<img src="data:…">', "<p a1 a2 a3 …>" · counter-example: '<p class="a">'
HUGE_TAG: Final = re.compile(r"<([a-zA-Z]{1,12})\b[^<>]{600,}>")
# The value of an attribute. example: '"a=b"' · counter-example: "a=b"
VALUE: Final = re.compile(r"\"[^\"]{0,1000000}\"|'[^']{0,1000000}'")
# Where an attribute may begin. example: " ", "/" · counter-example: "-"
SEPARATOR: Final = re.compile(r"[\s/]{1,1000}|=")
_FORMATTING_NAMES: Final = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
# A tag that a parser repeats until it is closed. Looking at the first letter alone before anything else makes it five
# times as fast. example: "<font color=red>" · counter-example: "<a>"
FORMATTING: Final = re.compile(
    rf"</?(?=[bcefinstuBCEFINSTU])(?i:{_FORMATTING_NAMES})(?![a-zA-Z0-9:-])[^<>]{{0,2000}}>"
)
_FORMATTING: Final = frozenset(_FORMATTING_NAMES.split("|"))
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
    tags = text.count("<")
    short = HUGE_TAG.sub(_shortened, text) if _has_long_tag(text) else text
    if len(short) < len(text):
        text = short
        issues.append(
            Issue(code="huge_tag", message="A tag with absurdly many attributes was cut to its name.")
        )
    if tags > MAX_TAGS:
        text = _without_late_tags(text)
        message = f"The page has more than {MAX_TAGS} tags: those behind were taken out."
        issues.append(Issue(code="crowded_markup", message=message))
    if tags > _DEEP_ENOUGH or (tags > _SUSPICIOUS and _never_closed(text) * tags > MAX_COPIES):
        nesting = _Nesting()
        flat = TAG.sub(nesting.keep, text)
        if nesting.deepest > MAX_DEPTH:
            text = flat
            message = f"The page nests deeper than {MAX_DEPTH}: tags deeper than {KEPT_DEPTH} were taken out."
            issues.append(Issue(code="deep_markup", message=message))
        if nesting.copies > MAX_COPIES:
            text = FORMATTING.sub("", text)
            message = "Formatting that is never closed was taken out: a parser would repeat it without end."
            issues.append(Issue(code="unclosed_formatting", message=message))
    return text, tuple(issues)


def _has_long_tag(text: str) -> bool:
    """Return whether a page has a tag of more than so many characters, looking at windows of half of them.

    A long tag fills a window, which few other things do; only there one needs to look where it begins and ends.
    """
    filled, opened = False, -1
    for at in range(0, len(text), _WINDOW):
        behind = at + _WINDOW
        begins, ends = text.find("<", at, behind), text.find(">", at, behind)
        if begins < 0 and ends < 0:
            if not filled:
                opened = text.rfind("<", max(at - _WINDOW, 0), at)
                filled = True
            continue
        is_end = ends >= 0 and not 0 <= begins < ends
        if filled and is_end and 0 <= opened < ends - _LONG_TAG - 1 and text.find(">", opened, ends) < 0:
            return True
        filled = False
    return False


def _never_closed(text: str) -> int:
    """Return how many formatting elements are open at the most: the quick look before the thorough one."""
    open_now = most = 0
    for tag in FORMATTING.finditer(text):
        open_now = max(0, open_now + (-1 if tag[0][1] == "/" else 1))
        most = max(most, open_now)
    return most


def _without_late_tags(text: str) -> str:
    """Return a page with its first tags, and of the rest the text alone."""
    at = -1
    for _ in range(MAX_TAGS):
        at = text.find("<", at + 1)
    return text[:at] + ANY_TAG.sub("\n", text[at:])


def _shortened(tag: re.Match[str]) -> str:
    """Return a long tag as it stands, or its name alone if it has too many attributes."""
    attributes = len(SEPARATOR.findall(VALUE.sub("", tag[0])))
    return f"<{tag[1]}>" if attributes > 2 * MAX_ATTRIBUTES else tag[0]


class _Nesting:
    """Follows the tags of a page; each is kept or dropped in constant time on average."""

    def __init__(self) -> None:
        self.deepest = 0
        self.copies = 0
        self._unclosed: Counter[str] = Counter()
        self._formatting = 0
        self._open: list[str] = []
        self._names: Counter[str] = Counter()

    def keep(self, tag: re.Match[str]) -> str:
        """Return a tag as it stands, or nothing if it is too deep."""
        name = tag[2].lower()
        if name in _FORMATTING:
            self._count_formatting(name, 1 if not tag[1] else -1)
        elif not tag[1]:
            self.copies += self._formatting
        if name in _NOT_NESTING:
            return tag[0]
        depth = self._close(name) if tag[1] else self._opened(name)
        return tag[0] if depth <= KEPT_DEPTH else ""

    def _count_formatting(self, name: str, change: int) -> None:
        if self._unclosed[name] + change >= 0:
            self._unclosed[name] += change
            self._formatting += change

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
