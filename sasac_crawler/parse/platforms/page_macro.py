"""``createPageHTML(…)``: the paging call that TRS and Kaipu templates write into list pages."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

_NUMBER: Final = r"(?:parseInt\(\s{0,3})?['\"]?(%s)[}\s]{0,3}['\"]?\)?"
_TOTAL: Final = _NUMBER % r"?P<total>\d{1,5}"
_CURRENT: Final = _NUMBER % r"?P<current>\d{1,5}"
# A call of the macro. example: "createPageHTML('page_div',5,1,'fg','shtml',89)" ·
# counter-example: "function createPageHTML(_nPageCount, _nCurrIndex)". What must not stand before the name is looked
# for behind it: a pattern that begins with letters is found sixty times as fast, and most pages have none.
CALL: Final = re.compile(
    r"createPageHTML(?<!\wcreatePageHTML)\(\s{0,5}(?P<box>['\"][\w-]{1,40}['\"]\s{0,5},\s{0,5})?"
    rf"{_TOTAL}\s{{0,5}},\s{{0,5}}{_CURRENT}\s{{0,5}},\s{{0,5}}"
    r"['\"](?P<name>[\w./-]{1,100})['\"]\s{0,5},\s{0,5}['\"]\.?(?P<ext>\w{3,5})['\"]"
    r"(?:\s{0,5},\s{0,5}['\"][\w-]{0,40}['\"])?(?:\s{0,5},\s{0,5}(?P<items>\d{1,7}))?"
)
# Where a comment to the end of the line begins. example: "//createPageHTML(9" · counter-example: "http://x"
LINE_COMMENT: Final = re.compile(r"(?<!:)//")
_LOOKED_BACK: Final = 20_000
"""Characters before a call in which the beginning of a comment is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMacro:
    """A live call of the macro."""

    total_pages: int
    current: int
    """As the call gives it: counted from ``base``."""

    base: int
    """0 where page 2 is ``index_1.html``, 1 where it is ``index_2.html``."""

    name: str
    extension: str
    total_items: int | None = None

    def next_url(self, page_url: str) -> str | None:
        """Return the address of the page after this one, or ``None`` on the last."""
        following = self.current + 1
        if following - self.base >= self.total_pages:
            return None
        return urljoin(page_url, f"{self.name}_{following}.{self.extension}")


def read_page_macro(text: str) -> PageMacro | None:
    r"""Return the first call of the macro that is not commented out, or ``None``.

    A call whose first argument names an element (``'page_div'``) counts pages from 1, any other from 0.

    Example:
        >>> script = "//createPageHTML(9, 0, 'index', 'html')\ncreatePageHTML('page_div',3,1,'fg','shtml',25)"
        >>> macro = read_page_macro(script)
        >>> macro.total_pages, macro.total_items, macro.next_url("http://x.test/a/fg.shtml")
        (3, 25, 'http://x.test/a/fg_2.shtml')
    """
    for call in CALL.finditer(text):
        if not _is_commented_out(text, call.start()):
            return PageMacro(
                total_pages=int(call["total"]),
                current=int(call["current"]),
                base=1 if call["box"] else 0,
                name=call["name"],
                extension=call["ext"],
                total_items=int(call["items"]) if call["items"] else None,
            )
    return None


def _is_commented_out(text: str, at: int) -> bool:
    before = text[max(0, at - _LOOKED_BACK) : at]
    line = before[before.rfind("\n") + 1 :]
    if LINE_COMMENT.search(line) or before.rfind("/*") > before.rfind("*/"):
        return True
    # Old scripts hide their whole code in <!-- -->: a comment counts only if the script is within it.
    opened = before.rfind("<!--")
    return opened > before.rfind("-->") and "<script" in before[opened:].lower()
