"""What the replicas of jpaas sites share: the loader of a unit, and the interface that builds it."""

import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.replica.model import JSON, Answer, Ask
from tests.replica.prose import Row, page

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The unit of a column's list."""

    column: str
    """Path of the column page."""

    query: Mapping[str, str]
    """What the page's ``queryData`` says, in its order."""

    spelling: str
    """The parseType this site answers to."""

    pages: tuple[Sequence[Row], ...]
    size: int
    total: int
    ignores_number: bool = False
    """Whether every number is answered with the first page."""

    def loader(self) -> str:
        """Return the element that names the unit; its data are no JSON."""
        pairs = ",".join(f"'{name}':'{value}'" for name, value in self.query.items())
        return f'<script id="unit-{self.query["pageId"]}" url="{UNIT}" queryData="{{{pairs}}}" src="/script/unit.js"></script>'

    def url(self, base: str, number: int, **changed: str) -> str:
        """Return the address of a page of the list."""
        size = f'{{"pageNo":{number},"pageSize":{self.size}}}'
        return f"{base}{UNIT}?{urlencode({**self.query, **changed, 'paramJson': size})}"

    def answer(self, ask: Ask, markup: Callable[[Row], str]) -> Answer:
        """Answer as the interface does: nothing without the column page, nothing for a wrong spelling."""
        if not ask.headers.get("referer", "").endswith(self.column):
            return page("403 Forbidden", status=403)
        if self.column not in ask.earlier:
            return _json({"code": 500, "success": False, "message": "页面不存在", "data": None})
        if ask.query.get("parseType") != self.spelling or ask.query.get("tagId") != self.query["tagId"]:
            return _json({"code": 200, "success": True, "data": {"html": ""}})
        number = 1 if self.ignores_number else json.loads(ask.query["paramJson"])["pageNo"]
        rows = self.pages[number - 1] if number <= len(self.pages) else ()
        items = "".join(markup(one) for one in rows)
        fragment = f'<div class="page-content"><ul>{items}</ul></div><div class="pagination" count="{self.total}" rows="{self.size}"></div>'
        return _json({"code": 200, "success": True, "data": {"html": fragment}})


def other_units() -> str:
    """Return the units of a menu and of the place in the tree, which stand before the list's."""
    return "".join(
        f"<script url=\"{UNIT}\" queryData=\"{{'parseType':'bulidstatic','webId':'3096','tplSetId':'x',"
        f"'pageType':'column','tagId':'{tag}','editType':'null','pageId':'1'}}\"></script>"
        for tag in ("网站导航", "当前位置")
    )


def item(one: Row, *, cut: int = 18) -> str:
    """Return a record as the interface writes it: attributes empty and out of order, cut words."""
    return (
        f'<li><a title="{html.escape(one.title)}" target="_blank" href="{one.url}" istitle="1">{html.escape(one.title[:cut])}</a>'
        f"<span class=time>{one.day}</span></li>"
    )


def _json(value: object) -> Answer:
    return Answer(body=json.dumps(value, ensure_ascii=False).encode(), content_type=JSON.partition(";")[0])
