"""Lists of gzw.jiangdong.test: an XML island in the column page, more from dataproxy.jsp.

The island holds three display pages; ``<nextgroup>`` leads to the next three.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from sasac_crawler.samplesite.content import ExternalItem, SampleArticle, SampleChannel
from sasac_crawler.samplesite.hanweb_article import site_tags
from sasac_crawler.samplesite.replies import Question, escape, template

PROXY: Final = "/module/web/jpage/dataproxy.jsp"
WEB_ID: Final = "7"
_PAGES_A_GROUP: Final = 3
_SHOWN_TITLE: Final = 24
_NOTHING: Final = "<datastore>\n<totalrecord>0</totalrecord>\n</datastore>\n"
_DEBRIS: Final = "<ul>"
"""What such islands are strewn with: the opening tag of a list that never closes."""
_DEBRIS_AFTER: Final = 5

Item = SampleArticle | ExternalItem


def column_page(channel: SampleChannel, *, site_name: str) -> str:
    """Return the page of a column with the first group of records in it.

    Example:
        >>> from sasac_crawler.samplesite.loading import channels
        >>> column_page(channels()[3], site_name="江东省国资委").count("<record><![CDATA[<li>")
        15
    """
    size = _group_size(channel)
    more = len(channel.items) > size
    island = _island(
        channel.items[:size], channel, next_group=_first_next_group(channel, site_name) if more else ""
    )
    return template("hanweb_column.html").substitute(
        site_name=site_name,
        site_tags=site_tags(channel, site_name=site_name),
        name=channel.name,
        parent=channel.parent,
        path=channel.path,
        unit=channel.unit,
        per_page=channel.per_page,
        total=len(channel.items),
        island=island,
    )


def proxy_answer(question: Question, channels: Sequence[SampleChannel], *, site_name: str) -> str:
    """Return what dataproxy.jsp says, asked by group (``page``) or by window (``startrecord``).

    A column or component nobody knows gets an answer of 54 bytes without records.

    Example:
        >>> len(proxy_answer(Question(path=PROXY), (), site_name="示例"))
        54
    """
    asked = {**question.query, **question.form}
    wanted = (asked.get("columnid"), asked.get("unitid"))
    channel = next((one for one in channels if (_column_id(one), one.unit) == wanted), None)
    if channel is None:
        return _NOTHING
    start, end = _window(asked, channel)
    group = end // _group_size(channel)
    more = "startrecord" not in asked and end < len(channel.items)
    island = _island(
        channel.items[start:end], channel, next_group=_next_group(channel, group, site_name) if more else ""
    )
    totals = f"<totalrecord>{len(channel.items)}</totalrecord><totalpage>{channel.total_pages}</totalpage>"
    return island.replace("<datastore>", f"<datastore>\n{totals}", 1)


def _window(asked: Mapping[str, str], channel: SampleChannel) -> tuple[int, int]:
    """Return the slice of items asked for; an empty one where the numbers are none."""
    first, last, group = (asked.get(key, "") for key in ("startrecord", "endrecord", "page"))
    if first.isdecimal() and last.isdecimal():
        return max(int(first) - 1, 0), int(last)
    size = _group_size(channel)
    start = int(group) * size if group.isdecimal() else len(channel.items)
    return start, start + size


def _island(items: Sequence[Item], channel: SampleChannel, *, next_group: str) -> str:
    group = f'<nextgroup><![CDATA[<a href="{next_group}"></a>]]></nextgroup>' if next_group else ""
    records = "\n".join(_records(items, channel))
    return f"<datastore>\n{group}\n<recordset>\n{records}\n</recordset>\n</datastore>\n"


def _records(items: Sequence[Item], channel: SampleChannel) -> Iterator[str]:
    for index, item in enumerate(items):
        if index == _DEBRIS_AFTER:
            yield f"<record><![CDATA[{_DEBRIS}]]></record>"
        yield f"<record><![CDATA[{_row(item, channel)}]]></record>"


def _row(item: Item, channel: SampleChannel) -> str:
    href = item.url if isinstance(item, ExternalItem) else item.path
    title, shown = escape(item.title), escape(_cut(item.title))
    link = f'<a href="{href}" target="_blank" title="{title}">{shown}</a>'
    if channel.rows == "li":
        return f"<li>{link}<span>[{item.date}]</span></li>"
    return f'<tr><td height="32" align="left">{link}</td><td width="90" class="bt_time">{item.date}</td></tr>'


def _first_next_group(channel: SampleChannel, site_name: str) -> str:
    return f"{_next_group(channel, 1, site_name)}&webid={WEB_ID}&permissiontype=0"


def _next_group(channel: SampleChannel, group: int, site_name: str) -> str:
    """Return the address of a group; answers forget webid and permissiontype in it."""
    return (
        f"{PROXY}?page={group}&appid=1&appid=1&path=/&columnid={_column_id(channel)}"
        f"&unitid={channel.unit}&webname={quote(quote(site_name))}"
    )


def _column_id(channel: SampleChannel) -> str:
    return channel.id.removeprefix("col")


def _group_size(channel: SampleChannel) -> int:
    return channel.per_page * _PAGES_A_GROUP


def _cut(title: str) -> str:
    return title if len(title) <= _SHOWN_TITLE else f"{title[:_SHOWN_TITLE]}..."
